import { ByteReader } from '../bytes/byte-stream.ts';
import { jsonLimits } from '../bytes/canonical-json.ts';
import { hex } from '../bytes/encodings.ts';
import { Fault } from '../bytes/fault.ts';
import { concat, fromUtf8 } from '../bytes/text.ts';
import { keyNames } from '../identity/key-history.ts';
import { formatNote, type NoteSignature, parseNote } from '../identity/signed-note.ts';
import { type Frontier, frontierRoot, growFrontier, leafHash } from '../log/merkle.ts';
import { type ReadRecord, readRecord } from '../record/record.ts';
import { type CertificateParts, type EntryParts, type JoinedEntry, joinEntry } from './entry-parts.ts';
import { caseOrigin } from './genesis.ts';
import { memoryBefore } from './pack-entries.ts';
import {
  type Column,
  columns,
  filling,
  forms,
  hole,
  type PackingContext,
  type PackingLimits,
  signatureLength,
} from './packing-columns.ts';
import type { PackingMemory } from './packing-memory.ts';

const malformed = (): Fault => new Fault('case-packing', 'The packed entries are malformed.');
const tooLarge = (): Fault => new Fault('case-size', 'The packed entries are too large.');

/** Sums that no record may hold come out of no packing. */
function safe(sum: number): number {
  if (!Number.isSafeInteger(sum)) throw malformed();
  return sum;
}

/** A copy of what outlives the packing: a view would hold all of it in memory. A `slice` of Node's buffers is a view. */
const kept = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes);

const flag = (form: number, bit: number): boolean => Math.floor(form / bit) % 2 === 1;

function readColumns(reader: ByteReader): Record<Column, ByteReader> {
  const mask = reader.number();
  if (mask >= 2 ** columns.length) throw malformed();
  const nothing = new Uint8Array();
  const read = columns.map((column, index): [Column, ByteReader] => [
    column,
    new ByteReader(flag(mask, 2 ** index) ? reader.counted() : nothing),
  ]);
  if (!reader.isDone) throw malformed();
  return Object.fromEntries(read) as Record<Column, ByteReader>;
}

/** An entry that came out of a packing. */
export interface Unpacked {
  readonly bytes: Uint8Array;
  /** What these bytes are, where they were put together from parts that had been read. */
  readonly joined?: JoinedEntry;
}

/** Puts entries together again, and the roots of the log that they make. */
class Unpacker {
  readonly #context: PackingContext;
  readonly #memory: PackingMemory;
  readonly #in: Record<Column, ByteReader>;
  /** Of the log before each entry that came out, where it is a log that grows. */
  readonly #frontiers: Frontier[] = [];
  readonly #roots = new Map<number, Uint8Array>();
  readonly #outer: PackingContext;
  readonly #mostBytes: number;
  /** Bytes of the entries that came out, and units of the texts that were filled. */
  #bytes = 0;
  #filled = 0;

  constructor(context: PackingContext, input: Record<Column, ByteReader>, { start, bytes }: Unpacking) {
    this.#context = { ...context, rootAt: (size) => this.#rootAt(size) };
    this.#outer = context;
    this.#memory = memoryBefore(context);
    this.#in = input;
    this.#mostBytes = bytes;
    if (start !== undefined) this.#frontiers.push(start);
  }

