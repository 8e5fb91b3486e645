import type { Json } from '../bytes/canonical-json.ts';
import { fromHex, hex } from '../bytes/encodings.ts';
import { Fault } from '../bytes/fault.ts';
import { Fields } from '../bytes/fields.ts';
import { type Bytes, concat, fromUtf8, utf8 } from '../bytes/text.ts';
import { formatNote, parseNote, type SignedNote } from '../identity/signed-note.ts';
import { formatTlogProof, parseTlogProof, type TlogProof } from '../log/tlog-proof.ts';

/**
 * What proves that a relayed item comes from its author: a note that the author signed over a
 * batch, and the item's place in it. Spec: REL-10.
 */
export interface OriginEvidence {
  /** Which item of the package. */
  readonly position: number;
  /** The author's batch record: it names no recipient, so it may be shown to any. */
  readonly note: SignedNote;
  readonly salt: Uint8Array;
  readonly index: number;
  readonly proof: readonly Uint8Array[];
}

/**
 * A release as it travels: the signed terms, the seed of the salts, the items in the order of the
 * shares, and the proof that the sender logged the terms before sending. Spec: REL-9.
 */
export interface ReleasePackage {
  readonly note: SignedNote;
  readonly seed: Uint8Array;
  /**
   * A batch record of the sender over the same count and root, when a clause lets the recipient
   * pass items on: it proves their author without showing the receipt. Spec: REL-10.
   */
  readonly statement?: SignedNote;
  readonly items: readonly string[];
  readonly evidence: readonly OriginEvidence[];
  /** Introductions of authors that the recipient may not know, as JSON texts. */
  readonly authors: readonly string[];
  readonly logSalt: Uint8Array;
  readonly logProof: TlogProof;
}

/** Bounds of an uncompressed package, checked while reading. Spec: REL-9. */
export const packageLimits = { bytes: 32 * 1024 * 1024, items: 4096, headBytes: 8 * 1024 * 1024 } as const;

function frame(bytes: Uint8Array): Bytes {
  const whole = new Uint8Array(4 + bytes.length);
  new DataView(whole.buffer).setUint32(0, bytes.length);
  whole.set(bytes, 4);
  return whole;
}

const text = (note: SignedNote): string => fromUtf8(formatNote(note));

/** The bytes of a package: length-prefixed frames, head first. Spec: REL-9. */
export function formatPackage(release: ReleasePackage): Bytes {
  const head = JSON.stringify({
    note: text(release.note),
    seed: hex(release.seed),
    ...(release.statement === undefined ? {} : { statement: text(release.statement) }),
    evidence: release.evidence.map((e) => ({
      position: e.position,
      note: text(e.note),
      salt: hex(e.salt),
      index: e.index,
      proof: e.proof.map(hex),
    })),
    authors: release.authors,
    logSalt: hex(release.logSalt),
    logProof: fromUtf8(formatTlogProof(release.logProof)),
  });
  return concat(frame(utf8(head)), ...release.items.map((item) => frame(utf8(item))));
}

function* frames(bytes: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let offset = 0;
  while (offset < bytes.length) {
    const length = offset + 4 <= bytes.length ? view.getUint32(offset) : Number.POSITIVE_INFINITY;
    if (offset + 4 + length > bytes.length) throw new Fault('package-truncated', 'The package ends within a frame.');
    yield bytes.subarray(offset + 4, offset + 4 + length);
    offset += 4 + length;
  }
}

const longText = /^.{1,200000}$/s;

function readEvidence(fields: Fields): OriginEvidence {
  const evidence = {
    position: fields.integer('position', 0, packageLimits.items),
    note: parseNote(utf8(fields.text('note', longText))),
    salt: fromHex(fields.text('salt'), 16),
    index: fields.integer('index', 0, packageLimits.items),
    proof: fields.list('proof', 16).map((hash) => fromHex(typeof hash === 'string' ? hash : '!', 32)),
  };
  fields.end();
  return evidence;
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault('package-malformed', 'The head of the package is not JSON.');
  }
}

function parseHead(bytes: Uint8Array): Omit<ReleasePackage, 'items'> {
  if (bytes.length > packageLimits.headBytes) throw new Fault('package-size', 'The head of the package is too large.');
  const fields = new Fields(parseJson(fromUtf8(bytes)));
  const head = {
    note: parseNote(utf8(fields.text('note', longText))),
    seed: fromHex(fields.text('seed'), 32),
    ...(fields.has('statement') ? { statement: parseNote(utf8(fields.text('statement', longText))) } : {}),
    evidence: fields
      .list('evidence', packageLimits.items)
      .map((e, index) => readEvidence(new Fields(e, `/evidence/${index}`))),
    authors: fields.list('authors', 256).map((author) => {
      if (typeof author !== 'string') throw fields.fault('authors', 'A list of texts was expected.');
      return author;
    }),
    logSalt: fromHex(fields.text('logSalt'), 16),
    logProof: parseTlogProof(utf8(fields.text('logProof', longText))),
  };
  fields.end();
  return head;
}

/** Reads a package; signatures and roots are not checked yet. Spec: REL-9. */
export function parsePackage(bytes: Uint8Array): ReleasePackage {
  if (bytes.length > packageLimits.bytes) throw new Fault('package-size', 'The package is too large.');
  let head: Omit<ReleasePackage, 'items'> | undefined;
  const items: string[] = [];
  for (const part of frames(bytes)) {
    if (head === undefined) head = parseHead(part);
    else items.push(fromUtf8(part));
    if (items.length > packageLimits.items) throw new Fault('package-size', 'The package has too many items.');
  }
  if (head === undefined) throw new Fault('package-truncated', 'The package is empty.');
  return { ...head, items };
}
