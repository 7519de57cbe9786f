import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, describe, test, type TestContext } from 'node:test';
import { stringify } from 'yaml';
import { examine } from '../../src/runner/examine';
import { prepare } from '../../src/runner/prepare';
import { findRuntime } from '../../src/runner/runtime/find';
import { makeRequest } from '../../src/runner/start';
import { isTiming, type Measured, type Measurements } from '../../src/runs/engine-choice';
import { alive, type ProcessId } from '../../src/runs/process';
import type { StartRequest } from '../../src/runs/request';
import { chooseEngine, LIMIT_MS, measureEngines, type ChooseOptions } from '../../src/trainer/engine/choose';
import { tellTimersOf } from '../clock';
import { quickFolder } from '../quick-folder';
import { until } from '../until';

process.env.TICKET_DIST ??= path.resolve('dist');
const program = path.join(process.env.TICKET_DIST, 'trainer.js');
const folder = quickFolder('choose');
after(() => fs.rmSync(folder, { recursive: true }));

/** A request for 4,000 iterations of the net of engine-net.mjs, which misbehaves while an engine traces it. */
async function requestFor(
  when: string,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<StartRequest> {
  const spec = {
    ticket: 1,
    trials: 1,
    workload: { kind: 'spirals', train: 200, validation: 100, test: 60 },
    model: { module: './engine-net.mjs', when },
    train: { batch: 20, iterations: 1000, evaluate: { every: 100 } },
    prune: { rounds: 3 },
    ...changes,
  };
  const examined = await examine(stringify(spec), path.resolve('test/trainer/spec.ticket.yaml'));
  assert.deepEqual(
    examined.problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  const prepared = await prepare(examined, folder);
  const request = makeRequest(examined, prepared, await findRuntime(), {});
  return { ...request, engineCache: path.join(folder, 'engines') };
}

/** Fixes the core count, so that the candidates are the same on every machine. */
const one = { program, cores: 1 } as const;
const ofOneThread = ([first]: Measurements): Measured => first?.engines ?? {};

/** Calls back for each engine that reaches the point where it hangs. */
function eachHang(t: TestContext, tell: () => void): { end(): void } {
  const file = path.join(folder, 'hangs');
  process.env.TICKET_HANGS = file;
  t.after(() => delete process.env.TICKET_HANGS);
  let isEnded = false;
  void until('an engine that hangs', () => {
    if (!isEnded && fs.existsSync(file)) {
      fs.rmSync(file);
      tell();
    }
    return isEnded;
  });
  return { end: () => (isEnded = true) };
}

const failure = (measured: Measured, engine: 'graph' | 'mixed' | 'xla'): string => {
  const outcome = measured[engine];
  assert.ok(outcome && 'failed' in outcome, `${engine} did not fail`);
  return outcome.failed;
};

describe('among the engines for a run,', () => {
  test('all give the same numbers and are timed, once', async () => {
    const request = await requestFor('nothing');
    let times = 0;
    const options: ChooseOptions = {
      ...one,
      onMeasuring() {
        times += 1;
      },
    };
    const measurements = await measureEngines(request, options);
    const measured = ofOneThread(measurements);
    assert.equal(measurements.length, 1);
    assert.deepEqual(Object.keys(measured), ['eager', 'graph', 'mixed', 'xla']);
    for (const outcome of Object.values(measured)) assert.ok(isTiming(outcome), JSON.stringify(measured));
    assert.deepEqual(await measureEngines(request, options), measurements);
    // A run of another length reuses the timings.
    await measureEngines(await requestFor('nothing', { prune: { rounds: 5 } }), options);
    assert.equal(times, 1);
    const { engine, why } = await chooseEngine(request, options);
    assert.match(why, new RegExp(`^fastest of ${engine} .* ms.* per iteration$`));
    for (const name of Object.keys(measured)) assert.match(why, new RegExp(`${name} [\\d.]+ ms`));
    assert.ok(engine in measured);
  });

  test('an engine that hangs is ended, and all measurements are kept', async (t) => {
    const clock = tellTimersOf(t, LIMIT_MS);
    const hanging = eachHang(t, () => clock.pass(LIMIT_MS));
    const seen: ProcessId[] = [];
    const options: ChooseOptions = {
      ...one,
      onProcess(process) {
        if (process) seen.push(process);
      },
    };
    const measured = ofOneThread(await measureEngines(await requestFor('hang'), options));
    hanging.end();
    for (const engine of ['graph', 'mixed', 'xla'] as const)
      assert.equal(failure(measured, engine), 'it took longer than 45 s');
    assert.ok(isTiming(measured.eager));
    assert.equal(seen.length, 3); // one process for each engine that hung
    assert.equal(seen.some(alive), false);
  });

  test('an engine that kills its process is not chosen', async () => {
    const measured = ofOneThread(await measureEngines(await requestFor('crash'), one));
    for (const engine of ['graph', 'mixed', 'xla'] as const)
      assert.equal(failure(measured, engine), 'it was killed by SIGKILL');
    assert.ok(isTiming(measured.eager));
  });

  test('one is measured with as many threads as a worker could use, even if the spec names it', async () => {
    const named = await requestFor('nothing', { run: { engine: 'graph' } });
    const choice = await chooseEngine(named, { program, cores: 2 });
    assert.equal(choice.engine, 'graph');
    assert.match(choice.why, /^set in the spec; fastest of graph .* with 2 threads/);
  });

  test('one with other numbers is not chosen, however fast, nor tried with more threads', async () => {
    const request = await requestFor('wrong');
    const options = { program, cores: 2 };
    const measurements = await measureEngines(request, options);
    assert.deepEqual(
      measurements.map(({ threads, engines }) => [threads, Object.keys(engines)]),
      [
        [1, ['eager', 'graph', 'mixed', 'xla']],
        [2, ['eager']],
      ],
    );
    const measured = ofOneThread(measurements);
    for (const engine of ['graph', 'mixed', 'xla'] as const)
      assert.match(failure(measured, engine), /^its numbers differ from eager: loss .* at iteration 1$/);
    const { engine, why } = await chooseEngine(request, options);
    assert.equal(engine, 'eager');
    assert.match(why, /graph: its numbers differ from eager/);
  });

  test('a model that cannot be traced runs op by op, and its line is named', async () => {
    const measured = ofOneThread(await measureEngines(await requestFor('read'), one));
    for (const engine of ['graph', 'mixed', 'xla'] as const)
      assert.match(failure(measured, engine), /^The code reads the value of a tensor.*engine-net\.mjs:27\)$/);
    assert.ok(isTiming(measured.eager));
  });

  test('none is measured without a choice', async () => {
    const options = { program: 'nothing to start', cores: 1 };
    const short = await chooseEngine(await requestFor('nothing', { prune: { rounds: 1 } }), options);
    assert.deepEqual(short, {
      engine: 'eager',
      threads: 1,
      places: 1,
      why: '2000 iterations are too few to time engines',
    });
    const named = await requestFor('nothing', { run: { engine: 'graph' } });
    assert.deepEqual(await chooseEngine(named, options), {
      engine: 'graph',
      threads: 1,
      places: 1,
      why: 'set in the spec',
    });
    const { engine } = await chooseEngine({ ...named, runtime: { kind: 'embedded', folder: '' } }, options);
    assert.equal(engine, 'eager');
  });

  test('the measurement is ended when it is no longer wanted', async (t) => {
    const stop = new AbortController();
    const hanging = eachHang(t, () => stop.abort());
    let last: ProcessId | undefined;
    const measuring = measureEngines(
      await requestFor('hang', { seed: 2, train: { batch: 30, iterations: 1000 } }),
      {
        ...one,
        signal: stop.signal,
        onProcess: (process) => {
          last = process ?? last;
        },
      },
    );
    await assert.rejects(measuring, { name: 'AbortError' });
    hanging.end();
    assert.ok(last && !alive(last));
  });
});
