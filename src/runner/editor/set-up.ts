// The command `Ticket: Set Up TensorFlow`: the same installation, in the same folder, as `ticket runtime install`.
import * as vscode from 'vscode';
import {
  alreadyInstalled,
  install,
  planInstall,
  type Installed,
  type InstallPlan,
  type InstallProgress,
} from '../runtime/install';
import { editorPlaces } from './places';
import { isTrusted } from './target';
import { reportError } from './report-error';

/** Registers the command, which resolves to the folder of the working installation. */
export function registerSetUp(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  let going: Promise<string | undefined> | undefined;
  return vscode.commands.registerCommand('ticket.setUp', async () => {
    if (!isTrusted()) return undefined;
    // A second call joins the first.
    going ??= setUp(context, log)
      .catch((error: unknown) => reportError(log, error))
      .finally(() => (going = undefined));
    return going;
  });
}

async function setUp(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): Promise<string | undefined> {
  const { env } = await editorPlaces(context);
  const chosen = await vscode.window.showQuickPick(
    (['cpu', 'gpu'] as const).map((flavour) => {
      const plan = planInstall(flavour, env);
      return {
        plan,
        label: flavour === 'cpu' ? 'For the CPU' : 'For an NVIDIA GPU',
        description: `TensorFlow ${plan.version}${flavour === 'gpu' ? ' with its CUDA libraries' : ''}`,
        detail: `${gigabytes(plan.fetchBytes)} download, ${gigabytes(plan.unpackedBytes)} on disk in ${plan.folder}`,
      };
    }),
    { title: 'Set Up TensorFlow' },
  );
  if (!chosen) return undefined;
  const { plan } = chosen;
  const { folder, proof } = (await alreadyInstalled(plan, env)) ?? (await installShown(plan, env, log));
  const seesNoGpu = plan.flavour === 'gpu' && proof.device === 'CPU';
  const text = `Ticket now trains on TensorFlow ${proof.library} (${proof.device}).`;
  log.info(text, folder);
  void vscode.window.showInformationMessage(
    seesNoGpu ? `${text} TensorFlow finds no GPU. Run “Ticket: Run Doctor” for details.` : text,
  );
  return folder;
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

function installShown(
  plan: InstallPlan,
  env: NodeJS.ProcessEnv,
  log: vscode.LogOutputChannel,
): Thenable<Installed> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'Ticket', cancellable: true },
    (progress, token) => {
      const cancel = new AbortController();
      token.onCancellationRequested(() => cancel.abort(new vscode.CancellationError()));
      let before = 0;
      const show = (message: string, share: number): void => {
        progress.report({ message, increment: 100 * (share - before) });
        before = share;
      };
      return install(plan, {
        env,
        signal: cancel.signal,
        onNotice: (text) => log.warn(text),
        onProgress: (step) => show(words(step), shareOf(step)),
      });
    },
  );
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

function words(progress: InstallProgress): string {
  switch (progress.step) {
    case 'fetch':
      return `downloading ${progress.name}: ${megabytes(progress.doneBytes)}${progress.totalBytes === undefined ? '' : ` of ${megabytes(progress.totalBytes)}`} MB`;
    case 'unpack':
      return `unpacking ${megabytes(progress.doneBytes)} of ${megabytes(progress.totalBytes)} MB`;
    case 'compile':
      return 'compiling the addon (about 15 s)';
    case 'prove':
      return 'testing';
  }
}

/** Overall progress, 0 to 1. Each file of a multi-file download fills the same part again. */
function shareOf(progress: InstallProgress): number {
  const part = 'doneBytes' in progress ? progress.doneBytes / (progress.totalBytes ?? Infinity) : 1;
  return { fetch: 0.7 * part, unpack: 0.7 + 0.2 * part, compile: 0.9, prove: 0.95 }[progress.step];
}
