import { Fault } from '#protocol/bytes/fault.ts';
import { isMembers, type JsonValue } from '../stix/stix-object.ts';
import type { Advisory } from './advisory.ts';

/** What a record holds of an advisory: enough for anybody to check its hash and signature again. Spec: CSF-5. */
export type AdvisoryFile = Omit<Advisory, 'document'>;

/** The content of an item: one line of JSON around the text of the file. Spec: CSF-5. */
export const advisoryContent = ({ text, sha256, sha512, signature }: AdvisoryFile): string =>
  JSON.stringify({ sha256, sha512, signature, text });

function parse(content: string): JsonValue {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}

/** Reads the content of an item; the advisory in it is not looked into. Fault: `csaf-content`. */
export function parseAdvisoryContent(content: string): AdvisoryFile {
  const value = parse(content);
  const members = isMembers(value) ? value : {};
  const { text } = members;
  const known = ['sha256', 'sha512', 'signature'].flatMap((key) =>
    typeof members[key] === 'string' ? [[key, members[key]] as const] : [],
  );
  const file = typeof text === 'string' ? { ...Object.fromEntries(known), text } : undefined;
  // Writing it again gives the same bytes, so there is nothing in it that nobody looks at.
  if (file === undefined || advisoryContent(file) !== content)
    throw new Fault('csaf-content', 'The item does not hold the file of an advisory.');
  return file;
}
