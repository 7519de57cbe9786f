// Labels, icons and tooltips of runs in the editor.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { plain, markdownText } from '../../escape/markup';
import {
  accuracyText,
  claimsText,
  progressText,
  sentence,
  shownState,
  stateText,
  type Outcome,
  type ShownState,
} from '../outcome';
import type { OpenRun } from './open-runs';

interface Look {
  readonly icon: string;
  /** ID of a theme color. */
  readonly colour?: string;
  /** One or two characters next to a file name. */
  readonly badge: string;
}

export const looks: Readonly<Record<ShownState | 'queued', Look>> = {
  queued: { icon: 'watch', badge: '…' },
  running: { icon: 'loading~spin', colour: 'charts.blue', badge: '▶' },
  stopping: { icon: 'debug-stop', colour: 'charts.blue', badge: '■' },
  stuck: { icon: 'warning', colour: 'list.warningForeground', badge: '!' },
  stopped: { icon: 'debug-pause', badge: 'Ⅱ' },
  interrupted: { icon: 'debug-disconnect', colour: 'list.warningForeground', badge: 'Ⅱ' },
  diverged: { icon: 'flame', colour: 'list.errorForeground', badge: '!' },
  failed: { icon: 'error', colour: 'list.errorForeground', badge: '!' },
  finished: { icon: 'check', colour: 'charts.green', badge: '●' },
  'claims hold': { icon: 'pass-filled', colour: 'charts.green', badge: '✓' },
  'claims fail': { icon: 'circle-slash', colour: 'charts.yellow', badge: '✗' },
};

export const iconOf = (state: ShownState | 'queued'): vscode.ThemeIcon => {
  const { icon, colour } = looks[state];
  return new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
};

export const stateOf = (run: OpenRun): ShownState => shownState(run, run.outcome);

/** The run's user-given name, else the values that differ from other runs of its spec, else its start time. */
export const titleOf = ({
  label,
  difference,
  createdAt,
}: Pick<OpenRun, 'label' | 'difference' | 'createdAt'>): string =>
  plain(label ?? difference ?? timeText(createdAt));

/** The names of the spec and of the run within it, such as `lenet seed=3`. */
export const nameOf = ({ name, label, difference }: OpenRun): string =>
  plain([name, label ?? difference].filter((one) => one !== undefined).join(' '));

/** Distinct names of runs; without the spec's name if all belong to one spec. */
export function namesOf(runs: readonly OpenRun[]): readonly string[] {
  const isOneSpec = new Set(runs.map(({ specPath, name }) => specPath ?? name)).size === 1;
  return distinct(runs.map((run) => (isOneSpec && runs.length > 1 ? titleOf(run) : nameOf(run))));
}

/** Numbers the names that occur before, so that each could name a file. */
export function distinct(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let one = name;
    for (let i = 2; taken.has(one.toLowerCase()); i++) one = `${name} (${i})`;
    taken.add(one.toLowerCase());
    return one;
  });
}

/** A local time; the year only if it is not this one, because the view has little room. */
function timeText(at: string): string {
  if (at === '') return '–';
  const time = new Date(at);
  return time.toLocaleString(undefined, {
    ...(time.getFullYear() !== new Date().getFullYear() && { year: 'numeric' }),
    ...{ month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' },
  });
}

/** The path of the run's spec. For an unreadable run, the spec that its folder is named after, or else that name. */
export function specOf({ specPath, path }: OpenRun, others: readonly OpenRun[]): string {
  if (specPath !== undefined) return specPath;
  const { name } = parts(path);
  return (
    others.find((other) => other.specPath !== undefined && parts(other.path).name === name)?.specPath ?? name
  );
}

/** Splits a run directory's name, NAME-IDENTITY. */
function parts(path: string): { readonly name: string; readonly identity: string } {
  const folder = basename(path);
  const at = folder.lastIndexOf('-');
  return at > 0
    ? { name: folder.slice(0, at), identity: folder.slice(at + 1) }
    : { name: folder, identity: folder };
}

/** The run's state in a few words. */
export function detailOf(run: OpenRun): string {
  const state = stateOf(run);
  const { progress, finished, total, tags, outcome } = run;
  const words =
    progress && (state === 'running' || state === 'stuck')
      ? [...(state === 'stuck' ? ['not responding'] : []), progressText(progress)]
      : state === 'finished' || state.startsWith('claims')
        ? [...accuracyWords(outcome), (outcome && claimsText(outcome)) ?? 'finished']
        : [stateText(run, state), ...(finished < total ? [`${finished} of ${total} networks`] : [])];
  return plain([...words, ...tags.map((tag) => `#${tag}`)].join(' · '));
}

const accuracyWords = (outcome: Outcome | undefined): readonly string[] =>
  outcome?.ticket ? [accuracyText(outcome.ticket)] : [];

/** The tooltip of a run. */
export function tooltipOf(run: OpenRun): vscode.MarkdownString {
  const { name, title, path, createdAt, progress } = run;
  const text = new vscode.MarkdownString();
  text
    .appendMarkdown('**')
    .appendMarkdown(markdownText(title ?? name))
    .appendMarkdown('**\n\n');
  const said = progress ? `${stateOf(run)} · ${detailOf(run)}` : sentence(run, run.outcome);
  text.appendMarkdown(markdownText(said));
  text
    .appendMarkdown('\n\n')
    .appendMarkdown(markdownText(`${new Date(createdAt).toLocaleString()} · ${path}`));
  return text;
}
