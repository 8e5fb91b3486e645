import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the static C2SP files of a log stand: a directory, or memory in the simulated world. */
export interface LogFiles {
  read(path: string): Uint8Array | undefined;
  /** Durable and atomic: afterwards the file is there whole, or as it was. */
  write(path: string, bytes: Uint8Array): void;
}

/** Files below one directory, written beside and renamed. */
export function directoryFiles(root: string): LogFiles {
  return {
    read(path) {
      const full = join(root, path);
      return existsSync(full) ? readFileSync(full) : undefined;
    },
    write(path, bytes) {
      const full = join(root, path);
      mkdirSync(dirname(full), { recursive: true });
      const beside = `${full}.new`;
      try {
        writeWhole(beside, bytes);
      } catch (error) {
        rmSync(beside, { force: true });
        throw error;
      }
      renameSync(beside, full);
    },
  };
}

/** A disk that fills up may take the beginning of what is written, and say so only when asked to go on. */
function writeWhole(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'w', 0o644);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Files in memory. */
export function memoryFiles(files: Map<string, Uint8Array> = new Map()): LogFiles {
  return { read: (path) => files.get(path), write: (path, bytes) => void files.set(path, new Uint8Array(bytes)) };
}
