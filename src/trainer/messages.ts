// What coordinator and worker say to each other over the child process's channel. Files a worker has written are
// named by path; the coordinator moves them into the run.
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
      /** Cells that it is given at a time. */
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
  | { readonly type: 'checkpoint'; readonly cell: Cell; readonly file: string }
  /** `folder` holds the cell's files; `init` the trial's θ0 where this cell was the first to need it. */
  | { readonly type: 'finished'; readonly cell: Cell; readonly folder: string; readonly init?: string }
  | { readonly type: 'stopped'; readonly cell: Cell }
  /** The worker cannot go on. `cell` is absent where it failed while loading. */
  | {
      readonly type: 'failed';
      readonly cell?: Cell;
      readonly message: string;
      /** The disk or the installation is what failed, not the training. */
      readonly isAboutTheMachine: boolean;
    };
