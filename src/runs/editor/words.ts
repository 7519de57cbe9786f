// How runs look in the editor.
import { basename, sep } from 'node:path';
import * as vscode from 'vscode';
import { plain, markdownText } from '../../escape/markup';
import {
  accuracyText,
  claimsText,
  progressText,
  sentence,
  shownState,
  type Outcome,
  type ShownState,
} from '../outcome';
import type { OpenRun } from './open-runs';

interface Look {
  readonly icon: string;
  /** A colour of the theme. */
  readonly colour?: string;
  /** One or two characters beside a file. */
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

/** What people know a run by: the name that they gave it, or the beginning of its identity. */
export const titleOf = ({ label, path }: OpenRun): string => plain(label ?? parts(path).identity.slice(0, 8));

/** The path of its spec; of a run that cannot be read, that of the spec that its folder is called after, or its name. */
export function specOf({ specPath, path }: OpenRun, others: readonly OpenRun[]): string {
  if (specPath !== undefined) return specPath;
  const { name } = parts(path);
  return (
    others.find((other) => other.specPath !== undefined && parts(other.path).name === name)?.specPath ?? name
  );
}

/** A run's folder is called NAME-IDENTITY. */
function parts(path: string): { readonly name: string; readonly identity: string } {
  const folder = basename(path);
  const at = folder.lastIndexOf('-');
  return at > 0
    ? { name: folder.slice(0, at), identity: folder.slice(at + 1) }
    : { name: folder, identity: folder };
}

/** A few words on how a run is. */
export function detailOf(run: OpenRun): string {
  const state = stateOf(run);
  const { progress, finished, total, tags, outcome, message, path } = run;
  const words =
    progress && (state === 'running' || state === 'stuck')
      ? [...(state === 'stuck' ? ['no sign of life'] : []), progressText(progress)]
      : state === 'finished' || state.startsWith('claims')
        ? [(outcome && claimsText(outcome)) ?? 'finished', ...accuracyWords(outcome)]
        : [
            state === 'failed' && message !== undefined
              ? `failed: ${message.replaceAll(path + sep, '')}`
              : state,
            ...(finished < total ? [`${finished} of ${total} networks`] : []),
          ];
  return plain([...words, ...tags.map((tag) => `#${tag}`)].join(' · '));
}

const accuracyWords = (outcome: Outcome | undefined): readonly string[] =>
  outcome?.accuracy ? [accuracyText(outcome.accuracy)] : [];

/** Everything about a run that fits under a pointer. */
export function tooltipOf(run: OpenRun): vscode.MarkdownString {
  const { name, title, path, createdAt, progress } = run;
  const text = new vscode.MarkdownString();
  text
    .appendMarkdown('**')
    .appendMarkdown(markdownText(title ?? name))
    .appendMarkdown('**\n\n');
  const said = progress ? `It is ${stateOf(run)}: ${detailOf(run)}.` : sentence(run, run.outcome);
  text.appendMarkdown(markdownText(said));
  text
    .appendMarkdown('\n\n')
    .appendMarkdown(markdownText(`${new Date(createdAt).toLocaleString()} · ${path}`));
  return text;
}
