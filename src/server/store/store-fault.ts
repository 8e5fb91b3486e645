import { Fault } from '#protocol/bytes/fault.ts';

/** What can be wrong with the disk or the files on it. */
export type StoreFaultCode = 'store-full' | 'store-read-only' | 'store-failing' | 'store-damaged' | 'store-busy';

const sentences: Readonly<Record<StoreFaultCode, string>> = {
  'store-full':
    'The disk of this server is full: nothing new is taken until there is space; what was accepted is kept.',
  'store-read-only':
    'The files of this server cannot be written: nothing new is taken until they can; what was accepted is kept.',
  'store-failing': 'The disk of this server reports errors: nothing new is taken until it works; look at the disk.',
  'store-damaged': 'The store of this server is damaged: nothing is signed any more; restore a backup.',
  'store-busy': 'The store of this server is in use by another command for too long; try again.',
};

// Primary result codes of SQLite.
const bySqlite: Readonly<Record<number, StoreFaultCode>> = {
  5: 'store-busy',
  6: 'store-busy',
  8: 'store-read-only',
  10: 'store-failing',
  11: 'store-damaged',
  13: 'store-full',
  14: 'store-read-only',
  26: 'store-damaged',
};

const bySystem: Readonly<Record<string, StoreFaultCode>> = {
  ENOSPC: 'store-full',
  EDQUOT: 'store-full',
  EROFS: 'store-read-only',
  EACCES: 'store-read-only',
  EPERM: 'store-read-only',
  EIO: 'store-failing',
  EMFILE: 'store-failing',
  ENFILE: 'store-failing',
};

function codeOf(error: Error): StoreFaultCode | undefined {
  if (!('code' in error)) return undefined;
  if (error.code !== 'ERR_SQLITE_ERROR') return bySystem[String(error.code)];
  return 'errcode' in error ? bySqlite[Number(error.errcode) & 0xff] : undefined;
}

/**
 * What an error of SQLite or of the file system means to those who use this server; undefined for
 * any other error. Until it is turned into words at the edge it stays an error and no Fault: a Fault
 * would be taken for a fault of what was sent, and refuse it for good. Spec: KEP-6.
 */
export function storeFault(error: unknown): Fault<StoreFaultCode> | undefined {
  const code = error instanceof Error && !(error instanceof Fault) ? codeOf(error) : undefined;
  return code === undefined ? undefined : new Fault(code, sentences[code]);
}

/** How a web answer says it: 507 only for what more space would cure. */
export const storeStatus = (code: StoreFaultCode): 503 | 507 => (code === 'store-full' ? 507 : 503);

/** Seconds after which it is worth asking again. */
export const storeRetry = '60';
