import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { termsText } from '#protocol/agreement/agreement.ts';
import { domainText, parseDomainText } from '#protocol/bytes/domain-line.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { keyNames } from '#protocol/identity/key-history.ts';
import { noteSigner } from '#protocol/identity/note-key.ts';
import { formatNote, signNote } from '#protocol/identity/signed-note.ts';
import { proposeAgreement, receiveAgreement, withdrawFromAgreement } from '#server/party/agreement-book.ts';
import { conclude, give, indicator, introduce, Stage, titles } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

function two(): { stage: Stage; a: StagedParty; b: StagedParty } {
  const stage = new Stage();
  const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
  introduce(a, b);
  give(a, indicator('one', 'clear'));
  return { stage, a, b };
}

const signersOf = (...parties: readonly StagedParty[]) =>
  parties.map(({ party }) => noteSigner(keyNames.record(party.id), party.secrets.record));

/** The text of terms with members changed that the typed way would not let through. */
function changedText(text: string, change: (json: ReturnType<typeof JSON.parse>) => void): string {
  parseDomainText(text, 'comity/agreement/v1');
  const json = JSON.parse(text.split('\n')[1] ?? '');
  change(json);
  return domainText('comity/agreement/v1', json);
}

/** Puts an agreement into a store behind the back of the server, as a fault of ours might. */
const slipIn = ({ party }: StagedParty, id: string, note: Parameters<typeof formatNote>[0]): void =>
  void party.db.run('INSERT INTO agreement (id, bytes, since, seen) VALUES (?, ?, -1, 0)', id, formatNote(note));

describe('an agreement that is not in force', () => {
  it('AGR-3: with nobody in it reaches nobody: it is refused, and were it in the store it would release nothing', async () => {
    const { stage, a, b } = two();
    const text = termsText({ ...stage.terms([a, b], [{}]), parties: [] });
    const note = signNote(text, signersOf(a, b));
    assert.throws(() => receiveAgreement(a.party, note), { code: 'agreement-not-party' });
    slipIn(a, '0'.repeat(64), note);
    await stage.settle(a, b);
    assert.deepEqual(titles(b), []);
  });

  it('AGR-4: with an unknown predicate is refused whole, and were it in the store nothing would leave', async () => {
    for (const change of [
      (json: { clauses: object[] }) => Object.assign(json.clauses[0] ?? {}, { unless: 'never' }),
      (json: { clauses: object[] }) => Object.assign(json.clauses[0] ?? {}, { ceiling: 'white' }),
      (json: { clauses: { duties: object }[] }) => Object.assign(json.clauses[0]?.duties ?? {}, { pray: true }),
      (json: { clauses: object[] }) => Object.assign(json, { secretly: 1 }),
    ]) {
      const { stage, a, b } = two();
      const note = signNote(changedText(termsText(stage.terms([a, b], [{}])), change), signersOf(a, b));
      assert.throws(() => receiveAgreement(a.party, note), /^Error|Fault/);
      slipIn(a, '1'.repeat(64), note);
      await stage.settle(a, b);
      assert.deepEqual(titles(b), []);
    }
  });

  it('AGR-6: has released nothing before its start, releases in it, and nothing new after its end', async () => {
    const { stage, a, b } = two();
    conclude([a, b], stage.terms([a, b], [{}], { start: stage.now + 100, end: stage.now + 200 }));
    await stage.settle(a, b);
    assert.deepEqual(titles(b), []);
    stage.now += 100;
    await stage.settle(a, b);
    assert.deepEqual(titles(b), ['one']);
    stage.now += 100;
    give(a, indicator('two', 'clear'));
    await stage.settle(a, b);
    assert.deepEqual(titles(b), ['one']);
  });

  it('AGR-6: that expired before it was signed releases nothing', async () => {
    const { stage, a, b } = two();
    conclude([a, b], stage.terms([a, b], [{}], { start: stage.now - 200, end: stage.now - 100 }));
    await stage.settle(a, b);
    assert.deepEqual(titles(b), []);
  });

  it('AGR-6: signed by some of its parties releases nothing to any of them, however the signatures are repeated', async () => {
    const stage = new Stage();
    const [a, b, c] = [stage.found('Aldoria'), stage.found('Bereth'), stage.found('Calder')];
    introduce(a, b, c);
    give(a, indicator('one', 'clear'));
    const terms = stage.terms([a, b, c], [{}]);
    const { agreement } = proposeAgreement(a.party, terms);
    receiveAgreement(b.party, agreement.note);
    const twice = signNote(termsText(terms), signersOf(a, b));
    receiveAgreement(a.party, { ...twice, signatures: [...twice.signatures, ...twice.signatures.slice(0, 1)] });
    await stage.settle(a, b, c);
    assert.deepEqual([titles(b), titles(c)], [[], []]);
  });

  it('AGR-9: that one side left releases nothing from the next request on, in either direction', async () => {
    const { stage, a, b } = two();
    const id = conclude([a, b], stage.terms([a, b], [{}]));
    await stage.settle(a, b);
    withdrawFromAgreement(b.party, id);
    give(b, indicator('from b', 'clear'));
    await stage.meet(a, b);
    await stage.settle(a, b);
    give(a, indicator('two', 'clear'));
    await stage.settle(a, b);
    assert.deepEqual(
      [titles(a), titles(b)],
      [
        ['one', 'two'],
        ['from b', 'one'],
      ],
    );
  });

  it('AGR-2: an agreement whose signature is forged is not signed by that party', async () => {
    const { stage, a, b } = two();
    const text = termsText(stage.terms([a, b], [{}]));
    const forged = signNote(text, [noteSigner(keyNames.record(b.party.id), a.party.secrets.record)]);
    assert.throws(() => receiveAgreement(a.party, forged), { code: 'agreement-unsigned' });
    proposeAgreement(a.party, stage.terms([a, b], [{}]));
    await stage.settle(a, b);
    assert.deepEqual(titles(b), []);
    assert.ok(utf8(text).length > 0);
  });
});
