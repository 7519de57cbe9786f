// The status bar item for live runs.
import * as vscode from 'vscode';
import { markdownText } from '../../escape/markup';
import { duration, type Progress } from '../tally';
import { isLive } from '../watch';
import type { OpenRun, OpenRuns } from './open-runs';
import type { Queued } from './tree';
import { nameOf, stateOf } from './words';

export function registerStatusItem(runs: OpenRuns, queue: Queued): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('ticket.runs', vscode.StatusBarAlignment.Left, 10);
  item.name = 'Ticket Runs';
  item.command = 'ticket.runs.focus';
  const update = (): void => {
    const live = runs.all().filter(isLive);
    const waiting = queue.all().length;
    const [first] = live;
    if (!first) {
      item.hide();
      return;
    }
    const isStuck = live.some(({ state }) => state === 'stuck');
    const also = [
      ...(live.length > 1 ? [`${live.length} runs`] : []),
      ...(waiting > 0 ? [`${waiting} queued`] : []),
    ];
    item.text = [
      `$(${isStuck ? 'warning' : 'loading~spin'}) ${nameOf(first)}`,
      ...(live.length > 1 ? [] : shortOf(first)),
      ...also,
    ].join(' · ');
    item.tooltip = tooltip(live);
    item.accessibilityInformation = { label: `Ticket: ${item.text.replace(/\$\([^)]*\) /, '')}` };
    item.backgroundColor = isStuck ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.show();
  };
  update();
  return vscode.Disposable.from(item, runs.onDidChange(update), queue.onDidChange(update));
}

function shortOf(run: OpenRun): readonly string[] {
  const { progress } = run;
  const state = stateOf(run);
  if (!progress || state !== 'running') return [state];
  const { share, secondsLeft, latest } = progress;
  return [
    ...(latest ? [`round ${latest.cell.round}`] : []),
    `${(100 * share).toFixed(0)}%`,
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
  ];
}

function tooltip(live: readonly OpenRun[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  for (const run of live) {
    text
      .appendMarkdown('**')
      .appendMarkdown(markdownText(nameOf(run)))
      .appendMarkdown('**\n\n');
    text.appendMarkdown(`${markdownText(run.progress ? longOf(run.progress) : stateOf(run))}\n\n`);
    if (run.message !== undefined) text.appendMarkdown(`${markdownText(run.message)}\n\n`);
  }
  return text.appendMarkdown('Click to show all runs.');
}

function longOf({ finished, total, latest, iterationsPerSecond, secondsLeft }: Progress): string {
  const parts = [`${finished} of ${total} networks`];
  if (latest) {
    const { cell, iteration } = latest;
    parts.push(
      `${cell.arm}, trial ${cell.trial}, round ${cell.round}, iteration ${iteration.toLocaleString('en-US')}`,
    );
  }
  if (iterationsPerSecond !== undefined)
    parts.push(`${Math.round(iterationsPerSecond).toLocaleString('en-US')} iterations/s`);
  if (secondsLeft !== undefined) parts.push(`${duration(secondsLeft)} left`);
  return parts.join(' · ');
}
