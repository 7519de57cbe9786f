// The groups of the benchmark: a network, its replicas, and the iterations per call of a compiled program.

export interface Group {
  readonly name: string;
  readonly title: string;
  /** Name of the spec in this folder. */
  readonly spec: string;
  /** Convolutions per block; max pooling follows each block. Empty for a network without convolutions. */
  readonly convolutions: readonly number[];
  /** Networks that train; the time of an iteration is divided by their number. */
  readonly replicas: number;
  /** Iterations in one call of a compiled program. */
  readonly chunk: number;
}

const lenet = { spec: 'lenet.ticket.yaml', convolutions: [], chunk: 250 } as const;

export const groups: readonly Group[] = [
  { ...lenet, name: 'lenet', title: 'LeNet-300-100 on MNIST, one replica', replicas: 1 },
  { ...lenet, name: 'lenet16', title: 'LeNet-300-100 on MNIST, 16 replicas', replicas: 16 },
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

/** Iterations after which all contestants must agree on the loss, from the same weights on the same batches. */
export const GUARD_ITERATIONS = 50;
