// A Vega view of a chart. New numbers update the existing view; only another subject or theme draws a new one.
import vegaEmbed, { type Result } from 'vega-embed';
import { expressionInterpreter } from 'vega-interpreter';
import { changeset, Error as ErrorsAlone, loader, type View } from 'vega';
import { config, type Chart, type Theme, type Row } from '../charts/chart';

/** A loader that refuses all requests, because charts embed their data. */
const nothing = (): ReturnType<typeof loader> => {
  const refuse = (): Promise<never> => Promise.reject(new Error('Charts load no external data.'));
  return { ...loader(), load: refuse, sanitize: refuse, http: refuse, file: refuse };
};

const embed = (at: HTMLElement, spec: object): Promise<Result> =>
  vegaEmbed(at, spec, {
    mode: 'vega-lite',
    renderer: 'svg',
    // Avoids `eval`, which the content security policy forbids.
    ast: true,
    expr: expressionInterpreter,
    loader: nothing(),
    // Silences warnings about empty data sets.
    logLevel: ErrorsAlone,
    actions: false,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  });

export interface Heard {
  /** The pointer entered an arm, or left it (''). */
  onArm(group: string): void;
  /** The user clicked a position on the density axis, or a round. */
  onPlace(place: { readonly density?: number; readonly round?: number }): void;
}

export class ChartView {
  #result: Result | undefined;
  #drawn = '';
  /** The rows of each data set in the view, by text. */
  readonly #held = new Map<string, Held>();
  #busy: Promise<unknown> = Promise.resolve();
  #chart: Chart | undefined;

  constructor(
    private readonly at: HTMLElement,
    private readonly heard: Heard,
  ) {
    let width = 0;
    new ResizeObserver(() => {
      if (Math.abs(at.clientWidth - width) < 2) return;
      width = at.clientWidth;
      void this.#then(() => this.#result?.view.width(width).runAsync());
    }).observe(at);
  }

