// Commands that run the `ticket` command line in an editor terminal.
import path from 'node:path';
import * as vscode from 'vscode';
import type { OpenRun, OpenRuns } from '../../runs/editor/open-runs';
import { isOfSpec } from '../../runs/list';
import { findNode } from '../node';
import { programFolder } from '../trainer-process';
import { editorPlaces } from './places';
import { tellTrouble } from './trouble';
import { isTrusted, pickRun, runOf, type Called } from './target';
import { folderOfRun } from './work-folder';

/** Registers `ticket.compare` and `compareWith`. */
export function registerCommandLine(
  context: vscode.ExtensionContext,
  runs: OpenRuns,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const hasNumbers = ({ finished }: OpenRun): boolean => finished > 0;
  const command = (name: string, words: (called: Called) => Promise<readonly OpenRun[]>, verb: string) =>
    vscode.commands.registerCommand(name, async (called: Called) => {
      if (!isTrusted()) return undefined;
      try {
        const chosen = await words(called);
        return chosen.length === 0 ? undefined : await execute(context, verb, chosen);
      } catch (error) {
        tellTrouble(log, error);
        return;
      }
    });
  const both = async (called: Called, other: (first: OpenRun) => Promise<OpenRun | undefined>) => {
    const first = await runOf(runs, called, 'Compare', hasNumbers);
    const second = first && (await other(first));
    return first && second ? [first, second] : [];
  };
  return vscode.Disposable.from(
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
          const [before] = runs
            .all()
            .filter((run) => specPath !== undefined && isOfSpec(run, specPath) && run.path !== own);
          return Promise.resolve(before);
        });
        return chosen.toReversed();
      },
      'compare',
    ),
  );
}

/** Environment variables that carry settings to the command line. */
const NAMED = ['TICKET_NODE', 'TICKET_DATA', 'CUDA_VISIBLE_DEVICES'] as const;

/** Runs a subcommand on runs. Resolves to its task once the task has started. */
async function execute(
  context: vscode.ExtensionContext,
  verb: string,
  chosen: readonly OpenRun[],
): Promise<vscode.TaskExecution | undefined> {
  const { env } = await editorPlaces(context);
  const { program: node } = await findNode(env);
  const words = [verb, ...chosen.map((run) => run.path)];
  // An argument array avoids the shell and its quoting.
  const program = new vscode.ProcessExecution(node, [path.join(programFolder(), 'cli.js'), ...words], {
    cwd: folderOfRun(chosen[0]?.path ?? '', chosen[0]?.specPath),
    env: Object.fromEntries(NAMED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
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
