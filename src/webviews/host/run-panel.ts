// The run panel. Shows the run's files and follows them while the run is live.
import path from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import * as vscode from 'vscode';
import { liveCurves, readCurves, type LiveCurves } from '../../runs/curves';
import { plain } from '../../escape/markup';
import { reached } from '../../language/editor/steps';
import type { OpenRun } from '../../runs/editor/open-runs';
import { nameOf } from '../../runs/editor/words';
import { readEvents, type EventCursor } from '../../runs/events';
import type { KnownCells } from '../../runs/results';
import { specFile } from '../../runs/layout';
import { isLive } from '../../runs/watch';
import { describeIn } from '../../runner/editor/judge-within';
import { needs, type Need } from '../../runner/editor/target';
import { folderOfRun } from '../../runner/editor/work-folder';
import { judge } from '../../runner/judge';
import { chartCsv } from '../charts/chart';
import { lossChart, MOST_POINTS, validationChart } from '../charts/curves-chart';
import { readFromRunPage, type FromRunPage, type ToRunPage } from '../messages/run';
import { reportHtml } from '../report';
import { runBody } from '../run-body';
import { runData, type Action, type RunData } from '../run-data';
import { saveFile } from './page';
import { registerPanels, type Parts } from './panels';

/** Bytes of the feed to read per turn, which takes a few milliseconds. */
const CHUNK_BYTES = 256 * 1024;

/** Registers the panel and `ticket.showResults`. */
export function registerRunPanels(parts: Parts): vscode.Disposable {
  const { context, runs, targets } = parts;
  return registerPanels<FromRunPage, ToRunPage>(parts, {
    type: 'ticket.run',
    page: { name: 'run', title: 'Run', body: runBody, read: readFromRunPage },
    command: 'ticket.showResults',
    titleOf: nameOf,
    async runOf(called) {
      // For a spec, the latest run with results. From the palette, any run, because a failure is a result too.
      const need = called ? withResults : needs.any;
      const run = await targets.run(called, 'Show Results', need, { isNear: true });
      return run && { run };
    },
    open({ runDir, post }) {
      let asked: AskedCurves | undefined;
      const known: KnownCells = new Map();
      /** Evaluations of networks in training: read from the feed on the first request, then updated by events. */
      let live: Promise<LiveCurves> | undefined;
      let now: LiveCurves | undefined;
      const listener = runs.onDidHear(({ path: one, events }) => {
        if (one === runDir) now?.take(events);
      });
      const tellCurves = async (run: OpenRun): Promise<void> => {
        if (!asked) return;
        if (!isLive(run)) live = now = undefined;
        else now = await (live ??= readLive(runDir));
        const { group, round } = asked;
        const curves = readCurves(runDir, group, round, MOST_POINTS, now?.of);
        const dense = round === 0 ? curves : readCurves(runDir, 'ticket', 0, MOST_POINTS, now?.of);
        post({ type: 'curves', group, round, curves, dense });
      };
      return {
        async tell(run) {
          post({ type: 'run', run: await dataOf(context, run, known) });
          if (run.finished > 0) reached('read');
          await tellCurves(run);
        },
        async hear(message, run) {
          if (message.type === 'curves') {
            asked = message;
            await tellCurves(run);
          } else if (message.type === 'report') await saveReport(context, run);
          else if (message.type === 'csv')
            await saveCurves(message, run, await dataOf(context, run, known), now);
          else if (message.type === 'act') await act(run, message.what);
          else if (message.type === 'open') await open(run, message.what, message.round);
        },
        dispose() {
          listener.dispose();
        },
      };
    },
  });
}

const withResults: Need = {
  ...needs.trained,
  fits: (run) => needs.trained.fits(run) || isLive(run),
};

type AskedCurves = Extract<FromRunPage, { type: 'curves' }>;

const dataOf = async (context: vscode.ExtensionContext, run: OpenRun, known?: KnownCells): Promise<RunData> =>
  runData(run, await judge(run.path, describeIn(context, run), known));

/** Reads the feed in chunks and yields between them, because it may have hundreds of thousands of events. */
async function readLive(runDir: string): Promise<LiveCurves> {
  const live = liveCurves();
  for (let cursor: EventCursor | undefined; ;) {
    const { events, next } = readEvents(runDir, cursor, CHUNK_BYTES);
    live.take(events);
    if (next.offset === (cursor?.offset ?? 0)) return live;
    cursor = next;
    await breath();
  }
}

async function saveReport(context: vscode.ExtensionContext, run: OpenRun): Promise<void> {
  const folder = path.join(context.extensionPath, 'dist', 'webviews');
  const text = reportHtml(await dataOf(context, run), folder);
  const uri = await saveFile(folderOfRun(run.path, run.specPath), `${nameOf(run)} report`, 'html', text);
  if (!uri) return;
  const chosen = await vscode.window.showInformationMessage(
    `Saved ${plain(path.basename(uri.fsPath))}.`,
    'Open',
  );
  if (chosen === 'Open') await vscode.env.openExternal(uri);
}

/** Saves all evaluations in the chart's CSV format. */
async function saveCurves(
  { chart, group, round }: Extract<FromRunPage, { type: 'csv' }>,
  run: OpenRun,
  data: RunData,
  live: LiveCurves | undefined,
): Promise<void> {
  const read = (group: string, round: number) => readCurves(run.path, group, round, Infinity, live?.of);
  const curves = { group, round, curves: read(group, round), dense: read('ticket', 0) };
  const text = chartCsv((chart === 'loss' ? lossChart : validationChart)(data, curves));
  await saveFile(folderOfRun(run.path, run.specPath), `${nameOf(run)} ${chart}`, 'csv', text);
}

async function act(run: OpenRun, what: Action): Promise<void> {
  if (what !== 'run') {
    await vscode.commands.executeCommand(`ticket.${what}`, { type: 'run', path: run.path });
    return;
  }
  const spec = run.specPath === undefined ? undefined : vscode.Uri.file(run.specPath);
  await vscode.commands.executeCommand('ticket.run', spec, { only: run.path });
}

async function open(run: OpenRun, what: 'spec' | 'log' | 'masks', round: number): Promise<void> {
  const node = { type: 'run', path: run.path };
  if (what === 'spec')
    await vscode.window.showTextDocument(vscode.Uri.file(specFile(run.path)), { preview: true });
  else if (what === 'log') await vscode.commands.executeCommand('ticket.showLog', node);
  else await vscode.commands.executeCommand('ticket.showMasks', { ...node, show: { round } });
}
