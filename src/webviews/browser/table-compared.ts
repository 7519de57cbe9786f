// The comparison of selected runs: overlaid curves and differences between their specs.
import { armColour } from '../charts/chart';
import { overlayChart } from '../charts/overlay-chart';
import type { ToTablePage } from '../messages/table';
import type { ChartCard } from './chart-card';
import { element, find } from './dom';
import { look } from './look';

export type Compared = Extract<ToTablePage, { type: 'compared' }>;

export function showCompared(compared: Compared | undefined, overlay: ChartCard): void {
  find('compared', HTMLElement).hidden = !compared;
  find('choose-says', HTMLElement).hidden = compared !== undefined;
  if (!compared) return;
  const { runs, points, differences } = compared;
  const names = runs.map(({ name }) => name);
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
        button.addEventListener(event, () => overlay.view.light(lit));
      return button;
    }),
  );
  const isDrawn = overlay.show(overlayChart(names, points));
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
