// The mask panel, one per run. Reads requested masks and weights from the run's files.
import * as vscode from 'vscode';
import type { OpenRun } from '../../runs/editor/open-runs';
import { nameOf } from '../../runs/editor/words';
import { messageOf } from '../../runs/error-message';
import { cellPath, specFile } from '../../runs/layout';
import { readManifest } from '../../runs/manifest';
import { pack } from '../../runs/mask';
import { readMasks, type StoredMask } from '../../runs/masks';
import { needs, type Called } from '../../runner/editor/target';
import { folderOfRun } from '../../runner/editor/work-folder';
import { readFromMaskPage, type FromMaskPage, type MaskPlace, type ToMaskPage } from '../messages/masks';
import { maskBody } from '../mask-body';
import { maskCsv } from '../mask-csv';
import { cellOf, layerMagnitudes, maskFacts, weightsOf } from '../mask-data';
import { saveFile } from './page';
import { registerPanels, type Panel, type Parts } from './panels';

/** Command arguments, with an optional initial selection. */
export type Asked = Called & { readonly show?: Partial<MaskPlace> };

const isAsked = (called: unknown): called is Asked =>
  typeof called === 'object' && called !== null && 'show' in called;

export function registerMaskPanels(parts: Parts): vscode.Disposable {
  const { targets } = parts;
  return registerPanels<FromMaskPage, ToMaskPage>(parts, {
    type: 'ticket.masks',
    page: { name: 'mask', title: 'Masks', body: maskBody, read: readFromMaskPage },
    command: 'ticket.showMasks',
    titleOf: (run) => `${nameOf(run)}: masks`,
    async runOf(called) {
      const run = await targets.run(called, 'Show Masks', needs.trained);
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

/** Caches the masks of the latest cells, because playing through rounds requests them repeatedly. */
function cache(): (runDir: string, place: MaskPlace) => StoredMask {
  const most = 8;
  const known = new Map<string, ReadonlyMap<string, StoredMask>>();
  return (runDir, { layer, ...cell }) => {
    const key = cellPath(cell);
    const masks = known.get(key) ?? readMasks(runDir, cellOf(runDir, cell), readManifest(runDir).identity);
    known.delete(key);
    known.set(key, masks);
    for (const old of [...known.keys()].slice(0, -most)) known.delete(old);
    const mask = masks.get(layer);
    if (!mask) throw new Error(`The network has no layer ${layer}.`);
    return mask;
  };
}

function tell({ post }: Panel<ToMaskPage>, run: OpenRun, show?: Partial<MaskPlace>): void {
  post({ type: 'masks', facts: maskFacts(run), ...(show && { show }) });
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
        const { shape, data } = masks(runDir, place);
        post({ type: 'mask', place, shape: [...shape], bits: pack(data) });
      } catch (error) {
        post({ type: 'missing', place, why: messageOf(error) });
      }
      break;
    }
    case 'weights': {
      const { type: _, ...place } = message;
      post({ type: 'weights', place, ...weightsOf(runDir, place) });
      break;
    }
    case 'magnitudes': {
      const { type: _, ...place } = message;
      post({ type: 'magnitudes', place, ...layerMagnitudes(runDir, place) });
      break;
    }
    case 'csv': {
      const { arm, round, trial, layer } = message;
      const content = await maskCsv(masks(runDir, message), weightsOf(runDir, message));
      const name = `${nameOf(run)} ${layer} ${arm} round ${round} trial ${trial}`;
      await saveFile(folderOfRun(runDir, run.specPath), name, 'csv', content);
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
