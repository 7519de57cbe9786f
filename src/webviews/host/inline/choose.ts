// Quick picks that select the network for inline masks.
import * as vscode from 'vscode';
import type { OpenRuns } from '../../../runs/editor/open-runs';
import { detailOf, iconOf, stateOf, nameOf } from '../../../runs/editor/words';
import { isOfSpec } from '../../../runs/list';
import { percent } from '../../charts/chart';
import type { Choices, Chosen } from './shown';

/** Asks for run, arm, trial and round, skipping questions with one answer. Returns undefined if the user cancels. */
export async function chooseMask(
  runs: OpenRuns,
  choices: Choices,
  spec: string,
): Promise<Chosen | undefined> {
  const own = runs.all().filter((run) => isOfSpec(run, spec) && run.finished > 0);
  if (own.length === 0) {
    void vscode.window.showInformationMessage(
      'No run of this spec has a trained network yet. Run the spec first.',
    );
    return undefined;
  }
  const run = await pick(
    'Run',
    own.map((one) => ({
      label: nameOf(one),
      description: detailOf(one),
      iconPath: iconOf(stateOf(one)),
      value: one.path,
    })),
  );
  if (run === undefined) return undefined;
  choices.choose(spec, { ...choices.of(spec), run });
  const shown = choices.shown(spec);
  if (!shown) return { run };
  const { manifest } = shown;
  const arm = await pick(
    'Arm',
    manifest.arms.map(({ name }) => ({ label: name, value: name })),
  );
  if (arm === undefined) return undefined;
  const trial = await pick(
    'Trial',
    Array.from({ length: manifest.trials }, (_, value) => ({ label: `Trial ${value}`, value })),
  );
  if (trial === undefined) return undefined;
  const last = { label: 'Latest trained round', value: -1 };
  const round = await pick('Round', [
    last,
    ...manifest.rounds
      .filter((one) => one.round > 0 || arm === 'ticket')
      .map((one) => ({
        label: one.round === 0 ? 'Dense' : `Round ${one.round}`,
        description: `${percent(one.density)} density`,
        value: one.round,
      })),
  ]);
  if (round === undefined) return undefined;
  return { run, arm, trial, ...(round !== last.value && { round }) };
}

async function pick<T>(
  title: string,
  items: readonly (vscode.QuickPickItem & { readonly value: T })[],
): Promise<T | undefined> {
  if (items.length === 1) return items[0]?.value;
  return (await vscode.window.showQuickPick(items, { title: `Select Inline Masks: ${title}` }))?.value;
}
