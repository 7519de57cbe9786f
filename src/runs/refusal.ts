// Reasons for which the system refuses to write a file, in words.
import fs from 'node:fs';
import path from 'node:path';

const reasons: Readonly<Record<string, string>> = {
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'the operation is not permitted',
  ENOTDIR: 'part of the path is a file, not a folder',
  EEXIST: 'there is a file of this name',
  EISDIR: 'there is a folder of this name',
  ENOTEMPTY: 'there is a folder of this name',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EBUSY: 'it is in use, or mounted by itself',
  EFBIG: 'it exceeds the largest size that is allowed',
  ENXIO: 'there is no such device',
  EIO: 'the device reports an error',
};

/** Why the system refuses to write `file` with `code`, without a full stop; undefined for a code without words. */
export function refusal(code: string, file: string): string | undefined {
  if (code !== 'ENOSPC') return reasons[code];
  return hasNoInodes(file)
    ? 'the file system has free space, but no free inodes (`df -i` shows them)'
    : 'the disk is full';
}

/** The remedy for `code` at `file`: free space is no help where the inodes are used up. */
export function fitting(code: string, file: string, remedy: string): string {
  return code === 'ENOSPC' && hasNoInodes(file)
    ? remedy.replace('Free some space', 'Remove some files')
    : remedy;
}

/** The system has one code for a disk without room and for one with too many files. */
function hasNoInodes(file: string): boolean {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    try {
      const { files, ffree, bavail } = fs.statfsSync(folder);
      return files > 0 && ffree === 0 && bavail > 0;
    } catch {
      if (folder === path.dirname(folder)) return false;
    }
  }
}
