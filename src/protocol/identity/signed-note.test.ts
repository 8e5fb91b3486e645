import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { base64 } from '../bytes/encodings.ts';
import { faultCode } from '../bytes/fault.ts';
import { concat, fromUtf8, utf8 } from '../bytes/text.ts';
import { seedOf } from './invented-party.fixture.ts';
import { type NoteSigner, noteSigner, parseVkey } from './note-key.ts';
import {
  formatNote,
  mergeSignatures,
  noteLimits,
  openNote,
  parseNote,
  type SignedNote,
  signNote,
  verifiedKeys,
} from './signed-note.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;
const parse = (text: string): SignedNote => parseNote(utf8(text));
const asText = (note: SignedNote): string => fromUtf8(formatNote(note));
const signers = Array.from({ length: 40 }, (_, i) => noteSigner(`example.org/${i}`, seedOf(`note ${i}`)));
const [one, two] = signers as [NoteSigner, NoteSigner];
const line = (name: string, bytes: Uint8Array): string => `— ${name} ${base64(bytes)}\n`;
const someLine = line('a', new Uint8Array(68));
const wrongLine = (signer: NoteSigner): string =>
  line(signer.name, concat(Uint8Array.fromHex(signer.keyId), new Uint8Array(64)));

/** A published note of golang.org/x/mod/sumdb/note, on which C2SP signed-note is built. */
const published = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;
const publishedKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';

/** The example of C2SP signed-note.md; its key is not published. */
const withBlankLine = `Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
`;

describe('parsing a signed note (Spec: REC-1)', () => {
  it('splits at the last blank line, so a text may hold blank lines', () => {
    const note = parse(withBlankLine);
    assert.ok(note.text.endsWith('raggio di sole:\n\ned è subito sera.\n'));
    assert.deepEqual(
      note.signatures.map((s) => [s.name, s.keyId, s.signature.length]),
      [['quasimodo.example/salvatore', '367ba04b', 64]],
    );
    assert.equal(asText(note), withBlankLine);
  });

  it('splits a text that itself looks like a note', () => {
    const inner = asText(signNote('inner\n', [one]));
    const outer = parse(asText(signNote(inner, [two])));
    assert.equal(outer.text, inner);
    assert.equal(outer.signatures.length, 1);
    assert.equal(openNote(outer, two), inner);
    assert.throws(() => openNote(outer, one), hasCode('note-unsigned'));
  });

  it('has one text per note', () => {
    const names = fc.stringMatching(/^[a-z/.é漢—]{1,12}$/u);
    const line = fc.record(
      {
        name: names,
        keyId: fc.stringMatching(/^[0-9a-f]{8}$/),
        signature: fc.uint8Array({ minLength: 1, maxLength: 90 }),
      },
      { noNullPrototype: true },
    );
    const texts = fc
      .array(fc.stringMatching(/^[a-z é—+]{0,9}$/u), { minLength: 1, maxLength: 5 })
      .map((lines) => `${lines.join('\n')}\n`);
    const signatures = fc.array(line, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(texts, signatures, (text, list) => {
        const again = parseNote(formatNote({ text, signatures: list }));
        assert.equal(again.text, text);
        assert.deepEqual(
          again.signatures.map((s) => ({ ...s, signature: [...s.signature] })),
          list.map((s) => ({ ...s, signature: [...s.signature] })),
        );
      }),
    );
  });

  it('refuses what is no note', () => {
    const bad = [
      '',
      '\n',
      'a',
      'a\n',
      'a\n\n— a AAAA',
      `a\n${someLine}`,
      `a\n\n${someLine.trimEnd()}`,
      `\n${someLine}`,
      `a\r\n\r\n${someLine}`,
      `a\tb\n\n${someLine}`,
      `a\u0000\n\n${someLine}`,
      `a\u001f\n\n${someLine}`,
    ];
    for (const text of bad) assert.throws(() => parse(text), hasCode('note-malformed'), JSON.stringify(text));
  });

  it('refuses a malformed signature line', () => {
    const good = base64(new Uint8Array(68));
    const lines = [
      '',
      '- a AAAA',
      '—a AAAA',
      `— ${good}`,
      `—  a ${good}`,
      `— a  ${good}`,
      `— a ${good} `,
      `— a b ${good}`,
      `— a+b ${good}`,
      `— a\u00a0b ${good}`,
      `— a\u0085b ${good}`,
      `— a\u2003b ${good}`,
      `— ${'a'.repeat(201)} ${good}`,
      '— a AAAAAA==',
      '— a !',
      `x\n${someLine}`.trimEnd(),
    ];
    for (const text of lines)
      assert.throws(() => parse(`a\n\n${text}\n`), hasCode('note-signature-line'), JSON.stringify(text));
    for (const text of ['A', 'AAAAAAB=', 'AAAAAAA', `${good}=`])
      assert.throws(() => parse(`a\n\n— a ${text}\n`), hasCode('base64-malformed'), text);
    assert.throws(
      () => parse(`a\n\n${someLine}\n`),
      hasCode('note-signature-line'),
      'a blank line after the signatures makes them text',
    );
  });

  it('takes at least 16 signatures of the size of ML-DSA-44, and bounds both number and size (Spec: REC-2)', () => {
    const large = line('a', new Uint8Array(2424));
    assert.equal(parse(`a\n\n${large.repeat(16)}`).signatures.length, 16);
    assert.equal(parse(`a\n\n${someLine.repeat(noteLimits.signatures)}`).signatures.length, noteLimits.signatures);
    assert.throws(() => parse(`a\n\n${someLine.repeat(noteLimits.signatures + 1)}`), hasCode('note-size'));
    assert.throws(() => parse(`${'a'.repeat(noteLimits.bytes)}\n\n${someLine}`), hasCode('note-size'));
    assert.throws(() => parseNote(Uint8Array.of(0xff, 0x0a, 0x0a)), hasCode('text-not-utf8'));
  });
});

