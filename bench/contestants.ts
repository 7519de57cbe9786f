// Lists the contestants of each group and builds their commands.
import path from 'node:path';
import { ENGINES } from '../src/runs/engine-choice';
import type { RuntimeRequest } from '../src/runs/request';
import { trainerEnvironment } from '../src/runner/trainer-process';
import type { Command } from './child';
import { GUARD_ITERATIONS, type Group } from './groups';
import { callArguments } from './serve';

export interface Contestant {
  readonly name: string;
  /** Iterations per chunk. */
  readonly chunk: number;
  /** Limit for the start, compilation and the guard iterations. */
  readonly startLimitMs: number;
  /** One per process; the processes run in parallel. */
  readonly commands: readonly Command[];
  /** The reason, if it cannot start here. */
  readonly missing?: string;
}

export interface Surroundings {
  /** TensorFlow, or the reason why it is missing. */
  readonly runtime: RuntimeRequest | { readonly missing: string };
  /** A Python with the peers, or the reason why it is missing. */
  readonly python: { readonly program: string } | { readonly missing: string };
  /** Folder of the bundles. */
  readonly programs: string;
  readonly peers: string;
  readonly cores: readonly number[];
  readonly hasTaskset: boolean;
  /** Device of all contestants. */
  readonly device: 'CPU' | 'GPU';
}

export const isOurs = (name: string): boolean => name.startsWith('ours.');

/** Start limit for convolutions in a compiled loop: with XLA, they take hours. */
const CONVOLUTION_LIMIT_MS = 60_000;
const START_LIMIT_MS = 180_000;

interface Entry {
  readonly name: string;
  readonly program: 'ours' | 'tfjs' | 'torch' | 'jax';
  readonly variant: string;
  /** Whether a call runs a compiled loop over a chunk's iterations. */
  readonly hasLoop?: boolean;
  /** Whether to start a process per core, each with its share of the replicas, instead of one for all. */
  readonly isSpread?: boolean;
}

const MASKS = ['loss', 'grad'] as const;

function entriesOf(
  { replicas, convolutions }: Group,
  cores: number,
  device: Surroundings['device'],
): readonly Entry[] {
  const isOnGpu = device === 'GPU';
  const isSpread = replicas > 1 && !isOnGpu;
  // With one network, the trainer gives its worker all cores.
  const threadCounts = isSpread || isOnGpu ? [1] : [...new Set([1, cores])];
  const ours = [...ENGINES].reverse().flatMap((engine) =>
    threadCounts.map((threads): Entry => ({
      name: `ours.${engine}${threads > 1 ? '.threads' : ''}`,
      program: 'ours',
      variant: `${engine}-${threads}`,
      hasLoop: engine !== 'eager',
      isSpread,
    })),
  );
  const jax = (arrangement: string, how: string, spread = false): readonly Entry[] =>
    MASKS.map((mask) => ({
      name: `jax.${arrangement}.${mask}Mask`,
      program: 'jax',
      variant: `${mask}-${how}`,
      hasLoop: how !== 'step',
      isSpread: spread,
    }));
  if (replicas > 1 && isOnGpu)
    return [
      { name: 'ours.xla.together', program: 'ours', variant: 'xla-1-together', hasLoop: true },
      ...ours,
      ...jax('vmap', 'vmap'),
      ...jax('scan', 'scan'),
    ];
  if (replicas > 1)
    return [
      ...ours,
      ...jax('vmap', 'vmap'),
      ...jax('perCore', 'scan', true),
      ...jax('perCoreVmap', 'vmap', true),
    ];
  return [
    ...ours,
    { name: 'tfjs.adam', program: 'tfjs', variant: 'adam' },
    { name: 'torch.eager', program: 'torch', variant: 'default' },
    ...(isOnGpu ? [] : [{ name: 'torch.oneThread', program: 'torch', variant: 'single' } as const]),
    ...jax('scan', 'scan'),
    ...(convolutions.length > 0 ? jax('step', 'step') : []),
  ];
}

/** The contestants of a group. `folder` contains the group's task. */
export function contestants(group: Group, folder: string, at: Surroundings): readonly Contestant[] {
  const all = Array.from({ length: group.replicas }, (_, i) => i);
  return entriesOf(group, at.cores.length, at.device).map((entry) => {
    const { name, variant, hasLoop = false, isSpread = false } = entry;
    // Without a loop, the size of a chunk does not affect the time per iteration, and small chunks fit a timing better.
    const chunk = hasLoop ? group.chunk : Math.min(group.chunk, GUARD_ITERATIONS);
    const isDoubtful =
      at.device === 'CPU' && group.convolutions.length > 0 && hasLoop && !/^(graph|mixed)-/.test(variant);
    const common = { name, chunk, startLimitMs: isDoubtful ? CONVOLUTION_LIMIT_MS : START_LIMIT_MS };
    const start = starter(entry, at);
    if ('missing' in start) return { ...common, commands: [], missing: start.missing };
    const command = (replicas: readonly number[]): Command => ({
      ...start,
      args: [...start.args, ...callArguments({ folder, variant, chunk, replicas })],
    });
    if (!isSpread) return { ...common, commands: [command(all)] };
    const commands = at.cores.slice(0, group.replicas).map((core, place, used) => {
      const one = command(all.filter((replica) => replica % used.length === place));
      return at.hasTaskset ? pinned(one, core) : one;
    });
    return { ...common, commands };
  });
}

const pinned = ({ program, args, env }: Command, core: number): Command => ({
  program: 'taskset',
  args: ['-c', String(core), program, ...args],
  env,
});

/** The command of an entry without the arguments of its call, or the reason why it cannot start. */
function starter(entry: Entry, at: Surroundings): Command | { readonly missing: string } {
  const env = clean(process.env);
  if (entry.program === 'ours' || entry.program === 'tfjs') {
    const { runtime } = at;
    if ('missing' in runtime) return runtime;
    if (runtime.kind !== 'tensorflow' && !entry.variant.startsWith('eager-'))
      return { missing: 'TensorFlow is missing' };
    const bundle = path.join(at.programs, `bench-${entry.program}.js`);
    return {
      program: process.execPath,
      args: [bundle, JSON.stringify(runtime)],
      // Contestants share the GPU; by default, each would reserve all of its memory.
      env: { ...trainerEnvironment(runtime, env), TF_FORCE_GPU_ALLOW_GROWTH: 'true' },
    };
  }
  if ('missing' in at.python) return at.python;
  const file = entry.program === 'torch' ? 'torch_eager.py' : 'jax_jit.py';
  const single =
    entry.program === 'jax' && entry.isSpread ? { XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false' } : {};
  return {
    program: at.python.program,
    args: [path.join(at.peers, file)],
    env: { ...env, PYTHONDONTWRITEBYTECODE: '1', BENCH_DEVICE: at.device, ...single },
  };
}

/** The environment without settings of the libraries, so that each runs with its defaults. */
function clean(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(TF|XLA|OMP|MKL|KMP|GOMP|DNNL|ONEDNN|JAX|TORCH|PYTHON|OPENBLAS)_?/.test(name),
    ),
  );
}
