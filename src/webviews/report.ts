// A self-contained HTML report of a run: the run page with embedded data.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { readCurves } from '../runs/curves';
import { html } from './html';
import type { Report } from './messages/run';
import { runBody } from './run-body';
import type { RunData } from './run-data';

/** Maximum points per curve in a report. */
const MOST_POINTS = 120;

/**
 * The report's HTML.
 *
 * @param folder contains the page's script and styles (dist/webviews)
 * @throws {BadFileError} if a file of the run is damaged or belongs to another run.
 */
export function reportHtml(run: RunData, folder: string): string {
  const read = (file: string): string => fs.readFileSync(path.join(folder, file), 'utf8');
  const curvesOf = (group: string, round: number) => readCurves(run.path, group, round, MOST_POINTS);
  const dense = curvesOf('ticket', 0);
  const curves = run.rounds.flatMap(({ round, arms }) =>
    Object.keys(arms).map((group) => ({
      ...({ type: 'curves', group, round, dense } as const),
      curves: round === 0 ? dense : curvesOf(group, round),
    })),
  );
  // Strips the local path, which is private.
  const data: Report = { run: { type: 'run', run: { ...run, path: path.basename(run.path) } }, curves };
  const nonce = randomBytes(16).toString('hex');
  return html({
    title: run.title ?? run.name,
    body: runBody,
    nonce,
    // Styles are inline.
    styleSource: "'unsafe-inline'",
    head: `<style>${read('report.css')}\n${read('style.css')}</style>`,
    end: `<script type="application/json" id="report-data">${inScript(JSON.stringify(data))}</script>
<script nonce="${nonce}">${read('run.js').replaceAll('</script', '<\\/script')}</script>`,
    bodyClass: 'report',
  });
}

/** Escapes `<`, which JSON contains only in strings. */
const inScript = (json: string): string => json.replaceAll('<', '\\u003c');
