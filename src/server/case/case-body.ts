import { base64, fromBase64 } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { Fields } from '#protocol/bytes/fields.ts';
import { parseForeignJson } from '#protocol/bytes/foreign-json.ts';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { readAct } from '#protocol/case/act.ts';
import { type Place, readRoomEntry } from '#protocol/case/room.ts';
import type { RecordHead } from '#protocol/record/record.ts';
import { bodyHash, saltLength } from '#protocol/record/salted-body.ts';
import type { Party } from '../party/party.ts';
import { readParts, type SaidPart } from './said-parts.ts';

/** What an act says in words, and what is attached. Spec: CEX-16. */
export interface CaseBody {
  readonly words: string;
  /** What the act says part by part, where its procedure names parts. Spec: SAY-1. */
  readonly parts?: readonly SaidPart[];
  readonly files: readonly { readonly name: string; readonly type: string; readonly bytes: Uint8Array }[];
}

/** A body as it travels and is kept: sealed. */
export interface SaltedBody {
  readonly hash: string;
  readonly salt: Uint8Array;
  readonly body: Uint8Array;
}

/** `plain` leaves room for what sealing adds. */
const bodyLimits = { bytes: 2_000_000, plain: 1_990_000, files: 20, words: 100_000 } as const;

/** The bytes of what an act says. Fault: `case-body`. Spec: CEX-16. */
export function bodyBytes({ words, parts = [], files }: CaseBody): Uint8Array {
  const named = files.map(({ name, type, bytes }) => ({ name, type, bytes: base64(bytes) }));
  const bytes = utf8(JSON.stringify({ words, ...(parts.length === 0 ? {} : { parts }), files: named }));
  readBody(bytes);
  return bytes;
}

/** Reads what an act says; anything unknown is a fault. Spec: CEX-16. */
export function readBody(bytes: Uint8Array): CaseBody {
  if (bytes.length > bodyLimits.plain) throw new Fault('case-body', 'Words and files are too large.');
  const fields = new Fields(parseForeignJson(fromUtf8(bytes)));
  const words = fields.any('words');
  if (typeof words !== 'string' || words.length > bodyLimits.words) throw fields.fault('words', 'Words were expected.');
  const parts = fields.has('parts') ? { parts: readParts(fields) } : {};
  const files = fields.list('files', bodyLimits.files).map((member, index) => {
    const file = new Fields(member, `/files/${index}`);
    const name = file.text('name', /^[^\u0000-\u001f/\\]{1,120}$/u);
    const type = file.text('type', /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,60}$/);
    const content = file.any('bytes');
    file.end();
    return { name, type, bytes: fromBase64(typeof content === 'string' ? content : '!') };
  });
  fields.end();
  return { words, ...parts, files };
}

/** A sealed body of ours: for which epoch, and what is in it. */
export interface OwnBody {
  readonly place: Place;
  readonly sealed: Uint8Array;
  readonly opened: Uint8Array;
  /** Of the secret of an epoch: the recipient to which it belongs. */
  readonly recipient?: string;
}

/** Salts and keeps a sealed body of ours; gives the hash for the head. Call inside a transaction. Spec: REC-7, ROM-1. */
export function keepOwnBody(party: Party, id: string, { place, sealed, opened, recipient }: OwnBody): string {
  if (sealed.length > bodyLimits.bytes) throw new Fault('case-body', 'Words and files are too large.');
  const salt = party.powers.random(saltLength);
  const hash = bodyHash(salt, sealed);
  party.db.run(
    'INSERT INTO case_body (case_id, hash, room, epoch, recipient, salt, body, opened) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    id,
    hash,
    place.name,
    place.epoch,
    recipient ?? null,
    salt,
    sealed,
    opened,
  );
  return hash;
}

/** A body that an entry names, that is not here and was not erased here. */
const lacking = 'body IS NULL AND erased IS NULL';

/** Keeps a body that a member gave, if it is one that an entry names and that is lacking. Spec: CEX-16, CEX-17. */
export function takeBody(party: Party, id: string, { hash, salt, body }: SaltedBody): void {
  const isLacking = party.db.get(`SELECT 1 FROM case_body WHERE case_id = ? AND hash = ? AND ${lacking}`, id, hash);
  if (isLacking === undefined) return;
  if (salt.length !== saltLength || body.length > bodyLimits.bytes || bodyHash(salt, body) !== hash)
    throw new Fault('case-body', 'The body is not the one that the act names.');
  party.db.run('UPDATE case_body SET salt = ?, body = ? WHERE case_id = ? AND hash = ?', salt, body, id, hash);
}

