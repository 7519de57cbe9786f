// The table of all runs of the open folders. Reads rows one at a time, with pauses, because there may be thousands.
import { setImmediate as breath } from 'node:timers/promises';
import * as vscode from 'vscode';
import { compareFacts } from '../../runs/compare';
import type { OpenRun } from '../../runs/editor/open-runs';
import { namesOf, titleOf } from '../../runs/editor/words';
import { needs, pickRuns, specOfNode, type Called, type Targets } from '../../runner/editor/target';
import { isOfSpec } from '../../runs/list';
import { smallestWinning, ticketRounds } from '../../runs/winning';
import { readCompared } from '../../runner/compared';
import { readFromTablePage, type FromTablePage, type ToTablePage } from '../messages/table';
import { tableBody } from '../table-body';
import { tableRow, type TableRow } from '../table-data';
import { valueTexts } from '../value-text';
import { saveFile, setPage } from './page';
import type { Parts } from './panels';

const TYPE = 'ticket.table';
/** Time slice after which the panel sends the rows read so far and yields. */
const SLICE_MS = 15;
const PAUSE_MS = 500;

/** Registers the panel and `ticket.showTable`. */
export function registerTablePanel({ context, runs, targets, log }: Parts): vscode.Disposable {
  let open: vscode.WebviewPanel | undefined;
  /** The runs that the page selects and compares once it is ready. */
  let chosen: readonly string[] | undefined;
  let isReady = false;

  const show = (panel: vscode.WebviewPanel): void => {
    open = panel;
    const post = (message: ToTablePage): void => void panel.webview.postMessage(message);
    /** The version of each run that the page has. */
    const told = new Map<string, string>();
    isReady = false;
    let isTelling = false;
    let isStale = false;
    let timer: NodeJS.Timeout | undefined;
    const tell = async (): Promise<void> => {
      isStale = true;
      if (isTelling) return;
      isTelling = true;
      try {
        while (isStale && open === panel) {
          isStale = false;
          await tellChanged();
        }
      } finally {
        isTelling = false;
      }
    };
    const tellChanged = async (): Promise<void> => {
      const all = runs.all();
      const paths = new Set(all.map((run) => run.path));
      const gone = [...told.keys()].filter((one) => !paths.has(one));
      for (const one of gone) told.delete(one);
      let rows: TableRow[] = [];
      let since = performance.now();
      for (const run of all) {
        const version = versionOf(run);
        if (told.get(run.path) === version) continue;
        told.set(run.path, version);
        rows.push(tableRow(run, titleOf(run), readOf(run)));
        if (performance.now() - since < SLICE_MS) continue;
        post({ type: 'rows', rows, gone: [] });
        rows = [];
        await breath();
        if (open !== panel) return;
        since = performance.now();
      }
      post({ type: 'rows', rows, gone });
    };
    const hear = async (message: FromTablePage): Promise<void> => {
      switch (message.type) {
        case 'ready':
          isReady = true;
          told.clear();
          await tell();
          choose(panel);
          break;
        case 'save': {
          const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
          await saveFile(folder, message.name, message.extension, message.content);
          break;
        }
        case 'compare':
          post(comparison(message.runs, (one) => runs.find(one)));
          break;
        case 'open':
          // Opens only runs of the open folders.
          if (runs.find(message.run))
            await vscode.commands.executeCommand(
              message.what === 'run' ? 'ticket.showResults' : 'ticket.showMasks',
              { type: 'run', path: message.run },
            );
          break;
        case 'failed':
          log.error('table page error:', message.message);
      }
    };
    const changes = runs.onDidChange(() => {
      if (!isReady) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void tell();
      }, PAUSE_MS);
    });
    // VS Code discards a hidden page, which later sends `ready` again.
    panel.onDidChangeViewState(() => (isReady &&= panel.visible));
    panel.onDidDispose(() => {
      open = undefined;
      clearTimeout(timer);
      changes.dispose();
    });
    const page = { name: 'table', title: 'Runs', body: tableBody, read: readFromTablePage };
    setPage(context, log, panel, page, hear);
  };

  const reveal = (): vscode.WebviewPanel => {
    if (open) open.reveal();
    else show(vscode.window.createWebviewPanel(TYPE, 'Runs', vscode.ViewColumn.Active));
    return open as vscode.WebviewPanel;
  };
  const choose = (panel: vscode.WebviewPanel): void => {
    if (chosen && isReady) {
      void panel.webview.postMessage({ type: 'choose', runs: chosen } satisfies ToTablePage);
      chosen = undefined;
    }
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('ticket.showTable', () => {
      reveal();
    }),
    vscode.commands.registerCommand('ticket.compare', async (called: Called, nodes: unknown) => {
      const found = await comparedRuns(targets, called, nodes);
      if (!found) return undefined;
      const paths = found.map(({ path }) => path);
      chosen = paths;
      choose(reveal());
      return paths;
    }),
    vscode.window.registerWebviewPanelSerializer(TYPE, {
      deserializeWebviewPanel(panel) {
        show(panel);
        return Promise.resolve();
      },
    }),
    {
      dispose() {
        open?.dispose();
      },
    },
  );
}

