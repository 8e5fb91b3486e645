import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openHead } from '#protocol/case/certificate.ts';
import { caseOrigin } from '#protocol/case/genesis.ts';
import { keyNames } from '#protocol/identity/key-history.ts';
import { noteKeyType, noteSigner } from '#protocol/identity/note-key.ts';
import { formatNote, type NoteSignature, noteLimits, type SignedNote } from '#protocol/identity/signed-note.ts';
import { signCheckpoint } from '#protocol/log/checkpoint.ts';
import { cosign } from '#protocol/log/cosignature.ts';
import { answerSync, syncWith } from '#server/case/case-exchange.ts';
import { knownCase, knownCaseFile } from '#server/case/case-file.ts';
import { keptCertificate, newestHead, withCosignatures } from '#server/case/case-heads.ts';
import { packActs } from '#server/case/case-packing.ts';
import { answerBytes, type CaseNews, readAnswer, syncBytes } from '#server/case/case-wire.ts';
import { keepProof, proofFrom, proofTexts } from '#server/case/contradiction.ts';
import { orderActs } from '#server/case/order-acts.ts';
import type { Courier } from '#server/link/link-client.ts';
import { knownPeer } from '#server/party/peer-book.ts';
import { Hand } from './case-hand.fixture.ts';
import { CaseStage } from './case-stage.fixture.ts';

const noNews: CaseNews = { statements: [], proofs: [] };
const holding = { size: 0, root: '0'.repeat(64), term: 0, settled: 0 };

/** As many lines as a note can carry beside so many, under keys that nobody has. */
const forged = (name: string, signature: Uint8Array, beside: number): NoteSignature[] =>
  Array.from({ length: noteLimits.signatures - beside }, (_, n) => ({
    name,
    keyId: n.toString(16).padStart(8, '0'),
    signature,
  }));

/** A case in which the depositary has signed a head that nobody has cosigned; the last of its four parties lies. */
class Lines {
  readonly cases = new CaseStage();

  async open(): Promise<void> {
    await this.cases.open();
    const file = knownCaseFile(this.depositary, this.cases.id);
    await this.tell(noNews, packActs(file, [{ bytes: formatNote(new Hand(this.cases, 3).act(1)) }]));
    orderActs(this.depositary, knownCaseFile(this.depositary, this.cases.id));
    this.cases.alive = this.cases.parties.slice(0, 3);
    // Before all had joined, meetings failed as they should.
    for (const { party } of this.cases.alive) party.db.run('DELETE FROM refusal');
  }

  get depositary() {
    return this.cases.party(0).party;
  }

  get liar() {
    return this.cases.party(3).party;
  }

  tell(news: CaseNews, acts: Uint8Array = new Uint8Array()): Promise<Uint8Array> {
    const sync = syncBytes({ case: this.cases.id, holding, news, acts, want: [] });
    return answerSync(this.depositary, this.liar.id, sync);
  }

  head(index: number): SignedNote {
    return newestHead(this.cases.party(index).party, this.cases.id, 0)?.note ?? assert.fail('there is no head');
  }

  /** What a party tells of its newest head. */
  told(index: number): SignedNote {
    const { party } = this.cases.party(index);
    return withCosignatures(party, this.cases.id, newestHead(party, this.cases.id, 0) ?? assert.fail());
  }

  /** The liar's cosignature of the depositary's newest head. */
  cosignature(): NoteSignature {
    const signer = noteSigner(keyNames.witness(this.liar.id), this.liar.secrets.witness, noteKeyType.cosignature);
    return cosign(this.head(0), signer, this.cases.stage.now).signatures[1] ?? assert.fail();
  }

  /** The three that are honest go on: no meeting fails, and what is beyond this size is settled. */
  async goesOn(size: number): Promise<void> {
    await this.cases.rounds(6);
    this.cases.agreed();
    for (const index of [0, 1, 2]) {
      assert.ok(this.cases.log(index).finality.settled >= size, `${index} has not settled it`);
      const { db } = this.cases.party(index).party;
      assert.equal(db.count("SELECT count(*) FROM refusal WHERE code IN ('note-size', 'link-answer')"), 0);
    }
    const certificate = keptCertificate(this.depositary, this.cases.id)?.note ?? assert.fail('nothing is certified');
    const names = certificate.signatures.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length, 'one line of each');
    assert.ok(names.length >= 4);
  }
}

async function opened(): Promise<Lines> {
  const lines = new Lines();
  await lines.open();
  return lines;
}

for (const { what, more } of [
  { what: 'under other key ids', more: (line: NoteSignature) => forged(line.name, line.signature, 156) },
  { what: 'repeated', more: (line: NoteSignature) => Array.from({ length: 100 }, () => line) },
])
  test(`a member that sends its cosignature ${what} adds one line to the head, and stops nobody (Spec: CEX-8)`, async () => {
    const lines = await opened();
    const { size } = lines.cases.log(0);
    const { text, signatures } = lines.head(0);
    const line = lines.cosignature();
    await lines.tell({ ...noNews, head: { text, signatures: [...signatures, ...more(line), line] } });
    assert.deepEqual(lines.told(0).signatures, [...signatures, line]);
    await lines.goesOn(size);
  });

test('lines in the name of the log that somebody adds to a head are not kept by who takes it, and stop nobody (Spec: CEX-8)', async () => {
  const lines = await opened();
  const { cases } = lines;
  const { size } = cases.log(0);
  const member = cases.party(1).party;
  const courier: Courier = {
    get: () => assert.fail('nothing is fetched'),
    // The liar passes on what the depositary answers, and puts lines of its own before the depositary's.
    post: async (_to, _path, body) => {
      const { news, until, ...answer } = readAnswer(await answerSync(lines.depositary, member.id, body));
      const { text, signatures } = until ?? assert.fail('nothing was given');
      const padded = { text, signatures: [...forged(caseOrigin(cases.id), new Uint8Array(1), 1), ...signatures] };
      assert.equal(signatures.length, 1);
      const given = { ...answer, news: noNews, until: padded };
      return { status: 200, contentType: '', body: answerBytes(given) };
    },
  };
  await syncWith(member, courier, knownCaseFile(member, cases.id), knownPeer(member, lines.liar.id));
  assert.equal(cases.log(1).size, size);
  assert.deepEqual(lines.head(1), lines.head(0));
  await lines.goesOn(size);
});

test('a line in the name of the log before that of the depositary hides no contradiction (Spec: CAS-11, CEX-8)', async () => {
  const cases = new CaseStage();
  await cases.open();
  const { party } = cases.party(1);
  const known = knownCase(party, knownCaseFile(party, cases.id));
  const origin = caseOrigin(cases.id);
  const root = cases.log(1).rootAt(2) ?? assert.fail();
  const one = signCheckpoint({ origin, size: 2, root, extensions: ['term 0'] }, [
    noteSigner(origin, cases.party(0).party.secrets.log),
  ]);
  const { text, signatures } = new Hand(cases, 0).head(2);
  const hidden = { text, signatures: [...forged(origin, new Uint8Array(64), 1), ...signatures] };
  assert.equal(keepProof(party, known, { one, other: hidden }), true);
  const [kept] = proofTexts(party, cases.id);
  const proof = proofFrom(kept?.proof ?? '');
  assert.deepEqual(proof.other, { text, signatures });
  assert.equal(openHead(known, proof.other).size, 2);
});
