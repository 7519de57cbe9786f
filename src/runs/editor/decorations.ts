// File decorations that show the state of a spec's last run.
import * as vscode from 'vscode';
import { isOfSpec } from '../list';
import type { OpenRuns } from './open-runs';
import { looks, stateOf } from './words';

export function registerDecorations(runs: OpenRuns): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri[] | undefined>();
  const provider: vscode.FileDecorationProvider = {
    onDidChangeFileDecorations: changed.event,
    provideFileDecoration({ scheme, fsPath }) {
      if (scheme !== 'file' || !fsPath.endsWith('.ticket.yaml')) return undefined;
      const last = runs.all().find((run) => isOfSpec(run, fsPath));
      if (!last) return undefined;
      const state = stateOf(last);
      const { badge, colour } = looks[state];
      return new vscode.FileDecoration(
        badge,
        `Last run: ${state}`,
        colour === undefined ? undefined : new vscode.ThemeColor(colour),
      );
    },
  };
  const told = new Map<string, string>();
  return vscode.Disposable.from(
    changed,
    vscode.window.registerFileDecorationProvider(provider),
    runs.onDidChange((paths) => {
      const specs = paths.flatMap((path) => {
        const run = runs.find(path);
        const state = run ? stateOf(run) : 'gone';
        // Progress alone changes no decoration.
        if (told.get(path) === state) return [];
        told.set(path, state);
        return run?.specPath === undefined ? [] : [vscode.Uri.file(run.specPath)];
      });
      if (specs.length > 0) changed.fire(specs);
    }),
  );
}
