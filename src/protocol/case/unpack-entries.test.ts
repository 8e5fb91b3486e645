import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ByteWriter } from '../bytes/byte-stream.ts';
import { parseCanonicalText } from '../bytes/canonical-json.ts';
import { faultCode } from '../bytes/fault.ts';
import { utf8 } from '../bytes/text.ts';
import { parseNote } from '../identity/signed-note.ts';
import type { Label } from '../record/label.ts';
import { type ReadRecord, readRecord } from '../record/record.ts';
import { type Column, columns, forms, hole, type PackingContext } from './packing-columns.ts';
import { readUnpacked, type Unpacked, unpackEntries } from './unpack-entries.ts';

const enough = { entries: 1_000, bytes: 4_000_000 };
const parties = ['a', 'b', 'd'].map((digit) => digit.repeat(64));

const contextOf = (label: Label): PackingContext => ({
  id: 'c'.repeat(64),
  label,
  parties,
  before: [],
  rootAt: (size) => (size <= 4 ? new Uint8Array(32).fill(size) : undefined),
});
const plain = contextOf({ tlp: 'amber' });

interface Written {
  /** Sum of what the entry has beyond `packed` and `key`. */
  readonly form?: number;
  readonly text?: string;
  readonly author?: number;
  readonly places?: readonly number[];
  readonly size?: number;
  /** Forms of the lines of a certificate. */
  readonly lines?: readonly number[];
}

/** Columns as somebody writes them who keeps to no rule. */
class Columns {
  readonly out = Object.fromEntries(columns.map((column) => [column, new ByteWriter()])) as Record<Column, ByteWriter>;
  readonly #texts: string[] = [];
  #count = 0;

  plain(bytes: Uint8Array): this {
    this.#count++;
    this.out.forms.number(forms.plain);
    this.out.plain.counted(bytes);
    return this;
  }

  add({ form = 0, text = act, author = 0, places = [], size = 0, lines = [] }: Written): this {
    const { out } = this;
    const has = (bit: number): boolean => Math.floor(form / bit) % 2 === 1;
    this.#count++;
    out.forms.number(forms.packed + forms.key + form);
    out.authors.number(author);
    this.#key();
    out.times.signed(1);
    if (has(forms.body)) out.hashes.raw(new Uint8Array(32));
    this.#text(text);
    for (const place of places) out.places.number(place);
    if (has(forms.seen)) out.numbers.signed(0);
    if (has(forms.seen)) out.sizes.signed(size);
    if (has(forms.seen) && has(forms.root)) out.roots.raw(new Uint8Array(16));
    if (has(forms.certificate)) this.#certificate(size, lines);
    out.signatures.raw(new Uint8Array(64));
    return this;
  }

  #key(): void {
    this.out.keys.number(0);
    this.out.keys.raw(new Uint8Array(4));
  }

  #text(text: string): void {
    const place = this.#texts.indexOf(text);
    this.out.texts.number(place < 0 ? this.#texts.length : place);
    if (place >= 0) return;
    this.#texts.push(text);
    this.out.texts.counted(utf8(text));
  }

  #certificate(size: number, lines: readonly number[]): void {
    const { out } = this;
    out.sizes.signed(size);
    out.lines.number(0);
    out.lines.number(lines.length);
    for (const form of lines) {
      out.lines.number(form);
      if (form % 2 === 1) this.#key();
      if (form >= 2) out.places.number(1);
      if (form >= 2) out.times.signed(0);
      out.signatures.raw(new Uint8Array(64));
    }
  }

  get bytes(): Uint8Array {
    const whole = new ByteWriter();
    whole.number(this.#count);
    whole.number(2 ** columns.length - 1);
    for (const column of columns) whole.counted(this.out[column].bytes);
    return whole.bytes;
  }
}

const act = '{"data":{"act":"ask","fields":{}},"kind":"act"}';
const packed = (...entries: readonly Written[]): Uint8Array =>
  entries.reduce((so, entry) => so.add(entry), new Columns()).bytes;

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;

/** What comes out, or the code of the fault for which nothing does. */
function resultOf<T>(make: () => T): T | string {
  try {
    return make();
  } catch (error) {
    return faultCode(error) ?? assert.fail(String(error));
  }
}

type Member = readonly [key: string, value: string];

