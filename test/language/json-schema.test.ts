// Tests media/ticket.schema.json with an independent validator: its verdict matches `check` wherever JSON Schema can
// express the rule.
import Ajv from 'ajv';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { check } from '../../src/language/check';
import type { Problem } from '../../src/language/problem';
import type { ProblemCode } from '../../src/language/problem-codes';
import { longestText } from '../../src/language/text';
import { cases } from '../full';
import { badSpecs, start, type BadSpec } from './bad-specs';
import { damagedSpecs } from './damaged-specs';
import { hostileSpecs, oddSpecs } from './hostile-specs';
import { specValues } from './specs';

const validate = new Ajv({ strict: true }).compile(
  JSON.parse(fs.readFileSync('media/ticket.schema.json', 'utf8')) as object,
);

/** Codes that the schema must detect too. */
const structural = [
  'version',
  'empty',
  'unknown-key',
  'missing-key',
  'wrong-type',
  'yaml-trap',
  'unknown-name',
  'out-of-range',
  'wrong-value',
  'not-swept',
] as const satisfies readonly ProblemCode[];

const ofText = 'It is about the text, and a schema sees values alone.';
const ofModel = 'The model and its workload determine layers and weights.';
const ofModule = 'The module determines it, not the spec.';

/** Codes that JSON Schema cannot express, with the reason. */
const beyond: Readonly<Record<Exclude<ProblemCode, (typeof structural)[number]>, string>> = {
  'not-utf8': ofText,
  'not-text': ofText,
  'line-ends': ofText,
  'too-large': ofText,
  'too-deep': ofText,
  yaml: ofText,
  'yaml-version': ofText,
  'unknown-alias': ofText,
  'circular-alias': ofText,
  'odd-key': ofText,
  'not-plain': ofText,
  'duplicate-key': ofText,
  'too-many-values': 'It counts values, or changes, over the whole spec.',
  contradiction: 'It compares values with each other, as options of one entry.',
  'beyond-end': 'It compares times, and an epoch depends on workload and batch.',
  'unknown-layer': ofModel,
  unused: ofModel,
  'nothing-to-prune': ofModel,
  ladder: ofModel,
  'duplicate-control': 'Items are compared as a whole, and the same control may have other repeats.',
  'not-described': ofModule,
  module: ofModule,
  'data-folder': 'The folder determines it, not the spec.',
  'unknown-arm': 'The arms are those that the spec has under controls.',
  'no-change': 'It compares what two specs mean.',
  undecided: 'It compares a claim with the number of trials.',
  'duplicate-value': 'Maps are equal in any order to JSON Schema, and the order of layers counts.',
  'too-many': 'It multiplies the lengths of lists.',
};

/** Problems with a structural code that are not structural, by their message. */
const rules: readonly (readonly [ProblemCode, RegExp, why: string])[] = [
  ['unknown-key', /^With this change: /, 'A changed spec is known only once its paths are followed.'],
  ['out-of-range', /^With this change: /, 'A changed spec is known only once its paths are followed.'],
  ['out-of-range', /^A batch of .* training examples/, 'The workload determines the number of examples.'],
  ['out-of-range', /^The spec has no round/, 'It compares a claim with prune.rounds.'],
  ['out-of-range', /of the optimizer would be/, 'It is computed from several options.'],
  ['out-of-range', /^(Pruning ends at|The round nearest to) density/, 'It compares a claim with the rounds.'],
  ['out-of-range', /so this claim c/, 'It is a warning, and depends on the metric and on what is compared.'],
  ['out-of-range', /has more elements than one tensor can hold/, ofModel],
  ['out-of-range', /^The spec asks for .* networks/, 'It multiplies trials, rounds and repeats.'],
  ['out-of-range', /total number of iterations is too large/, 'It multiplies networks and iterations.'],
];

const isRule = ({ code, message }: Problem): boolean =>
  rules.some(([of, says]) => of === code && says.test(message));
const isStructural = (problem: Problem): boolean =>
  structural.some((code) => code === problem.code) && !isRule(problem);
const errorsOf = (text: string): readonly Problem[] =>
  check(text).problems.filter(({ severity }) => severity === 'error');

/** The validator's verdict on a text's values; undefined if the YAML has none. */
function verdict(text: string): boolean | undefined {
  if (text.length > longestText) return undefined;
  let values: unknown;
  try {
    values = parse(text, { logLevel: 'error' });
  } catch {
    return undefined;
  }
  return validate(values);
}

