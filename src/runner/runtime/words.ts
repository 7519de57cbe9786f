// What is said of a runtime.
import type { Proof, Source } from './candidate';
import type { Runtime } from './find';

export const sourceNames: Readonly<Record<Source, string>> = {
  named: 'TICKET_TENSORFLOW',
  workspace: 'workspace',
  managed: 'installed',
  python: 'Python',
  embedded: 'embedded',
};

/** Such as `TensorFlow 2.21.0 on the CPU`. */
export const runtimeName = ({ backend, library, device }: Proof): string =>
  backend === 'tensorflow' ? `TensorFlow ${library} on the ${device}` : `The embedded ${backend} ${library}`;

/** What a run is about to be trained with, and what was passed over because it does not work. */
export function announcement({ source, place, proof, passed, isPreferred }: Runtime): string {
  const troubles = passed.flatMap(({ trouble }) =>
    trouble ? [`Passed over: ${trouble.message}\n  ${trouble.remedy}`] : [],
  );
  const slow =
    source === 'embedded' && !isPreferred
      ? ['TensorFlow is several times faster and was not found: `ticket runtime install` fetches it.']
      : [];
  const as = isPreferred ? ', as this run was begun' : '';
  return [...troubles, `${runtimeName(proof)} trains (${sourceNames[source]}: ${place})${as}.`, ...slow].join(
    '\n',
  );
}
