// Fuzzes run directories with wrong kinds of files, and checks the invariants of all readers.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Plan } from '../../src/language/plan';
import { cellsCsv } from '../../src/runs/csv';
import { eventWriter, readEvents } from '../../src/runs/events';
import { exportTicket } from '../../src/runs/export-ticket';
import { BadFileError } from '../../src/runs/json';
import { listing, listRuns } from '../../src/runs/list';
import { acquire } from '../../src/runs/lock';
import { readManifest } from '../../src/runs/manifest';
import { readResults } from '../../src/runs/results';
import { spareFiles } from '../../src/runs/spare';
import { verifyFiles } from '../../src/runs/verify';
import { progressOf } from '../../src/runs/whole';
import { setDamagedAside } from '../../src/trainer/repair';
import { maskFacts, weightsOf } from '../../src/webviews/mask-data';
import { runData } from '../../src/webviews/run-data';
import { identity, makeRun } from '../runs/made-run';
import type { Draws } from './draws';
import type { Target } from './targets';

const ticket = { trial: 0, arm: 'ticket', round: 1 };

/** Files that nothing depends on. */
const FEEDS = /^(events\.jsonl|heartbeat|lock(\.\d+)?|damaged|tmp)(\/|$)/;

/** Files by their path in a run. */
type Files = ReadonlyMap<string, Buffer>;

interface Arena {
  readonly files: Files;
  /** Files and folders, in the order that inputs refer to. */
  readonly places: readonly string[];
  readonly runDir: string;
  /** A copy of the run that no reader may read or change. */
  readonly outside: string;
  readonly pipe: string;
  readonly socket: string;
}

/** The content of a file; for a giant one its size, which is enough to differ from the original. */
function contentOf(file: string): Buffer {
  const { size } = fs.statSync(file);
  return size > 1e6 ? Buffer.from(String(size)) : fs.readFileSync(file);
}

function filesIn(folder: string): Files {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    files
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(folder, file), contentOf(file)]),
  );
}

function write(folder: string, files: Files): void {
  for (const [name, content] of files) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  }
}

