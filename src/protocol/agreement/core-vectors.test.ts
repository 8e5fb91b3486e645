import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { coreVectors, vectorText } from '../../../tools/make-core-vectors.ts';
import { canonicalText, type Json, type JsonObject, parseCanonical } from '../bytes/canonical-json.ts';
import { fromBase64, hex } from '../bytes/encodings.ts';
import { faultCode } from '../bytes/fault.ts';
import { Fields } from '../bytes/fields.ts';
import { fromUtf8, utf8 } from '../bytes/text.ts';
import { signEd25519, verifyEd25519 } from '../identity/ed25519.ts';
import { advanceKeyHistory, type KeyHistory, textId, verifyKeyHistory } from '../identity/key-history.ts';
import { parseVkey } from '../identity/note-key.ts';
import { formatNote, parseNote, verifiedKeys } from '../identity/signed-note.ts';
import { type Item, itemText, parseItem } from '../record/item.ts';
import { type Label, labelAtMost, labelJson, readLabel } from '../record/label.ts';
import { openRecord } from '../record/record.ts';
import { bodyHash } from '../record/salted-body.ts';
import { parseTerms, readAgreement, signers } from './agreement.ts';
import { type Decision, decideRelease, type ReleaseContext } from './release-decision.ts';
import type { ReleaseFacts } from './release-facts.ts';
import { mayLeave } from './release-oracle.fixture.ts';
import { checkCountersigned, openRelease } from './release-record.ts';
import type { AgreementFacts } from './standing.ts';

const folder = join(import.meta.dirname, '../../../vectors');
const parts = ['bytes', 'identity', 'record', 'label', 'agreement', 'release'];

/** Members of the vectors; each kind has some of them (vectors/core.md). */
interface Loaded {
  readonly kind: string;
  readonly comment: string;
  readonly clause: string;
  readonly fault?: string;
  readonly bytes: string;
  readonly text: string;
  readonly hex: string;
  readonly publicKey: string;
  readonly message: string;
  readonly signature: string;
  readonly seed?: string;
  readonly note: string;
  readonly keys: readonly string[];
  readonly signers: readonly string[];
  readonly history: readonly string[];
  readonly histories: readonly (readonly string[])[];
  readonly known: readonly string[];
  readonly offered: readonly string[];
  readonly party: string;
  readonly id: string;
  readonly item: Item;
  readonly salt: string;
  readonly body: string;
  readonly hash: string;
  readonly label: JsonObject;
  readonly a: Label;
  readonly b: Label;
  readonly aAtMostB: boolean;
  readonly bAtMostA: boolean;
  readonly signedBy: readonly string[];
  readonly sender: readonly string[];
  readonly recipient: readonly string[];
  readonly facts: ReleaseFacts;
  readonly position: number;
  readonly context: Omit<ReleaseContext, 'agreements'> & {
    agreements: (Omit<AgreementFacts, 'agreement'> & { text: string })[];
  };
  readonly verdict: Decision['verdict'];
  readonly agreement?: string;
  readonly clauseNumber?: number;
  readonly reasons: readonly string[];
}

const historyOf = (notes: readonly string[]): KeyHistory =>
  verifyKeyHistory(notes.map((note) => parseNote(utf8(note))));

function decide({ context, facts, position, ...expected }: Loaded): void {
  const agreements = context.agreements.map(
    ({ text, ...rest }): AgreementFacts => ({
      ...rest,
      agreement: { id: textId(text), terms: parseTerms(text), note: { text, signatures: [] } },
    }),
  );
  const where: ReleaseContext = { ...context, agreements };
  const { verdict, grant, reasons } = decideRelease(facts, { position }, where);
  assert.equal(verdict, expected.verdict);
  assert.deepEqual(
    reasons.map(({ code }) => code),
    expected.reasons,
  );
  assert.deepEqual([grant?.agreement, grant?.clause.n], [expected.agreement, expected.clauseNumber]);
  assert.equal(mayLeave({ record: facts, position, ...where }), verdict === 'allowed');
  if (verdict !== 'allowed') throw new Error('not allowed');
}