/** Runs to compare: selected ones, those of the named spec, or the user's pick, with the previous run preselected. */
async function comparedRuns(
  targets: Targets,
  called: Called,
  nodes: unknown,
): Promise<readonly OpenRun[] | undefined> {
  const title = 'Compare Runs';
  const specPath = specOfNode(called)?.fsPath;
  if (specPath !== undefined) {
    await targets.runs.look();
    const all = targets.runs.all().filter((run) => needs.trained.fits(run) && isOfSpec(run, specPath));
    if (all.length > 0) return all;
    void vscode.window.showInformationMessage(
      `${title}: the spec has no ${needs.trained.what}. ${needs.trained.remedy}`,
    );
    return undefined;
  }
  const some = await targets.several(called, nodes, title, needs.trained);
  const [first] = some;
  if (!first || some.length > 1) return first && some;
  const all = targets.runs.all().filter(needs.trained.fits);
  const before = all.find(
    (run) => run.path !== first.path && first.specPath !== undefined && isOfSpec(run, first.specPath),
  );
  const picked = await pickRuns(all, title, ({ path }) => path === first.path || path === before?.path);
  return picked && picked.length > 0 ? picked : undefined;
}

/** A version of the run that changes whenever its row may change. */
const versionOf = ({ state, stopping, finished, total, tags, outcome, ...run }: OpenRun): string =>
  JSON.stringify([state, stopping, finished, total, titleOf(run), tags, outcome]);

function readOf(run: OpenRun): ReturnType<typeof readCompared> | undefined {
  try {
    return readCompared(run.path);
  } catch {
    // The Runs view reports the error.
    return undefined;
  }
}

function comparison(
  asked: readonly string[],
  find: (path: string) => OpenRun | undefined,
): Extract<ToTablePage, { type: 'compared' }> {
  const found = asked.flatMap((one) => {
    const run = find(one);
    const read = run && readOf(run);
    return read ? [{ run, ...read }] : [];
  });
  const names = namesOf(found.map(({ run }) => run));
  return {
    type: 'compared',
    asked,
    runs: found.map(({ run, results }, i) => {
      const rounds = ticketRounds(results);
      return {
        ...{ path: run.path, name: names[i] ?? '' },
        best: rounds.length === 0 ? null : Math.max(...rounds.map(({ ticket }) => ticket)),
        winningAt: smallestWinning(rounds)?.density ?? null,
      };
    }),
    points: found.flatMap(({ results }, i) =>
      results.rounds.flatMap(({ round, density, arms: { ticket } }) =>
        ticket?.testAccuracy ? [{ run: names[i] ?? '', round, density, ...ticket.testAccuracy }] : [],
      ),
    ),
    differences:
      found.length < 2
        ? []
        : compareFacts(found).map(({ values, ...one }) => ({ ...one, values: [...valueTexts(values)] })),
  };
}
