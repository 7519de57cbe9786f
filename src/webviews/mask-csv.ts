// A layer's weights as CSV, one row per weight. A layer may have millions.
import { setImmediate as breath } from 'node:timers/promises';
import { csv } from '../runs/csv-text';
import { planeOf } from '../runs/mask';
import type { StoredMask } from '../runs/masks';

/** Rows per turn of the event loop. */
const AT_ONCE = 1 << 16;

/** The CSV of a mask: each weight's position, mask value, and initial and trained values if available. */
export async function maskCsv(
  { shape, data }: Pick<StoredMask, 'shape' | 'data'>,
  { initial, trained }: { readonly initial?: Float32Array; readonly trained?: Float32Array } = {},
): Promise<Uint8Array> {
  const { rows, columns } = planeOf(shape);
  const parts = [Buffer.from(csv(['place', 'row', 'column', 'kept', 'first', 'trained'], []))];
  for (let from = 0; from < data.length; from += AT_ONCE) {
    let text = '';
    for (let i = from; i < Math.min(data.length, from + AT_ONCE); i++)
      text += `${Math.floor(i / (rows * columns))},${Math.floor(i / columns) % rows},${i % columns},${data[i] ?? ''},${initial?.[i] ?? ''},${trained?.[i] ?? ''}\r\n`;
    parts.push(Buffer.from(text));
    await breath();
  }
  return Buffer.concat(parts);
}
