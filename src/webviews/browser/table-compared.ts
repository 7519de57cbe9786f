// The comparison of selected runs: overlaid curves and differences between their specs.
import { armColour } from '../charts/chart';
import { overlayChart, type ColouredBy } from '../charts/overlay-chart';
import { parallelChart } from '../charts/parallel-chart';
import type { ToTablePage } from '../messages/table';
import type { ChartCard } from './chart-card';
import { element, find } from './dom';
import { theme } from './theme';

export type Compared = Extract<ToTablePage, { type: 'compared' }>;

export interface Cards {
  readonly overlay: ChartCard;
  readonly parallel: ChartCard;
  /** Highlights a run in all charts; none if empty. */
  light(name: string): void;
}

/** Runs from which on colours of single runs are hard to tell apart. */
const MANY = 9;

export function showCompared(compared: Compared | undefined, { overlay, parallel, light }: Cards): void {
  find('compared', HTMLElement).hidden = !compared;
  find('choose-says', HTMLElement).hidden = compared !== undefined;
  if (!compared) return;
  const { runs, points, differences } = compared;
  const names = runs.map(({ name }) => name);
  const inputs = differences.filter(
    ({ path }) => !/^(data|modules|engine|claims: )|^ticket version$/.test(path),
  );
  const by = colouredBy(inputs, names);
  find('legend', HTMLElement).hidden = by !== undefined;
  find('legend', HTMLElement).replaceChildren(
    ...names.map((name) => {
      const swatch = element('span', { className: 'swatch', aria: { hidden: 'true' } });
      swatch.style.background = armColour(names, name, theme());
      const button = element('button', { type: 'button' }, swatch, name);
      for (const [event, lit] of [
        ['mouseenter', name],
        ['focus', name],
        ['mouseleave', ''],
        ['blur', ''],
      ] as const)
        button.addEventListener(event, () => light(lit));
      return button;
    }),
  );
  parallel.element.hidden = runs.length < 3 || inputs.length === 0;
  const isDrawn = Promise.all([
    overlay.show(overlayChart(names, points, by)),
    ...(parallel.element.hidden
      ? []
      : [
          parallel.show(
            parallelChart(
              inputs.slice(0, 6).map(({ path }) => path),
              runs.map((run, i) => ({
                ...run,
                values: Object.fromEntries(inputs.map(({ path, values }) => [path, values[i] ?? '–'])),
              })),
            ),
          ),
        ]),
  ]);
  find('differences', HTMLElement).replaceChildren(differencesTable(names, differences));
  void isDrawn.then(() => (document.body.dataset.compared = String(runs.length)));
}

/** A row per key that differs, a column per run. */
function differencesTable(names: readonly string[], differences: Compared['differences']): HTMLElement {
  if (differences.length === 0)
    return element(
      'p',
      { className: 'quiet' },
      names.length < 2 ? 'Select another run.' : 'None. The specs are equivalent.',
    );
  const row = (head: HTMLElement, cells: readonly HTMLElement[]): HTMLElement =>
    element('tr', {}, head, ...cells);
  const heads = names.map((name) => element('th', { scope: 'col' }, name));
  const rows = differences.map(({ path, values }) =>
    row(
      element('th', { scope: 'row' }, ...breakable(path)),
      values.map((value) => element('td', {}, ...breakable(value))),
    ),
  );
  return element('table', {}, element('thead', {}, row(element('td'), heads)), element('tbody', {}, ...rows));
}

/** A text that a narrow column may break after a dot, comma, slash or hyphen. */
const breakable = (text: string): readonly (string | HTMLElement)[] =>
  text.split(/(?<=[.,/_-])(?=\S)/).flatMap((part, i) => (i === 0 ? [part] : [element('wbr'), part]));

/** The key that colours the runs, by the user's choice; for many runs the first key at the start. */
function colouredBy(inputs: Compared['differences'], names: readonly string[]): ColouredBy | undefined {
  const select = find('colour-by', HTMLSelectElement);
  const keys = inputs.map(({ path }) => path);
  if (select.dataset.of !== keys.join('\n')) {
    select.replaceChildren(
      element('option', { value: '' }, 'run'),
      ...keys.map((key) => element('option', { value: key }, key)),
    );
    select.dataset.of = keys.join('\n');
    select.value = names.length >= MANY ? (keys[0] ?? '') : '';
  }
  const chosen = inputs.find(({ path }) => path === select.value);
  return (
    chosen && {
      key: chosen.path,
      values: Object.fromEntries(names.map((name, i) => [name, chosen.values[i] ?? '–'])),
    }
  );
}
