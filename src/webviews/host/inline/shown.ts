// The network whose masks a spec shows inline: the ticket of the newest run's last round, unless the user selected
// another.
import * as vscode from 'vscode';
import { cellExists } from '../../../runs/cells';
import type { OpenRun, OpenRuns } from '../../../runs/editor/open-runs';
import { isOfSpec } from '../../../runs/list';
import { readManifest } from '../../../runs/manifest';
import type { RunManifest } from '../../../runs/types';

const KEY = 'ticket.shownMasks';

/** The user's selection. Omitted parts follow the latest data. */
export interface Chosen {
  readonly run?: string;
  readonly arm?: string;
  readonly trial?: number;
  readonly round?: number;
}

export interface ShownMasks {
  readonly run: OpenRun;
  readonly manifest: RunManifest;
  readonly arm: string;
  readonly trial: number;
  readonly round: number;
  /** The trained rounds of this arm and trial. */
  readonly rounds: readonly number[];
}

export interface Choices {
  of(spec: string): Chosen;
  choose(spec: string, chosen: Chosen): void;
  readonly onDidChange: vscode.Event<unknown>;
  /** @throws {BadFileError} if a file of the run is damaged. */
  shown(spec: string): ShownMasks | undefined;
  dispose(): void;
}

export function makeChoices({ workspaceState }: vscode.ExtensionContext, runs: OpenRuns): Choices {
  const changed = new vscode.EventEmitter<undefined>();
  const all = (): Readonly<Record<string, Chosen>> => workspaceState.get(KEY, {});
  const of = (spec: string): Chosen => all()[spec] ?? {};
  return {
    of,
    onDidChange: changed.event,
    dispose: () => changed.dispose(),
    choose(spec, chosen) {
      void workspaceState.update(KEY, { ...all(), [spec]: chosen }).then(() => changed.fire(undefined));
    },
    shown(spec) {
      const chosen = of(spec);
      const own = runs.all().filter((run) => isOfSpec(run, spec) && run.finished > 0);
      const run = own.find(({ path }) => path === chosen.run) ?? own[0];
      if (!run) return undefined;
      const manifest = readManifest(run.path);
      const arm = manifest.arms.some(({ name }) => name === chosen.arm) ? (chosen.arm ?? 'ticket') : 'ticket';
      const trial = chosen.trial !== undefined && chosen.trial < manifest.trials ? chosen.trial : 0;
      const rounds = manifest.rounds
        .map(({ round }) => round)
        .filter((round) => cellExists(run.path, { trial, arm, round }));
      const last = rounds.at(-1);
      if (last === undefined) return undefined;
      const round = chosen.round !== undefined && rounds.includes(chosen.round) ? chosen.round : last;
      return { run, manifest, arm, trial, round, rounds };
    },
  };
}
