// Times a real VS Code: from a typed character to its problems, and the replies to the editor's requests.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installedEditor } from '../../test/editor/installed';
import { runHostTests, withWorkbench } from '../../test/editor/workbench';
import { specs } from './specs';
import type { Group } from './main';
import { asks, type Answer, type Measured } from './requests';

const LIMIT_MS = 5 * 60_000;

export const editor: Group = {
  name: 'editor',
  about:
    'In a real VS Code, timed in the extension host: median and worst, in milliseconds. Problems appear after a typing pause of 150 ms, which is subtracted; the 50 ms in which the editor collects them are included. “busy” is the longest block of the event loop meanwhile.',
  header: ['spec', 'problems', 'busy', ...asks],
  needsEditor: true,
  async rows() {
    return (await measuredInEditor()).map(({ name, times }) => [name, ...times]);
  },
};

async function measuredInEditor(): Promise<readonly Measured[]> {
  const found = await installedEditor();
  if (!found) throw new Error('VS Code is missing after its installation.');
  const state = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-bench-ui-'));
  const folder = path.join(state, 'work');
  const file = path.join(state, 'measured.json');
  const picture = path.resolve('dist/bench-ui.png');
  fs.mkdirSync(folder);
  for (const [i, { text }] of specs.entries()) fs.writeFileSync(path.join(folder, `${i}.ticket.yaml`), text);
  fs.writeFileSync(
    path.join(folder, 'specs.json'),
    JSON.stringify(specs.map(({ name, problems }) => ({ name, problems }))),
  );
  try {
    await withWorkbench(found, state, 'trusted', { TICKET_BENCH_RESULTS: file }, async (server, browser) => {
      const paths = { folder, extension: '.', tests: path.resolve('dist/bench-ui-host.js'), picture };
      const code = await runHostTests(server, browser, paths, LIMIT_MS);
      if (!fs.existsSync(file))
        throw new Error(`VS Code returned no results (${code ?? 'time limit'}). ${server.log()}`);
    });
    const answer = JSON.parse(fs.readFileSync(file, 'utf8')) as Answer;
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.measured;
  } finally {
    fs.rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  }
}
