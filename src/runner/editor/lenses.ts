// Code lenses above a spec: actions on the spec and on its runs.
import * as vscode from 'vscode';
import { plansOf } from '../../language/assist/parsed-document';
import { languageId, rangeOf } from '../../language/editor/convert';
import { changes } from '../../language/editor/reading-features';
import type { ParsedDocuments } from '../../language/editor/parsed-documents';
import { entryOf } from '../../language/located';
import { counted } from '../../language/words';
import type { OpenRuns } from '../../runs/editor/open-runs';
import { isOfSpec } from '../../runs/list';
import { isLive, isResumable } from '../../runs/watch';

export function registerLenses(documents: ParsedDocuments, runs: OpenRuns): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  let told = '';
  const provider = vscode.languages.registerCodeLensProvider(languageId, {
    onDidChangeCodeLenses: (listener) =>
      vscode.Disposable.from(
        changes(documents)(listener),
        changed.event(() => void listener()),
      ),
    provideCodeLenses(document) {
      const parsed = documents.of(document);
      const { root } = parsed;
      const first = root?.type === 'map' ? (entryOf(root, 'ticket') ?? root.entries[0]) : undefined;
      const range = rangeOf(document, first?.keySpan ?? { start: 0, end: 0 });
      const lens = (title: string, command: string, tooltip: string): vscode.CodeLens =>
        new vscode.CodeLens(range, { title, command, tooltip, arguments: [document.uri] });

      const wrong = parsed.checked.problems.filter(({ severity }) => severity === 'error').length;
      if (wrong > 0)
        return [
          lens(`$(error) ${counted(wrong, 'problem')}`, 'workbench.actions.view.problems', 'Show problems'),
        ];
      if (document.uri.scheme !== 'file') return [];
      const plans = plansOf(parsed).map(({ plan }) => plan);
      const sum = (of: (plan: (typeof plans)[number]) => number): number =>
        plans.reduce((total, plan) => total + of(plan), 0);
      const networks = counted(
        sum(({ cells }) => cells),
        'network',
      );
      const all = `${networks}, ${counted(
        sum(({ totalIterations }) => totalIterations),
        'iteration',
      )}`;
      const own = runs.all().filter((run) => isOfSpec(run, document.uri.fsPath));
      const [last] = own;
      const compared = own.filter(({ finished }) => finished > 0).length;
      const canRun = vscode.workspace.isTrusted;
      return [
        ...(canRun ? [lens('$(play) Run', 'ticket.run', plans.length > 0 ? all : 'Train this spec')] : []),
        ...(canRun && last && isLive(last)
          ? [lens('$(debug-stop) Stop', 'ticket.stop', 'Stop the run; you can resume it later')]
          : []),
        ...(canRun && last && isResumable(last)
          ? [
              lens(
                '$(debug-continue) Resume',
                'ticket.resume',
                `${last.finished} of ${last.total} networks trained`,
              ),
            ]
          : []),
        ...(last && (last.finished > 0 || isLive(last))
          ? [lens('$(graph) Show Results', 'ticket.showResults', 'Show the results of the last run')]
          : []),
        ...(compared > 1
          ? [lens(`$(diff) Compare ${compared} Runs`, 'ticket.compare', 'Compare the runs of this spec')]
          : []),
      ];
    },
  });
  return vscode.Disposable.from(
    changed,
    provider,
    runs.onDidChange(() => {
      // Progress alone changes no lens.
      const now = runs.all().map(({ path, state, finished }) => [path, state, finished > 0].join(' '));
      if (now.join('\n') === told) return;
      told = now.join('\n');
      changed.fire(undefined);
    }),
  );
}