/** An object with each member once, in order or not. */
function objectText(members: readonly Member[], isSorted: boolean): string {
  const once = [...new Map(members)];
  const inOrder = isSorted ? once.toSorted(([a], [b]) => (a < b ? -1 : 1)) : once;
  return `{${inOrder.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
}

/** Texts near those of acts, with members that other columns hold, in wrong orders, and of wrong types. */
const someTexts = (() => {
  const members = (...keys: readonly string[]): fc.Arbitrary<Member[]> =>
    fc.array(fc.tuple(fc.constantFrom(...keys, '__proto__', 'toString', 'É', 'zz'), values), { maxLength: 2 });
  const values = fc.constantFrom('1', '-0', '1.5', 'null', '""', '"\\ud800"', hole, '{"b":1,"a":2}', '[[{}]]', '{}');
  const inData = members('about', 'case', 'certificate', 'n', 'seen');
  const inHead = members('at', 'author', 'body', 'label', 'links', 'version');
  const isSorted = fc.boolean().map((odd) => !odd);
  return fc.tuple(inData, inHead, isSorted, isSorted).map(([data, head, isDataSorted, isHeadSorted]) => {
    const said = objectText([['act', '"ask"'], ['fields', '{}'], ...data], isDataSorted);
    return objectText([['data', said], ['kind', '"act"'], ...head], isHeadSorted);
  });
})();

const someEntries = fc.array(
  fc.record({
    form: fc.integer({ min: 0, max: 15 }).map((sum) => 2 * sum),
    text: fc.oneof(fc.constantFrom(act, act.replace('{}', `{"by":${hole}}`)), someTexts),
    author: fc.nat(3),
    places: fc.array(fc.nat(3), { minLength: 2, maxLength: 4 }),
    size: fc.integer({ min: -2, max: 3 }),
    lines: fc.array(fc.nat(3), { maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 3 },
);

/** Exactly as many places as the text has holes, so that the columns end together. */
const withPlaces = ({ text, places, ...more }: Required<Written>): Written => ({
  ...more,
  text,
  places: text
    .split(hole)
    .slice(1)
    .map((_, index) => places[index % places.length] ?? 0),
});

/** Whether the record is what a reader of the bytes gets, and its text in canonical order. */
function isReadAlike(entry: Unpacked): boolean {
  const record = resultOf<ReadRecord>(() => readUnpacked(entry));
  assert.deepEqual(
    record,
    resultOf(() => readRecord(parseNote(entry.bytes))),
  );
  if (entry.joined === undefined || typeof record === 'string') return false;
  parseCanonicalText(record.note.text.split('\n')[1] ?? '');
  return true;
}

describe('entries that come out of a packing', () => {
  it('are read as their bytes would be, whoever wrote the columns (Spec: CEX-40)', () => {
    const labels = fc.constantFrom<Label>(
      { tlp: 'amber' },
      { tlp: 'green', purposes: ['defence'] },
      { tlp: 'red', only: parties, purposes: ['research', 'response'] },
    );
    let alike = 0;
    fc.assert(
      fc.property(someEntries, labels, (entries, label) => {
        // One more at a time: what comes before a fault is looked at too.
        for (let count = 1; count <= entries.length; count++) {
          const bytes = packed(...entries.slice(0, count).map(withPlaces));
          const out = resultOf(() => unpackEntries(contextOf(label), bytes, enough));
          if (typeof out === 'string') return;
          alike += out.filter(isReadAlike).length;
        }
      }),
      { numRuns: 500 },
    );
    assert.ok(alike > 50, `${alike} records`);
  });

  it('hold nothing else of the packing in memory (Spec: CEX-41)', () => {
    // What Node unpacks is a buffer of its own kind.
    const whole = Buffer.from(new Columns().plain(utf8('no entry')).add({}).bytes);
    const out = unpackEntries(plain, whole, enough);
    const parts = out.flatMap(({ bytes, joined }) =>
      joined === undefined ? [bytes] : [joined.note.signatures[0]?.signature],
    );
    assert.deepEqual(
      parts.map((part) => part?.buffer.byteLength),
      [8, 64],
    );
  });

  it('read every column to its end (Spec: CEX-40)', () => {
    for (const column of columns) {
      const entries = new Columns().add({});
      entries.out[column].raw(Uint8Array.of(0));
      assert.throws(() => unpackEntries(plain, entries.bytes, enough), hasCode('case-packing'), column);
    }
  });

  it('say in their text nothing that another column says (Spec: CEX-40)', () => {
    const { body, seen, root, certificate } = forms;
    const inHead = (member: string): string =>
      objectText([...Object.entries({ data: '{}', kind: '"act"' }), [member, '1']], true);
    const inData = (member: string): string => `{"data":{"${member}":1},"kind":"act"}`;
    const twice: Written[] = [
      ...['at', 'author', 'body', 'label', 'more', 'version'].map((member) => ({ text: inHead(member) })),
      { text: inHead('body'), form: body },
      { text: inData('case') },
      { text: inData('n'), form: seen + root },
      { text: inData('seen'), form: seen + root },
      { text: inData('certificate'), form: certificate },
    ];
    for (const entry of twice)
      assert.throws(() => unpackEntries(plain, packed(entry), enough), hasCode('case-packing'), entry.text);
    assert.equal(unpackEntries(plain, packed({ text: inData('n') }, { text: inData('seen') }), enough).length, 2);
  });

  it('are about no size below 0 (Spec: CEX-40)', () => {
    // A context that knows a root for anything.
    assert.ok(plain.rootAt(-1));
    for (const form of [forms.seen, forms.seen + forms.root, forms.certificate])
      assert.throws(() => unpackEntries(plain, packed({ form, size: -1 }), enough), hasCode('case-packing'));
  });

  it('are refused by their length before a text is filled with hashes (Spec: CEX-41)', () => {
    const most = Math.floor(60_000 / 66);
    const outOf = (holes: number): (() => unknown) => {
      const text = hole.repeat(holes);
      return () => unpackEntries(plain, packed({ text, places: Array.from(text, () => 0) }), enough);
    };
    assert.throws(outOf(most), hasCode('json-syntax'));
    assert.throws(outOf(most + 1), hasCode('case-packing'));
    assert.throws(outOf(60_001), hasCode('case-packing'));
  });

  it('count before they are read, however often a text is told (Spec: CEX-41)', () => {
    const few = { entries: 100, bytes: 10_000 };
    assert.throws(() => unpackEntries(plain, packed({ text: 'x'.repeat(10_000) }), few), hasCode('json-syntax'));
    assert.throws(() => unpackEntries(plain, packed({ text: 'x'.repeat(10_001) }), few), hasCode('case-size'));
    const text = `{"data":{"fields":[${Array.from({ length: 80 }, () => hole).join(',')}]},"kind":"act"}`;
    const places = Array.from({ length: 80 }, () => 0);
    // The second time there is nothing to fill it with, and nobody looks.
    assert.throws(
      () => unpackEntries(plain, packed({ text, places }, { text, places: [] }), few),
      hasCode('case-size'),
    );
  });
});
