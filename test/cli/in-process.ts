// Calls a subcommand in the test's own process: the same function and printer as the `ticket` command, without its start.
import type { Command, Values } from '../../src/cli/command';
import { failure } from '../../src/cli/failure';
import type { Ended } from './workplace';

/** Runs a subcommand and collects what it prints. Nothing else may print meanwhile. */
export async function inProcess(
  command: Command,
  positionals: readonly string[],
  values: Values = {},
): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  const restore = [capture('stdout'), capture('stderr')];
  try {
    return { code: await result(), ...said };
  } finally {
    for (const one of restore) one();
  }

  /** The test runner writes bytes to the same outputs; a command writes text. */
  function capture(name: 'stdout' | 'stderr'): () => void {
    const stream = process[name];
    const write = stream.write.bind(stream) as (...args: readonly unknown[]) => boolean;
    stream.write = (...args: readonly unknown[]): boolean => {
      if (typeof args[0] !== 'string') return write(...args);
      said[name] += args[0];
      return true;
    };
    return () => void Reflect.deleteProperty(stream, 'write');
  }

  async function result(): Promise<number> {
    try {
      return await command.run(values, [...positionals]);
    } catch (error) {
      return failure(error);
    }
  }
}
