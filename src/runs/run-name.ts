// Names of run directories: the spec's name and the run's identity.
import path from 'node:path';

/** A spec's file name without its extension. */
export const specName = (file: string): string => path.basename(file).replace(/(\.ticket)?\.ya?ml$/, '');

export const runName = (specFile: string, identity: string): string => `${specName(specFile)}-${identity}`;

/** A name as a part of a file name: it must not act as a path. */
export const fileName = (name: string): string => name.replace(/[^\w. =,()-]/g, '_');

/**
 * Whether a folder is hidden and not a run. The run of `.draft.ticket.yaml` is hidden, too, but ends with an
 * identity.
 */
export const isHidden = (name: string): boolean => name.startsWith('.') && !/-[0-9a-f]{12}$/.test(name);
