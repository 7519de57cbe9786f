// Tests workspaces with hostile or broken content: Ticket reports each clearly, runs no code and loses no data.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type * as Code from 'vscode';
import {
  controlFile,
  eventsFile,
  heartbeatFile,
  labelFile,
  lockFile,
  manifestFile,
  specFile,
} from '../../../src/runs/layout';
import { listing } from '../../../src/runs/list';
import type { LockRecord } from '../../../src/runs/lock-record';
import { readManifest, specSum, writeManifest } from '../../../src/runs/manifest';
import { startTime } from '../../../src/runs/process';
import type { RunManifest } from '../../../src/runs/types';
import { filesBelow } from '../../files';
import { makeRun } from '../../runs/made-run';
import { notifications } from './notifications';
import type { HostTest } from './tests';
import { folderOf, until } from './tools';

/** Folders and a run, created for one case. */
interface Place {
  /** The workspace's folder. */
  readonly folder: string;
  /** A folder outside the workspace. */
  readonly outside: string;
  /** A half-trained run. */
  readonly run: string;
  /** A file that exists once forbidden code has run. */
  readonly ran: string;
}

interface Case {
  /** Creates the hostile content; returns the path of the spec to run, if there is one. */
  readonly make: (place: Place) => unknown;
  /** The command: `run` by default if there is a spec, otherwise a command on the run. */
  readonly command?: string;
  /** The expected message. */
  readonly says: RegExp;
}

const start = 'ticket: 1\nworkload: spirals\n';
const specOf = (name: string, text: string): Case['make'] => {
  return ({ folder }) => written(path.join(folder, name), text);
};

function written(file: string, text: string): string {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}

/** A module that writes a file when it runs. */
const marking = (ran: string): string =>
  `import fs from 'node:fs';\nfs.writeFileSync(${JSON.stringify(ran)}, '');\n`;

const withModule = (place: string) => `${start}model: { module: ${JSON.stringify(place)} }\n`;

/** Changes the manifest and updates its checksum, as anybody who can write to the folder can. */
function remake(run: string, change: Partial<RunManifest>): void {
  writeManifest(run, { ...readManifest(run), ...change });
}

function lock(run: string, record: Partial<LockRecord>): void {
  const own = { pid: process.pid, startTime: startTime(process.pid), host: os.hostname() };
  const fresh = { since: new Date().toISOString(), fence: 1, leaseMs: 60_000, workers: [] };
  fs.writeFileSync(lockFile(run), `${JSON.stringify({ ...own, ...fresh, ...record })}\n`);
}

const OUTSIDE = /is in .*outside the workspace/;

