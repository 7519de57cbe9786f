// Specs that the tests write and start.
import fs from 'node:fs';
import path from 'node:path';
import type * as Code from 'vscode';
import { listing } from '../../../src/runs/list';
import { folderOf, until } from './tools';

export const tiny = `ticket: 1
workload: spirals
trials: 2
model: { kind: mlp, layers: { fc1: 8, fc2: 8 } }
train: { iterations: 20, evaluate: { every: 10 } }
prune: { rounds: 1 }
run: { workers: 1 }
`;
export const long = tiny
  .replaceAll(/iterations: \d+/g, 'iterations: 50000000')
  .replace('every: 10', 'every: 100000');

export function spec(vscode: typeof Code, name: string, text: string): Code.Uri {
  const file = path.join(folderOf(vscode), `${name}.ticket.yaml`);
  fs.writeFileSync(file, text);
  return vscode.Uri.file(file);
}

export const run = async (
  vscode: typeof Code,
  uri: Code.Uri,
  given?: Readonly<Record<string, unknown>>,
): Promise<readonly string[]> =>
  (await vscode.commands.executeCommand<readonly string[] | undefined>('ticket.run', uri, given)) ?? [];

export const reaches = (runDir: string, state: string): Promise<unknown> =>
  until(`${runDir} ${state}`, () => listing(runDir).state === state);
