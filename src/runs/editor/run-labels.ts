// Keeps the labels of all runs: the values that differ between the runs of a spec.
import { setImmediate as breath } from 'node:timers/promises';
import { labelsOf, type LabelledSpec } from '../labels';
import { pathKey } from '../places';
import type { WatchedRun } from '../watch';

type Run = Pick<WatchedRun, 'path' | 'name' | 'specPath' | 'identity'>;

/** Runs with equal keys belong to one spec. */
const groupOf = ({ specPath, name }: Run): string => (specPath === undefined ? name : pathKey(specPath));

export class RunLabels {
  /** The frozen specs by run directory; undefined for one that this version cannot read. */
  readonly #specs = new Map<string, LabelledSpec | undefined>();
  #labels = new Map<string, string>();
  #isReading = false;
  /** The runs and groups that the labels are for. */
  #labelled = '';

  /**
   * @param all the runs now
   * @param read reads a run's frozen spec, which never changes
   * @param changed receives the runs whose label changed
   */
  constructor(
    private readonly all: () => readonly Run[],
    private readonly read: (runDir: string) => LabelledSpec,
    private readonly changed: (paths: readonly string[]) => void,
  ) {}

  of(path: string): string | undefined {
    return this.#labels.get(path);
  }

  /** Reads new runs, one at a time with pauses, because there may be thousands, and labels all again. */
  async update(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    // More runs may appear while these are read.
    for (let fresh = this.#fresh(); fresh.length > 0; fresh = this.#fresh()) {
      for (const { path } of fresh) {
        this.#specs.set(path, this.#readOf(path));
        await breath();
      }
    }
    this.#isReading = false;
    const now = this.all()
      .map((run) => `${run.path} ${groupOf(run)}`)
      .join('\n');
    // Progress alone changes no label.
    if (now === this.#labelled) return;
    this.#labelled = now;
    this.#label();
  }

  #fresh(): readonly Run[] {
    return this.all().filter(({ path, identity }) => identity !== undefined && !this.#specs.has(path));
  }

  #readOf(path: string): LabelledSpec | undefined {
    try {
      return this.read(path);
    } catch {
      return undefined;
    }
  }

  #label(): void {
    const runs = this.all();
    const there = new Set(runs.map(({ path }) => path));
    for (const path of this.#specs.keys()) if (!there.has(path)) this.#specs.delete(path);
    const groups = new Map<string, Run[]>();
    for (const run of runs) groups.set(groupOf(run), [...(groups.get(groupOf(run)) ?? []), run]);
    const labels = new Map<string, string>();
    for (const group of groups.values()) {
      const known = group.flatMap(({ path }) => {
        const spec = this.#specs.get(path);
        return spec ? [{ path, spec }] : [];
      });
      labelsOf(known.map(({ spec }) => spec)).forEach((label, i) => {
        const path = known[i]?.path;
        if (path !== undefined && label !== '') labels.set(path, label);
      });
    }
    const before = this.#labels;
    this.#labels = labels;
    const changed = [...there].filter((path) => before.get(path) !== labels.get(path));
    if (changed.length > 0) this.changed(changed);
  }
}
