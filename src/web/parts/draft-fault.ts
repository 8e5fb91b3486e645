import type { Html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

const known: Readonly<Record<string, 'moved' | 'release' | 'sealing'>> = {
  'case-moved': 'moved',
  'case-release': 'release',
  'case-sealing-key': 'sealing',
};

/** Why what a person wants to do in a case could not be signed, and what to do. */
export const draftFault = (reader: Reader, code: string): Html =>
  words(reader).t(`cases.draft-fault.${known[code] ?? 'other'}`, { code });
