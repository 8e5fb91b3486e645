import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultCode } from '../bytes/fault.ts';
import { utf8 } from '../bytes/text.ts';
import { textId } from '../identity/key-history.ts';
import { parseNote } from '../identity/signed-note.ts';
import { bodyHash } from '../record/salted-body.ts';
import {
  type ActProof,
  closedActProof,
  formatActProof,
  longestActProof,
  openActProof,
  type ProofSource,
  type ProvedAct,
  readActProof,
  verifyActProof,
} from './act-proof.ts';
import { caseStart, InventedCase } from './invented-case.fixture.ts';

const body = { salt: new Uint8Array(16).fill(3), bytes: utf8('{"words":"A cable was cut.","files":[]}') };
const invented = new InventedCase();

/** A case in which the second party has answered, and three have cosigned; the answer is entry 2. */
function source(): ProofSource {
  const log = invented.log();
  const entries = [invented.genesis];
  const add = (entry: Uint8Array): void => {
    log.append(entry);
    entries.push(entry);
  };
  add(invented.act(0, log, { n: 1, act: 'ask', fields: {} }, true));
  add(invented.act(1, log, { n: 1, act: 'answer', fields: {} }, bodyHash(body.salt, body.bytes)));
  add(invented.act(0, log, { n: 2, act: 'agree', fields: {} }));
  const certificate = invented.cosigned(invented.head(log), [0, 1, 2], [caseStart, caseStart + 20, caseStart + 50]);
  return { entries, certificate, histories: invented.known.histories };
}

const answerAt = 2;
const [opener, author, third, fourth] = [0, 1, 2, 3].map((index) => invented.party(index).id);
const closed = (): ActProof => closedActProof(source(), answerAt, [third ?? '']);
const again = (proof: ActProof): ActProof => readActProof(utf8(formatActProof(proof)));
const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;

test('a closed proof shows who stated what, where it stands, and that those named cosigned (Spec: LNC-1, LNC-2, LNC-4)', () => {
  const proved = verifyActProof(again({ ...closed(), body }));
  assert.equal(proved.form, 'closed');
  assert.equal(proved.act.act, 'answer');
  assert.equal(proved.act.case, invented.known.id);
  assert.equal(proved.head.author, author);
  assert.equal(proved.id, textId(parseNote(source().entries[answerAt] ?? new Uint8Array()).text));
  assert.deepEqual(proved.cosigners, [author, third].toSorted());
  assert.equal(proved.time, caseStart + 20, 'the lower median of the two times that it shows');
  assert.deepEqual(proved.body, body.bytes);
  assert.equal(proved.quorum, undefined);
});

test('a closed proof holds nothing of a party that may not be named, and no other act (Spec: LNC-2)', () => {
  const file = formatActProof({ ...closed(), body });
  assert.ok(file.includes(author ?? '') && file.includes(third ?? ''));
  for (const hidden of [opener, fourth]) assert.ok(!file.includes(hidden ?? ''));
  for (const entry of source().entries.filter((_, index) => index !== answerAt && index > 0))
    assert.ok(!file.includes(textId(parseNote(entry).text)));
  assert.equal(
    closed().certificate.signatures.length,
    2,
    'nor the line of the depositary, which its key id would name',
  );
});

test('where nobody who may be named has cosigned, there is no closed proof (Spec: LNC-2, LNC-4)', () => {
  const whole = source();
  const few = {
    ...whole,
    certificate: invented.cosigned({ ...whole.certificate, signatures: [] }, [0, 2], [caseStart]),
  };
  assert.throws(() => closedActProof(few, answerAt, []), hasCode('act-proof-attester'));
  const bare = { ...closed(), certificate: { ...closed().certificate, signatures: [] } };
  assert.throws(() => verifyActProof(bare), hasCode('act-proof-attester'));
});

test('an open proof shows that a quorum accepted the act (Spec: LNC-3, LNC-4)', () => {
  const proof = openActProof(source(), answerAt);
  const proved = verifyActProof(again(proof));
  assert.equal(proved.form, 'open');
  assert.deepEqual(proved.quorum, { needed: 3, council: 4 });
  assert.deepEqual(proved.cosigners, [opener, author, third].toSorted());
  const signatures = proof.certificate.signatures.slice(0, -1);
  assert.throws(
    () => verifyActProof({ ...proof, certificate: { ...proof.certificate, signatures } }),
    hasCode('case-uncertified'),
  );
});

test('a proof of another act, place, case or body is refused, each with its code (Spec: LNC-4)', () => {
  const elsewhere = new InventedCase(['Aldoria', 'Bereth', 'Calder', 'Lumen']);
  const foreign = elsewhere.cosigned(elsewhere.head(elsewhere.log()), [0, 1, 2], [caseStart]);
  const other = openActProof(source(), 1);
  const planted: readonly (readonly [string, ActProof])[] = [
    ['proof-mismatch', { ...closed(), index: 1 }],
    ['proof-mismatch', { ...closed(), act: other.act, histories: other.histories }],
    ['act-proof-case', { ...closed(), certificate: foreign }],
    ['act-proof-case', { ...openActProof(source(), answerAt), genesis: parseNote(elsewhere.genesis) }],
    ['act-proof-body', { ...closed(), body: { ...body, bytes: utf8('{"words":"Nothing happened.","files":[]}') } }],
    ['case-keys', { ...closed(), histories: [] }],
    ['note-unsigned', { ...closed(), act: { ...closed().act, signatures: [] } }],
  ];
  // What a fault does not plant is there: keys of more parties make no proof valid.
  const others = [...invented.known.histories.values(), ...elsewhere.known.histories.values()].map(
    ({ notes }) => notes,
  );
  for (const [code, proof] of planted) {
    const histories = code === 'case-keys' ? [] : [...proof.histories, ...others];
    assert.throws(() => verifyActProof({ ...proof, histories }), hasCode(code), code);
  }
});

test('a file is bounded before it is read, and refused with anything unknown in it (Spec: LNC-1)', () => {
  assert.throws(() => readActProof(new Uint8Array(longestActProof + 1)), hasCode('act-proof-size'));
  const more = { ...JSON.parse(formatActProof(closed())), members: [] };
  assert.throws(() => readActProof(utf8(JSON.stringify(more))), hasCode('field-unknown'));
  assert.throws(() => readActProof(utf8('<html>')), hasCode('json-syntax'));
});

test('whatever digit of a file is changed, it is refused or shows no more than before (Spec: LNC-4)', () => {
  const file = formatActProof({ ...closed(), body });
  const whole = verifyActProof(readActProof(utf8(file)));
  const digits = [...file.matchAll(/[0-9a-f]{64}/g)].map(({ index }) => index + 10);
  assert.ok(digits.length > 4);
  for (const at of digits) {
    const changed = utf8(`${file.slice(0, at)}${file[at] === '0' ? '1' : '0'}${file.slice(at + 1)}`);
    const shown = shownBy(changed);
    if (shown === undefined) continue;
    // The name of a cosigner is no signed part: with another name its line counts for nobody.
    const { cosigners, time, ...rest } = shown;
    assert.ok(cosigners.length < whole.cosigners.length && cosigners.every((one) => whole.cosigners.includes(one)));
    assert.deepEqual({ ...rest, cosigners: whole.cosigners, time: whole.time }, whole);
    assert.ok(time >= caseStart);
  }
});

function shownBy(bytes: Uint8Array): ProvedAct | undefined {
  try {
    return verifyActProof(readActProof(bytes));
  } catch (error) {
    assert.ok(faultCode(error) !== undefined, 'a refusal has a code');
    return undefined;
  }
}
