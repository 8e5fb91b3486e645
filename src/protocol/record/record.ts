import type { Json, JsonObject } from '../bytes/canonical-json.ts';
import { domainText, parseDomainText } from '../bytes/domain-line.ts';
import { Fault } from '../bytes/fault.ts';
import { Fields, idForm } from '../bytes/fields.ts';
import { sha256Hex } from '../bytes/sha256.ts';
import { utf8 } from '../bytes/text.ts';
import { type KeyHistory, keyNames, recordKey, textId } from '../identity/key-history.ts';
import { noteSigner } from '../identity/note-key.ts';
import { isSignedApart, openNote, type SignedNote, signNote } from '../identity/signed-note.ts';
import { type Label, labelJson, readLabel } from './label.ts';

/** Kinds of record that this version understands; unknown ones are kept but never acted on. */
export const recordKinds = [
  'approval',
  'batch',
  'card',
  'correction',
  'correction-answer',
  'erasure',
  'expiry',
  'hold',
  'notice-answer',
  'notice-reminder',
  'notified',
  'profile',
  'recall',
  'reissue',
  'release',
  'withdrawal',
  'withheld',
] as const;

/** A named reference to another record. */
export interface RecordLink {
  readonly rel: string;
  readonly id: string;
}

/**
 * The head of a record: all that replay and decisions may read. Free text, personal data and
 * attachments belong in the body, of which the head has only a salted hash. Spec: REC-5.
 */
export interface RecordHead {
  /** Party id. */
  readonly author: string;
  /** Version of the author's key history that signed. */
  readonly version: number;
  readonly kind: string;
  /** Unix seconds, as the author's clock said. */
  readonly at: number;
  readonly label: Label;
  readonly body?: string;
  readonly links?: readonly RecordLink[];
  readonly data: JsonObject;
}

/** A record as it was read: nobody has looked at its signature. */
export interface ReadRecord {
  readonly id: string;
  readonly head: RecordHead;
  readonly note: SignedNote;
  /** The bytes of the note's text, which are signed. */
  readonly message: Uint8Array;
}

/** A record whose signature has been verified. */
export interface SignedRecord {
  readonly id: string;
  readonly head: RecordHead;
  readonly note: SignedNote;
}

const kindForm = /^[a-z][a-z-]{0,40}$/;

function headJson(head: RecordHead): JsonObject {
  return {
    author: head.author,
    version: head.version,
    kind: head.kind,
    at: head.at,
    label: labelJson(head.label),
    ...(head.body === undefined ? {} : { body: head.body }),
    ...(head.links === undefined ? {} : { links: head.links.map(({ rel, id }) => ({ rel, id })) }),
    data: head.data,
  };
}

function readLinks(fields: Fields): RecordLink[] {
  return fields.list('links', 64).map((member, index) => {
    const link = new Fields(member, `${fields.path}/links/${index}`);
    const read = { rel: link.text('rel', kindForm), id: link.text('id', idForm) };
    link.end();
    return read;
  });
}

/** The head of a record's text; canonical, bounded, nothing unknown. Spec: REC-5. */
export const parseRecordHead = (text: string): RecordHead => readHead(parseDomainText(text, 'comity/record/v1'));

/** The same of a text that was judged before it was stored. */
export const storedRecordHead = (text: string): RecordHead =>
  readHead(parseDomainText(text, 'comity/record/v1', (line) => JSON.parse(line) as Json));

function readHead(fields: Fields): RecordHead {
  const author = fields.text('author', idForm);
  const version = fields.integer('version', 0, 1_000_000);
  const kind = fields.text('kind', kindForm);
  const at = fields.integer('at');
  const label = readLabel(fields.object('label'));
  const body = fields.has('body') ? { body: fields.text('body', idForm) } : {};
  const links = fields.has('links') ? { links: readLinks(fields) } : {};
  const data = fields.any('data');
  if (typeof data !== 'object' || Array.isArray(data)) throw fields.fault('data', 'An object was expected.');
  fields.end();
  return { author, version, kind, at, label, ...body, ...links, data: data as JsonObject };
}

/** Signs a head with the author's record key (32-byte seed). */
export function signRecord(head: RecordHead, recordSeed: Uint8Array): SignedRecord {
  const text = domainText('comity/record/v1', headJson(head));
  return { id: textId(text), head, note: signNote(text, [noteSigner(keyNames.record(head.author), recordSeed)]) };
}

/** Verifies a record against its author's key history. Spec: REC-3, REC-6. */
export function openRecord(note: SignedNote, history: KeyHistory): SignedRecord {
  const head = parseRecordHead(note.text);
  if (head.author !== history.party) throw new Fault('record-author', 'The record is by another party than expected.');
  return openByHead(note, head, history);
}

/** The same where the head has been read, and the history is that of its author. Spec: REC-3. */
export function openByHead(note: SignedNote, head: RecordHead, history: KeyHistory): SignedRecord {
  openNote(note, recordKey(history, head.version));
  return { id: textId(note.text), head, note };
}

/**
 * Reads a record; its signature is not looked at. `members`: those of its canonical line, where somebody has put the
 * text together from them. Faults: those of heads.
 */
export function readRecord(note: SignedNote, members?: JsonObject): ReadRecord {
  const message = utf8(note.text);
  const head = members === undefined ? parseRecordHead(note.text) : readHead(new Fields(members));
  return { id: sha256Hex(message), head, note, message };
}

/** Verifies a record that was read, on another thread: many at once do not hold up this one. Spec: REC-3. */
export async function openByHeadApart(read: ReadRecord, history: KeyHistory): Promise<SignedRecord> {
  const { id, head, note, message } = read;
  const holds = await isSignedApart(note, message, recordKey(history, head.version));
  return holds ? { id, head, note } : openByHead(note, head, history);
}