const cases: Readonly<Record<string, Case>> = {
  'a module through a symbolic link': {
    make({ folder, outside, ran }) {
      written(path.join(outside, 'evil.mjs'), marking(ran));
      fs.symlinkSync(path.join(outside, 'evil.mjs'), path.join(folder, 'link.mjs'));
      return written(path.join(folder, 'h-link.ticket.yaml'), withModule('./link.mjs'));
    },
    says: OUTSIDE,
  },
  'a module in a folder that is a symbolic link': {
    make({ folder, outside, ran }) {
      written(path.join(outside, 'evil.mjs'), marking(ran));
      fs.symlinkSync(outside, path.join(folder, 'linked'));
      return written(path.join(folder, 'h-folder.ticket.yaml'), withModule('./linked/evil.mjs'));
    },
    says: OUTSIDE,
  },
  'a module by ../': {
    make({ folder, outside, ran }) {
      written(path.join(outside, 'evil.mjs'), marking(ran));
      const up = path.relative(folder, path.join(outside, 'evil.mjs'));
      return written(path.join(folder, 'h-up.ticket.yaml'), withModule(up));
    },
    says: OUTSIDE,
  },
  'a module by an absolute path': {
    make({ folder, outside, ran }) {
      const evil = written(path.join(outside, 'evil.mjs'), marking(ran));
      return written(path.join(folder, 'h-absolute.ticket.yaml'), withModule(evil));
    },
    says: /must be a path relative to this file/,
  },
  'a module that is not there': {
    make: specOf('h-none.ticket.yaml', withModule('./none.mjs')),
    says: /module none\.mjs/i,
  },
  'a module that ends the process': {
    make({ folder }) {
      written(path.join(folder, 'exits.mjs'), 'process.exit(0);\n');
      return written(path.join(folder, 'h-exits.ticket.yaml'), withModule('./exits.mjs'));
    },
    says: /exited before it replied/,
  },
  'a module that prints what an answer looks like': {
    make({ folder }) {
      written(path.join(folder, 'prints.mjs'), "console.log('{}');\nexport default 7;\n");
      return written(path.join(folder, 'h-prints.ticket.yaml'), withModule('./prints.mjs'));
    },
    says: /no function layers, forward/,
  },
  'a spec with an alias bomb': {
    make: specOf('h-bomb.ticket.yaml', `${start}model: mlp\ntitle: &t x\nclaims: [${'*t,'.repeat(9000)}]\n`),
    says: /too many values/,
  },
  'a spec of 10,000 brackets': {
    make: specOf('h-deep.ticket.yaml', `${start}seed: ${'['.repeat(10_000)}\n`),
    says: /nests too deep/,
  },
  'a spec that is not there any more': {
    make: ({ folder }) => path.join(folder, 'h-gone.ticket.yaml'),
    says: /h-gone\.ticket\.yaml/,
  },
  'a data folder that is not there': {
    make: specOf('h-data.ticket.yaml', 'ticket: 1\nworkload: { kind: mnist, folder: ./none }\nmodel: mlp\n'),
    says: /none/,
  },
  'a run.json that is torn': {
    make: ({ run }) => fs.truncateSync(manifestFile(run), 40),
    command: 'ticket.resume',
    says: /run\.json/,
  },
  'a run.json of a format to come': {
    make: ({ run }) => remake(run, { format: 99 } as object),
    command: 'ticket.resume',
    says: /run\.json/,
  },
  'a run.json whose spec lies elsewhere': {
    make({ run, outside, ran }) {
      written(path.join(outside, 'evil.mjs'), marking(ran));
      fs.writeFileSync(specFile(run), withModule('./evil.mjs'));
      remake(run, {
        specPath: path.join(outside, 'made.ticket.yaml'),
        sums: { ...readManifest(run).sums, spec: specSum(withModule('./evil.mjs')) },
      });
    },
    command: 'ticket.resume',
    says: OUTSIDE,
  },
  'a frozen spec that was changed': {
    make: ({ run }) => fs.appendFileSync(specFile(run), '# changed\n'),
    command: 'ticket.resume',
    says: /spec\.yaml/,
  },
  'a run.json with a name that leads out': {
    make: ({ run }) => remake(run, { name: '../../out' }),
    command: 'ticket.resume',
    says: /has changed inputs/,
  },
  'a lock that claims the process of somebody else': {
    // The pid of the extension host itself, but with another start time.
    make: ({ run }) => lock(run, { startTime: '1' }),
    command: 'ticket.stopNow',
    says: /not running/,
  },
  'a lock of another host': {
    make: ({ run }) => lock(run, { host: 'elsewhere' }),
    command: 'ticket.stop',
    says: /elsewhere.*Stop the run on that machine/s,
  },
  'a lock that is torn': {
    make: ({ run }) => fs.writeFileSync(lockFile(run), '{"pid": 1,'),
    command: 'ticket.resume',
    says: /has changed inputs/,
  },
  'a heartbeat from the future': {
    make: ({ run }) =>
      fs.writeFileSync(
        heartbeatFile(run),
        `${JSON.stringify({ pid: 1, startTime: '0', at: '2999-01-01T00:00:00.000Z', fence: 1, host: os.hostname() })}\n`,
      ),
    command: 'ticket.stop',
    says: /not running/,
  },
  'events that are torn': {
    make: ({ run }) => fs.writeFileSync(eventsFile(run), '{"type":"started","pid":1}\n{"type":"progr'),
    command: 'ticket.resume',
    says: /has changed inputs/,
  },
  'events of 10 MB in one line': {
    make: ({ run }) => fs.writeFileSync(eventsFile(run), 'x'.repeat(10_000_000)),
    command: 'ticket.resume',
    says: /has changed inputs/,
  },
  'events that are a folder': {
    make: ({ run }) => fs.mkdirSync(eventsFile(run)),
    command: 'ticket.resume',
    says: /has changed inputs/,
  },
  'a label that is a page': {
    make: ({ run }) =>
      fs.writeFileSync(labelFile(run), '{"name": "<img src=x onerror=alert(1)>", "tags": ["](command:x)"]}'),
    command: 'ticket.resume',
    says: /has changed inputs/,
  },
  'runs in a folder that cannot be written': {
    make({ outside }) {
      fs.symlinkSync('/sys', path.join(outside, '.ticket'));
      return written(path.join(outside, 'h-closed.ticket.yaml'), `${start}model: mlp\n`);
    },
    says: /Cannot write .*\.ticket\/\.gitignore: /,
  },
  'runs in a folder that is a file': {
    make({ outside }) {
      written(path.join(outside, '.ticket'), '');
      return written(path.join(outside, 'h-file.ticket.yaml'), `${start}model: mlp\n`);
    },
    says: /Cannot use .*\.ticket\/runs: part of the path is a file/,
  },
  'a control file that is a folder': {
    make: ({ run }) => fs.mkdirSync(controlFile(run)),
    command: 'ticket.resume',
    says: /has changed inputs/,
  },
};