  #rootAt(size: number): Uint8Array | undefined {
    const known = this.#roots.get(size) ?? this.#outer.rootAt(size);
    if (known !== undefined) return known;
    const [first] = this.#frontiers;
    const frontier = first === undefined ? undefined : this.#frontiers[size - first.size];
    if (frontier === undefined) return undefined;
    const root = frontierRoot(frontier);
    this.#roots.set(size, root);
    return root;
  }

  next(): Unpacked {
    const entry = this.#entry(this.#in.forms.number());
    this.#bytes += entry.bytes.length;
    if (this.#bytes > this.#mostBytes) throw tooLarge();
    const frontier = this.#frontiers.at(-1);
    if (frontier !== undefined) this.#frontiers.push(growFrontier(frontier, [leafHash(entry.bytes)]));
    return entry;
  }

  /** What no entry reads was sent for something else. */
  end(): void {
    if (!columns.every((column) => this.#in[column].isDone)) throw malformed();
  }

  #entry(form: number): Unpacked {
    if (form === forms.plain) return { bytes: kept(this.#in.plain.counted()) };
    const joined = joinEntry(this.#context, this.#parts(form));
    const bytes = formatNote(joined.note);
    // A line that is too large for a record is refused by whoever reads it.
    return bytes.length > jsonLimits.bytes ? { bytes } : { bytes, joined };
  }

  #parts(form: number): EntryParts {
    if (!flag(form, forms.packed) || form >= 2 * forms.key) throw malformed();
    const author = this.#place(this.#in.authors);
    if (flag(form, forms.key)) this.#key(author);
    const key = this.#memory.keys.get(author);
    if (key === undefined) throw malformed();
    const at = safe(this.#memory.at + this.#in.times.signed());
    this.#memory.at = at;
    const body = flag(form, forms.body) ? { body: hex(this.#in.hashes.raw(32)) } : {};
    const rest = this.#memory.objectOf(this.#text());
    const seen = flag(form, forms.seen) ? { seen: this.#seen(author, flag(form, forms.root)) } : {};
    const certificate = flag(form, forms.certificate) ? { certificate: this.#certificate(at) } : {};
    const signature = kept(this.#in.signatures.raw(signatureLength));
    return { author, version: key.version, keyId: key.keyId, at, ...body, rest, ...seen, ...certificate, signature };
  }

  #place(from: ByteReader): string {
    const { hashes } = this.#memory;
    const place = from.number();
    const id = place === hashes.size ? hex(this.#in.hashes.raw(32)) : hashes.at(place);
    if (id === undefined) throw malformed();
    hashes.add(id);
    return id;
  }

  #key(name: string): void {
    const version = this.#in.keys.number();
    this.#memory.keys.set(name, { version, keyId: hex(this.#in.keys.raw(4)) });
  }

  #text(): string {
    const { texts } = this.#memory;
    const place = this.#in.texts.number();
    const text = place === texts.size ? fromUtf8(this.#in.texts.counted()) : texts.at(place);
    if (text === undefined) throw malformed();
    if (text.length > jsonLimits.bytes) throw malformed();
    const [first = '', ...parts] = text.split(hole);
    // A byte of each hole becomes 66: counted before that is made and read.
    const length = text.length + filling * parts.length;
    if (length > jsonLimits.bytes) throw malformed();
    this.#filled += length;
    if (this.#filled > this.#mostBytes) throw tooLarge();
    texts.add(text);
    return parts.reduce((whole, part) => `${whole}"${this.#place(this.#in.places)}"${part}`, first);
  }

  #size(): number {
    const size = safe(this.#memory.size + this.#in.sizes.signed());
    if (size < 0) throw malformed();
    this.#memory.size = size;
    return size;
  }

  #seen(author: string, hasRoot: boolean): NonNullable<EntryParts['seen']> {
    const n = safe((this.#memory.numbers.get(author) ?? 0) + 1 + this.#in.numbers.signed());
    this.#memory.numbers.set(author, n);
    const size = this.#size();
    return hasRoot ? { n, size, root: this.#in.roots.raw(16) } : { n, size };
  }

  #certificate(at: number): CertificateParts {
    const size = this.#size();
    const term = this.#in.lines.number();
    const count = this.#in.lines.number();
    if (count > mostLines) throw malformed();
    return { size, term, lines: Array.from({ length: count }, () => this.#line(at)) };
  }

  #line(at: number): NoteSignature {
    const form = this.#in.lines.number();
    if (form > 3) throw malformed();
    const party = form >= 2 ? this.#place(this.#in.places) : undefined;
    const name = party === undefined ? caseOrigin(this.#context.id) : keyNames.witness(party);
    if (flag(form, 1)) this.#key(name);
    const keyId = this.#memory.keys.get(name)?.keyId;
    if (keyId === undefined) throw malformed();
    const time = party === undefined ? new Uint8Array() : timeBytes(at + this.#in.times.signed());
    return { name, keyId, signature: concat(time, this.#in.signatures.raw(signatureLength)) };
  }
}

const mostLines = 256;

function timeBytes(time: number): Uint8Array {
  if (!Number.isSafeInteger(time) || time < 0) throw malformed();
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(time));
  return bytes;
}

/** What bounds an unpacking, and the log on which the entries follow; absent: they stand in no log. */
export interface Unpacking extends PackingLimits {
  readonly start?: Frontier;
}

/**
 * The entries of a packing. Whether they are good is judged by whoever takes them: they are as if they
 * had come plain. Faults: `case-packing`, `case-size`, `stream-truncated` and those of texts. Spec: CEX-40, CEX-41.
 */
export function unpackEntries(context: PackingContext, packed: Uint8Array, unpacking: Unpacking): Unpacked[] {
  const reader = new ByteReader(packed);
  const count = reader.number();
  if (count > unpacking.entries) throw new Fault('case-size', 'Too many entries are packed.');
  const unpacker = new Unpacker(context, readColumns(reader), unpacking);
  const entries: Unpacked[] = [];
  for (let n = 0; n < count; n++) entries.push(unpacker.next());
  unpacker.end();
  return entries;
}

/** The record of an entry that came out of a packing. Faults: those of notes and records. */
export const readUnpacked = ({ bytes, joined }: Unpacked): ReadRecord =>
  joined === undefined ? readRecord(parseNote(bytes)) : readRecord(joined.note, joined.members);