/** Reads one vector as its kind says; whatever throws, refuses. */
const readers: Record<string, (vector: Loaded) => void> = {
  'canonical-json'({ bytes }) {
    const raw = fromBase64(bytes);
    assert.equal(canonicalText(parseCanonical(raw)), fromUtf8(raw));
  },
  base64({ text, hex: expected }) {
    assert.equal(hex(fromBase64(text)), expected);
  },
  ed25519({ publicKey, message, signature, seed }) {
    const [key, text, signed] = [publicKey, message, signature].map((part) => fromBase64(part)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    if (!verifyEd25519(key, text, signed)) throw new Error('not valid');
    if (seed !== undefined) assert.deepEqual(signEd25519(fromBase64(seed), text), signed);
  },
  note({ note, keys, signers: expected }) {
    const parsed = parseNote(utf8(note));
    const names = verifiedKeys(parsed, keys.map(parseVkey)).map(({ name }) => name);
    if (names.length === 0) return refuse('note-unsigned');
    assert.deepEqual(names, expected);
    assert.equal(fromUtf8(formatNote(parsed)), note);
  },
  'key-history'({ history, party }) {
    assert.equal(historyOf(history).party, party);
  },
  'key-history-advance'({ known, offered }) {
    advanceKeyHistory(historyOf(known), historyOf(offered));
  },
  record({ note, history, id }) {
    assert.equal(openRecord(parseNote(utf8(note)), historyOf(history)).id, id);
  },
  item({ text, item }) {
    assert.deepEqual(parseItem(utf8(text)), item);
    assert.equal(itemText(item), text);
  },
  body({ salt, body, hash }) {
    assert.equal(bodyHash(fromBase64(salt), fromBase64(body)), hash);
  },
  label({ label }) {
    assert.deepEqual(labelJson(readLabel(new Fields(label))), label);
  },
  'label-order'({ a, b, aAtMostB, bAtMostA }) {
    assert.deepEqual([labelAtMost(a, b), labelAtMost(b, a)], [aAtMostB, bAtMostA]);
  },
  agreement({ note, histories, id, signedBy }) {
    const agreement = readAgreement(parseNote(utf8(note)));
    const found = signers(agreement, histories.map(historyOf));
    assert.equal(agreement.id, id);
    assert.deepEqual(found.toSorted(), signedBy);
  },
  receipt({ note, sender, recipient, id }) {
    const receipt = parseNote(utf8(note));
    const { record } = openRelease(receipt, historyOf(sender));
    checkCountersigned(receipt, historyOf(recipient));
    assert.equal(record.id, id);
  },
  decision: decide,
};

function refuse(code: string): never {
  throw Object.assign(new Error(code), { refusedWith: code });
}
const codeOf = (thrown: unknown): string | undefined =>
  faultCode(thrown) ?? (thrown instanceof Error && 'refusedWith' in thrown ? String(thrown.refusedWith) : undefined);

const paths = globSync(`{${parts.join(',')}}/**/*`, { cwd: folder })
  .filter((path) => /\.\w+$/.test(path))
  .map((path) => path.replaceAll('\\', '/'))
  .toSorted();

describe('the vectors of the protocol core', () => {
  it('are all there, valid and invalid ones in each folder, and nothing else is', () => {
    assert.deepEqual(
      paths,
      Object.keys(coreVectors())
        .map((path) => `${path}.json`)
        .toSorted(),
    );
    for (const part of parts)
      for (const side of ['valid', 'invalid'])
        assert.ok(
          paths.some((path) => path.startsWith(`${part}/${side}/`)),
          `${part}/${side}`,
        );
  });

  it('are what their generator makes', () => {
    for (const [path, vector] of Object.entries(coreVectors()))
      assert.equal(readFileSync(join(folder, `${path}.json`), 'utf8'), vectorText(vector), path);
  });

  for (const path of paths) {
    const vector: Loaded & Json = JSON.parse(readFileSync(join(folder, path), 'utf8'));
    it(`${path} (Spec: ${vector.clause}): ${vector.comment}`, () => {
      const read = readers[vector.kind];
      assert.ok(read, `nobody reads the kind ${vector.kind}`);
      if (path.includes('/valid/')) return read(vector);
      assert.throws(
        () => read(vector),
        (thrown: unknown) => !(thrown instanceof assert.AssertionError) && codeOf(thrown) === vector.fault,
      );
    });
  }
});
