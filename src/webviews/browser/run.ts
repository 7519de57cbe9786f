// The run page: accuracy, early stop, layers and curves by round. All charts follow the selected arm and round.
import { accuracyChart, earlyStopChart, type Choice } from '../charts/density-chart';
import { armColour } from '../charts/chart';
import { layersChart } from '../charts/layers-chart';
import { lossChart, validationChart, type Curves } from '../charts/curves-chart';
import { readToRunPage, type FromRunPage, type ToRunPage } from '../messages/run';
import type { RunData } from '../run-data';
import { ChartCard, type Save } from './chart-card';
import { claimList } from './claims';
import { find, setText } from './dom';
import { armButtons, header, roundPicker } from './head';
import { connect } from './host';
import { theme, onTheme } from './theme';

let run: RunData | undefined;
let curves: Curves | undefined;
/** The requested curves. The host sends them again after each change. */
let asked = '';
/** The selected round; undefined for the latest round with results. */
let chosenRound: number | undefined;
let group = 'ticket';
let at: Choice['at'] = 'early stop';
/** The highlighted arm, under the pointer or focus. */
let lit = '';

const host = connect<FromRunPage, ToRunPage>(readToRunPage, (message) => {
  switch (message.type) {
    case 'run':
      run = message.run;
      keep();
      void showRun();
      break;
    case 'curves':
      if (message.round !== round() || message.group !== armOf(message.round)) return;
      curves = message;
      void showCurves();
      break;
    case 'choose':
      choose({ round: message.round });
      break;
    case 'error':
      find('page', HTMLElement).hidden = true;
      find('error', HTMLElement).hidden = false;
      setText(find('error', HTMLElement), message.message);
  }
});

function save(file: Save): void {
  const { name: chart, extension } = file;
  if (
    extension === 'csv' &&
    !host.isReport &&
    curves &&
    (chart === 'loss' || chart === 'validation-accuracy')
  )
    host.post({ type: 'csv', chart, group: curves.group, round: curves.round });
  else host.post({ type: 'save', ...file });
}
const heard = {
  onArm: (name: string) => light(name),
  onPlace({ density, round }: { readonly density?: number; readonly round?: number }) {
    if (round !== undefined) choose({ round });
    else if (density !== undefined && run) choose({ round: nearest(run, density) });
  },
};
const [accuracy, earlyStop, layers, loss, validation] = (
  ['accuracy', 'early-stop', 'layers', 'loss', 'validation-accuracy'] as const
).map((id) => new ChartCard(id, heard, theme, save)) as [
  ChartCard,
  ChartCard,
  ChartCard,
  ChartCard,
  ChartCard,
];
const cards = [accuracy, earlyStop, layers, loss, validation];

const ACTIONS = ['stop', 'resume', 'run'] as const;

function start(): void {
  const { kept } = host;
  if (typeof kept.round === 'number') chosenRound = kept.round;
  if (typeof kept.group === 'string') group = kept.group;
  if (kept.at === 'end') at = 'end';
  find('charts', HTMLElement).append(...cards.map((card) => card.element));
  onTheme(showAll);
  document.body.addEventListener('keydown', (event) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === '[' || event.key === ']') choose({ round: round() + (event.key === ']' ? 1 : -1) });
  });
  for (const what of ['spec', 'log', 'masks'] as const)
    button(`open-${what}`, () => host.post({ type: 'open', what, round: round() }));
  button('report', () => host.post({ type: 'report' }));
  for (const what of ACTIONS)
    find(`act-${what}`, HTMLButtonElement).onclick = () => host.post({ type: 'act', what });
  host.post({ type: 'ready' });
}

/** Sets a button's action, and hides the button in a report, where no editor can act. */
function button(id: string, act: () => void): void {
  const at = find(id, HTMLButtonElement);
  at.hidden = host.isReport;
  at.onclick = act;
}

/** The displayed round. */
function round(): number {
  const last = run?.rounds.findLast(({ arms }) => arms.ticket)?.round ?? 0;
  return chosenRound === undefined ? last : Math.min(chosenRound, (run?.rounds.length ?? 1) - 1);
}

/** The arm to request: round 0 has only the dense network, in the ticket's arm. */
const armOf = (round: number): string => (round === 0 ? 'ticket' : group);

function nearest({ rounds }: RunData, density: number): number {
  const far = (one: { readonly density: number }): number => Math.abs(Math.log(one.density / density));
  return rounds.reduce((best, one) => (far(one) < far(best) ? one : best)).round;
}

function choose(next: {
  readonly round?: number;
  readonly group?: string;
  readonly at?: Choice['at'];
}): void {
  if (next.round !== undefined) {
    const last = (run?.rounds.length ?? 1) - 1;
    chosenRound = Math.max(0, Math.min(last, next.round));
  }
  if (next.group !== undefined) group = next.group;
  if (next.at !== undefined) ({ at } = next);
  keep();
  showAll();
}

/** Keeps the state that a restored panel starts with. */
function keep(): void {
  host.keep({ run: run?.path, round: chosenRound, group, at });
}

function light(name: string): void {
  if (name === lit) return;
  lit = name;
  for (const card of cards) card.view.light(lit);
  for (const button of document.querySelectorAll<HTMLElement>('#arms button'))
    button.classList.toggle('faded', lit !== '' && button.dataset.group !== lit);
}

function showAll(): void {
  void showRun();
  void showCurves();
}

async function showRun(): Promise<void> {
  if (!run) return;
  find('page', HTMLElement).hidden = false;
  find('error', HTMLElement).hidden = true;
  if (!run.groups.includes(group)) group = 'ticket';
  const now = round();
  header(run);
  for (const what of ACTIONS)
    find(`act-${what}`, HTMLButtonElement).hidden = host.isReport || !run.actions.includes(what);
  armButtons(
    run,
    { group, colourOf: (name) => armColour(run?.groups ?? [], name, theme()) },
    { choose, light },
  );
  roundPicker(run, { round: now, at }, choose);
  claimList(run.claims, now, (claim) => claim.round !== undefined && choose({ round: claim.round }));
  askCurves(now);
  const choice = { at, round: now, group };
  const says = `${run.state} ${now} ${group}`;
  await Promise.all([
    accuracy.show(accuracyChart(run, choice)),
    earlyStop.show(earlyStopChart(run, choice)),
    layers.show(layersChart(run, now)),
  ]);
  document.body.dataset.shown = says;
}

function askCurves(now: number): void {
  const wanted = armOf(now);
  if (asked === `${now} ${wanted}`) return;
  asked = `${now} ${wanted}`;
  curves = undefined;
  host.post({ type: 'curves', group: wanted, round: now });
}

async function showCurves(): Promise<void> {
  // The selection may change while these curves are drawn.
  const shown = curves;
  if (!run || !shown) return;
  await Promise.all([loss.show(lossChart(run, shown)), validation.show(validationChart(run, shown))]);
  document.body.dataset.curves = `${shown.round} ${shown.group}`;
}

start();

/** Exposes the drawn data to tests, by chart and data set. */
Object.assign(window, {
  ticketDrawn: () => Object.fromEntries(cards.map((card) => [card.element.id, card.view.drawn()])),
  ticketSettled: () => Promise.all(cards.map((card) => card.view.settled())),
});
