// Schemas shared by several files of a run directory.
import { Type } from 'typebox';

export const natural = Type.Integer({ minimum: 0 });
export const texts = Type.Record(Type.String(), Type.String());

export const cellSchema = Type.Object({ trial: natural, arm: Type.String({ minLength: 1 }), round: natural });

export const evaluationSchema = Type.Object({
  iteration: natural,
  validationLoss: Type.Number(),
  validationAccuracy: Type.Number(),
  trainingLoss: Type.Number(),
});

export const divergedSchema = Type.Object({ iteration: natural, layer: Type.String() });

export const tupleSchema = Type.Object({
  engine: Type.String(),
  backend: Type.String(),
  library: Type.String(),
  device: Type.Enum(['CPU', 'GPU']),
  cpuFeatures: Type.String(),
  threads: natural,
  places: Type.Optional(natural),
  options: Type.String(),
});

/** Fences count starts. The limit keeps later numbers exact, whatever number a file contains. */
export const MOST_FENCE = 1e15;
export const fenceSchema = Type.Integer({ minimum: 0, maximum: MOST_FENCE });

export const processSchema = Type.Object({
  pid: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
  startTime: Type.Optional(Type.String()),
});

export const splitSumsSchema = Type.Object({
  train: Type.String(),
  validation: Type.String(),
  test: Type.String(),
});
