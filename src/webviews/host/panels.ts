// Shared logic of run panels: a command that opens one panel per run, restoring after a reload, updates when the run
// changes, and the messages that every page may send.
import path from 'node:path';
import * as vscode from 'vscode';
import type { OpenRun, OpenRuns } from '../../runs/editor/open-runs';
import { nameOf } from '../../runs/editor/words';
import { messageOf } from '../../runs/error-message';
import type { Called, Targets } from '../../runner/editor/target';
import { folderOfRun } from '../../runner/editor/work-folder';
import { saveFile, setPage, type Page } from './page';

/** Debounce interval for changes. */
const PAUSE_MS = 250;

export interface Parts {
  readonly context: vscode.ExtensionContext;
  readonly runs: OpenRuns;
  readonly targets: Targets;
  readonly log: vscode.LogOutputChannel;
}

export interface Panel<To> {
  readonly runDir: string;
  post(message: To): void;
}

interface ErrorMessage {
  readonly type: 'error';
  readonly message: string;
}

interface Kind<From, To> {
  readonly type: string;
  readonly page: Page<From>;
  readonly command: string;
  titleOf(run: OpenRun): string;
  /** The command's target run, and an extra first message for its panel. */
  runOf(called: Called): Promise<{ readonly run: OpenRun; first?(panel: Panel<To>): void } | undefined>;
  open(panel: Panel<To>): Opened<From>;
}

interface Opened<From> {
  /** Sends the page its data, when it is ready and after each change of the run. */
  tell(run: OpenRun): unknown;
  /** Handles a message from the page. */
  hear(message: From, run: OpenRun): unknown;
  dispose?(): void;
}

/** Options of a command that opens a panel; a click in the Runs view keeps the focus there. */
interface How {
  readonly preserveFocus?: boolean;
}

/** Messages from any page. */
type Common =
  | { readonly type: 'ready' }
  | { readonly type: 'save'; readonly name: string; readonly extension: string; readonly content: string }
  | { readonly type: 'failed'; readonly message: string };

/** Registers a kind of panel and the command that opens it. */
export function registerPanels<From extends { readonly type: string }, To>(
  { context, runs, log }: Parts,
  kind: Kind<From, To | ErrorMessage>,
): vscode.Disposable {
  type First = (panel: Panel<To | ErrorMessage>) => void;
  const open = new Map<string, { readonly panel: vscode.WebviewPanel; ask(first: First): void }>();

  const show = (panel: vscode.WebviewPanel, runDir: string, first?: First): void => {
    const about: Panel<To | ErrorMessage> = {
      runDir,
      post: (message) => void panel.webview.postMessage(message),
    };
    const { tell, hear, dispose } = kind.open(about);
    let isReady = false;
    /** The run's last known name, for a message after the run is deleted. */
    let name = path.basename(runDir);
    const ask = (next: First): void => {
      if (isReady) next(about);
      else first = next;
    };
    open.set(runDir, { panel, ask });
    let timer: NodeJS.Timeout | undefined;
    let telling = Promise.resolve();
    // Sends updates one after another, in the order they were read.
    const tellNow = (): Promise<void> => (telling = telling.then(tellOnce));
    const tellOnce = async (): Promise<void> => {
      try {
        if (!runs.find(runDir)) await runs.look();
        const run = runs.find(runDir);
        if (run) {
          name = nameOf(run);
          await tell(run);
        } else about.post({ type: 'error', message: `Run ${name} no longer exists.` });
      } catch (error) {
        log.error(runDir, String(error));
        about.post({ type: 'error', message: messageOf(error) });
      }
    };
    const answer = async (message: From | Common): Promise<void> => {
      const run = runs.find(runDir);
      if (message.type === 'ready') {
        isReady = true;
        await tellNow();
        first?.(about);
        first = undefined;
      } else if (message.type === 'failed')
        log.error(runDir, 'page error:', (message as { message: string }).message);
      else if (message.type === 'save') {
        const { name, extension, content } = message as Extract<Common, { type: 'save' }>;
        const folder = folderOfRun(runDir, run?.specPath);
        await saveFile(folder, `${run ? nameOf(run) : path.basename(runDir)} ${name}`, extension, content);
      } else if (run) await hear(message as From, run);
    };
    const changes = runs.onDidChange((paths) => {
      if (!paths.includes(runDir)) return;
      const run = runs.find(runDir);
      if (run) panel.title = kind.titleOf(run);
      if (!isReady) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void tellNow();
      }, PAUSE_MS);
    });
    // VS Code discards a hidden page, which later sends `ready` again.
    panel.onDidChangeViewState(() => (isReady &&= panel.visible));
    panel.onDidDispose(() => {
      open.delete(runDir);
      clearTimeout(timer);
      dispose?.();
      changes.dispose();
    });
    setPage(context, log, panel, kind.page, answer);
  };

  return vscode.Disposable.from(
    vscode.commands.registerCommand(kind.command, async (called: Called, _nodes: unknown, how?: How) => {
      const found = await kind.runOf(called);
      if (!found) return;
      const { run, first } = found;
      const { preserveFocus = false } = how ?? {};
      const known = open.get(run.path);
      if (known) {
        known.panel.reveal(undefined, preserveFocus);
        if (first) known.ask(first);
        return;
      }
      // Opens beside the active editor, if there is one.
      const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
      const place = { viewColumn: column, preserveFocus };
      show(vscode.window.createWebviewPanel(kind.type, kind.titleOf(run), place), run.path, first);
    }),
    vscode.window.registerWebviewPanelSerializer(kind.type, {
      deserializeWebviewPanel(panel, state: unknown) {
        const kept = (state as { readonly run?: unknown } | undefined)?.run;
        if (typeof kept === 'string' && path.isAbsolute(kept)) show(panel, kept);
        else panel.dispose();
        return Promise.resolve();
      },
    }),
    {
      dispose() {
        for (const { panel } of open.values()) panel.dispose();
      },
    },
  );
}
