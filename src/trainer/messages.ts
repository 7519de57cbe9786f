// The messages between coordinator and worker, over the child process's channel. Workers name files within their own
// folder; the coordinator moves them into the run.
import { Type } from 'typebox';
import { BadFileError, checker } from '../runs/json';
import { cellSchema, splitSumsSchema, tupleSchema } from '../runs/schemas';
import type { Cell, EngineTuple, Evaluation } from '../runs/types';
import type { EngineName } from '../runs/engine-choice';
import type { StartRequest } from '../runs/request';
import type { Experiment } from './experiment';

export type ToWorker =
  | {
      readonly type: 'load';
      readonly request: StartRequest;
      readonly folder: string;
      readonly checkpointSeconds: number;
      readonly engine: EngineName;
      readonly threads: number;
      /** Cells that the worker trains at once. */
      readonly places: number;
    }
  | { readonly type: 'train'; readonly cell: Cell }
  | { readonly type: 'stop' };

export type FromWorker =
  | { readonly type: 'ready'; readonly tuple: EngineTuple; readonly read: Experiment['read'] }
  | { readonly type: 'started'; readonly cell: Cell; readonly iteration: number }
  | {
      readonly type: 'progress';
      readonly cell: Cell;
      readonly iteration: number;
      readonly iterationsPerSecond: number;
    }
  | { readonly type: 'evaluated'; readonly cell: Cell; readonly evaluation: Evaluation }
  /** `file` is a name in the worker's folder. */
  | { readonly type: 'checkpoint'; readonly cell: Cell; readonly file: string }
  /**
   * `folder` holds the cell's files; `init` holds the trial's θ0 if this cell was the first to need it. Both are names
   * in the worker's folder.
   */
  | { readonly type: 'finished'; readonly cell: Cell; readonly folder: string; readonly init?: string }
  | { readonly type: 'stopped'; readonly cell: Cell }
  /** The worker cannot continue. `cell` is absent if it failed while loading. */
  | {
      readonly type: 'failed';
      readonly cell?: Cell;
      readonly message: string;
      readonly cause: Cause;
    };

/** Cause of a failure: the disk or the installation, a user's module, or the training. */
export type Cause = (typeof CAUSES)[number];
const CAUSES = ['machine', 'module', 'training'] as const;

/**
 * The fields the coordinator checks before it acts on a message. It does not check numbers that are only displayed: the
 * channel turns non-finite ones into null, and readers of the feed skip those.
 */
const check = checker(
  Type.Union([
    Type.Object({
      type: Type.Literal('ready'),
      tuple: tupleSchema,
      read: Type.Object({ sums: splitSumsSchema, warnings: Type.Array(Type.String()) }),
    }),
    Type.Object({ type: Type.Enum(['started', 'progress', 'evaluated', 'stopped']), cell: cellSchema }),
    Type.Object({ type: Type.Literal('checkpoint'), cell: cellSchema, file: Type.String() }),
    Type.Object({
      type: Type.Literal('finished'),
      cell: cellSchema,
      folder: Type.String(),
      init: Type.Optional(Type.String()),
    }),
    Type.Object({
      type: Type.Literal('failed'),
      cell: Type.Optional(cellSchema),
      message: Type.String(),
      cause: Type.Enum([...CAUSES]),
    }),
  ]),
  'a message of a worker',
);

/**
 * Parses a value from the channel; undefined if it is not a message. Code in the experiment's modules can send
 * anything.
 */
export function fromWorker(value: unknown): FromWorker | undefined {
  try {
    return check(value, '') as FromWorker;
  } catch (error) {
    if (error instanceof BadFileError) return undefined;
    throw error;
  }
}
