// Names of runtimes and announcements for the user.
import type { Proof, Source } from './candidate';
import type { Runtime } from './find';

export const sourceNames: Readonly<Record<Source, string>> = {
  named: 'TICKET_TENSORFLOW',
  workspace: 'workspace',
  managed: 'installed',
  python: 'Python',
  embedded: 'embedded',
};

/** The name of a runtime, such as `TensorFlow 2.21.0 on the CPU`. */
export const runtimeName = ({ backend, library, device }: Proof): string =>
  backend === 'tensorflow' ? `TensorFlow ${library} on the ${device}` : `embedded ${backend} ${library}`;

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
    `Training with ${runtimeName(proof)} (${sourceNames[source]}: ${place})${as}.`,
    ...slow,
  ].join('\n');
}
