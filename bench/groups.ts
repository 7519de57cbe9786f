// What is measured: networks, how many of them at once, and how many iterations a call of a compiled program takes.

export interface Group {
  readonly name: string;
  readonly title: string;
  /** The spec beside this file. */
  readonly spec: string;
  /** Convolutions in each block; a pooling follows a block. None for a network without convolutions. */
  readonly convolutions: readonly number[];
  /** Networks that are trained: the time of an iteration is divided by them. */
  readonly replicas: number;
  /** Iterations in one call of a compiled program. */
  readonly chunk: number;
}

const lenet = { spec: 'lenet.ticket.yaml', convolutions: [], chunk: 250 } as const;

export const groups: readonly Group[] = [
  { ...lenet, name: 'lenet', title: 'LeNet-300-100 on MNIST, one replica', replicas: 1 },
  { ...lenet, name: 'lenet16', title: 'LeNet-300-100 on MNIST, 16 replicas at once', replicas: 16 },
  {
    name: 'conv2',
    title: 'Conv-2 on 32 × 32 × 3, one replica',
    spec: 'conv2.ticket.yaml',
    convolutions: [2],
    replicas: 1,
    chunk: 5,
  },
  {
    name: 'conv4',
    title: 'Conv-4 on 32 × 32 × 3, one replica',
    spec: 'conv4.ticket.yaml',
    convolutions: [2, 2],
    replicas: 1,
    chunk: 5,
  },
];

/** Iterations after which all contestants must have the same loss, from the same weights on the same batches. */
export const GUARD_ITERATIONS = 50;
