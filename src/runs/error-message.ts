// Errors in words for a person, the system's included.
import { errorCode } from './atomic';
import { refusal } from './refusal';

/** An error's message; for what the system refuses, a sentence that names the path and the reason. */
export const messageOf = (error: unknown): string =>
  systemMessage(error) ?? (error instanceof Error ? error.message : String(error));

/** What the system refuses to do with a file or folder, in a sentence; undefined for any other error. */
export function systemMessage(error: unknown): string | undefined {
  const code = errorCode(error);
  if (code === undefined || !(error instanceof Error) || !('syscall' in error)) return undefined;
  if (error.syscall === 'uv_cwd')
    return 'The current folder does not exist any more. Change to another folder and repeat the command.';
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  if (path === undefined) return undefined;
  const why = code === 'ENOENT' ? 'it does not exist' : refusal(code, path);
  return `${path} cannot be used: ${why ?? error.message}. Check the path and its permissions.`;
}