/** A finished run, made once; its folder is removed with the process. */
function makeArena(): Arena {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-fuzz-'));
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  const runDir = path.join(folder, 'runs', 'made');
  makeRun(runDir, { trials: 1, densities: [1, 0.5], arms: { ticket: [[0.9], [0.8]] } });
  acquire(runDir).release();
  eventWriter(runDir, 1)({ type: 'ended', outcome: 'finished' });
  fs.rmSync(path.join(runDir, 'tmp'), { recursive: true });
  const files = filesIn(runDir);
  const folders = [...files.keys()].flatMap((name) => {
    const parts = path.dirname(name).split(path.sep);
    return parts.map((_, i) => parts.slice(0, i + 1).join(path.sep));
  });
  const places = [...new Set([...files.keys(), ...folders, 'damaged', 'tmp'])].filter((one) => one !== '.');
  const [pipe, socket, outside] = ['pipe', 'socket', 'outside'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  execFileSync('mkfifo', [pipe]);
  net.createServer().listen(socket).unref();
  write(outside, files);
  return { files, places: places.sort(), runDir, outside, pipe, socket };
}

/** Replacements for a file. Pipes and sockets are made once and get a second name. */
const actions: readonly ((place: string, name: string, arena: Arena) => void)[] = [
  () => undefined,
  (place) => fs.mkdirSync(place),
  (place, _, { pipe }) => fs.linkSync(pipe, place),
  (place, _, { socket }) => fs.linkSync(socket, place),
  (place, name, { outside }) => fs.symlinkSync(path.join(outside, name), place),
  (place, _, { outside }) => fs.symlinkSync(outside, place),
  (place, _, { runDir }) => fs.symlinkSync(runDir, place),
  (place) => fs.symlinkSync('nowhere', place),
  (place) => fs.symlinkSync('/dev/zero', place),
  (place) => fs.writeFileSync(place, ''),
  (place) => fs.writeFileSync(place, Buffer.from('{"seal":[\u0000\uFFFF')),
  (place) => {
    fs.writeFileSync(place, '');
    fs.truncateSync(place, 2 ** 40);
  },
];

/** Two bytes per change: a path, and its replacement. */
function apply(input: Buffer, arena: Arena): void {
  for (let i = 0; i + 1 < input.length; i += 2) {
    const name = arena.places[(input[i] ?? 0) % arena.places.length] ?? '';
    const place = path.join(arena.runDir, name);
    // An earlier change may have removed its folder, or led it out of the run.
    if (!fs.existsSync(path.dirname(place))) continue;
    const folder = fs.realpathSync(path.dirname(place));
    if (!folder.startsWith(fs.realpathSync(arena.runDir)) || !fs.statSync(folder).isDirectory()) continue;
    fs.rmSync(place, { recursive: true, force: true });
    actions[(input[i + 1] ?? 0) % actions.length]?.(place, name, arena);
  }
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(`There is ${otherwise}.`);
}

const isSame = (a: Files, b: Files): boolean =>
  a.size === b.size && [...a].every(([name, content]) => b.get(name)?.equals(content) === true);

/** The outcome of a reader; rethrows anything but a `BadFileError`. */
function told(work: () => unknown): string {
  try {
    work();
    return 'read';
  } catch (error) {
    if (!(error instanceof BadFileError)) throw error;
    return shapeOf(error.problem);
  }
}

const shapeOf = (message: string): string => message.replace(/[\d,]+/g, '0').slice(0, 24);

function read(input: Buffer, arena: Arena): readonly string[] {
  const { runDir, outside, files } = arena;
  fs.rmSync(runDir, { recursive: true, force: true });
  write(runDir, files);
  apply(input, arena);

  const [run] = listRuns(path.dirname(runDir));
  expect(run?.path === runDir, 'a run that hides itself');
  let problems: readonly string[] = [];
  const verified = told(() => {
    problems = verifyFiles(runDir).map(({ file, problem }) => `${file} ${problem}`);
    const isWell = problems.length === 0 && progressOf(runDir, readManifest(runDir)).isComplete;
    expect(!isWell || isSame(truth(filesIn(runDir)), truth(files)), 'a ✓ on a damaged run');
  });
  const outcomes = [
    told(() => runData(listing(runDir), { results: readResults(runDir), claims: [] })),
    told(() => maskFacts({ path: runDir, name: 'made' })),
    told(() => weightsOf(runDir, { ...ticket, layer: 'fc1.weight' })),
    told(() => cellsCsv(runDir)),
    told(() => exportTicket(runDir, { ...ticket, weights: 'reset' })),
    told(() => readEvents(runDir)),
    told(() => {
      for (const { file } of spareFiles(runDir, 'masks')) {
        const folder = fs.realpathSync(path.dirname(path.join(runDir, file)));
        expect(folder.startsWith(fs.realpathSync(runDir)), 'a file outside of the run that is to go');
      }
    }),
    told(() => {
      const { trials, rounds, arms } = readManifest(runDir);
      const plan = { trials, rounds, arms, start: { weights: 'init' } } as unknown as Plan;
      setDamagedAside({ runDir, identity }, plan, () => undefined);
    }),
  ];
  expect(isSame(filesIn(outside), files), 'a change outside of the run');
  return [
    `${run?.state ?? ''} ${verified}`,
    ...problems.map((one) => `verify ${shapeOf(one)}`),
    ...outcomes.map((one, i) => `${i} ${one}`),
  ];
}

const truth = (files: Files): Files => new Map([...files].filter(([name]) => !FEEDS.test(name)));

function mutate(input: Buffer, other: Buffer, random: Draws): Buffer {
  const fresh = (): Buffer => Buffer.from([random.below(256), random.below(256)]);
  const keep = (bytes: Buffer): Buffer => bytes.subarray(0, 2 * random.below(bytes.length / 2 + 1));
  return Buffer.concat([keep(input), ...(random.once(3) ? [keep(other)] : []), fresh()]).subarray(0, 16);
}

/** Inputs are changes of one finished run. Windows has no pipes, and links need privileges there. */
export function runDirectories(): readonly Target[] {
  if (process.platform === 'win32') return [];
  const arena = makeArena();
  return [
    {
      name: 'runs',
      extension: '.run-changes',
      seeds: [Buffer.alloc(0), ...arena.places.map((_, i) => Buffer.from([i, i + 1]))],
      mutate,
      read: (input) => read(input, arena),
    },
  ];
}
