import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { faultCode } from '../bytes/fault.ts';
import { fromUtf8, utf8 } from '../bytes/text.ts';
import { parseNote } from '../identity/signed-note.ts';
import { emptyFrontier, growFrontier, leafHash } from '../log/merkle.ts';
import type { Label } from '../record/label.ts';
import { type ReadRecord, readRecord } from '../record/record.ts';
import type { CaseLog } from './case-log.ts';
import { caseStart, InventedCase } from './invented-case.fixture.ts';
import { packEntries } from './pack-entries.ts';
import type { PackingContext } from './packing-columns.ts';
import { readUnpacked, unpackEntries } from './unpack-entries.ts';

const enough = { entries: 1_000, bytes: 4_000_000 };

interface Talk {
  readonly invented: InventedCase;
  readonly log: CaseLog;
  readonly entries: readonly Uint8Array[];
}

/** A log with acts of every form, ticks with cosignatures of two times, a party of no first record, and a second term. */
function talk(label: Label): Talk {
  const invented = new InventedCase(undefined, undefined, label);
  const log = invented.log();
  const entries: Uint8Array[] = [invented.genesis];
  const add = (bytes: Uint8Array): void => {
    log.append(bytes);
    entries.push(bytes);
  };
  const tick = (): void =>
    add(
      invented.tick(log, invented.cosigned(invented.head(log), [0, 1, 2], [caseStart, caseStart + 7, caseStart - 3])),
    );
  tick();
  add(invented.act(0, log, { n: 1, act: 'ask', fields: {} }, true));
  add(invented.act(1, log, { n: 1, act: 'say', fields: { status: 'affected' }, about: 'f'.repeat(64) }));
  tick();
  add(invented.act(0, log, { n: 2, act: 'invite', fields: { party: 'e'.repeat(64) } }));
  add(
    invented.act(0, log, { n: 9, act: 'odd', fields: { note: `“é\n${'e'.repeat(64)}\u0001`, until: 1_900_000_000 } }),
  );
  const statements = [0, 1, 2].map((author) =>
    invented.statement(author, 1, { tail: invented.cosigned(invented.head(log), [author], [caseStart]) }),
  );
  add(invented.beginning({ term: 1, statements }));
  tick();
  return { invented, log, entries };
}

const contextOf = ({ invented, log, entries }: Talk, from: number): PackingContext => ({
  id: invented.known.id,
  label: invented.label,
  parties: invented.parties.map(({ id }) => id),
  before: entries.slice(Math.max(0, from - 3), from),
  rootAt: (size) => (size <= log.size ? log.rootAt(size) : undefined),
});

/** What a receiver knows that has the log up to a size. */
function receiving(said: Talk, from: number): { context: PackingContext; start: ReturnType<typeof growFrontier> } {
  const { rootAt, ...rest } = contextOf(said, from);
  const context = { ...rest, rootAt: (size: number) => (size <= from ? rootAt(size) : undefined) };
  return { context, start: growFrontier(emptyFrontier, said.entries.slice(0, from).map(leafHash)) };
}

const pack = (context: PackingContext, entries: readonly Uint8Array[]): Uint8Array =>
  packEntries(
    context,
    entries.map((bytes) => ({ bytes })),
  );

const texts = (entries: readonly Uint8Array[]): string[] => entries.map(fromUtf8);

/** The record of an entry, or the code of the fault for which it is none. */
function recordOf(read: () => ReadRecord): ReadRecord | string {
  try {
    return read();
  } catch (error) {
    return faultCode(error) ?? assert.fail(String(error));
  }
}

/** The bytes that come out. Whatever comes with them is what these bytes are. */
function unpack(...parts: Parameters<typeof unpackEntries>): Uint8Array[] {
  const out = unpackEntries(...parts);
  for (const entry of out)
    assert.deepEqual(
      recordOf(() => readUnpacked(entry)),
      recordOf(() => readRecord(parseNote(entry.bytes))),
    );
  return out.map(({ bytes }) => bytes);
}

