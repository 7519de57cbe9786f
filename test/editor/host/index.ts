// Entry point that the editor loads: runs the tests and writes their results to a file.
import fs from 'node:fs';
import * as vscode from 'vscode';
import { watchProcesses } from './language';
import { watchMessages } from './said';
import { hostTests, type Mode } from './tests';

export async function run(): Promise<void> {
  const { TICKET_TEST_MODE: mode, TICKET_TEST_RESULTS: file } = process.env;
  if (file === undefined) throw new Error('TICKET_TEST_RESULTS names no file.');
  watchProcesses(vscode);
  watchMessages(vscode);
  const results: Record<string, string> = {};
  for (const [name, test] of Object.entries(hostTests(mode as Mode))) {
    // Written before each test too, so that a test that hangs is named.
    results[name] = 'did not end';
    fs.writeFileSync(file, JSON.stringify(results));
    try {
      await test(vscode);
      results[name] = 'passed';
    } catch (error) {
      results[name] = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
  }
  fs.writeFileSync(file, JSON.stringify(results));
}
