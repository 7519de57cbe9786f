// Extension entry point: creates all parts and registers them with VS Code.
import * as vscode from 'vscode';
import { registerLanguage } from './language/editor/register';
import { registerNewExperiment } from './language/editor/new-experiment';
import { registerNewModule } from './language/editor/new-module';
import { messageOf } from './runs/error-message';
import { openRuns } from './runs/editor/open-runs';
import { registerRuns } from './runs/editor/register';
import { readLabelled } from './runner/compared';
import { registerCheck } from './runner/editor/check';
import { registerDoctor } from './runner/editor/doctor';
import { judgeWithin } from './runner/editor/judge-within';
import { knownModules } from './runner/editor/known-modules';
import { registerLenses } from './runner/editor/lenses';
import { makeQueue } from './runner/editor/queue';
import { registerRunCommands } from './runner/editor/run-commands';
import { registerRunFiles } from './runner/editor/run-files';
import { registerSetUp } from './runner/editor/set-up';
import { checkSettings, jobs } from './runner/editor/settings';
import { Targets } from './runner/editor/target';
import { registerTools } from './runner/editor/tools';
import { reportError } from './runner/editor/report-error';
import { runsFolders } from './runner/editor/work-folder';
import { registerInlineMasks } from './webviews/host/inline/register';
import { registerMaskPanels } from './webviews/host/mask-panel';
import { registerRunPanels } from './webviews/host/run-panel';
import { registerTablePanel } from './webviews/host/table-panel';

export function activate(context: vscode.ExtensionContext): void {
  const { subscriptions } = context;
  const output = vscode.window.createOutputChannel('Ticket');
  const log = vscode.window.createOutputChannel('Ticket Log', { log: true });
  const documents = registerLanguage(context, knownModules(context));
  const runs = openRuns(context, runsFolders, judgeWithin(context), readLabelled);
  const queue = makeQueue(
    context,
    runs,
    jobs,
    ({ runDir }, said) => log.info(runDir, said),
    (failures) => {
      for (const { job, error } of failures) log.error(job.runDir, messageOf(error));
      const [{ error } = {}] = failures;
      reportError(
        log,
        error,
        failures.length > 1 ? `${failures.length} runs did not start. First reason: ` : '',
      );
    },
  );
  const quiet = new Set<string>();
  const targets = new Targets(runs, registerRuns(context, runs, queue, quiet, log));
  subscriptions.push(
    output,
    log,
    targets,
    registerLenses(documents, runs),
    registerCheck(documents, targets, output),
    registerRunPanels({ context, runs, targets, log }),
    registerMaskPanels({ context, runs, targets, log }),
    registerTablePanel({ context, runs, targets, log }),
    registerInlineMasks({ context, runs, targets, log }, documents),
    registerRunCommands({ context, targets, queue, quiet, log }),
    registerRunFiles(context, targets, log),
    registerDoctor(context, output, log),
    registerSetUp(context, log),
    checkSettings(),
    registerTools(context, runs),
    registerNewExperiment(context),
    registerNewModule(context),
  );
}

export function deactivate(): void {
  // Runs are detached processes and keep training, so there is nothing to clean up.
}
