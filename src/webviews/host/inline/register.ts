// Inline masks: a density bar and percentage after each layer, a hover with details, and a status bar item that names
// the network.
import * as vscode from 'vscode';
import type { ParsedDocuments } from '../../../language/editor/parsed-documents';
import { layerDensities, type LayerDensity } from '../../../runs/layer-density';
import { nameOf } from '../../../runs/editor/words';
import { percent } from '../../charts/chart';
import type { Parts } from '../panels';
import { chooseMask } from './choose';
import { describeMask } from './picture';
import { layerPlaces, type LayerPlace } from './places';
import { makeChoices, type ShownMasks } from './shown';

const SETTING = 'ticket.inlineMasks';
/** Debounce interval for changes. */
const PAUSE_MS = 200;

export function registerInlineMasks(
  { context, runs, log }: Parts,
  documents: ParsedDocuments,
): vscode.Disposable {
  const choices = makeChoices(context, runs);
  const places = layerPlaces(documents, runs);
  const bar = vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor('editorInlayHint.foreground'), margin: '0 0 0 1.5ch' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  const item = vscode.window.createStatusBarItem('ticket.masks', vscode.StatusBarAlignment.Right, 101);
  item.name = 'Ticket Masks';
  item.command = 'ticket.chooseMask';

  const isOn = (): boolean => vscode.workspace.getConfiguration().get(SETTING) !== false;
  /** The network and densities for a spec; undefined if a file of its run is unreadable (the Runs view reports it). */
  const shownOf = (
    spec: string,
  ): { shown: ShownMasks; layers: ReadonlyMap<string, LayerDensity> } | undefined => {
    try {
      const shown = choices.shown(spec);
      return shown && { shown, layers: layerDensities(shown.run.path, shown) };
    } catch (error) {
      log.warn(spec, String(error));
      return undefined;
    }
  };
  const placesOf = (document: vscode.TextDocument): readonly LayerPlace[] =>
    places.of(document, (spec) => [...(shownOf(spec)?.layers.keys() ?? [])]);

  const draw = (editor: vscode.TextEditor): void => {
    const spec = isOn() ? places.specOf(editor.document) : undefined;
    const found = spec === undefined ? undefined : shownOf(spec);
    const drawn = found
      ? placesOf(editor.document).flatMap(({ layer, range }) => {
          const density = found.layers.get(layer);
          return density ? [{ layer, range, density }] : [];
        })
      : [];
    const lines = new Set(drawn.map(({ range }) => range.end.line));
    editor.setDecorations(
      bar,
      [...lines].flatMap((line): vscode.DecorationOptions[] => {
        const layers = drawn.filter(({ range }) => range.end.line === line);
        const contentText = lineText(layers);
        return layers.slice(-1).map(({ range }) => ({ range, renderOptions: { after: { contentText } } }));
      }),
    );
    documents.annotate(
      editor.document,
      drawn.map(({ layer }) => layer),
    );
  };
  const drawItem = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    const spec = document && isOn() ? places.specOf(document) : undefined;
    const found = spec === undefined ? undefined : shownOf(spec);
    void vscode.commands.executeCommand('setContext', 'ticket.hasMasks', found !== undefined);
    if (!found) {
      item.hide();
      return;
    }
    const { run, arm, trial, round } = found.shown;
    const where = round === 0 ? 'dense' : `${arm} · round ${round}`;
    item.text = `$(symbol-array) ${nameOf(run)} · ${where} · trial ${trial}`;
    item.tooltip = 'The network behind the inline masks. Click to select another run, arm, trial or round.';
    item.accessibilityInformation = { label: `Inline masks of ${item.text.replace('$(symbol-array) ', '')}` };
    item.show();
  };
  let timer: NodeJS.Timeout | undefined;
  const drawAll = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      vscode.window.visibleTextEditors.forEach(draw);
      drawItem();
    }, PAUSE_MS);
  };
  const step = (by: number): void => {
    const document = vscode.window.activeTextEditor?.document;
    const spec = document && places.specOf(document);
    const shown = spec === undefined ? undefined : shownOf(spec)?.shown;
    if (spec === undefined || !shown) return;
    const { rounds, round } = shown;
    const next = rounds[rounds.indexOf(round) + by];
    if (next !== undefined) choices.choose(spec, { ...choices.of(spec), round: next });
  };
  const hover: vscode.HoverProvider = {
    provideHover(document, position) {
      if (!isOn()) return undefined;
      const place = placesOf(document).find(({ range }) => range.contains(position));
      const found = place && shownOf(place.spec);
      const density = place && found?.layers.get(place.layer);
      if (!found || !density) return undefined;
      return new vscode.Hover(describeMask(found.shown, place.layer, density.parameters), place.range);
    },
  };
  drawAll();
  return vscode.Disposable.from(
    bar,
    item,
    choices,
    vscode.languages.registerHoverProvider(
      [{ language: 'ticket-yaml' }, { language: 'javascript' }, { language: 'typescript' }],
      hover,
    ),
    vscode.commands.registerCommand('ticket.nextRound', () => step(1)),
    vscode.commands.registerCommand('ticket.previousRound', () => step(-1)),
    vscode.commands.registerCommand('ticket.chooseMask', async () => {
      const document = vscode.window.activeTextEditor?.document;
      const spec = document && places.specOf(document);
      if (spec === undefined)
        void vscode.window.showInformationMessage('Open a spec or its model module to select masks.');
      else {
        const chosen = await chooseMask(runs, choices, spec);
        if (chosen) choices.choose(spec, chosen);
      }
    }),
    choices.onDidChange(drawAll),
    runs.onDidChange(drawAll),
    documents.onDidChange(drawAll),
    vscode.window.onDidChangeVisibleTextEditors(drawAll),
    vscode.window.onDidChangeActiveTextEditor(drawAll),
    vscode.workspace.onDidChangeTextDocument(drawAll),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(SETTING) && drawAll()),
    { dispose: () => clearTimeout(timer) },
  );
}

const CELLS = 10;

interface Drawn {
  readonly layer: string;
  readonly density: LayerDensity;
}

/** A bar of ten cells filled to the density, and the percentage; for several layers, their names and percentages. */
function lineText(layers: readonly Drawn[]): string {
  const [first, second] = layers;
  if (first && !second) return barOf(first.density);
  return `${layers.map(({ layer, density }) => `${layer} ${percent(shareOf(density))}`).join(' · ')} `;
}

const shareOf = ({ alive, weights }: LayerDensity): number => (weights === 0 ? 0 : alive / weights);

function barOf(density: LayerDensity): string {
  const share = shareOf(density);
  const filled = Math.max(density.alive > 0 ? 1 : 0, Math.round(share * CELLS));
  return `${'█'.repeat(filled).padEnd(CELLS, '░')} ${percent(share)} `;
}
