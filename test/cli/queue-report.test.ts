import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { queueReport } from '../../src/cli/queue-report';
import { readResults } from '../../src/runs/results';
import { makeRun, temporaryFolder, type Accuracies } from '../runs/made-run';

describe('the table of a queue', () => {
  for (const [what, ticket, row] of [
    ['the smallest winning ticket', [[0.95], [0.953], [0.6]], /^1 +50\.00 +95\.00 +95\.30 +\+0\.30 /m],
    ['the densest ticket if none wins', [[0.95], [0.94], [0.6]], /^1 +50\.00 +95\.00 +94\.00 +−1\.00 /m],
    ['the dense network before a pruned round', [[0.95], []], /^1 +– +95\.00 +– +– /m],
  ] satisfies readonly (readonly [string, Accuracies, RegExp])[])
    test(`shows ${what}`, (t) => {
      const runDir = temporaryFolder(t);
      makeRun(runDir, { densities: [1, 0.5, 0.1].slice(0, ticket.length), trials: 1, arms: { ticket } });
      const judged = { results: readResults(runDir), claims: [] };
      const combination = { file: 'a.ticket.yaml', change: { seed: 1 } };
      assert.match(queueReport([{ combination, prepared: { runDir }, judged }], false), row);
    });
});
