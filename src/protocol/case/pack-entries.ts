import { ByteWriter } from '../bytes/byte-stream.ts';
import { parseCanonicalText } from '../bytes/canonical-json.ts';
import { fromHex } from '../bytes/encodings.ts';
import { utf8 } from '../bytes/text.ts';
import { cosignatureTime } from '../log/cosignature.ts';
import { type CertificateParts, type EntryParts, entryParts, type Packable, restText } from './entry-parts.ts';
import { caseOrigin } from './genesis.ts';
import {
  type Column,
  columns,
  forms,
  hashText,
  hole,
  isPackable,
  type PackingContext,
  partyOf,
  signatureLength,
} from './packing-columns.ts';
import { PackingMemory } from './packing-memory.ts';

/** Writes entries into columns. */
class Packer {
  readonly #context: PackingContext;
  readonly memory: PackingMemory;
  #out = emptyColumns();
  #count = 0;

  constructor(context: PackingContext) {
    this.#context = context;
    this.memory = new PackingMemory([context.id, ...context.parties]);
    for (const bytes of context.before) this.add({ bytes });
    this.#out = emptyColumns();
    this.#count = 0;
  }

  add(entry: Packable): void {
    this.#count++;
    const parts = entryParts(this.#context, entry);
    const fits = parts !== undefined && isPackable(parts, caseOrigin(this.#context.id)) && this.#isReadable(parts);
    if (fits) return this.#write(parts);
    this.#out.forms.number(forms.plain);
    this.#out.plain.counted(entry.bytes);
  }

  /** Whether the other side can read what an entry says; a text that was told once can be read again. */
  #isReadable(parts: EntryParts): boolean {
    const rest = restText(parts);
    const { texts } = this.memory;
    if (texts.placeOf(rest.replaceAll(hashText, hole)) < texts.size) return true;
    try {
      parseCanonicalText(rest);
      return true;
    } catch {
      return false;
    }
  }

  #write(parts: EntryParts): void {
    const { author, body, at, seen, certificate, signature } = parts;
    const key = this.memory.keys.get(author);
    const isKnown = key?.keyId === parts.keyId && key.version === parts.version;
    this.#out.forms.number(
      forms.packed +
        (body === undefined ? 0 : forms.body) +
        (seen === undefined ? 0 : forms.seen) +
        (seen?.root === undefined ? 0 : forms.root) +
        (certificate === undefined ? 0 : forms.certificate) +
        (isKnown ? 0 : forms.key),
    );
    this.#place(author, this.#out.authors);
    if (!isKnown) this.#key(author, parts);
    this.#out.times.signed(at - this.memory.at);
    this.memory.at = at;
    if (body !== undefined) this.#out.hashes.raw(fromHex(body));
    this.#text(restText(parts));
    if (seen !== undefined) this.#seen(author, seen);
    if (certificate !== undefined) this.#certificate(certificate, at);
    this.#out.signatures.raw(signature);
  }

  /** A hash by its place, or itself when it is new. */
  #place(id: string, into: ByteWriter): void {
    const { hashes } = this.memory;
    const place = hashes.placeOf(id);
    into.number(place);
    if (place === hashes.size) this.#out.hashes.raw(fromHex(id));
    hashes.add(id);
  }

  #key(name: string, { version, keyId }: { version: number; keyId: string }): void {
    this.#out.keys.number(version);
    this.#out.keys.raw(fromHex(keyId));
    this.memory.keys.set(name, { version, keyId });
  }

  #text(rest: string): void {
    const text = rest.replaceAll(hashText, hole);
    const { texts } = this.memory;
    const place = texts.placeOf(text);
    this.#out.texts.number(place);
    if (place === texts.size) this.#out.texts.counted(utf8(text));
    texts.add(text);
    for (const [, id = ''] of rest.matchAll(hashText)) this.#place(id, this.#out.places);
  }

  #size(size: number): void {
    this.#out.sizes.signed(size - this.memory.size);
    this.memory.size = size;
  }

  #seen(author: string, { n, size, root }: NonNullable<EntryParts['seen']>): void {
    this.#out.numbers.signed(n - (this.memory.numbers.get(author) ?? 0) - 1);
    this.memory.numbers.set(author, n);
    this.#size(size);
    if (root !== undefined) this.#out.roots.raw(root);
  }

  #certificate({ size, term, lines }: CertificateParts, at: number): void {
    this.#size(size);
    this.#out.lines.number(term);
    this.#out.lines.number(lines.length);
    for (const { name, keyId, signature } of lines) {
      const isKnown = this.memory.keys.get(name)?.keyId === keyId;
      const party = partyOf(name);
      this.#out.lines.number((party === undefined ? 0 : 2) + (isKnown ? 0 : 1));
      if (party !== undefined) this.#place(party, this.#out.places);
      if (!isKnown) this.#key(name, { version: 0, keyId });
      if (party !== undefined) this.#out.times.signed(cosignatureTime(signature) - at);
      this.#out.signatures.raw(signature.subarray(-signatureLength));
    }
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    const whole = new ByteWriter();
    const used = columns.filter((column) => this.#out[column].length > 0);
    whole.number(this.#count);
    whole.number(used.reduce((mask, column) => mask + 2 ** columns.indexOf(column), 0));
    for (const column of used) whole.counted(this.#out[column].bytes);
    return whole.bytes;
  }
}

const emptyColumns = (): Record<Column, ByteWriter> =>
  Object.fromEntries(columns.map((column) => [column, new ByteWriter()])) as Record<Column, ByteWriter>;

/** Packs entries, in their order. Spec: CEX-40. */
export function packEntries(context: PackingContext, entries: readonly Packable[]): Uint8Array<ArrayBuffer> {
  const packer = new Packer(context);
  for (const entry of entries) packer.add(entry);
  return packer.bytes;
}

/** What both sides have learned before the first entry. */
export const memoryBefore = (context: PackingContext): PackingMemory => new Packer(context).memory;
