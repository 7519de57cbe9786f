import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { check, type Known } from '../../src/language/check';
import type { Plan } from '../../src/language/plan';
import { printPlan, printProblem } from '../../src/language/print';
import { start } from './bad-specs';

function planOf(text: string, known?: Known): Plan {
  const { plan, problems } = check(text, known);
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  assert.ok(plan);
  return plan;
}

describe('a plan', () => {
  test('has a folder for each draw of a control, all of one group', () => {
    const { arms } = planOf(`${start}controls: [{ kind: reinit, repeats: 3 }, shuffled-mask]\n`);
    assert.deepEqual(
      arms.map(({ name, group, repeat }) => [name, group, repeat]),
      [
        ['ticket', 'ticket', 1],
        ['reinit', 'reinit', 1],
        ['reinit-2', 'reinit', 2],
        ['reinit-3', 'reinit', 3],
        ['shuffled-mask', 'shuffled-mask', 1],
      ],
    );
  });

  test('counts one dense cell a trial, and one a round for each arm', () => {
    const plan = planOf(
      `${start}trials: 2\nprune: { rounds: 3 }\ncontrols: [{ kind: reinit, repeats: 2 }]\n`,
    );
    assert.equal(plan.cells, 2 * (1 + 3 + 2 * 3));
    assert.equal(plan.totalIterations, plan.cells * 50_000);
  });

  test('trains a rewound network from where it goes back to', () => {
    const plan = planOf(`${start}trials: 2\nprune: { rounds: 3 }\nrewind: 500 iterations\n`);
    assert.deepEqual(plan.start, { weights: { iteration: 500 }, iteration: 500, learningRate: 'schedule' });
    assert.equal(plan.totalIterations, 2 * (50_000 + 3 * 49_500));
  });

  test('takes masks from the round before, or all from the dense net when one-shot', () => {
    const sources = (schedule: string): unknown =>
      planOf(`${start}prune: { rounds: 3, schedule: ${schedule} }\n`).rounds.map(({ source }) => source);
    assert.deepEqual(sources('iterative'), [undefined, 0, 1, 2]);
    assert.deepEqual(sources('one-shot'), [undefined, 0, 0, 0]);
  });

  test('ranks layers of one rate together in the global scope', () => {
    const { pools } = planOf(`${start}prune: { rounds: 1, scope: global, rates: { output: 0 } }\n`);
    assert.deepEqual(pools, [
      { parameters: ['fc1.weight', 'fc2.weight'], rate: 0.2, keep: [265_200, 212_160] },
      { parameters: ['output.weight'], rate: 0, keep: [1000, 1000] },
    ]);
  });

  test('gives the full LeNet experiment about 0.9 GB where everything is kept, and less by policy', () => {
    const size = (keep: string): number =>
      planOf(`${start}controls: [{ kind: reinit, repeats: 3 }]\nrun: { keep: ${keep} }\n`).sizeBytes / 1e9;
    assert.ok(size('all') > 0.85 && size('all') < 1.05);
    assert.ok(size('tickets') < size('all') / 2 && size('masks') < size('tickets'));
  });

  test("knows a user's model from what its module said", () => {
    const layers = [
      {
        name: 'only',
        parameters: [{ name: 'only.w', shape: [4, 5], initializer: 'zeros', prunable: true }],
      },
    ] as const;
    const options = { properties: { width: { type: 'integer', default: 3 } }, additionalProperties: false };
    const known: Known = { models: { './m.mjs': { layers, options } } };
    const text =
      'ticket: 1\nworkload: spirals\nmodel: { module: ./m.mjs }\nprune: { rounds: 1, rates: { only: 0.5 } }\n';
    assert.deepEqual(planOf(text, known).pools, [{ parameters: ['only.w'], rate: 0.5, keep: [20, 10] }]);
    assert.deepEqual(check(text, known).spec?.model.options, { width: 3 });
    const wrong = check(text.replace('}', ', widht: 4 }'), known).problems;
    assert.deepEqual([wrong[0]?.code, wrong[0]?.range.start.column], ['unknown-key', 28]);
  });
});

describe('what check prints', () => {
  const text = `${start}trials: 2\nprune: { rounds: 2 }\ncontrols: [reinit]\n`;
  const { spec } = check(text);
  assert.ok(spec);
  const printed = printPlan(spec, planOf(text));

  test('names each parameter with shape and count', () => {
    assert.match(printed, /266,610 parameters, 266,200 prunable/);
    assert.match(printed, /fc1\.weight +\[784 × 300\] +235,200 +20% per round/);
    assert.match(printed, /output\.bias +\[10\] +10 +never pruned/);
  });

  test('gives the exact weights left after each round', () => {
    assert.match(printed, /0 +266,200 +100%\n +1 +213,060 +80\.04%\n +2 +170,538 +64\.06%/);
  });

  test('sums up cells, iterations, arms and disk', () => {
    assert.match(printed, /Networks +10 \(2 trials\), 500,000 iterations in total/);
    assert.match(printed, /Arms +ticket, reinit/);
    assert.match(printed, /about \d+(\.\d)? MB on disk/);
  });

  test('has a problem as file:line:column with the remedy below', () => {
    const [problem] = check(`${start}trails: 2\n`).problems;
    assert.ok(problem);
    assert.match(
      printProblem('a.ticket.yaml', problem),
      /^a\.ticket\.yaml:4:1: A spec has no key `trails`\.\n {4}Did you mean `trials`\?/,
    );
  });
});
