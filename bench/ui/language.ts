// Times the language's functions in plain Node, as the editor calls them.
import { completions } from '../../src/language/assist/completion';
import { format } from '../../src/language/assist/format';
import { hints } from '../../src/language/assist/hints';
import { hover } from '../../src/language/assist/hover';
import { outline } from '../../src/language/assist/outline';
import { read, type ParsedDocument } from '../../src/language/assist/parsed-document';
import { median } from '../statistics';
import { specs, type Spec } from './specs';
import type { Group } from './main';

const REPETITIONS = 15;

const parts = ['check', 'completion', 'hover', 'hints', 'outline', 'formatting'] as const;
type Part = (typeof parts)[number];

export const language: Group = {
  name: 'language',
  about: `The language's functions in plain Node: median and worst of ${REPETITIONS}, in milliseconds. The target is 50 ms for a check of 5,000 lines.`,
  header: ['spec', 'characters', ...parts],
  async rows() {
    const rows: (readonly string[])[] = [];
    for (const spec of specs) {
      const row: string[] = [spec.name, spec.text.length.toLocaleString('en')];
      for (const part of parts) row.push(await timed(worksOf(spec)[part]));
      rows.push(row);
    }
    return rows;
  },
};

/** The timed functions. Each throws if its result is wrong, since the time would mean nothing. */
function worksOf({ name, text, problems }: Spec): Readonly<Record<Part, () => unknown>> {
  const must = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(`${name}: ${what}`);
  };
  let parsed: ParsedDocument | undefined;
  const known = (): ParsedDocument => (parsed ??= read(text));
  return {
    check() {
      const found = read(text).checked.problems;
      must(found.length > 0 === (problems === 'some'), `${found.length} problems`);
    },
    completion() {
      const found = completions(`${text}\n`, text.length + 1, { modules: [], known: {} });
      must(problems === 'some' || found.length > 0, 'no suggestions');
    },
    hover() {
      const shown = hover(known(), text.indexOf('workload') + 1);
      must(problems === 'some' || shown !== undefined, 'no hover');
    },
    hints() {
      must(problems === 'some' || hints(known()).length > 0, 'no inlay hints');
    },
    outline() {
      must(problems === 'some' || outline(known().root).length > 0, 'no outline');
    },
    async formatting() {
      const formatted = await format(text);
      must(problems === 'some' || formatted !== undefined, 'not formatted');
    },
  };
}

async function timed(work: () => unknown): Promise<string> {
  const took: number[] = [];
  for (let i = 0; i < REPETITIONS + 3; i += 1) {
    const start = performance.now();
    await work();
    if (i >= 3) took.push(performance.now() - start); // The first three warm up.
  }
  return `${median(took).toFixed(1)} (${Math.max(...took).toFixed(1)})`;
}
