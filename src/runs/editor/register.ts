// The Runs view, the status bar item, the file decorations and the notification at the end of a run.
import * as vscode from 'vscode';
import { plain } from '../../escape/markup';
import { sentence, shownState, type ShownState } from '../outcome';
import { isLive, isResumable } from '../watch';
import type { OpenRun, OpenRuns } from './open-runs';
import { registerDecorations } from './decorations';
import { registerStatusItem } from './status-item';
import { orders, RunsTree, type Node, type Order, type Queued, type Shown } from './tree';
import { looks, nameOf, stateOf } from './words';

const KEY = 'ticket.runs.shown';

/** @param quiet runs that the user just ended, which need no notification */
export function registerRuns(
  context: vscode.ExtensionContext,
  runs: OpenRuns,
  queue: Queued,
  quiet: Set<string>,
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
    view.message = [runs.error(), shown.states && `Filter: ${shown.states.join(', ')}`]
      .filter((one) => one !== undefined)
      .join(' ');
    const live = runs.all().filter(isLive).length;
    view.badge = live === 0 ? undefined : { value: live, tooltip: `${live} running` };
    const context = (key: string, isSo: boolean): void =>
      void vscode.commands.executeCommand('setContext', key, isSo);
    context('ticket.hasRuns', runs.all().length > 0);
    context('ticket.hasQueue', queue.all().length > 0);
    context('ticket.hasLiveRuns', live > 0);
  };
  context.subscriptions.push(
    view,
    registerStatusItem(runs, queue),
    registerDecorations(runs),
    runs.onDidChange(update),
    queue.onDidChange(update),
    runs.onDidEnd(notifier(queue, quiet, log)),
    // Ticks the walkthrough's step. A run that was finished before does not.
    runs.onDidEnd(({ state }) => {
      if (state === 'finished')
        void vscode.commands.executeCommand('setContext', 'ticket.done.trained', true);
    }),
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
  // Keeps relative times such as "5 min ago" up to date.
  const timer = setInterval(() => {
    if (view.visible) tree.show(shown);
  }, 60_000);
  context.subscriptions.push({ dispose: () => clearInterval(timer) });
  void show(shown);
  return view;
}

const isGood = (state: ShownState): boolean => ['finished', 'claims hold', 'stopped'].includes(state);

const textOf = (run: OpenRun): string => plain(`${nameOf(run)}: ${sentence(run, run.outcome)}`);

/**
 * Notifies the user of runs that ended, even if a terminal started them: once per queue, and not of runs that the user
 * ended or is looking at.
 *
 * @param quiet the runs that the user just ended
 */
function notifier(queue: Queued, quiet: Set<string>, log: vscode.LogOutputChannel): (run: OpenRun) => void {
  let ended: readonly OpenRun[] = [];
  return (run) => {
    log.info(run.path, 'ended', textOf(run));
    const isOwnAct = quiet.delete(run.path) || run.state === 'stopped';
    if (!isOwnAct) ended = [...ended, run];
    if (queue.isActive()) return;
    const told = ended.length === 1 ? ended.filter((one) => !isInSight(one)) : ended;
    ended = [];
    const [first, ...more] = told;
    if (first) void notify(first, more);
  };
}

/** Whether the results of a run are the active tab of a focused window. */
function isInSight(run: OpenRun): boolean {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  const isResults =
    activeTab?.input instanceof vscode.TabInputWebview && activeTab.input.viewType.endsWith('ticket.run');
  return vscode.window.state.focused && isResults && activeTab.label === nameOf(run);
}

async function notify(run: OpenRun, more: readonly OpenRun[]): Promise<void> {
  const all = [run, ...more];
  const areGood = all.every((one) => isGood(shownState(one, one.outcome)));
  const show = areGood ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  const nodes = all.map(({ path }): Node => ({ type: 'run', path }));
  const actions: Record<string, () => unknown> = {};
  const action = (title: string, command: string): void => {
    actions[title] = () => vscode.commands.executeCommand(command, nodes[0], nodes);
  };
  if (more.length > 0) {
    action(`Compare ${all.length} Runs`, 'ticket.compare');
    actions['Show Runs'] = () => vscode.commands.executeCommand('ticket.runs.focus');
  } else {
    if (isResumable(run)) {
      action('Resume', 'ticket.resume');
      action('Show Log', 'ticket.showLog');
    }
    if (run.finished > 0) action('Show Results', 'ticket.showResults');
  }
  const chosen = await show(more.length > 0 ? summaryOf(all) : textOf(run), ...Object.keys(actions));
  if (chosen !== undefined) await actions[chosen]?.();
}

/** The ends of several runs, such as `5 runs ended: 4 claims hold, 1 failed.` */
function summaryOf(all: readonly OpenRun[]): string {
  const states = all.map((one) => shownState(one, one.outcome));
  const counts = [...new Set(states)].map(
    (state) => `${states.filter((one) => one === state).length} ${state}`,
  );
  return `${all.length} runs ended: ${counts.join(', ')}.`;
}
