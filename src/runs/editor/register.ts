// The Runs view, the status bar item, the file decorations and the notification at the end of a run.
import * as vscode from 'vscode';
import { plain } from '../../escape/markup';
import { sentence, shownState, type ShownState } from '../outcome';
import { isLive } from '../watch';
import type { OpenRun, OpenRuns } from './open-runs';
import { registerDecorations } from './decorations';
import { registerStatusItem } from './status-item';
import { orders, RunsTree, type Node, type Order, type Queued, type Shown } from './tree';
import { looks, nameOf, stateOf } from './words';

const KEY = 'ticket.runs.shown';

export function registerRuns(
  context: vscode.ExtensionContext,
  runs: OpenRuns,
  queue: Queued,
  log: vscode.LogOutputChannel,
): vscode.TreeView<Node> {
  const tree = new RunsTree(runs, queue);
  const view = vscode.window.createTreeView('ticket.runs', {
    treeDataProvider: tree,
    showCollapseAll: true,
    canSelectMany: true,
  });
  let shown = context.workspaceState.get<Shown>(KEY, { order: 'newest' });
  const show = async (next: Shown): Promise<void> => {
    shown = next;
    tree.show(shown);
    update();
    await vscode.commands.executeCommand('setContext', 'ticket.runsAreFiltered', shown.states !== undefined);
    await context.workspaceState.update(KEY, shown);
  };
  const update = (): void => {
    view.message = [runs.trouble(), shown.states && `Filter: ${shown.states.join(', ')}`]
      .filter((one) => one !== undefined)
      .join(' ');
    const live = runs.all().filter(isLive).length;
    view.badge = live === 0 ? undefined : { value: live, tooltip: `${live} running` };
    const context = (key: string, isSo: boolean): void =>
      void vscode.commands.executeCommand('setContext', key, isSo);
    context('ticket.hasRuns', runs.all().length > 0);
    context('ticket.hasQueue', queue.all().length > 0);
    context('ticket.hasLiveRuns', live > 0);
    // Ticks the walkthrough's step.
    if (runs.all().some(({ state }) => state === 'finished')) context('ticket.done.trained', true);
  };
  context.subscriptions.push(
    view,
    registerStatusItem(runs, queue),
    registerDecorations(runs),
    runs.onDidChange(update),
    queue.onDidChange(update),
    runs.onDidEnd((run) => tellEnd(run, log)),
    runs.onDidHear(({ path, events }) => {
      for (const { type, ...more } of events)
        if (type !== 'progress' && type !== 'evaluation') log.info(path, type, JSON.stringify(more));
    }),
    vscode.commands.registerCommand('ticket.refreshRuns', () => runs.look()),
    vscode.commands.registerCommand('ticket.clearRunsFilter', () => show({ ...shown, states: undefined })),
    vscode.commands.registerCommand('ticket.sortRuns', async () => {
      const items = Object.entries(orders).map(([order, label]) => ({ order: order as Order, label }));
      const chosen = await vscode.window.showQuickPick(items, { title: 'Sort Runs' });
      if (chosen) await show({ ...shown, order: chosen.order });
    }),
    vscode.commands.registerCommand('ticket.filterRuns', async () => {
      const items = Object.keys(looks)
        .filter((state) => state !== 'queued')
        .map((label) => ({
          label,
          description: `${runs.all().filter((run) => stateOf(run) === label).length}`,
          picked: shown.states?.includes(label) ?? true,
        }));
      const chosen = await vscode.window.showQuickPick(items, {
        title: 'Filter Runs by State',
        canPickMany: true,
      });
      if (!chosen) return;
      const isAll = chosen.length === 0 || chosen.length === items.length;
      await show({ ...shown, states: isAll ? undefined : chosen.map(({ label }) => label) });
    }),
  );
  void show(shown);
  return view;
}

const isGood = (state: ShownState): boolean => ['finished', 'claims hold', 'stopped'].includes(state);

/** Notifies once per end of a run, even if a terminal started it. */
function tellEnd(run: OpenRun, log: vscode.LogOutputChannel): void {
  const text = plain(`${nameOf(run)}: ${sentence(run, run.outcome)}`);
  const state = shownState(run, run.outcome);
  log.info(run.path, 'ended', text);
  const show = isGood(state) ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  const actions = run.finished > 0 ? ['Show Results'] : [];
  const more = ['stopped', 'interrupted', 'failed'].includes(run.state) ? ['Resume', 'Show Log'] : [];
  void show(text, ...more, ...actions).then(async (chosen) => {
    const commands: Record<string, string> = {
      'Show Results': 'ticket.showResults',
      'Show Log': 'ticket.showLog',
      Resume: 'ticket.resume',
    };
    const command = chosen === undefined ? undefined : commands[chosen];
    if (command !== undefined) await vscode.commands.executeCommand(command, { type: 'run', path: run.path });
  });
}
