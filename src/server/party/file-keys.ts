import { parseAdvisoryContent } from '#exchange/csaf/advisory-content.ts';
import type { CsafBeside } from '#exchange/csaf/read-csaf.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { contentLineOf } from './content.ts';
import { checkSignature, fingerprintOf, type PublicKeys, readPublicKeys } from './file-signature.ts';
import type { Party } from './party.ts';

/** A key that the operator trusts for signatures on files. */
export interface FileKey {
  /** Upper-case hex. */
  readonly fingerprint: string;
  /** Whom the key says that it belongs to; only the operator can know. */
  readonly name: string;
  /** Unix seconds, since when it is trusted. */
  readonly at: number;
}

const mostKeys = 1000;
/** Position of the first record whose signature was not looked at with the keys that are kept. */
const place = 'file-signatures';

export const fileKeys = (party: Party): FileKey[] =>
  party.db
    .all<FileKey>('SELECT fingerprint, name, at FROM file_key ORDER BY name, fingerprint')
    .map(({ fingerprint, name, at }) => ({ fingerprint, name, at }));

/** The keys that are kept, to check with. */
export async function trustedKeys(party: Party): Promise<PublicKeys> {
  const kept = party.db.all<{ armor: string }>('SELECT armor FROM file_key ORDER BY fingerprint');
  const read = await Promise.all(kept.map(({ armor }) => readPublicKeys(armor)));
  return read.flat();
}

/** Keeps the keys of a text in ASCII armor. Faults: `openpgp-key`, `openpgp-keys-many`. Spec: CSF-11. */
export async function trustKeys(party: Party, armor: string): Promise<FileKey[]> {
  const keys = await readPublicKeys(armor);
  if (keys.length === 0) throw new Fault('openpgp-key', 'The file holds no OpenPGP public key in ASCII armor.');
  if (party.db.count('SELECT count(*) FROM file_key') + keys.length > mostKeys)
    throw new Fault('openpgp-keys-many', `At most ${mostKeys} keys are kept.`);
  const at = party.now;
  return party.transaction(() => {
    party.meta.set(place, '0');
    return keys.map((key) => {
      const named = { fingerprint: fingerprintOf(key), name: (key.getUserIDs()[0] ?? '').slice(0, 200), at };
      party.db.run(
        `INSERT INTO file_key (fingerprint, name, armor, at) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET name = excluded.name, armor = excluded.armor`,
        named.fingerprint,
        named.name,
        key.armor(),
        at,
      );
      return named;
    });
  });
}

/** Trusts a key no more: what it showed counts as not checked. Fault: `openpgp-key-unknown`. Spec: CSF-12. */
export function distrustKey(party: Party, fingerprint: string): void {
  if (party.db.get('SELECT 1 FROM file_key WHERE fingerprint = ?', fingerprint) === undefined)
    throw new Fault('openpgp-key-unknown', 'No key of this fingerprint is kept.');
  party.db.run('DELETE FROM file_key WHERE fingerprint = ?', fingerprint);
  party.db.run('DELETE FROM file_signature WHERE fingerprint = ?', fingerprint);
}

/** What stands beside a file, with what the keys say of its signature: nothing when they are others. Spec: CSF-11. */
export async function besideChecked(bytes: Uint8Array, beside: CsafBeside, keys: PublicKeys): Promise<CsafBeside> {
  if (beside.signature === undefined) return beside;
  const { state } = await checkSignature(bytes, beside.signature, keys);
  return state === 'key-unknown' ? beside : { ...beside, signatureHolds: state === 'valid' };
}

/** Advisories from a position on, own and received. */
const advisories = `SELECT seq, text FROM item WHERE seq >= ? AND text IS NOT NULL
  AND class IN (SELECT id FROM class WHERE kind = 'advisory') ORDER BY seq LIMIT ?`;

/** A part of the held records: from a position on, at most so many advisories. */
interface Part {
  readonly from: number;
  readonly most: number;
}

/** Checks signatures of held advisories, and keeps what was found; the last position that was looked at. Spec: CSF-12. */
async function checkPart(party: Party, { from, most }: Part, keys: PublicKeys): Promise<number | undefined> {
  const rows = party.db.all<{ seq: number; text: string }>(advisories, from, most);
  for (const { seq, text } of rows) {
    const file = parseAdvisoryContent(contentLineOf(text));
    if (file.signature === undefined) continue;
    const found = await checkSignature(utf8(file.text), file.signature, keys);
    if (found.state === 'key-unknown') continue;
    party.db.run(
      `INSERT INTO file_signature (item, fingerprint, holds, at) SELECT seq, ?, ?, ? FROM item WHERE seq = ? AND text IS NOT NULL
       ON CONFLICT DO UPDATE SET fingerprint = excluded.fingerprint, holds = excluded.holds, at = excluded.at`,
      found.fingerprint,
      Number(found.state === 'valid'),
      party.now,
      seq,
    );
  }
  return rows.at(-1)?.seq;
}

/** Checks with these keys all advisories that are held. */
export async function checkHeldSignatures(party: Party, keys: PublicKeys): Promise<void> {
  await checkPart(party, { from: 0, most: -1 }, keys);
}

const perRound = 200;

/** Checks with the kept keys what was not looked at since they are, a part of it at a time. Spec: CSF-12. */
export async function checkNewSignatures(party: Party): Promise<void> {
  const [from, held] = [Number(party.meta.get(place) ?? 0), party.items.lastSeq() + 1];
  if (from >= held) return;
  const last = await checkPart(party, { from, most: perRound }, await trustedKeys(party));
  // Keys that came meanwhile have everything to look at again.
  if (Number(party.meta.get(place) ?? 0) === from) party.meta.set(place, String(last === undefined ? held : last + 1));
}

/** What is known of the signature of a held advisory. */
export interface HeldSignature {
  readonly fingerprint: string;
  readonly holds: boolean;
  /** Unix seconds. */
  readonly at: number;
  /** Whom the key says that it belongs to, while it is kept. */
  readonly name?: string;
}

/** Undefined when no key that it names was known when it was looked at. */
export function signatureOf(party: Party, seq: number): HeldSignature | undefined {
  const row = party.db.get<{ fingerprint: string; holds: number; at: number; name: string | null }>(
    `SELECT fingerprint, holds, file_signature.at AS at, name FROM file_signature LEFT JOIN file_key USING (fingerprint)
     WHERE item = ?`,
    seq,
  );
  if (row === undefined) return undefined;
  const { fingerprint, at, name } = row;
  return { fingerprint, holds: row.holds === 1, at, ...(name === null ? {} : { name }) };
}
