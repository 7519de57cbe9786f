// The comparison of selected runs: overlaid curves and differences between their specs.
import { armColour } from '../charts/chart';
import { overlayChart, type ColouredBy } from '../charts/overlay-chart';
import { parallelChart } from '../charts/parallel-chart';
import type { ToTablePage } from '../messages/table';
import type { ChartCard } from './chart-card';
import { element, find } from './dom';
import { look } from './look';

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
      swatch.style.background = armColour(names, name, look());
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
  find('differences', HTMLElement).replaceChildren(
    differences.length === 0
      ? element(
          'p',
          { className: 'quiet' },
          runs.length < 2 ? 'Select another run.' : 'None. The specs are equivalent.',
        )
      : element(
          'table',
          {},
          element(
            'thead',
            {},
            element(
              'tr',
              {},
              ...['', ...names].map((name) =>
                name === '' ? element('td') : element('th', { scope: 'col' }, name),
              ),
            ),
          ),
          element(
            'tbody',
            {},
            ...differences.map(({ path, values }) =>
              element(
                'tr',
                {},
                element('th', { scope: 'row' }, path),
                ...values.map((value) => element('td', {}, value)),
              ),
            ),
          ),
        ),
  );
  void isDrawn.then(() => (document.body.dataset.compared = String(runs.length)));
}

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
