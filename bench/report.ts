// Formats the results as text, as cells of Markdown tables, and as JSON.
import { table } from '../src/cli/table';
import { isOurs } from './contestants';
import type { Group } from './groups';
import type { Machine } from './machine';
import type { Row } from './measure';
import { fastest, type NamedRatio } from './ratios';
import { pairedRatio, type Interval } from './statistics';

export interface Results {
  /** Day, in ISO 8601. */
  readonly date: string;
  readonly machine: Machine;
  readonly repetitions: number;
  readonly groups: ReadonlyMap<Group, readonly Row[]>;
  readonly ratios: readonly NamedRatio[];
}

export const HEADER = [
  'contestant',
  'ms per iteration and replica',
  'ratio to ours',
  'processes',
  'note',
] as const;

/** Cells of a group's rows, for `HEADER`. The ratio is paired, to the fastest of Ticket's engines. */
export function cellsOf(rows: readonly Row[]): readonly (readonly string[])[] {
  const ours = fastest(rows, isOurs);
  return rows.map((row) => {
    const { name, msPerIterationPerReplica: ms, interval, processes, problem } = row;
    const time = ms === null || !interval ? '–' : `${digits(ms)} ${range(interval)}`;
    const isComparable = ours && ours !== row && problem === null && row.times.length === ours.times.length;
    const ratio = isComparable ? pairedRatio(row.times, ours.times) : undefined;
    return [
      name,
      time,
      ratio ? `${digits(ratio.median)} ${range(ratio)}` : row === ours ? '1' : '–',
      processes === 0 ? '–' : String(processes),
      problem === null ? (row === ours ? 'ours' : '') : ms === null ? problem : `WRONG: ${problem}`,
    ];
  });
}

/** Cells of ratios, for `RATIO_HEADER`. */
export const ratioCells = (ratios: readonly NamedRatio[]): readonly (readonly string[])[] =>
  ratios.map((ratio) =>
    'reason' in ratio
      ? [ratio.name, '–', ratio.reason]
      : [ratio.name, `${digits(ratio.median)} ${range(ratio)}`, `${ratio.peer} / ${ratio.ours}`],
  );

export const RATIO_HEADER = ['ratio', 'speedup', 'peer / ours'] as const;

export const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
const range = ({ low, high }: Interval): string => `(${digits(low)}–${digits(high)})`;

/** Describes the intervals for the number of repetitions. */
export function intervalNote(rows: readonly Row[], repetitions: number): string {
  const confidence = rows.find(({ interval }) => interval)?.interval?.confidence;
  const level = confidence === undefined ? '' : `${(100 * confidence).toFixed(1)}% `;
  return `Medians of ${repetitions} interleaved repetitions, with the exact ${level}binomial confidence interval of the median; ratios are paired within a repetition.`;
}

export const machineLine = ({ date, machine }: Pick<Results, 'date' | 'machine'>): string =>
  `${date}, ${machine.cpu}, ${machine.cores} ${machine.cores === 1 ? 'core' : 'cores'}, ${machine.system}, Node ${machine.node}, load average ${machine.load.toFixed(1)}`;

/** Devices and libraries of the rows, each once. */
export const librariesOf = (rows: readonly Row[]): string =>
  [
    ...new Set(rows.flatMap(({ library, device }) => (library ? [`${library} on ${device ?? '?'}`] : []))),
  ].join('; ');

/** A table whose last column is text, left-aligned. */
function withNotes(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const numbers = table(
    header.slice(0, -1),
    rows.map((cells) => cells.slice(0, -1)),
  );
  const [title = '', ...notes] = [header, ...rows].map((cells) => cells.at(-1) ?? '');
  const last = [title, '─'.repeat(title.length), ...notes];
  return numbers
    .split('\n')
    .map((line, i) => `${line}  ${last[i] ?? ''}`.trimEnd())
    .join('\n');
}

export function asText(results: Results): string {
  const parts = [...results.groups].map(([group, rows]) =>
    [`${group.name}: ${group.title}`, withNotes(HEADER, cellsOf(rows)), librariesOf(rows)].join('\n'),
  );
  const rows = [...results.groups.values()].flat();
  const measured = new Set([...results.groups.keys()].map(({ name }) => name));
  const ratios = results.ratios.filter(({ name }) => measured.has(name.split('.')[0] ?? ''));
  return [
    ...parts,
    withNotes(RATIO_HEADER, ratioCells(ratios)),
    `${machineLine(results)}\n${intervalNote(rows, results.repetitions)}\n`,
  ].join('\n\n');
}

/** In JSON, a ratio is a number or null; `intervals`, `compared` and `reasons` contain its details by the same name. */
export function asJson({ date, machine, repetitions, groups, ratios }: Results): string {
  const rows = [...groups].flatMap(([group, of]) =>
    of.map((row) => ({ ...row, name: `${group.name}.${row.name}`, group: group.name })),
  );
  const pick = <T>(value: (ratio: NamedRatio) => T): Record<string, T> =>
    Object.fromEntries(ratios.map((ratio) => [ratio.name, value(ratio)]));
  const json = {
    date,
    machine,
    repetitions,
    rows,
    ratios: pick((ratio) => ('reason' in ratio ? null : ratio.median)),
    intervals: pick((ratio) =>
      'reason' in ratio ? null : { low: ratio.low, high: ratio.high, confidence: ratio.confidence },
    ),
    compared: pick((ratio) => ('reason' in ratio ? null : { ours: ratio.ours, peer: ratio.peer })),
    reasons: pick((ratio) => ('reason' in ratio ? ratio.reason : null)),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}
