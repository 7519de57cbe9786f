// `run.json`, the manifest of a run: its plan, engine and provenance.
import { createHash } from 'node:crypto';
import { Type } from 'typebox';
import { writeDurably } from './atomic';
import { BadFileError, checker } from './json';
import { manifestFile, specFile } from './layout';
import { isThere, MOST, readTextIn } from './run-file';
import { natural, splitSumsSchema, texts, tupleSchema } from './schemas';
import { openJson, jsonWithChecksum } from './checksums';
import type { RunManifest } from './types';

const provenanceSchema = Type.Object({
  ticket: Type.String(),
  node: Type.String(),
  host: Type.String(),
  platform: Type.String(),
  git: Type.Optional(Type.Object({ commit: Type.String(), dirty: Type.Boolean() })),
});

const manifestSchema = Type.Object({
  format: Type.Literal(1),
  name: Type.String(),
  identity: Type.String(),
  title: Type.Optional(Type.String()),
  createdAt: Type.String(),
  specPath: Type.String(),
  specFromRun: Type.Optional(Type.String()),
  trials: Type.Integer({ minimum: 1 }),
  arms: Type.Array(Type.Object({ name: Type.String(), group: Type.String(), repeat: natural }), {
    minItems: 1,
  }),
  rounds: Type.Array(
    Type.Object({
      round: natural,
      weights: natural,
      density: Type.Number(),
      source: Type.Optional(natural),
    }),
    { minItems: 1 },
  ),
  iterationsPerCell: Type.Object({ dense: natural, pruned: natural }),
  rewind: Type.Union([Type.Literal('init'), Type.Literal('trained'), Type.Object({ iteration: natural })]),
  sums: Type.Object({ spec: Type.String(), data: texts, modules: texts }),
  sealed: Type.Optional(Type.Boolean()),
  provenance: provenanceSchema,
  laterProvenance: Type.Optional(Type.Array(provenanceSchema)),
  engine: Type.Optional(Type.Intersect([tupleSchema, Type.Object({ why: Type.String() })])),
  mixedEngines: Type.Optional(Type.Array(tupleSchema)),
  splits: Type.Optional(splitSumsSchema),
  committed: Type.Optional(Type.Record(Type.String(), natural)),
  claims: Type.Record(Type.String(), Type.Object({ roundsBefore: natural })),
});

const check = checker(manifestSchema, 'the manifest of a run that this version of Ticket can read');

/** @param within see `writeDurably` */
export function writeManifest(runDir: string, manifest: RunManifest, within = runDir): void {
  const text = jsonWithChecksum(manifest, { run: manifest.identity, file: 'run.json' }, 2);
  writeDurably(manifestFile(runDir), text, within);
}

/** The engine that a run started with; undefined before its start. In mixed runs, the first engine. */
export function pinnedEngine(runDir: string): RunManifest['engine'] {
  return isThere(runDir, manifestFile(runDir)) ? readManifest(runDir).engine : undefined;
}

/** The checksums of the splits that the first start of a run read; undefined if it has read none. */
export function pinnedSplits(runDir: string): RunManifest['splits'] {
  return isThere(runDir, manifestFile(runDir)) ? readManifest(runDir).splits : undefined;
}

/**
 * Reads the manifest of a run directory.
 *
 * @throws {BadFileError} if it is missing, damaged, or written by another program or version.
 */
export function readManifest(runDir: string): RunManifest {
  const file = manifestFile(runDir);
  const remedy = 'Move it away and run the spec again with --allow-other-engine, which keeps its networks.';
  const text = readTextIn(runDir, file, MOST.text, remedy);
  if (text === undefined) throw new BadFileError(runDir, 'is not a run directory: it has no run.json.');
  try {
    return check(openJson(text, file, { file: 'run.json' }), file);
  } catch (error) {
    if (!(error instanceof BadFileError)) throw error;
    throw new BadFileError(file, `${error.problem} ${remedy}`);
  }
}

/**
 * The text of the spec at the last start of the run.
 *
 * @throws {BadFileError} if it is missing or has changed since.
 */
export function readFrozenSpec(runDir: string, { sums }: Pick<RunManifest, 'sums'>): string {
  const file = specFile(runDir);
  const text = readTextIn(runDir, file);
  if (text === undefined) throw new BadFileError(file, 'is missing. Run the spec again to restore it.');
  if (specSum(text) !== sums.spec)
    throw new BadFileError(
      file,
      'has changed since the last start of the run. Run the spec again to restore it; to change the run, edit the original spec.',
    );
  return text;
}

/** Lower-case hex SHA-256 of a spec's text. */
export const specSum = (text: string): string => createHash('sha256').update(text).digest('hex');