const tiny = `${start}trials: 1
model: { kind: mlp, layers: { fc1: 8, fc2: 8 } }
train: { iterations: 20, evaluate: { every: 10 } }
prune: { rounds: 1 }
`;

/** Spec names that a shell would run as commands. */
const names = [`it's "so" $(touch ran)`, '`touch ran`; touch ran', 'two\nlines', '-rf', '..'];

const nameTests: Readonly<Record<string, HostTest>> = {
  async 'specs whose names are shell commands run, and their names do not'(vscode) {
    const folder = folderOf(vscode);
    for (const name of names) {
      const spec = written(path.join(folder, 'named', `${name}.ticket.yaml`), tiny);
      const [run, ...more] =
        (await vscode.commands.executeCommand<readonly string[] | undefined>(
          'ticket.run',
          vscode.Uri.file(spec),
        )) ?? [];
      assert(run !== undefined && more.length === 0, `${name}: ${notifications.join(' ')}`);
      assert.equal(path.dirname(run), path.join(folder, '.ticket/runs'));
      await until(`the end of ${name}`, () => listing(run).state === 'finished');
    }
    assert.deepEqual(
      filesBelow(folder).filter((one) => path.basename(one) === 'ran'),
      [],
    );
    fs.rmSync(path.join(folder, 'named'), { recursive: true });
  },
};

const caseTests: Readonly<Record<string, HostTest>> = Object.fromEntries(
  Object.entries(cases).map(([what, one], index): [string, HostTest] => [
    `${what} is reported; nothing runs, nothing is lost`,
    async (vscode) => {
      const folder = folderOf(vscode);
      const outside = fs.mkdtempSync(path.join(folder, '..', 'outside-'));
      const run = path.join(folder, '.ticket/runs', `made-${index}`);
      const place = { folder, outside, run, ran: path.join(outside, 'ran') };
      makeRun(run, { trials: 1, densities: [1, 0.5], arms: { ticket: [[0.9], [null]] } });
      try {
        const made = one.make(place);
        const spec = typeof made === 'string' ? made : undefined;
        const before = contents(run);
        notifications.length = 0;
        const answer = await command(vscode, one, spec ?? run);
        // An error that prevents a run from starting appears once its turn has come.
        await until(`${one.says}`, () => one.says.test([...notifications, answer].join('\n')));
        assert(!fs.existsSync(place.ran), 'code was run');
        assert.deepEqual(contents(run), before);
        if (spec !== undefined) assert.deepEqual(started(folder, path.basename(spec)), []);
      } finally {
        fs.rmSync(run, { recursive: true });
        fs.rmSync(outside, { recursive: true });
        for (const name of fs.readdirSync(folder).filter((one) => /^(h-|link)/.test(one)))
          fs.rmSync(path.join(folder, name));
      }
    },
  ]),
);

export const hostileTests: Readonly<Record<string, HostTest>> = { ...caseTests, ...nameTests };

const command = (vscode: typeof Code, one: Case, place: string): Thenable<unknown> =>
  one.command === undefined
    ? vscode.commands.executeCommand('ticket.run', vscode.Uri.file(place))
    : vscode.commands.executeCommand(one.command, { type: 'run', path: place });

/** The files of a run and their sizes. */
const contents = (run: string): readonly string[] =>
  fs
    .readdirSync(run, { recursive: true, encoding: 'utf8' })
    .map((name) => `${name} ${fs.statSync(path.join(run, name)).size}`)
    .sort();

/** Runs of a spec. */
const started = (folder: string, spec: string): readonly string[] =>
  fs
    .readdirSync(path.join(folder, '.ticket/runs'))
    .filter((name) => name.startsWith(`${spec.replace('.ticket.yaml', '')}-`));
