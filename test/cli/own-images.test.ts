// Tests a user's own image set: any size, in the layout of mirrors and of torchvision, packed or not.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { idxFile } from '../lab/idx-file';
import { spec, embeddedWorkplace as workplace, type Ended, type Workplace } from './workplace';

const SIZE = [6, 5] as const;
const PIXELS = 30;

/** Files with 120 and 30 images of 6 × 5 pixels in 3 classes; the brightest pixel determines the class. */
function contents(): Readonly<Record<string, Uint8Array>> {
  const part = (count: number): readonly [Uint8Array, Uint8Array] => {
    const pixels = Uint8Array.from({ length: count * PIXELS }, (_, i) =>
      i % PIXELS === Math.floor(i / PIXELS) % 3 ? 255 : (i * 31) % 40,
    );
    const labels = Uint8Array.from({ length: count }, (_, i) => i % 3);
    return [idxFile([count, ...SIZE], pixels), idxFile([count], labels)];
  };
  const [[trainImages, trainLabels], [testImages, testLabels]] = [part(120), part(30)];
  return {
    'train-images-idx3-ubyte': trainImages,
    'train-labels-idx1-ubyte': trainLabels,
    't10k-images-idx3-ubyte': testImages,
    't10k-labels-idx1-ubyte': testLabels,
  };
}

function setUp(t: TestContext, files: Readonly<Record<string, Uint8Array>>): Workplace {
  const place = workplace(t);
  for (const [name, bytes] of Object.entries(files)) {
    const file = path.join(place.folder, 'data', name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, bytes);
  }
  place.write(
    'own.ticket.yaml',
    spec({
      workload: { kind: 'mnist', folder: './data', validation: 20 },
      trials: 1,
      prune: { rounds: 1 },
      controls: [],
    }),
  );
  return place;
}

const train = (place: Workplace): Promise<Ended> => place.ticket('run', 'own.ticket.yaml', '--workers', '1');
const renamed = (
  name: (one: string) => string,
  bytes: (content: Uint8Array) => Uint8Array = (content) => content,
): Readonly<Record<string, Uint8Array>> =>
  Object.fromEntries(Object.entries(contents()).map(([one, content]) => [name(one), bytes(content)]));

test('a data set of any size is planned by its headers, trained and verified, whatever mirror it is from', async (t) => {
  const place = setUp(t, contents());
  const checked = await place.ticket('check', 'own.ticket.yaml', '--no-time', '--json');
  assert.equal(checked.code, 0, checked.stderr);
  const { plan } = JSON.parse(checked.stdout) as { readonly plan: Readonly<Record<string, unknown>> };
  assert.deepEqual(plan.input, [6, 5, 1]);
  assert.equal(plan.outputs, 3);
  assert.deepEqual(plan.examples, { train: 100, validation: 20, test: 30 });
  const { code, stderr } = await train(place);
  assert.equal(code, 0, stderr);
  assert.equal((await place.ticket('verify', 'own')).code, 0);
  for (const files of [
    renamed((name) => name.replace('-idx', '.idx')),
    renamed((name) => `${name.replace('-idx', '.idx')}.gz`, gzipSync),
    renamed((name) => `MNIST/raw/${name}`),
    renamed((name) => `MNIST/raw/${name}.gz`, gzipSync),
    renamed((name) => `raw/${name}`),
    renamed((name) => `${name}/${name}`),
  ]) {
    fs.rmSync(path.join(place.folder, 'data'), { recursive: true });
    for (const [name, bytes] of Object.entries(files)) {
      const file = path.join(place.folder, 'data', name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, bytes);
    }
    const again = await train(place);
    assert.match(again.stderr, /^All 2 networks are already trained\.$/m);
  }
});

describe('a data set that cannot be used', () => {
  test('is reported where the spec names its folder, with the file and what its header says', async (t) => {
    const place = setUp(t, { ...contents(), 'train-labels-idx1-ubyte': idxFile([3], [0, 1, 2]) });
    const { code, stderr } = await train(place);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^own\.ticket\.yaml:\d+:\d+: The header of train-images-idx3-ubyte says 120 images, and that of train-labels-idx1-ubyte 3 labels; use two files that belong together\.\n/,
    );
  });

  for (const ending of ['', '.gz'])
    test(`is not read if its labels${ending} have more bytes than their header says`, async (t) => {
      const { 'train-labels-idx1-ubyte': labels = new Uint8Array(), ...others } = contents();
      const name = `train-labels-idx1-ubyte${ending}`;
      const place = setUp(t, { ...others, [name]: ending === '' ? labels : gzipSync(labels) });
      fs.truncateSync(path.join(place.folder, 'data', name), 1e9);
      const { code, stderr } = await place.ticket('check', 'own.ticket.yaml', '--no-time');
      assert.equal(code, 2, stderr);
      const says =
        /: cannot read .*train-labels-idx1-ubyte.*: it has 1,000,000,000 bytes, but its header says 128/;
      assert.match(stderr, says);
    });

  test('is not unpacked to its end if a small packed file unpacks to far more than its header says', async (t) => {
    const { 'train-images-idx3-ubyte': images = new Uint8Array(), ...others } = contents();
    const bomb = gzipSync(Buffer.concat([images, Buffer.alloc(200_000_000)]));
    const place = setUp(t, { ...others, 'train-images-idx3-ubyte.gz': bomb });
    const { code, stderr } = await train(place);
    assert.equal(code, 3);
    assert.match(
      stderr,
      /train-images-idx3-ubyte\.gz unpacks to more than the 3616 bytes that its header says\./,
    );
  });
});
