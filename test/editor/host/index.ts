// Entry point that the editor loads: runs the tests and writes their results to a file.
import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import { watchProcesses } from './language';
import { watchMessages } from './notifications';
import { hostTests, type Mode, type Result } from './tests';

/** Asks the process outside of the editor for a picture of the failure, and waits for it. */
async function pictured(request: string, name: string): Promise<void> {
  fs.writeFileSync(request, name);
  for (let polls = 0; polls < 100 && fs.existsSync(request); polls++) await pause(100);
}

export async function run(): Promise<void> {
  const { TICKET_TEST_MODE: mode, TICKET_TEST_RESULTS: file } = process.env;
  if (file === undefined) throw new Error('TICKET_TEST_RESULTS names no file.');
  watchProcesses(vscode);
  watchMessages(vscode);
  const results: Record<string, Result> = {};
  for (const [name, test] of Object.entries(hostTests(mode as Mode))) {
    // Written before each test too, so that a test that hangs is named.
    results[name] = { said: 'did not end', ms: 0 };
    fs.writeFileSync(file, JSON.stringify(results));
    const begun = performance.now();
    let said = 'passed';
    try {
      await test(vscode);
    } catch (error) {
      said = error instanceof Error ? (error.stack ?? error.message) : String(error);
      await pictured(`${file}.red`, name);
      // The next tests need an empty queue.
      if (vscode.workspace.isTrusted) await vscode.commands.executeCommand('ticket.stopAll');
    }
    results[name] = { said, ms: Math.round(performance.now() - begun) };
  }
  fs.writeFileSync(file, JSON.stringify(results));
}
