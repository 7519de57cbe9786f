// Numbers that a schema allows but the computer cannot represent: integers beyond 2⁵³, and values out of float32 range.
import type { Schema } from './json';
import { spanOf, type Located } from './located';
import type { Finding } from './problem';
import { quote } from './words';

/** TensorFlow flushes a float32 below `smallest` to 0; above `largest` it is infinity. */
export const float32 = { smallest: 1.1754944e-38, largest: 3.4028235e38 };

/** The problem of a number that its schema allows, if any. */
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
        `Networks train in float32, which rounds it to ${rounded}: write fewer digits.`,
      )
    : undefined;
}
