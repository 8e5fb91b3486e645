import type { Json, JsonObject } from '../bytes/canonical-json.ts';
import { fromHex, hex } from '../bytes/encodings.ts';
import { Fault } from '../bytes/fault.ts';
import { fromUtf8, utf8 } from '../bytes/text.ts';
import { keyNames } from '../identity/key-history.ts';
import { formatNote, type NoteSignature, parseNote, type SignedNote } from '../identity/signed-note.ts';
import { checkpointText, parseCheckpoint } from '../log/checkpoint.ts';
import { type Label, labelJson } from '../record/label.ts';
import { type SignedRecord, storedRecordHead } from '../record/record.ts';
import { termLine } from './certificate.ts';
import { caseOrigin } from './genesis.ts';

/** What both sides know of a case: with it an entry needs no more than what is new in it. */
export interface CaseContext {
  readonly id: string;
  readonly label: Label;
  /** The root of the log at a size, where it is known. */
  rootAt(size: number): Uint8Array | undefined;
}

/** What an act says of the log that its author had seen. Root: the first 16 bytes; absent: those of the log. */
export interface SeenParts {
  readonly n: number;
  readonly size: number;
  readonly root?: Uint8Array;
}

/** A certificate whose root is that of the log. */
export interface CertificateParts {
  readonly size: number;
  readonly term: number;
  readonly lines: readonly NoteSignature[];
}

/** An entry taken apart: all that cannot be known before. */
export interface EntryParts {
  readonly author: string;
  readonly version: number;
  readonly at: number;
  readonly body?: string;
  /** Kind, links, and whatever else the data say, as one canonical object. */
  readonly rest: JsonObject;
  readonly seen?: SeenParts;
  readonly certificate?: CertificateParts;
  readonly keyId: string;
  readonly signature: Uint8Array;
}

const domain = 'comity/record/v1';
const shortRoot = 16;

/** Members in canonical order. What is inside them is in order already, or the entry travels plain. */
function ordered(members: Record<string, Json>): JsonObject {
  const inOrder: Record<string, Json> = {};
  for (const key of Object.keys(members).toSorted()) inOrder[key] = members[key] as Json;
  return inOrder;
}

const misplaced = (): Fault =>
  new Fault('case-packing', 'The text of a packed entry holds other members than those that are left to it.');

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && !Array.isArray(value);

function known(context: CaseContext, size: number): Uint8Array {
  const root = context.rootAt(size);
  if (root === undefined) throw new Fault('case-packing', 'A packed entry is about a log that is not known here.');
  return root;
}

function seenOf(context: CaseContext, n: Json | undefined, seen: Json | undefined): Pick<EntryParts, 'seen'> {
  if (typeof n !== 'number' || !isObject(seen)) return {};
  const { size, root } = seen;
  if (typeof size !== 'number' || typeof root !== 'string') return {};
  const ours = context.rootAt(size)?.subarray(0, shortRoot);
  return { seen: { n, size, ...(ours !== undefined && hex(ours) === root ? {} : { root: fromHex(root, shortRoot) }) } };
}

function certificateOf(text: Json | undefined): Pick<EntryParts, 'certificate'> {
  if (typeof text !== 'string') return {};
  const note = parseNote(utf8(text));
  const { size, extensions } = parseCheckpoint(note.text);
  return { certificate: { size, term: Number(extensions[0]?.slice('term '.length)), lines: note.signatures } };
}

type Readable = Pick<SignedRecord, 'head' | 'note'>;

/** An entry, and its record where that has been read. */
export interface Packable {
  readonly bytes: Uint8Array;
  readonly record?: Readable | undefined;
}

function read(bytes: Uint8Array): Readable {
  const note = parseNote(bytes);
  return { note, head: storedRecordHead(note.text) };
}

function apart(context: CaseContext, { note, head }: Readable): EntryParts | undefined {
  const [line, ...more] = note.signatures;
  const { author, version, at, label: _, body, links, kind, data } = head;
  if (line?.name !== keyNames.record(author) || more.length > 0) return undefined;
  const { case: __, n, seen, certificate, ...said } = data;
  return {
    author,
    version,
    at,
    ...(body === undefined ? {} : { body }),
    rest: { data: said, kind, ...(links === undefined ? {} : { links: links.map(({ id, rel }) => ({ id, rel })) }) },
    ...seenOf(context, n, seen),
    ...certificateOf(certificate),
    keyId: line.keyId,
    signature: line.signature,
  };
}

/**
 * The parts of an entry; undefined for one that is not made as entries are. They are put together again, and must
 * give the same text; a note has one encoding (REC-1), so its bytes are the same too.
 */
export function entryParts(context: CaseContext, { bytes, record }: Packable): EntryParts | undefined {
  try {
    const readable = record ?? read(bytes);
    const parts = apart(context, readable);
    return parts !== undefined && joinEntry(context, parts).note.text === readable.note.text ? parts : undefined;
  } catch {
    return undefined;
  }
}

function certificateText(context: CaseContext, { size, term, lines }: CertificateParts): string {
  const root = known(context, size);
  const text = checkpointText({ origin: caseOrigin(context.id), size, root, extensions: [termLine(term)] });
  return fromUtf8(formatNote({ text, signatures: lines }));
}

/** An entry that was put together: its note, and the one line of the note's text as a value. */
export interface JoinedEntry {
  readonly note: SignedNote;
  readonly members: JsonObject;
}

/** The data of an entry. Nothing said may be replaced: it would be read, and count in no size. Spec: CEX-40. */
function dataOf(context: CaseContext, { rest, seen, certificate }: EntryParts): JsonObject {
  const { data: said } = rest;
  if (!isObject(said)) throw new Fault('case-packing', 'The data of a packed entry is no object.');
  const own: Record<string, Json> = { case: context.id };
  if (seen !== undefined) {
    const root = seen.root ?? known(context, seen.size).subarray(0, shortRoot);
    own['n'] = seen.n;
    own['seen'] = { root: hex(root), size: seen.size };
  }
  if (certificate !== undefined) own['certificate'] = certificateText(context, certificate);
  for (const key of Object.keys(own)) if (Object.hasOwn(said, key)) throw misplaced();
  return ordered({ ...said, ...own });
}

/**
 * Puts an entry together. Every object that is made here is in canonical order, as its members are never parsed.
 * Faults: `case-packing`, and those of texts that no record may hold.
 */
export function joinEntry(context: CaseContext, parts: EntryParts): JoinedEntry {
  const { author, version, at, body, rest, keyId, signature } = parts;
  const { kind, links } = rest;
  const most = links === undefined ? 2 : 3;
  if (kind === undefined || Object.keys(rest).length > most) throw misplaced();
  const members: JsonObject = {
    at,
    author,
    ...(body === undefined ? {} : { body }),
    data: dataOf(context, parts),
    kind,
    label: ordered(labelJson(context.label)),
    ...(links === undefined ? {} : { links }),
    version,
  };
  const text = `${domain}\n${JSON.stringify(members)}\n`;
  return { note: { text, signatures: [{ name: keyNames.record(author), keyId, signature }] }, members };
}

/** The text of what an entry says beyond its usual parts; canonical for an entry that is. */
export const restText = ({ rest }: EntryParts): string => JSON.stringify(rest);
