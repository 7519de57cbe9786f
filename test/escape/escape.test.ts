import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { markdownCode, markdownText, plain, unlinked } from '../../src/escape/markup';
import { visible, visibleJson, visibleLines } from '../../src/escape/terminal';
import { csv } from '../../src/runs/csv-text';

describe('text for a terminal', () => {
  test('has escapes in place of invisible characters', () => {
    assert.equal(visible('a\u001B[1m\n\u202E\u{E0041}'), 'a\\u001B[1m\\u000A\\u202E\\u{E0041}');
    assert.equal(visibleLines('a\u001B\nb\t'), 'a\\u001B\nb\\u0009');
  });

  test('keeps ordinary text', () => {
    for (const text of ['Größe – 50 % “x” → θ₀', '日本語', 'नमस्ते', '👩‍👩‍👧‍👦 👍🏽 ❤️ 🏳️‍🌈', 'می‌خواهم', 'e\u0301'])
      assert.equal(visible(text), text);
  });

  test('as JSON parses to the same value', () => {
    const value = { 'k\u009B': 'a\u001B\u202E\u{E0041}\u200B\u007F\n"\\' };
    const json = visibleJson(JSON.stringify(value, undefined, 2));
    assert.deepEqual(JSON.parse(json), value);
    assert.doesNotMatch(json, /[\u007F-\u009F\u200B-\u202E]|\u{E0041}/u);
  });
});

describe('text in Markdown', () => {
  test('contains no markup', () => {
    assert.equal(
      markdownText('[x](command:y) <img> `a` **b**'),
      '\\[x\\]\\(command:y\\) &lt;img\\> \\`a\\` \\*\\*b\\*\\*',
    );
  });

  test('does not leave its code span', () => {
    assert.equal(markdownCode('fc1'), '`fc1`');
    assert.equal(markdownCode('a`b](command:x)|'), '`` a`b](command:x)\\| ``');
  });

  test('has no links, images or HTML in descriptions, and keeps code', () => {
    assert.equal(
      unlinked('`x` ![i](http://e) [a](command:b) [r]: u [q][r] <b>'),
      '`x` ![i] (http://e) [a] (command:b) [r] : u [q] [r] &lt;b>',
    );
  });
});

describe('text in labels and notifications', () => {
  test('has no links and no icons', () => {
    assert.equal(plain('[go](command:x) $(trash)\n\u202E'), '[go] (command:x) $ (trash)\\u000A\\u202E');
  });
});

describe('text in CSV', () => {
  test('contains no formula, and numbers stay numbers', () => {
    const rows = [
      ['=1+1', '+cmd|x', '-cmd', '@sum', '\tx', '\rx', '＝1'],
      ['-0.5', '+1e-3', 'a=b', "it's", -0.5, undefined, '−1'],
    ];
    assert.equal(
      csv(['=h', 'a', 'b', 'c', 'd', 'e', 'f'], rows),
      `'=h,a,b,c,d,e,f\r\n'=1+1,'+cmd|x,'-cmd,'@sum,'\tx,"'\rx",'＝1\r\n-0.5,+1e-3,a=b,it's,-0.5,,−1\r\n`,
    );
  });
});
