// Commands that run the command line in a terminal of the editor: what it prints there is what it prints anywhere.
import path from 'node:path';
import * as vscode from 'vscode';
import type { OpenRun, OpenRuns } from '../../runs/editor/open-runs';
import { EnvironmentError } from '../problem';
import { nodeProgram, programFolder } from '../trainer-process';
import { editorPlaces } from './places';
import { isTrusted, pickRun, runOf, type Called } from './target';
import { workFolder } from './work-folder';

/** Registers `ticket.showResults`, `compare` and `compareWith`. */
export function registerCommandLine(context: vscode.ExtensionContext, runs: OpenRuns): vscode.Disposable {
  const hasNumbers = ({ finished }: OpenRun): boolean => finished > 0;
  const command = (name: string, words: (called: Called) => Promise<readonly OpenRun[]>, verb: string) =>
    vscode.commands.registerCommand(name, async (called: Called) => {
      if (!isTrusted()) return undefined;
      const chosen = await words(called);
      return chosen.length === 0 ? undefined : execute(context, verb, chosen);
    });
  const both = async (called: Called, other: (first: OpenRun) => Promise<OpenRun | undefined>) => {
    const first = await runOf(runs, called, 'Compare', hasNumbers);
    const second = first && (await other(first));
    return first && second ? [first, second] : [];
  };
  return vscode.Disposable.from(
    command(
      'ticket.showResults',
      async (called) => {
        const run = await runOf(runs, called, 'Show Results', hasNumbers);
        return run ? [run] : [];
      },
      'show',
    ),
    command(
      'ticket.compareWith',
      (called) =>
        both(called, ({ path: own }) =>
          pickRun(
            runs.all().filter((run) => hasNumbers(run) && run.path !== own),
            'Compare With',
          ),
        ),
      'compare',
    ),
    command(
      'ticket.compare',
      async (called) => {
        const chosen = await both(called, ({ specPath, path: own }) => {
          const [before] = runs.all().filter((run) => run.specPath === specPath && run.path !== own);
          return Promise.resolve(before);
        });
        return chosen.toReversed();
      },
      'compare',
    ),
  );
}

/** Runs the command line on runs; resolves to its task once it has begun. */
async function execute(
  context: vscode.ExtensionContext,
  verb: string,
  chosen: readonly OpenRun[],
): Promise<vscode.TaskExecution | undefined> {
  const { env = process.env } = await editorPlaces(context);
  let node: string;
  try {
    node = nodeProgram(env);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    void vscode.window.showErrorMessage(`${error.message} ${error.remedy}`);
    return undefined;
  }
  const words = [verb, ...chosen.map((run) => run.path)];
  // Arguments go as an array and through no shell.
  const program = new vscode.ProcessExecution(node, [path.join(programFolder(), 'cli.js'), ...words], {
    cwd: workFolder(vscode.Uri.file(chosen[0]?.path ?? '')),
    env: env.TICKET_NODE ? { TICKET_NODE: env.TICKET_NODE } : {},
  });
  const name = `${verb} ${chosen.map((run) => run.name).join(' ')}`;
  const task = new vscode.Task(
    { type: 'ticket', words },
    vscode.TaskScope.Workspace,
    name,
    'ticket',
    program,
    [],
  );
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    clear: true,
  };
  return vscode.tasks.executeTask(task);
}
