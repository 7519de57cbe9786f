// Who is measured in each group, and how each is started.
import path from 'node:path';
import { ENGINES } from '../src/runs/engine-choice';
import type { RuntimeRequest } from '../src/runs/request';
import { trainerEnvironment } from '../src/runner/trainer-process';
import type { Command } from './child';
import { GUARD_ITERATIONS, type Group } from './groups';
import { callArguments } from './serve';

export interface Contestant {
  readonly name: string;
  /** Iterations in a chunk. */
  readonly chunk: number;
  /** For starting, compiling and the iterations that its loss is compared after. */
  readonly startLimitMs: number;
  /** One process each, all of them at once. */
  readonly commands: readonly Command[];
  /** Why it cannot be started here. */
  readonly missing?: string;
}

export interface Surroundings {
  /** TensorFlow, or why there is none. */
  readonly runtime: RuntimeRequest | { readonly missing: string };
  /** A Python with the peers, or why there is none. */
  readonly python: { readonly program: string } | { readonly missing: string };
  /** The folder of the bundles. */
  readonly programs: string;
  readonly peers: string;
  readonly cores: readonly number[];
  readonly hasTaskset: boolean;
  /** Where all of them compute. */
  readonly device: 'CPU' | 'GPU';
}

export const isOurs = (name: string): boolean => name.startsWith('ours.');

/** Convolutions that are not compiled and done after this are given up: inside XLA's loops they go on for hours. */
const CONVOLUTION_LIMIT_MS = 60_000;
const START_LIMIT_MS = 180_000;

interface Entry {
  readonly name: string;
  readonly program: 'ours' | 'tfjs' | 'torch' | 'jax';
  readonly variant: string;
  /** A call compiles a loop over a chunk's iterations. */
  readonly hasLoop?: boolean;
  /** A process for each core, with its share of the replicas, instead of one for all. */
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
  // A worker has all cores where there is one network, as the trainer gives them.
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

/** The contestants of a group, whose task lies in `folder`. */
export function contestants(group: Group, folder: string, at: Surroundings): readonly Contestant[] {
  const all = Array.from({ length: group.replicas }, (_, i) => i);
  return entriesOf(group, at.cores.length, at.device).map((entry) => {
    const { name, variant, hasLoop = false, isSpread = false } = entry;
    // Without a loop, calls of any length take the same time for an iteration, and short ones can be counted finer.
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

/** How an entry's program is started, but for its call; or why it cannot be. */
function starter(entry: Entry, at: Surroundings): Command | { readonly missing: string } {
  const env = clean(process.env);
  if (entry.program === 'ours' || entry.program === 'tfjs') {
    const { runtime } = at;
    if ('missing' in runtime) return runtime;
    if (runtime.kind !== 'tensorflow' && !entry.variant.startsWith('eager-'))
      return { missing: 'there is no TensorFlow here' };
    const bundle = path.join(at.programs, `bench-${entry.program}.js`);
    return {
      program: process.execPath,
      args: [bundle, JSON.stringify(runtime)],
      // Contestants share a GPU, of which each would otherwise take all memory.
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

/** Each library as it comes: settings of the shell that the benchmark is started from are left out. */
function clean(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(TF|XLA|OMP|MKL|KMP|GOMP|DNNL|ONEDNN|JAX|TORCH|PYTHON|OPENBLAS)_?/.test(name),
    ),
  );
}
