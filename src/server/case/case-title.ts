import { Fault } from '#protocol/bytes/fault.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { parseRecordHead, type SignedRecord } from '#protocol/record/record.ts';
import { bodyHash, saltLength } from '#protocol/record/salted-body.ts';
import type { Party } from '../party/party.ts';
import { bodiesFor, bodyBytes, nameBody, readBody, type SaltedBody, takeBody } from './case-body.ts';

/** Most bytes of the body that holds a title. Spec: CPG-8. */
const longest = { bytes: 1_000 } as const;

/** A title as it may be given: one line. */
export const isTitle = (text: string): boolean => /^[^\p{Cc}\u2028\u2029]{1,120}$/u.test(text);

/** The title as the body of the first record: in the head it could not be erased. Spec: CPG-8. */
export function titleBody(party: Party, title: string): SaltedBody {
  if (!isTitle(title)) throw new Fault('case-title', 'A title is one line of at most 120 characters.');
  const body = bodyBytes({ words: title, files: [] });
  const salt = party.powers.random(saltLength);
  return { hash: bodyHash(salt, body), salt, body };
}

/** Keeps the title of a case that begins here, or the knowledge that it has one. Call inside a transaction. */
export function keepTitle(party: Party, record: SignedRecord, title: SaltedBody | undefined): void {
  nameBody(party, record.id, record.head);
  if (title === undefined) return;
  if (title.hash !== record.head.body || title.body.length > longest.bytes)
    throw new Fault('case-title', 'The title is not the one that the first record names.');
  takeBody(party, record.id, title);
}

const genesisHead = (genesis: Uint8Array) => parseRecordHead(parseNote(genesis).text);

/** The title to send along with an invitation; undefined when there is none, or it was erased. */
export function titleFor(party: Party, id: string, genesis: Uint8Array): SaltedBody | undefined {
  const { body } = genesisHead(genesis);
  return body === undefined ? undefined : bodiesFor(party, id, [body])[0];
}

/** The hash of the body that holds a case's title. */
export const titleHash = (genesis: Uint8Array): { readonly title?: string } => {
  const { body } = genesisHead(genesis);
  return body === undefined ? {} : { title: body };
};

/** The title with this hash; undefined when it was erased, has not come, or is none. */
export function titleWith(party: Party, id: string, hash: string): string | undefined {
  const held = bodiesFor(party, id, [hash])[0];
  if (held === undefined || held.body.length > longest.bytes) return undefined;
  try {
    const { words } = readBody(held.body);
    return isTitle(words) ? words : undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return undefined;
  }
}
