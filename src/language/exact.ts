// Numbers that a schema allows and a computer does not hold: whole ones beyond exactness, and what float32 makes of others.
import type { Schema } from './json';
import { spanOf, type Located } from './located';
import type { Finding } from './problem';
import { quote } from './words';

/** Below `smallest` TensorFlow takes a float32 for 0, and above `largest` it is infinity. */
export const float32 = { smallest: 1.1754944e-38, largest: 3.4028235e38 };

/** What is wrong with a number that its schema allows. */
export function inexact(schema: Schema, node: Located, name: string): Finding | undefined {
  if (node.type !== 'scalar' || typeof node.value !== 'number') return undefined;
  const { value } = node;
  const finding = (must: string, remedy?: string): Finding => ({
    at: spanOf(node),
    code: 'out-of-range',
    message: `${quote(name)} must be ${must}, not ${String(value)}.`,
    ...(remedy !== undefined && { remedy }),
  });
  if (schema.type === 'integer') {
    return Number.isSafeInteger(value) ? undefined : finding(`at most ${Number.MAX_SAFE_INTEGER}`);
  }
  return schema.float32 === true ? notFloat32(schema, value, finding) : undefined;
}

function notFloat32(
  { minimum, exclusiveMaximum }: Schema,
  value: number,
  finding: (must: string, remedy: string) => Finding,
): Finding | undefined {
  const size = Math.abs(value);
  if (size > float32.largest)
    return finding(`at most ${float32.largest}`, 'Networks train in float32: write a smaller number.');
  if (size > 0 && size < float32.smallest) {
    const or = minimum === 0 ? '0, or ' : '';
    return finding(`${or}at least ${float32.smallest}`, 'Networks train in float32: write a larger number.');
  }
  const rounded = Math.fround(value);
  return rounded === exclusiveMaximum
    ? finding(
        `below ${rounded}`,
        `Networks train in float32, which takes it for ${rounded}: write fewer digits.`,
      )
    : undefined;
}
