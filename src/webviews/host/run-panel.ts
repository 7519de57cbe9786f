// The panel of a run. It shows what the files say, and follows them while the run is worked on.
import path from 'node:path';
import * as vscode from 'vscode';
import { liveCurves, readCurves, type LiveCurves } from '../../runs/curves';
import type { OpenRun, OpenRuns } from '../../runs/editor/open-runs';
import { readEvents } from '../../runs/events';
import { specFile } from '../../runs/layout';
import { isLive } from '../../runs/watch';
import { describeIn } from '../../runner/editor/judge-within';
import { runOf, type Called } from '../../runner/editor/target';
import { tellTrouble } from '../../runner/editor/trouble';
import { folderOfRun } from '../../runner/editor/work-folder';
import { judge } from '../../runner/judge';
import { readFromRunPage, type FromRunPage, type ToRunPage } from '../messages';
import { reportHtml } from '../report';
import { runBody } from '../run-body';
import { runData } from '../run-data';
import { saveFile, setPage } from './page';

const TYPE = 'ticket.run';
/** Changes that come closer together are shown as one. */
const PAUSE_MS = 250;

export interface Parts {
  readonly context: vscode.ExtensionContext;
  readonly runs: OpenRuns;
  readonly log: vscode.LogOutputChannel;
}

/** Registers the panel and `ticket.showResults`. */
export function registerRunPanels(parts: Parts): vscode.Disposable {
  const { runs } = parts;
  const open = new Map<string, vscode.WebviewPanel>();
  const show = (panel: vscode.WebviewPanel, runDir: string): void => {
    open.set(runDir, panel);
    panel.onDidDispose(() => open.delete(runDir));
    showRun(parts, panel, runDir);
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('ticket.showResults', async (called: Called) => {
      const run = await runOf(runs, called, 'Show Results', (one) => one.finished > 0 || isLive(one));
      if (!run) return;
      const known = open.get(run.path);
      if (known) {
        known.reveal();
        return;
      }
      // Beside what is written, where something is.
      const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
      const panel = vscode.window.createWebviewPanel(TYPE, titleOf(run), column);
      show(panel, run.path);
    }),
    vscode.window.registerWebviewPanelSerializer(TYPE, {
      deserializeWebviewPanel(panel, state: unknown) {
        const kept = (state as { readonly run?: unknown } | undefined)?.run;
        if (typeof kept === 'string' && path.isAbsolute(kept)) show(panel, kept);
        else panel.dispose();
        return Promise.resolve();
      },
    }),
    {
      dispose() {
        for (const panel of open.values()) panel.dispose();
      },
    },
    runs.onDidChange((paths) => {
      for (const one of paths) {
        const [panel, run] = [open.get(one), runs.find(one)];
        if (panel && run) panel.title = titleOf(run);
      }
    }),
  );
}

function titleOf({ name, label }: OpenRun): string {
  return label === undefined ? name : `${name} ${label}`;
}

function showRun({ context, runs, log }: Parts, panel: vscode.WebviewPanel, runDir: string): void {
  let live: LiveCurves | undefined;
  let asked: Extract<FromRunPage, { type: 'curves' }> | undefined;
  let isReady = false;
  let timer: NodeJS.Timeout | undefined;
  const post = (message: ToRunPage): void => void panel.webview.postMessage(message);
  const quietly = async (work: () => unknown): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.error(runDir, String(error));
      const message = error instanceof Error ? error.message : String(error);
      post({ type: 'trouble', message });
    }
  };
  const tell = async (): Promise<void> => {
    const run = runs.find(runDir);
    if (!run) {
      await runs.look();
      if (!runs.find(runDir))
        post({ type: 'trouble', message: `The run ${path.basename(runDir)} is not there any more.` });
      return;
    }
    const data = runData(run, await judge(runDir, describeIn(context, run)));
    post({ type: 'run', run: data });
  };
  const tellCurves = (): void => {
    const run = runs.find(runDir);
    if (!asked || !run) return;
    const { group, round } = asked;
    if (!isLive(run)) live = undefined;
    else if (!live) {
      live = liveCurves();
      live.take(readEvents(runDir).events);
    }
    const of = live?.of;
    const curves = readCurves(runDir, group, round, of);
    const dense = round === 0 ? curves : readCurves(runDir, 'ticket', 0, of);
    post({ type: 'curves', group, round, curves, dense });
  };
  const later = (): void => {
    if (!isReady) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      void quietly(tell);
      void quietly(tellCurves);
    }, PAUSE_MS);
  };
  const hear = (message: FromRunPage): unknown => {
    switch (message.type) {
      case 'ready':
        isReady = true;
        return quietly(tell);
      case 'curves':
        asked = message;
        return quietly(tellCurves);
      case 'save':
        return save(message.name, message.extension, message.content);
      case 'report':
        return saveReport();
      case 'open':
        return openOf(message.what);
      case 'failed': {
        log.error(runDir, 'the page:', message.message);
        return;
      }
    }
  };
  const save = async (name: string, extension: string, content: string): Promise<void> => {
    const run = runs.find(runDir);
    const folder = folderOfRun(runDir, run?.specPath);
    await saveFile(folder, `${run?.name ?? path.basename(runDir)} ${name}`, extension, content);
  };
  const saveReport = async (): Promise<void> => {
    const run = runs.find(runDir);
    if (!run) return;
    const data = runData(run, await judge(runDir, describeIn(context, run)));
    const folder = path.join(context.extensionPath, 'dist', 'webviews');
    await save('report', 'html', reportHtml(data, folder));
  };
  const openOf = async (what: 'spec' | 'log' | 'masks'): Promise<void> => {
    const node = { type: 'run', path: runDir };
    if (what === 'spec')
      await vscode.window.showTextDocument(vscode.Uri.file(specFile(runDir)), { preview: true });
    if (what === 'log') await vscode.commands.executeCommand('ticket.showLog', node);
  };
  panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media', 'icon.svg');
  const parts = [
    panel.webview.onDidReceiveMessage(async (message: unknown) => {
      const fits = readFromRunPage(message);
      if (!fits) {
        log.warn(runDir, 'the page said what is no message');
        return;
      }
      try {
        await hear(fits);
      } catch (error) {
        tellTrouble(log, error);
      }
    }),
    runs.onDidChange((paths) => paths.includes(runDir) && later()),
    runs.onDidHear(({ path: one, events }) => {
      if (one === runDir) live?.take(events);
    }),
  ];
  panel.onDidDispose(() => {
    clearTimeout(timer);
    for (const part of parts) part.dispose();
  });
  setPage(context, panel, { name: 'run', title: 'Run', body: runBody });
}