const said = (): string => JSON.stringify(validate.errors, undefined, 1);

describe('the schema for other editors takes', () => {
  for (const name of fs.readdirSync('examples').filter((one) => one.endsWith('.ticket.yaml'))) {
    test(`the example ${name}`, () => {
      const text = fs.readFileSync(path.join('examples', name), 'utf8');
      assert.deepEqual(errorsOf(text), []);
      assert.ok(verdict(text), said());
    });
  }

  for (const [what, text] of Object.entries(oddSpecs)) test(`a spec ${what}`, () => assert.ok(verdict(text)));

  test('every good spec', () => {
    fc.assert(
      fc.property(specValues, (value) => {
        const text = stringify(value);
        fc.pre(errorsOf(text).length === 0);
        assert.ok(verdict(text), said());
      }),
      cases(200),
    );
  });

  test('a rewind that leaves its time to the default', () => {
    assert.deepEqual(errorsOf(`${start}rewind: {}\n`), []);
    assert.ok(verdict(`${start}rewind: {}\n`), said());
  });

  test('a spec whose sweep gives what a spec must have', () => {
    for (const text of [
      'ticket: 1\nmodel: mlp\nsweep: { workload: [mnist, fashion-mnist] }\n',
      'ticket: 1\nworkload: mnist\nsweep: { model.kind: [mlp] }\n',
    ]) {
      assert.deepEqual(errorsOf(text), []);
      assert.ok(verdict(text), said());
    }
  });

  const warned = badSpecs.filter(
    ({ severity, text }) => severity !== undefined && errorsOf(text).length === 0,
  );
  for (const { name, text } of warned) {
    test(`a spec with a warning alone: ${name}`, () => assert.ok(verdict(text), said()));
  }
});

describe('the schema for other editors refuses', () => {
  const sweeps = [
    'sweep: {}',
    'sweep: []',
    'sweep: { seed: 1 }',
    'sweep: { seed: [] }',
    'sweep: { trials: [1] }',
    'sweep: { prune.rounds: [1, 2] }',
    'sweep: { run.keep: [all] }',
    'sweep: { prume.rate: [0.1] }',
  ];
  for (const sweep of sweeps) {
    test(sweep, () => {
      const text = `${start}${sweep}\n`;
      assert.ok(errorsOf(text).some(isStructural));
      assert.equal(verdict(text), false);
    });
  }

  const told = ({ text, code }: BadSpec): boolean =>
    check(text).problems.some((problem) => problem.code === code && isStructural(problem));
  for (const bad of [...badSpecs, ...hostileSpecs].filter(told)) {
    test(`${bad.name} (${bad.code})`, () => assert.equal(verdict(bad.text), false));
  }
});

describe('the schema for other editors and check', () => {
  test('agree on damaged specs: what one says of structure, the other says', () => {
    fc.assert(
      fc.property(damagedSpecs, (value) => {
        const text = stringify(value);
        const errors = errorsOf(text);
        const isTaken = verdict(text);
        if (isTaken === false) assert.ok(errors.length > 0, `${text}${said()}`);
        if (isTaken === true) assert.deepEqual(errors.filter(isStructural), [], text);
      }),
      cases(500),
    );
  });

  test('differ only where JSON Schema says too little: each code and rule has a spec that passes it', () => {
    const passing = [...badSpecs, ...hostileSpecs]
      .filter(({ text }) => verdict(text) === true)
      .map(({ text, code, says }) =>
        check(text).problems.find((problem) => problem.code === code && says.test(problem.message)),
      )
      .filter((problem) => problem !== undefined);
    for (const [code, says] of rules)
      assert.ok(
        passing.some((one) => one.code === code && says.test(one.message)),
        String(says),
      );
    const shown = new Set<string>(badSpecs.map(({ code }) => code));
    const mistaken = Object.entries(beyond)
      .filter(([code, why]) => why !== ofText && shown.has(code))
      .filter(([code]) => !passing.some((one) => one.code === code));
    assert.deepEqual(mistaken, []);
  });

  test('differ where a sweep replaces a value that is wrong in itself: the schema still sees it', () => {
    const text = `${start}prune: { rate: 7 }\nsweep: { prune.rate: [0.1, 0.2] }\n`;
    assert.deepEqual([errorsOf(text), verdict(text)], [[], false]);
  });
});
