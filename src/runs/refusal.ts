// Explains the system's error codes for file writes.
import fs from 'node:fs';
import path from 'node:path';

const reasons: Readonly<Record<string, string>> = {
  EDQUOT: 'the disk quota is exceeded',
  EROFS: 'the file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'the operation is not permitted',
  ENOTDIR: 'part of the path is a file, not a folder',
  EEXIST: 'a file of this name exists',
  EISDIR: 'a folder of this name exists',
  ENOTEMPTY: 'a folder of this name exists',
  ELOOP: 'its links form a loop',
  ENAMETOOLONG: 'its name is too long',
  EBUSY: 'it is in use or a mount point',
  EFBIG: 'it exceeds the maximum file size',
  ENXIO: 'the device does not exist',
  EIO: 'the device reports an error',
};

/** The reason for `code` when writing `file`, without a full stop; undefined for other codes. */
export function refusal(code: string, file: string): string | undefined {
  if (code !== 'ENOSPC') return reasons[code];
  return hasNoInodes(file)
    ? 'the file system has free space, but no free inodes (see `df -i`)'
    : 'the disk is full';
}

/** The remedy for `code` at `file`: freeing space does not help if the inodes are used up. */
export function fitting(code: string, file: string, remedy: string): string {
  return code === 'ENOSPC' && hasNoInodes(file)
    ? remedy.replace('Free some space', 'Remove some files')
    : remedy;
}

/** Whether inodes are used up: the system has one code for a full disk and for too many files. */
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
