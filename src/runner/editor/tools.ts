// Language model tools: read-only queries of runs and specs, and starting a run, which the user confirms. Answers are
// the JSON that the command line prints.
import path from 'node:path';
import * as vscode from 'vscode';
import { check } from '../../language/check';
import { printCombinations, printPlan, printProblem } from '../../language/print';
import { compareFacts, compareResults } from '../../runs/compare';
import type { OpenRun, OpenRuns } from '../../runs/editor/open-runs';
import { stateOf } from '../../runs/editor/words';
import { claimsText } from '../../runs/outcome';
import { readCompared } from '../compared';
import { asJson, judge } from '../judge';
import { describeIn } from './judge-within';

interface Named {
  /** A run's path, its name, or a prefix of its name. */
  readonly run: string;
}
interface Compared {
  readonly runs: readonly string[];
}
interface Spec {
  /** Path of a .ticket.yaml file, relative to the workspace folder. */
  readonly path: string;
}

/** Registers `ticket_listRuns`, `getRun`, `compareRuns`, `checkSpec` and `startRun`. */
export function registerTools(context: vscode.ExtensionContext, runs: OpenRuns): vscode.Disposable {
  const find = async (word: string): Promise<OpenRun> => {
    await runs.look();
    const all = runs.all();
    const nameOf = (run: OpenRun): string => path.basename(run.path);
    const exact = all.find((run) => run.path === word || nameOf(run) === word);
    const found = exact ? [exact] : all.filter((run) => nameOf(run).startsWith(word));
    const [one, ...more] = found;
    if (!one) throw new Error(`No run matches ${word}. Runs: ${all.map(nameOf).join(', ') || 'none'}.`);
    if (more.length > 0) throw new Error(`Several runs match ${word}: ${found.map(nameOf).join(', ')}.`);
    return one;
  };
  return vscode.Disposable.from(
    tool('ticket_listRuns', 'Listing runs', async () => {
      await runs.look();
      return runs.all().map((run) => ({
        run: path.basename(run.path),
        spec: run.specPath,
        title: run.title,
        label: run.label,
        difference: run.difference,
        tags: run.tags,
        state: stateOf(run),
        message: run.message,
        finished: run.finished,
        total: run.total,
        createdAt: run.createdAt,
        claims: run.outcome && claimsText(run.outcome),
      }));
    }),
    tool<Named>('ticket_getRun', 'Reading a run', async ({ run: word }) => {
      const run = await find(word);
      return asJson(run.path, await judge(run.path, describeIn(context, run)));
    }),
    tool<Compared>('ticket_compareRuns', 'Comparing runs', async ({ runs: words }) => {
      const chosen = [];
      for (const word of words) chosen.push((await find(word)).path);
      if (chosen.length < 2) throw new Error('Name at least two runs.');
      const compared = chosen.map(readCompared);
      return {
        runs: chosen.map((place) => path.basename(place)),
        facts: compareFacts(compared, false),
        rounds: compareResults(compared, false),
      };
    }),
    tool<Spec>('ticket_checkSpec', 'Checking a spec', async ({ path: place }) => {
      const document = await vscode.workspace.openTextDocument(within(place));
      const { spec, plan, combinations, problems } = check(document.getText());
      return {
        problems: problems.map((problem) => printProblem(place, problem)),
        plan: spec && plan ? printPlan(spec, plan) : combinations && printCombinations(combinations),
      };
    }),
    vscode.lm.registerTool<Spec>('ticket_startRun', {
      prepareInvocation: ({ input }) => ({
        invocationMessage: `Starting ${input.path}`,
        confirmationMessages: {
          title: 'Start Run',
          message: `Train ${input.path} on this machine?`,
        },
      }),
      async invoke({ input }) {
        const started = await vscode.commands.executeCommand<readonly string[] | undefined>(
          'ticket.run',
          within(input.path),
        );
        if (!started) throw new Error(`${input.path} did not start. A notification shows the reason.`);
        return answer(started.map((place) => path.basename(place)));
      },
    }),
  );
}

/** A read-only tool. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the tool's input, by its schema
const tool = <T>(
  name: string,
  invocationMessage: string,
  work: (input: T) => Promise<unknown>,
): vscode.Disposable =>
  vscode.lm.registerTool<T>(name, {
    prepareInvocation: () => ({ invocationMessage }),
    invoke: async ({ input }) => answer(await work(input)),
  });

const answer = (value: unknown): vscode.LanguageModelToolResult =>
  new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(value))]);

/** A spec in one of the open folders. The model cannot name other files. */
function within(place: string): vscode.Uri {
  const folders = vscode.workspace.workspaceFolders ?? [];
  for (const { uri } of folders) {
    const file = path.resolve(uri.fsPath, place);
    if (file.startsWith(uri.fsPath + path.sep) && file.endsWith('.ticket.yaml')) return vscode.Uri.file(file);
  }
  throw new Error(`${place} is not a .ticket.yaml file in an open folder.`);
}