const comeBack = (label: Label) => (): void => {
  it('come out as they went in, whatever the receiver holds already (Spec: CEX-40)', () => {
    const said = talk(label);
    for (let from = 1; from < said.entries.length; from++) {
      const packed = pack(contextOf(said, from), said.entries.slice(from));
      const { context, start } = receiving(said, from);
      assert.deepEqual(texts(unpack(context, packed, { ...enough, start })), texts(said.entries.slice(from)));
    }
  });

  it('are the same whether they are read for it or were read before (Spec: CEX-40)', () => {
    const said = talk(label);
    const entries = said.entries.map((bytes, index) => ({ bytes, record: said.log.recordAt(index) }));
    for (let from = 1; from < said.entries.length; from++)
      assert.deepEqual(
        packEntries(contextOf(said, from), entries.slice(from)),
        pack(contextOf(said, from), said.entries.slice(from)),
      );
  });

  it('come out as they went in when they stand in no log (Spec: CEX-40)', () => {
    const said = talk(label);
    const context = { ...contextOf(said, 0), rootAt: () => undefined };
    const packed = pack(context, said.entries);
    assert.deepEqual(texts(unpack(context, packed, enough)), texts(said.entries));
  });

  it('come out as they went in when they are no entries at all (Spec: CEX-40)', () => {
    const said = talk(label);
    const context = contextOf(said, 1);
    const damaged = fc
      .tuple(fc.constantFrom(...said.entries), fc.nat(), fc.nat(255))
      .map(([bytes, at, value]) =>
        Uint8Array.from(bytes, (byte, index) => (index === at % bytes.length ? value : byte)),
      );
    const any = fc.array(fc.oneof(damaged, fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...said.entries)));
    fc.assert(
      fc.property(any, (entries) => {
        const out = unpack(context, pack(context, entries), enough);
        assert.deepEqual(
          out.map((bytes) => [...bytes]),
          entries.map((bytes) => [...bytes]),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('come out as they went in when a cosignature of nobody says a time that no clock can say (Spec: CEX-40)', () => {
    const said = talk(label);
    const { invented, log } = said;
    const note = invented.cosigned(invented.head(log), [0, 1, 2], [caseStart]);
    const name = `comity/witness/${invented.party(3).id}`;
    const line = { name, keyId: '00000000', signature: new Uint8Array(72).fill(255) };
    const tick = invented.tick(log, { ...note, signatures: [...note.signatures, line] });
    log.append(tick);
    const context = contextOf(said, said.entries.length);
    assert.deepEqual(texts(unpack(context, pack(context, [tick]), enough)), texts([tick]));
  });

  it('are a fraction of their size, and hardly more than their signatures (Spec: CEX-40)', () => {
    const said = talk(label);
    const { invented, log } = said;
    const acts = Array.from({ length: 50 }, (_, n) => invented.act(n % 4, log, { n: n + 5, act: 'ask', fields: {} }));
    const from = said.entries.length;
    const all = { ...said, entries: [...said.entries, ...acts] };
    const packed = pack(contextOf(all, from), acts);
    assert.ok(packed.length < 50 * 72, `${packed.length} bytes`);
    assert.ok(acts.reduce((sum, bytes) => sum + bytes.length, 0) > 50 * 500);
  });

  it('are as small when they name other records (Spec: CEX-40)', () => {
    const said = talk(label);
    const context = contextOf(said, said.entries.length);
    const act = fromUtf8(said.invented.act(0, said.log, { n: 5, act: 'ask', fields: {} }));
    const linked = utf8(act.replace('"version":', `"links":[{"id":"${'f'.repeat(64)}","rel":"answers"}],"version":`));
    const packed = pack(context, [linked]);
    assert.ok(packed.length < 200, `${packed.length} bytes`);
    assert.deepEqual(unpack(context, packed, enough), [linked]);
  });

  it('about another log than ours come out as other bytes, so that no head fits, or are refused (Spec: CEX-8, CEX-40)', () => {
    const said = talk(label);
    const packed = pack(contextOf(said, 1), said.entries.slice(1));
    const { context, start } = receiving(said, 1);
    const out = unpack({ ...context, rootAt: () => new Uint8Array(32) }, packed, { ...enough, start });
    assert.notDeepEqual(texts(out), texts(said.entries.slice(1)));
    const isRefused = (thrown: unknown): boolean => faultCode(thrown) === 'case-packing';
    assert.throws(() => unpack({ ...context, rootAt: () => undefined }, packed, enough), isRefused);
  });

  it('that are damaged are refused with a code or come out as something else; nothing else happens (Spec: CEX-40)', () => {
    const said = talk(label);
    const packed = pack(contextOf(said, 1), said.entries.slice(1));
    const { context, start } = receiving(said, 1);
    fc.assert(
      fc.property(fc.nat(packed.length - 1), fc.nat(255), fc.boolean(), (at, value, isCut) => {
        const bad = isCut ? packed.slice(0, at) : packed.map((byte, index) => (index === at ? value : byte));
        try {
          unpack(context, bad, { ...enough, start });
        } catch (error) {
          assert.ok(faultCode(error) !== undefined, String(error));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are bounded in number and size before they are put together (Spec: CEX-41)', () => {
    const said = talk(label);
    const context = contextOf(said, 1);
    const many = pack(
      context,
      Array.from({ length: 40 }, () => said.entries[2] ?? utf8('')),
    );
    const isTooLarge = (thrown: unknown): boolean => faultCode(thrown) === 'case-size';
    assert.throws(() => unpack(context, many, { entries: 39, bytes: 4_000_000 }), isTooLarge);
    assert.throws(() => unpack(context, many, { entries: 40, bytes: 10_000 }), isTooLarge);
  });

  it('come out as they went in when they say what no act says where an act says it (Spec: CEX-40)', () => {
    const said = talk(label);
    const context = contextOf(said, said.entries.length);
    const act = fromUtf8(said.invented.act(0, said.log, { n: 5, act: 'ask', fields: {} }));
    const odd = [
      act.replace(/"size":\d+/, '"size":-1'),
      act.replace('"n":5', '"n":"5"'),
      act.replace(/,"seen":\{[^}]*\}/, ''),
      act.replace(/"seen":\{[^}]*\}/, '"seen":7'),
      act.replace(',"fields":', ',"certificate":7,"fields":'),
      act.replace('"data":', '"body":"none","data":'),
    ];
    assert.equal(new Set([act, ...odd]).size, 7);
    assert.deepEqual(texts(unpack(context, pack(context, odd.map(utf8)), enough)), odd);
  });
};

describe('packed entries', comeBack({ tlp: 'amber' }));
// Its members sort before the level.
describe(
  'packed entries of a case whose label has conditions',
  comeBack({ tlp: 'red', only: ['a'.repeat(64), 'b'.repeat(64)], purposes: ['defence', 'response'] }),
);
