// Blocks randomness and the clock during calls into user modules, on every engine.
import module from 'node:module';
import { callers, lineOf } from './lab-line';
import { ModuleMistake } from '../module-mistake';
import { replaceUnrepeatable, type Unrepeatable } from './unrepeatable';

export interface ModuleGuard {
  /**
   * Calls a function of a module.
   *
   * @param part The function as messages name it: `./net.mjs: forward(…)`.
   * @param refused Sources the function must not use.
   * @throws {ModuleMistake} if it uses one, even if the module caught the first error.
   */
  during<T>(part: string, refused: readonly Unrepeatable[], call: () => T): T;
  /** True during a call of a module's function that must not use this source. */
  refuses(kind: Unrepeatable): boolean;
}

/** Global key of the process's guard. Replacing the functions twice would report the wrong one first. */
const GUARD = Symbol.for('ticket.module-guard');

/**
 * Returns the guard of this process. Install it before loading a module, because the module may keep a reference to a
 * function.
 *
 * @param aheadMs Offset added to the clock.
 */
export function moduleGuard(aheadMs = 0): ModuleGuard {
  const guard = presentGuard() ?? makeGuard(aheadMs);
  Reflect.set(globalThis, GUARD, guard);
  return guard;
}

/** The guard of this process, if modules were loaded. */
export const presentGuard = (): ModuleGuard | undefined =>
  Reflect.get(globalThis, GUARD) as ModuleGuard | undefined;

function makeGuard(aheadMs: number): ModuleGuard {
  let inside: { part: string; refused: readonly Unrepeatable[]; mistake?: ModuleMistake } | undefined;
  replaceUnrepeatable((kind, what) => {
    if (!inside?.refused.includes(kind)) return;
    inside.mistake ??= new ModuleMistake(`${inside.part} ${reason(kind, what)}${lineOf(callers())}`);
    throw inside.mistake;
  }, aheadMs);
  // Named imports are copies; this updates them.
  module.syncBuiltinESMExports();
  return {
    refuses: (kind) => inside?.refused.includes(kind) === true,
    during(part, refused, call) {
      const outer = inside;
      const here: NonNullable<typeof inside> = { part, refused };
      inside = here;
      try {
        const result = call();
        if (here.mistake) throw here.mistake;
        return result;
      } catch (error) {
        throw here.mistake ?? error;
      } finally {
        inside = outer;
      }
    },
  };
}

const reason = (kind: Unrepeatable, what: string): string =>
  kind === 'chance'
    ? `draws from ${what}, which has no seed, so each process of the run would compute different numbers. Remove the draw, or give the operation a fixed seed`
    : `reads ${what}, so each process of the run would compute different numbers. Remove it, or make it an option of the spec`;
