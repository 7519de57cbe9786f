// The panel of masks: one for each run, with what is asked for read from its files.
import * as vscode from 'vscode';
import { check } from '../../language/check';
import { existingCells } from '../../runs/cells';
import type { OpenRun } from '../../runs/editor/open-runs';
import { exportTicket, ExportError, type TicketWeights } from '../../runs/export-ticket';
import { specFile } from '../../runs/layout';
import { readFrozenSpec, readManifest } from '../../runs/manifest';
import { pack } from '../../runs/mask';
import { readMasks, type StoredMask } from '../../runs/masks';
import type { Cell } from '../../runs/types';
import { runOf, type Called } from '../../runner/editor/target';
import {
  readFromMaskPage,
  type FromMaskPage,
  type MaskFacts,
  type MaskPlace,
  type ToMaskPage,
} from '../messages/masks';
import { maskBody } from '../mask-body';
import { registerPanels, type Panel, type Parts } from './panels';

/** What is to be shown first. */
export type Asked = Called & { readonly show?: Partial<MaskPlace> };

const isAsked = (called: unknown): called is Asked =>
  typeof called === 'object' && called !== null && 'show' in called;

export function registerMaskPanels(parts: Parts): vscode.Disposable {
  const { runs } = parts;
  return registerPanels<FromMaskPage, ToMaskPage>(parts, {
    type: 'ticket.masks',
    page: { name: 'mask', title: 'Masks', body: maskBody, read: readFromMaskPage },
    command: 'ticket.showMasks',
    titleOf: (run) => `${run.label ?? run.name}: masks`,
    async runOf(called) {
      const run = await runOf(runs, called, 'Show Masks', ({ finished }) => finished > 0);
      if (!run) return undefined;
      const round =
        called && !(called instanceof vscode.Uri) && called.type === 'round' ? called.round.round : undefined;
      const show = isAsked(called) ? called.show : round === undefined ? undefined : { round };
      return { run, ...(show && { first: (panel: Panel<ToMaskPage>) => tell(panel, run, show) }) };
    },
    open: (panel) => {
      const masks = cache();
      return {
        tell: (run) => tell(panel, run),
        hear: (message, run) => hear(message, run, panel, masks),
      };
    },
  });
}

/** The masks of the cells that were asked for last: playing through rounds asks for the same again. */
function cache(): (runDir: string, cell: Cell) => ReadonlyMap<string, StoredMask> {
  const most = 8;
  const known = new Map<string, ReadonlyMap<string, StoredMask>>();
  return (runDir, { trial, arm, round }) => {
    const key = `${trial}/${arm}/${round}`;
    const masks = known.get(key) ?? readMasks(runDir, { trial, arm, round }, readManifest(runDir).identity);
    known.delete(key);
    known.set(key, masks);
    for (const old of [...known.keys()].slice(0, -most)) known.delete(old);
    return masks;
  };
}

function tell({ post }: Panel<ToMaskPage>, run: OpenRun, show?: Partial<MaskPlace>): void {
  post({ type: 'masks', facts: factsOf(run), ...(show && { show }) });
}

function factsOf({ path: runDir, name, label }: OpenRun): MaskFacts {
  const manifest = readManifest(runDir);
  const { plan } = check(readFrozenSpec(runDir, manifest));
  const cells = existingCells(runDir);
  const [first] = cells;
  const masks = first ? readMasks(runDir, first, manifest.identity) : new Map<string, StoredMask>();
  return {
    path: runDir,
    name: label === undefined ? name : `${name} · ${label}`,
    trials: manifest.trials,
    arms: manifest.arms.map((arm) => arm.name),
    rounds: manifest.rounds.map(({ round, density }) => ({ round, density })),
    layers: [...masks].map(([layer, { shape }]) => ({ name: layer, shape: [...shape] })),
    ...(plan?.input.length === 3 && { image: [...plan.input] }),
    cells: cells.map(({ trial, arm, round }) => `${trial}/${arm}/${round}`),
  };
}

async function hear(
  message: FromMaskPage,
  run: OpenRun,
  { post }: Panel<ToMaskPage>,
  masks: ReturnType<typeof cache>,
): Promise<void> {
  const runDir = run.path;
  switch (message.type) {
    case 'mask': {
      const { type: _, ...place } = message;
      try {
        const mask = masks(runDir, place).get(place.layer);
        if (!mask) throw new Error(`The network has no layer ${place.layer}.`);
        post({ type: 'mask', place, shape: [...mask.shape], bits: pack(mask.data) });
      } catch (error) {
        post({ type: 'missing', place, why: error instanceof Error ? error.message : String(error) });
      }
      break;
    }
    case 'weights': {
      const { type: _, ...place } = message;
      post({ type: 'weights', place, ...weightsOf(runDir, place) });
      break;
    }
    case 'open':
      if (message.what === 'run')
        await vscode.commands.executeCommand('ticket.showResults', { type: 'run', path: runDir });
      else await vscode.window.showTextDocument(vscode.Uri.file(specFile(runDir)), { preview: true });
      break;
    default:
  }
}

/** The weights that a network began and ended with, as far as they are kept. */
function weightsOf(
  runDir: string,
  { layer, ...cell }: MaskPlace,
): { initial?: Float32Array; trained?: Float32Array; why?: string } {
  const why: string[] = [];
  const read = (weights: TicketWeights): Float32Array | undefined => {
    try {
      const tensor = exportTicket(runDir, { ...cell, weights }).get(layer);
      return tensor?.dtype === 'F32' ? Float32Array.from(tensor.data) : undefined;
    } catch (error) {
      if (!(error instanceof ExportError)) throw error;
      why.push(error.message);
      return undefined;
    }
  };
  const [initial, trained] = [read('reset'), read('trained')];
  return {
    ...(initial && { initial }),
    ...(trained && { trained }),
    ...(why.length > 0 && { why: why.join(' ') }),
  };
}
