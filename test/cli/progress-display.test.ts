import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { progressDisplay } from '../../src/cli/progress-display';

const wipe = '\r\x1b[K';
const up = '\x1b[1A\x1b[K';

/** A progress display on a fake screen; `taken` returns what an action writes. */
function made(screen: { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number } = {}) {
  let written = '';
  const addRow = progressDisplay({ ...screen, write: (text) => (written += text) });
  const taken = (act: () => void): string => {
    written = '';
    act();
    return written;
  };
  return { first: addRow('[1/2] '), second: addRow('[2/2] '), taken };
}

describe('a progress display of several runs', () => {
  test('prefixes every line with the run it belongs to', () => {
    const { first, second, taken } = made();
    assert.equal(
      taken(() => first.line('one\n  more')),
      '[1/2] one\n[1/2]   more\n',
    );
    assert.equal(
      taken(() => second.status('half')),
      '[2/2] half\n',
    );
    assert.equal(taken(second.clear), '');
  });

  test('shows a changing row for each run in a terminal, in order', () => {
    const { first, second, taken } = made({ isTTY: true });
    assert.equal(
      taken(() => second.status('2%')),
      `${wipe}[2/2] 2%`,
    );
    assert.equal(
      taken(() => first.status('1%')),
      `${wipe}[1/2] 1%\n[2/2] 2%`,
    );
    assert.equal(
      taken(() => first.status('3%')),
      `${wipe}${up}[1/2] 3%\n[2/2] 2%`,
    );
  });

  test('clears all rows before a line that stays, and draws them again with the next update', () => {
    const { first, second, taken } = made({ isTTY: true });
    first.status('1%');
    second.status('2%');
    assert.equal(
      taken(() => first.line('done')),
      `${wipe}${up}[1/2] done\n`,
    );
    assert.equal(
      taken(() => second.status('4%')),
      `${wipe}[1/2] 1%\n[2/2] 4%`,
    );
    assert.equal(taken(first.clear), wipe + up);
    assert.equal(
      taken(() => second.status('5%')),
      `${wipe}[2/2] 5%`,
    );
  });

  test('is neither wider nor higher than the terminal', () => {
    const { first, second, taken } = made({ isTTY: true, columns: 10, rows: 2 });
    first.status('one');
    assert.equal(
      taken(() => second.status('two')),
      `${wipe}[1/2] one`,
    );
    assert.equal(
      taken(() => first.status('as long as it is')),
      `${wipe}[1/2] as `,
    );
  });
});
