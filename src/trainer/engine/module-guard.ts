// Chance and the clock during calls into the user's modules: refused, on every engine.
import module from 'node:module';
import { callers, lineOf } from './lab-line';
import { ModuleMistake } from '../module-mistake';
import { replaceUnrepeatable, type Unrepeatable } from './unrepeatable';

export interface ModuleGuard {
  /**
   * Calls a function of a module.
   *
   * @param part as messages call it: `./net.mjs: forward(…)`
   * @param refused what the function must not use
   * @throws {ModuleMistake} where it does, also where the module has caught the first refusal.
   */
  during<T>(part: string, refused: readonly Unrepeatable[], call: () => T): T;
  /** Whether a function of a module is being called that must not use this. */
  refuses(kind: Unrepeatable): boolean;
}

/** Where one process keeps its guard: replacing a function twice would put one refusal before the other. */
const GUARD = Symbol.for('ticket.module-guard');

/**
 * The guard of this process. It must be there before a module is loaded, which may keep a function for later.
 *
 * @param aheadMs how far the clock is put forward
 */
export function moduleGuard(aheadMs = 0): ModuleGuard {
  const guard = presentGuard() ?? makeGuard(aheadMs);
  Reflect.set(globalThis, GUARD, guard);
  return guard;
}

/** The guard of this process, where modules were loaded. */
export const presentGuard = (): ModuleGuard | undefined =>
  Reflect.get(globalThis, GUARD) as ModuleGuard | undefined;

function makeGuard(aheadMs: number): ModuleGuard {
  let inside: { part: string; refused: readonly Unrepeatable[]; mistake?: ModuleMistake } | undefined;
  replaceUnrepeatable((kind, what) => {
    if (!inside?.refused.includes(kind)) return;
    inside.mistake ??= new ModuleMistake(`${inside.part} ${reason(kind, what)}${lineOf(callers())}`);
    throw inside.mistake;
  }, aheadMs);
  // What is imported by name is a copy, which this renews.
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
    ? `draws by ${what}, which no seed determines: each process of the run would compute something else. Remove the draw, or give the operation a fixed seed`
    : `reads ${what}: each process of the run would compute something else. Remove it, or make it an option of the spec`;