  /** Resolves once the chart is drawn. */
  show(chart: Chart, theme: Theme): Promise<void> {
    return this.#then(async () => {
      this.#chart = chart;
      const drawing = { ...chart.draw(theme), config: config(theme), height: chart.height };
      // Another subject replaces all rows, and Vega would keep marks of the old ones.
      const text = JSON.stringify([chart.title, drawing, Object.keys(chart.data)]);
      if (text === this.#drawn && this.#result) {
        await this.#change(this.#result.view, chart.data);
        return;
      }
      this.#result?.finalize();
      this.#result = await embed(this.at, {
        ...withoutLegends(drawing),
        ...{ datasets: chart.data, width: this.at.clientWidth || 300 },
        autosize: { type: 'fit-x', contains: 'padding' },
      });
      // Screen readers get the summary instead.
      this.at.querySelector('svg')?.setAttribute('aria-hidden', 'true');
      this.#drawn = text;
      this.#held.clear();
      for (const [name, rows] of Object.entries(chart.data))
        this.#held.set(name, byText(rows, this.#result.view.data(name) as readonly Row[]));
      this.#listen(this.#result.view);
    });
  }

  /** Adds and removes only changed rows, because a long run's curves grow by a few points among thousands. */
  async #change(view: View, data: Chart['data']): Promise<void> {
    for (const [name, rows] of Object.entries(data)) {
      const held: Held = this.#held.get(name) ?? new Map<string, Row>();
      const next = byText(rows);
      const come: Row[] = [];
      for (const [text, row] of next) {
        const there = held.get(text);
        if (there) next.set(text, there);
        else come.push(row);
      }
      const gone = new Set([...held].filter(([text]) => !next.has(text)).map(([, row]) => row));
      if (gone.size === 0 && come.length === 0) continue;
      view.change(
        name,
        changeset()
          .remove((row: Row) => gone.has(row))
          .insert(come),
      );
      this.#held.set(name, next);
    }
    await view.runAsync();
  }

  /** Resolves once all requested drawing is done. */
  settled(): Promise<unknown> {
    return this.#busy;
  }

  /** Highlights an arm; '' for none. */
  light(group: string): void {
    void this.#then(async () => {
      const view = this.#result?.view;
      if (
        view &&
        'lit' in (view.getState({ signals: (name) => name === 'lit' }) as { signals: object }).signals
      )
        await view.signal('lit', group).runAsync();
    });
  }

  /** The data sets in the view. */
  drawn(): Readonly<Record<string, readonly unknown[]>> {
    const view = this.#result?.view;
    const names = Object.keys(this.#chart?.data ?? {});
    return Object.fromEntries(names.map((name) => [name, view?.data(name) ?? []]));
  }

  /** The chart with title, legend and background, as SVG text or as base64 of a PNG at double size. */
  async save(kind: 'svg' | 'png', theme: Theme): Promise<string> {
    const chart = this.#chart;
    if (!chart) throw new Error('The chart is not drawn yet.');
    const at = document.createElement('div');
    const result = await embed(at, {
      ...{ ...chart.draw(theme), config: config(theme), datasets: chart.data },
      title: { text: chart.title, subtitle: chart.key ?? '' },
      ...{ width: 640, height: Math.max(chart.height, 60), padding: 16 },
    });
    try {
      if (kind === 'svg') return await result.view.toSVG();
      const url = await result.view.toImageURL('png', 2);
      return url.slice(url.indexOf(',') + 1);
    } finally {
      result.finalize();
    }
  }

  #then(work: () => Promise<unknown> | undefined): Promise<void> {
    const next = this.#busy.then(work).then(() => undefined);
    this.#busy = next.catch(() => undefined);
    return next;
  }

  #listen(view: View): void {
    view.addEventListener('mouseover', (_, item) => this.heard.onArm(armOf(item)));
    view.addEventListener('mouseout', () => this.heard.onArm(''));
    view.addEventListener('click', (event, item) => {
      const round = fieldOf(item, 'round');
      if (round !== undefined) {
        this.heard.onPlace({ round: Number(round) });
        return;
      }
      if (!(event instanceof MouseEvent) || !this.#chart?.data.baseline) return;
      const scale = view.scale('x') as { invert?(at: number): number };
      const density = scale.invert?.(event.offsetX - view.origin()[0]);
      if (density !== undefined) this.heard.onPlace({ density });
    });
  }
}

type Held = Map<string, Row>;

/** Rows by their text, with a counter to distinguish equal rows. */
function byText(rows: readonly Row[], held?: readonly Row[]): Held {
  const found: Held = new Map();
  const times = new Map<string, number>();
  rows.forEach((row, i) => {
    const text = Object.values(row).join('\n');
    const time = times.get(text) ?? 0;
    times.set(text, time + 1);
    found.set(`${text} ${time}`, held?.[i] ?? { ...row });
  });
  return found;
}

/** The arm of a point or curve; '' for the dense network. */
function armOf(item: unknown): string {
  const net = fieldOf(item, 'net');
  return fieldOf(item, 'group') ?? (net === undefined || net === 'dense' ? '' : net);
}

function fieldOf(item: unknown, field: string): string | undefined {
  const { datum } = (item ?? {}) as { readonly datum?: Readonly<Record<string, unknown>> };
  const value = datum?.[field];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Fields without a legend: the page lists arms and curves above the charts, and cells have their densities in them. */
const EXPLAINED: readonly unknown[] = ['group', 'net', 'split', 'density'];

function withoutLegends<T extends { readonly layer: readonly unknown[] }>(drawing: T): T {
  const text = JSON.stringify(drawing, (key, value: unknown) =>
    ['color', 'strokeDash', 'shape'].includes(key) &&
    typeof value === 'object' &&
    value !== null &&
    'field' in value &&
    EXPLAINED.includes(value.field)
      ? { ...value, legend: null }
      : value,
  );
  return JSON.parse(text) as T;
}
