// Formats the output of `ticket doctor`.
import { bytes } from '../language/print';
import { backendName } from '../runs/text';
import type { Examination, WorkloadData } from './doctor';
import { sourceNames } from './runtime/words';

export function doctorText({
  ticket,
  node,
  platform,
  cpu,
  gpus,
  cache,
  runtimes,
  data,
  errors,
}: Examination): string {
  const width = Math.max(...Object.values(sourceNames).map(({ length }) => length));
  const rows = runtimes.map(({ source, place, proof, error, missing, chosen }) => {
    const sign = chosen ? '✓' : proof ? '·' : error ? '✗' : '–';
    const what = proof
      ? `${backendName(proof)}${chosen ? ', used' : ''}`
      : (missing ?? 'does not work, see below');
    return `  ${sign} ${sourceNames[source].padEnd(width)}  ${what}  (${place})`;
  });
  const features = runtimes.find(({ chosen }) => chosen)?.proof?.cpuFeatures;
  const free = cache.freeBytes === undefined ? 'unknown' : `${(cache.freeBytes / 1e9).toFixed(1)} GB`;
  return [
    `Ticket ${ticket} on Node ${node.version.slice(1)}, ${platform}`,
    ...(node.program === undefined || node.source === 'running'
      ? []
      : [`  Trains on Node ${node.trains} from ${nodeSources[node.source ?? 'path']} (${node.program})`]),
    `  Processor  ${cpu.model}, ${cpu.cores} cores${features ? ` (${features})` : ''}`,
    `  GPU        ${gpus.length > 0 ? gpus.join('; ') : 'none reported by nvidia-smi'}`,
    `  Cache      ${cache.folder}, ${free} free`,
    '',
    'Runtimes, in order of preference (the first that works is used):',
    ...rows,
    '',
    'Data of the workloads:',
    ...dataRows(data),
    ...(errors.length === 0
      ? ['', 'No problems found.']
      : ['', ...errors.flatMap(({ message, remedy }) => [message, `  → ${remedy}`])]),
  ].join('\n');
}

const nodeSources = {
  named: 'TICKET_NODE or the setting',
  running: 'this process',
  path: 'the PATH',
  'login shell': 'a login shell',
} as const;

function dataRows(data: readonly WorkloadData[]): readonly string[] {
  const width = Math.max(...data.map(({ workload }) => workload.length));
  return data.map(({ workload, files }) => {
    const places = new Set(files.flatMap((file) => ('from' in file ? [placeNames[file.from]] : [])));
    const left = files.reduce((sum, file) => sum + ('from' in file ? 0 : file.fetchBytes), 0);
    const what = [...places, ...(left > 0 ? [`${bytes(left)} to download before a run`] : [])];
    return `  ${left > 0 ? '–' : '✓'} ${workload.padEnd(width)}  ${what.join(', ')}`;
  });
}

const placeNames = { folder: 'in a folder', package: 'in its npm package', cache: 'in the cache' } as const;
