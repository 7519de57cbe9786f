// Names of runtimes and announcements for the user.
import { backendName } from '../../runs/text';
import type { Source } from './candidate';
import type { Runtime } from './find';

export const sourceNames: Readonly<Record<Source, string>> = {
  named: 'TICKET_TENSORFLOW',
  workspace: 'workspace',
  managed: 'installed',
  python: 'Python',
  embedded: 'embedded',
};

/** Announces the runtime of a run, and those skipped because they do not work. */
export function announcement({ source, place, proof, passed, isPreferred }: Runtime): string {
  const errors = passed.flatMap(({ error }) =>
    error ? [`Skipped: ${error.message}\n  ${error.remedy}`] : [],
  );
  const slow =
    source === 'embedded' && !isPreferred
      ? ['TensorFlow is several times faster. Install it with `ticket runtime install`.']
      : [];
  const as = isPreferred ? ', the runtime this run started with' : '';
  return [
    ...errors,
    `Training with ${backendName(proof)} (${sourceNames[source]}: ${place})${as}.`,
    ...slow,
  ].join('\n');
}
