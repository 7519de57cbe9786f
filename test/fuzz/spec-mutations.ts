// Mutates specs: by bytes, by words, and by their values.
import { parse, stringify } from 'yaml';
import { tooDeepAt } from '../../src/language/depth';
import { asSchema, type Schema } from '../../src/language/json';
import { schema } from '../../src/language/schema';
import type { Draws } from './draws';
import { changed, longestInput } from './pieces';
import { changedTree } from './trees';

/** A mutation of `text`, possibly with parts of `other`. */
export function mutatedSpec(text: Buffer, other: Buffer, random: Draws): Buffer {
  const times = 1 + random.below(random.once(4) ? 12 : 3);
  const step = random.pick([byBytes, byWords, byWords, byValues, byValues, byValues]);
  let result = text;
  for (let i = 0; i < times && result.length < longestInput; i++) result = step(result, other, random);
  return result;
}

const odd = [
  0, 9, 10, 13, 32, 34, 35, 38, 39, 42, 58, 91, 93, 123, 125, 127, 128, 0xbf, 0xc0, 0xe2, 0xef, 0xf0, 0xff,
];

function byBytes(text: Buffer, other: Buffer, random: Draws): Buffer {
  const fresh = (): number => (random.once(2) ? random.below(256) : random.pick(odd));
  return Buffer.from(changed([...text], [...other], random, fresh));
}

const words = (text: Buffer): readonly string[] =>
  text.toString('utf8').match(/[A-Za-z_$][\w$-]*|[\d.]+|\r?\n *|\s|[^]/g) ?? [];

function byWords(text: Buffer, other: Buffer, random: Draws): Buffer {
  const fresh = (): string => random.pick(random.once(2) ? vocabulary : hostile);
  return Buffer.from(changed(words(text), words(other), random, fresh).join(''));
}

// --- Values ---------------------------------------------------------------------------------------------------------

function byValues(text: Buffer, other: Buffer, random: Draws): Buffer {
  const [value, donor] = [valueOf(text), valueOf(other)];
  if (value === undefined) return byWords(text, other, random);
  const word = (): string => random.pick(random.once(3) ? hostile : vocabulary);
  const changedValue = changedTree(value, donor, random, { word, fresh: () => freshValue(random) });
  try {
    return printed(changedValue, random);
  } catch {
    // A value that contains itself through an alias cannot be printed.
    return byWords(text, other, random);
  }
}

function valueOf(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  // The parser can crash the process by exhausting the stack.
  if (tooDeepAt(text) !== undefined) return undefined;
  try {
    return parse(text, { maxAliasCount: 20, logLevel: 'silent' }) as unknown;
  } catch {
    return undefined;
  }
}

function freshValue(random: Draws): unknown {
  const word = (): string => random.pick(random.once(3) ? hostile : vocabulary);
  return random.pick<() => unknown>([
    word,
    () => random.pick(numbers),
    () => random.once(2),
    () => null,
    () => ({ kind: word() }),
    () => ({ [word()]: word(), [word()]: random.pick(numbers) }),
    () => [word(), word()],
    () => `${random.pick(numbers)} ${random.pick(['epochs', 'iterations', 'epoch', '%'])}`,
    () => ({ with: { [`${word()}.${word()}.${word()}`]: random.pick(numbers) } }),
  ])();
}

function printed(value: unknown, random: Draws): Buffer {
  const text = random.once(5)
    ? JSON.stringify(value, undefined, random.below(3))
    : stringify(value, {
        collectionStyle: random.pick(['any', 'block', 'flow'] as const),
        defaultKeyType: random.pick(['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', null] as const),
        indent: 1 + random.below(4),
        aliasDuplicateObjects: random.once(2),
        lineWidth: random.pick([0, 20, 80]),
      });
  return Buffer.from(random.once(6) ? text.replaceAll('\n', '\r\n') : text);
}

// --- Words ----------------------------------------------------------------------------------------------------------

/** Every key and name in the schema. */
function wordsOf(part: Schema): readonly string[] {
  const inside = [...(part.anyOf ?? []), ...Object.values(part.properties ?? {})];
  const names = [part.const, ...(part.enum ?? []), part.default].filter((one) => typeof one === 'string');
  return [...Object.keys(part.properties ?? {}), ...names, ...inside.flatMap(wordsOf)];
}

const vocabulary = [
  ...new Set([
    ...wordsOf(asSchema(schema)),
    'ticket',
    'dense',
    'fc1',
    'output',
    'module',
    './my-net.mjs',
    'with',
  ]),
];

const numbers = [
  0,
  -0,
  1,
  -1,
  2,
  0.5,
  1e-9,
  1e300,
  1e308,
  Infinity,
  -Infinity,
  NaN,
  2 ** 31,
  2 ** 53,
  60_000,
  5000,
];

const hostile = [
  ...[
    ': ',
    '- ',
    '? ',
    ':\n',
    '\n',
    '\r\n',
    '\r',
    '\t',
    '  ',
    ', ',
    '[',
    ']',
    '{',
    '}',
    '|\n',
    '>-\n',
    '"',
    "'",
    '#',
  ],
  ...[
    '&a ',
    '*a',
    '&b ',
    '*b',
    '!!str ',
    '!x ',
    '!!binary ',
    '!!set ',
    '<<',
    '<<: *a',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'length',
    'prototype',
    '',
    '*',
    'a*',
    '0',
    '1',
  ],
  ...[
    '1e400',
    '0x10',
    '.inf',
    '.nan',
    '1_000',
    '~',
    'null',
    'true',
    'yes',
    '-',
    '.',
    '1e-400',
    '9'.repeat(30),
  ],
  ...[
    '\uFEFF',
    '\u0000',
    '\u0085',
    '\u2028',
    '\u202E',
    '\uFFFD',
    '🎟',
    'é',
    '"\\ud800"',
    '"\\u0000"',
    '"\\e"',
  ],
  ...[
    'x'.repeat(70),
    'x'.repeat(1100),
    '[['.repeat(30),
    '{a: '.repeat(30),
    '- '.repeat(60),
    '*a, '.repeat(300),
  ],
];