/** The epoch to which a body is sealed, or whose secret it holds for us. */
function sealedFor(party: Party, { kind, data }: RecordHead): (Place & { recipient?: string }) | undefined {
  if (kind === 'act') return readAct(data).room;
  if (kind !== 'room') return undefined;
  const { room: name, epoch, recipient, readers } = readRoomEntry(data);
  return readers.includes(party.id) ? { name, epoch, recipient } : undefined;
}

/** Notes that an entry names a body, and for whom it is sealed. */
export function nameBody(party: Party, id: string, head: RecordHead | undefined): void {
  if (head?.body === undefined) return;
  const place = sealedFor(party, head);
  party.db.run(
    `INSERT INTO case_body (case_id, hash, room, epoch, recipient) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET room = excluded.room, epoch = excluded.epoch, recipient = excluded.recipient
       WHERE excluded.recipient IS NOT NULL AND recipient IS NULL`,
    id,
    head.body,
    place?.name ?? null,
    place?.epoch ?? null,
    place?.recipient ?? null,
  );
}

const askedAtOnce = 64;

/**
 * Hashes of bodies that entries name and that are not here, sorted; not those that were erased here. They are those
 * that were asked for least: a body that nobody has keeps no other from being asked for. Spec: CEX-17.
 */
export const lackingBodies = (party: Party, id: string): string[] =>
  party.db
    .all<{ hash: string }>(
      `SELECT hash FROM case_body WHERE case_id = ? AND ${lacking} ORDER BY asked, rowid LIMIT ? + 0`,
      id,
      askedAtOnce,
    )
    .map(({ hash }) => hash)
    .toSorted();

/** Counts that bodies are asked for now. */
export function noteWanted(party: Party, id: string, wanted: readonly string[]): void {
  if (wanted.length === 0) return;
  const sql = `UPDATE case_body SET asked = asked + 1
    WHERE case_id = ? AND hash IN (SELECT value FROM json_each(?))`;
  party.db.run(sql, id, JSON.stringify(wanted));
}

/** The bodies that a member asked for and that are here, as many as fit. */
export function bodiesFor(party: Party, id: string, wanted: readonly string[]): SaltedBody[] {
  let left: number = bodyLimits.bytes;
  return wanted.flatMap((hash): SaltedBody[] => {
    const held = party.db.get<{ salt: Uint8Array; body: Uint8Array }>(
      'SELECT salt, body FROM case_body WHERE case_id = ? AND hash = ? AND body IS NOT NULL',
      id,
      hash,
    );
    if (held === undefined || held.body.length > left) return [];
    left -= held.body.length;
    return [{ hash, ...held }];
  });
}

/** What an act says; undefined when it was erased, has not come yet, or is sealed for others. */
export function bodyOf(party: Party, id: string, hash: string): CaseBody | undefined {
  const row = party.db.get<{ opened: Uint8Array | null }>(
    'SELECT opened FROM case_body WHERE case_id = ? AND hash = ? AND recipient IS NULL AND length(opened) > 0',
    id,
    hash,
  );
  return row?.opened == null ? undefined : readBody(row.opened);
}

/** When a body was erased here, Unix seconds; undefined for one that is here or has not come. Spec: CEX-17. */
export const erasedAt = (party: Party, id: string, hash: string): number | undefined =>
  party.db.get<{ erased: number | null }>('SELECT erased FROM case_body WHERE case_id = ? AND hash = ?', id, hash)
    ?.erased ?? undefined;

/** Whether the sealed bytes are here, whoever can read them. */
export const hasBody = (party: Party, id: string, hash: string): boolean =>
  party.db.get('SELECT 1 FROM case_body WHERE case_id = ? AND hash = ? AND body IS NOT NULL', id, hash) !== undefined;

/** Erases a body here: log, replay and proofs stay. Fault: `case-body-unknown`. Spec: CEX-17. */
export function eraseBody(party: Party, id: string, hash: string): void {
  const { changes } = party.db.run(
    'UPDATE case_body SET salt = NULL, body = NULL, opened = NULL, erased = ? WHERE case_id = ? AND hash = ?',
    party.now,
    id,
    hash,
  );
  if (changes === 0) throw new Fault('case-body-unknown', 'No act of the case names this body.');
}
