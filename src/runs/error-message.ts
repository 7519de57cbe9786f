// Messages of errors for the user, including system errors.
import { errorCode } from './atomic';
import { refusal } from './refusal';

/** An error's message; for system errors, a sentence with the path and the reason. */
export const messageOf = (error: unknown): string =>
  systemMessage(error) ?? (error instanceof Error ? error.message : String(error));

/** A sentence for a system error about a file or folder; undefined for any other error. */
export function systemMessage(error: unknown): string | undefined {
  const code = errorCode(error);
  if (code === undefined || !(error instanceof Error) || !('syscall' in error)) return undefined;
  if (error.syscall === 'uv_cwd')
    return 'The current folder no longer exists. Change to another folder and repeat the command.';
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  if (path === undefined) return undefined;
  const why = code === 'ENOENT' ? 'it does not exist' : refusal(code, path);
  return `Cannot use ${path}: ${why ?? error.message}. Check the path and its permissions.`;
}
