// A card with a chart, its summary, its data table and export buttons.
import { chartCsv, percent, type Chart, type Column, type Theme, type Value } from '../charts/chart';
import { ChartView, type Heard } from './chart-view';
import { element, iconButton, setCaption, setText } from './dom';

/** Maximum rows of the data table. The CSV file has all rows. */
const MOST_ROWS = 400;

export interface Save {
  readonly name: string;
  readonly extension: 'svg' | 'png' | 'csv';
  readonly content: string;
}

export class ChartCard {
  readonly element: HTMLElement;
  readonly view: ChartView;
  readonly #title = element('h2');
  readonly #key = element('p', { className: 'key' });
  readonly #chart = element('div', { className: 'chart', aria: { role: 'img' } });
  readonly #summary = element('figcaption');
  readonly #tools: HTMLElement;
  readonly #table = element('div', {
    className: 'table',
    hidden: true,
    tabIndex: 0,
    aria: { role: 'region' },
  });
  readonly #toggle: HTMLButtonElement;
  #shown: Chart | undefined;

  constructor(
    id: string,
    heard: Heard,
    private readonly theme: () => Theme,
    save: (file: Save) => void,
  ) {
    const keep = async (extension: 'svg' | 'png' | 'csv'): Promise<void> => {
      const chart = this.#shown;
      if (!chart) return;
      const content = extension === 'csv' ? chartCsv(chart) : await this.view.save(extension, this.theme());
      save({ name: chart.id, extension, content });
    };
    this.#toggle = iconButton('table', 'Show data as a table', () => this.#showTable(this.#table.hidden));
    this.#toggle.setAttribute('aria-expanded', 'false');
    this.#tools = element(
      'div',
      { className: 'tools', aria: { role: 'toolbar' } },
      this.#toggle,
      iconButton('csv', 'Save data as CSV', () => keep('csv')),
      iconButton('svg', 'Save chart as SVG', () => keep('svg')),
      iconButton('png', 'Save chart as PNG', () => keep('png')),
    );
    this.element = element(
      'figure',
      { className: 'card', id },
      element('div', { className: 'head' }, this.#title, this.#tools),
      this.#key,
      this.#chart,
      this.#summary,
      this.#table,
    );
    this.view = new ChartView(this.#chart, heard);
  }

  async show(chart: Chart): Promise<void> {
    this.#shown = chart;
    setText(this.#title, chart.title);
    setText(this.#key, chart.key ?? '');
    setCaption(this.#summary, chart.summary);
    this.#tools.setAttribute('aria-label', chart.title);
    this.#chart.setAttribute('aria-label', `${chart.title}. ${chart.summary}`);
    this.#table.setAttribute('aria-label', `Data: ${chart.title}`);
    const isEmpty = (chart.data.rows ?? []).length === 0;
    if (!this.#table.hidden) this.#showTable(!isEmpty);
    for (const part of [this.#chart, this.#key, this.#tools]) part.hidden = isEmpty;
    if (!isEmpty) await this.view.show(chart, this.theme());
  }

  #showTable(isOpen: boolean): void {
    this.#table.hidden = !isOpen;
    this.#toggle.setAttribute('aria-expanded', String(isOpen));
    this.#table.replaceChildren(...(isOpen && this.#shown ? [tableOf(this.#shown)] : []));
  }
}

function tableOf({ columns, data: { rows = [] }, title }: Chart): HTMLElement {
  const note =
    rows.length > MOST_ROWS ? ` (first ${MOST_ROWS} of ${rows.length} rows; save as CSV for all)` : '';
  return element(
    'table',
    {},
    element('caption', {}, `${title}${note}`),
    element(
      'thead',
      {},
      element('tr', {}, ...columns.map((column) => element('th', { scope: 'col' }, column.title))),
    ),
    element(
      'tbody',
      {},
      ...rows
        .slice(0, MOST_ROWS)
        .map((row) =>
          element('tr', {}, ...columns.map((column) => element('td', {}, say(row[column.key], column)))),
        ),
    ),
  );
}

function say(value: Value | undefined, column: Column): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'string') return value;
  if (column.percent === true) return percent(value);
  return Number.isInteger(value) ? value.toLocaleString('en') : value.toPrecision(5);
}