describe('verifying a signed note (Spec: REC-3)', () => {
  it('verifies a note and key that others published', () => {
    assert.equal(
      openNote(parse(published), parseVkey(publishedKey)),
      published.slice(0, published.lastIndexOf('\n\n') + 1),
    );
    assert.throws(
      () => openNote(parse(published.replace('problem,', 'problem;')), parseVkey(publishedKey)),
      hasCode('note-signature-wrong'),
    );
  });

  it('ignores an unknown signature, even one that shares a name or an id with a known key', () => {
    const signed = asText(signNote('a\n', [one]));
    const sharesName = line(one.name, concat(Uint8Array.fromHex(two.keyId), new Uint8Array(64)));
    const sharesId = line('example.org/x', concat(Uint8Array.fromHex(one.keyId), new Uint8Array(64)));
    for (const extra of [sharesName, sharesId, someLine]) assert.equal(openNote(parse(signed + extra), one), 'a\n');
  });

  it('condemns the whole note for one wrong signature of a known key', () => {
    const signed = asText(signNote('a\n', [one]));
    assert.throws(() => openNote(parse(signed + wrongLine(one)), one), hasCode('note-signature-wrong'));
    assert.throws(() => verifiedKeys(parse(signed + wrongLine(two)), [one, two]), hasCode('note-signature-wrong'));
    assert.equal(openNote(parse(signed + wrongLine(two)), one), 'a\n', 'unless the reader does not know that key');
  });

  it('refuses a note that nobody known has signed', () => {
    assert.throws(() => openNote(signNote('a\n', [one]), two), hasCode('note-unsigned'));
    assert.deepEqual(verifiedKeys(signNote('a\n', [one]), []), []);
  });

  it('counts a key once, however often it signed', () => {
    const twice = signNote('a\n', [one, one, two]);
    assert.deepEqual(
      verifiedKeys(twice, [two, one]).map(({ name }) => name),
      [one.name, two.name],
    );
  });

  it('does not take the signature over one text for another', () => {
    const [signature] = signNote('a\n', [one]).signatures;
    assert.ok(signature);
    for (const text of ['a', 'a\n\n', 'b\n'])
      assert.throws(() => openNote({ text, signatures: [signature] }, one), hasCode('note-signature-wrong'));
  });

  it('verifies 40 signatures of one note', () => {
    assert.equal(verifiedKeys(parse(asText(signNote('a\n', signers))), signers).length, 40);
  });
});

describe('merging signatures', () => {
  it('keeps each line once', () => {
    const [a, b] = [signNote('a\n', [one]), signNote('a\n', [one, two])];
    assert.equal(asText(mergeSignatures(a, b)), asText(b));
    assert.equal(asText(mergeSignatures(b, a)), asText(b));
  });

  it('refuses two texts', () => {
    assert.throws(() => mergeSignatures(signNote('a\n', [one]), signNote('b\n', [one])), hasCode('note-text-differs'));
  });

  it('never makes a note that could not be read again (Spec: REC-2)', () => {
    const many = (from: number) => ({
      text: 'a\n',
      signatures: Array.from({ length: 200 }, (_, i) => ({
        name: 'a',
        keyId: '00000000',
        signature: Uint8Array.of(from, i, 1),
      })),
    });
    assert.throws(() => mergeSignatures(many(1), many(2)), hasCode('note-size'));
    const large = { text: `${'a'.repeat(noteLimits.bytes - 100)}\n`, signatures: signNote('a\n', [one]).signatures };
    assert.throws(
      () => mergeSignatures(large, { text: large.text, signatures: signNote('a\n', [two]).signatures }),
      hasCode('note-size'),
    );
  });
});
