import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json, JsonObject } from '../bytes/canonical-json.ts';
import { domainText } from '../bytes/domain-line.ts';
import { faultCode } from '../bytes/fault.ts';
import { inventParty, seedOf } from '../identity/invented-party.fixture.ts';
import { keyNames } from '../identity/key-history.ts';
import { noteSigner } from '../identity/note-key.ts';
import { formatNote, parseNote, signNote } from '../identity/signed-note.ts';
import { agreementForms, parseTerms, readAgreement, signAgreement, signers, termsText } from './agreement.ts';
import { inventTerms, openClause, signedBy, unsigned } from './invented-agreement.fixture.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;
const [a, b, c] = [inventParty('Aldoria', 2), inventParty('Bereth'), inventParty('Calder')];
const terms = inventTerms([a.id, b.id]);
const histories = [a.history, b.history, c.history];
const json = (change: JsonObject = {}): JsonObject => ({
  ...JSON.parse(termsText(terms).split('\n')[1] ?? ''),
  ...change,
});
const parse = (value: JsonObject) => parseTerms(domainText('comity/agreement/v1', value));
const clause = (change: Record<string, Json>): JsonObject => {
  const [first] = json()['clauses'] as JsonObject[];
  return { ...first, ...change };
};
const duties = (change: Record<string, Json>): JsonObject =>
  clause({ duties: { ...(clause({})['duties'] as JsonObject), ...change } });

describe('the terms of an agreement (Spec: AGR-1)', () => {
  it('come back as they were written', () => {
    const full = inventTerms([a.id, b.id, c.id], {
      form: 'constituency',
      centre: a.id,
      supersedes: '0'.repeat(64),
      titles: [
        { lang: 'ar', text: 'اتفاق' },
        { lang: 'en', text: 'Agreement' },
      ],
      clauses: [
        openClause,
        {
          ...openClause,
          n: 7,
          from: [a.id],
          to: [b.id, c.id].toSorted(),
          kinds: ['indicator', 'x-custom'],
          history: 'from-start',
          duties: { ...openClause.duties, retentionDays: 30 },
        },
      ],
    });
    for (const one of [terms, full, inventTerms([]), inventTerms([a.id]), inventTerms([a.id, b.id], { clauses: [] })])
      assert.deepEqual(parseTerms(termsText(one)), one);
    for (const form of agreementForms.filter((name) => name !== 'constituency'))
      assert.equal(parse(json({ form })).form, form);
  });

  const bad: readonly (readonly [string, JsonObject, string])[] = [
    ['an unknown member', json({ more: 1 }), 'field-unknown'],
    ['an unknown form', json({ form: 'alliance' }), 'field-unknown-value'],
    ['an end before the start', json({ end: 999 }), 'agreement-period'],
    ['an end at the start', json({ end: 1000 }), 'agreement-period'],
    ['a start that is no integer', json({ start: '1000' }), 'field-type'],
    ['no title', json({ titles: [] }), 'agreement-title'],
    [
      'two titles in one language',
      json({
        titles: [
          { lang: 'en', text: 'A' },
          { lang: 'en', text: 'B' },
        ],
      }),
      'agreement-title',
    ],
    ['a title in an unknown language', json({ titles: [{ lang: 'tlh', text: 'A' }] }), 'field-type'],
    ['a title of two lines', json({ titles: [{ lang: 'en', text: 'A\nB' }] }), 'field-type'],
    ['an unknown member of a title', json({ titles: [{ lang: 'en', text: 'A', more: 1 }] }), 'field-unknown'],
    ['a party twice', json({ parties: [a.id, a.id] }), 'field-type'],
    ['parties out of order', json({ parties: [a.id, b.id].toSorted().toReversed() }), 'field-type'],
    ['a party that is no id', json({ parties: ['a'] }), 'field-type'],
    ['a constituency without a centre', json({ form: 'constituency' }), 'agreement-centre'],
    ['a centre without a constituency', json({ centre: a.id }), 'agreement-centre'],
    ['a centre that is no party', json({ form: 'constituency', centre: c.id }), 'agreement-centre'],
    ['two clauses of one number', json({ clauses: [clause({}), clause({})] }), 'agreement-clause-number'],
    ['clauses that are no list', json({ clauses: 'any' }), 'field-type'],
    ['too many clauses', json({ clauses: Array.from({ length: 65 }, (_, i) => clause({ n: i + 1 })) }), 'field-type'],
  ];
  for (const [name, value, code] of bad)
    it(`are refused with ${name}`, () => assert.throws(() => parse(value), hasCode(code)));

  it('are refused without any one of their members', () => {
    for (const key of Object.keys(json())) {
      const { [key]: _, ...rest } = json();
      assert.throws(() => parse(rest), hasCode('field-missing'), key);
    }
  });
});

describe('a clause (Spec: AGR-4)', () => {
  const bad: readonly (readonly [string, JsonObject, string])[] = [
    ['an unknown predicate', clause({ unless: 'raining' }), 'field-unknown'],
    ['number 0', clause({ n: 0 }), 'field-type'],
    ['a sender that is no id', clause({ from: ['x'] }), 'field-type'],
    ['a recipient list that repeats (Spec: AGR-3)', clause({ to: [a.id, a.id] }), 'field-type'],
    ['"all" for "any" (Spec: AGR-3)', clause({ to: 'all' }), 'field-type'],
    ['a kind of the wrong form', clause({ kinds: ['Indicator'] }), 'field-type'],
    ['an unknown ceiling', clause({ ceiling: 'white' }), 'field-unknown-value'],
    ['an unknown purpose (Spec: AGR-5)', clause({ purposes: ['marketing'] }), 'field-type'],
    ['an unknown history', clause({ history: 'some' }), 'field-unknown-value'],
    ['an unknown duty (Spec: AGR-7)', duties({ pay: true }), 'field-unknown'],
    ['an unknown onward limit (Spec: AGR-7)', duties({ onward: 'some' }), 'field-unknown-value'],
    ['an unknown action (Spec: AGR-7)', duties({ actions: 'attack' }), 'field-unknown-value'],
    ['an unknown attribution (Spec: AGR-7)', duties({ attribution: 'maybe' }), 'field-unknown-value'],
    ['retention of no day (Spec: AGR-7)', duties({ retentionDays: 0 }), 'field-type'],
    ['a duty that is no boolean (Spec: AGR-7)', duties({ erase: 'yes' }), 'field-type'],
  ];
  for (const [name, value, code] of bad)
    it(`condemns the whole agreement with ${name}`, () =>
      assert.throws(() => parse(json({ clauses: [clause({ n: 9 }), value] })), hasCode(code)));

  it('condemns the whole agreement when a predicate is missing', () => {
    for (const key of Object.keys(clause({}))) {
      const { [key]: _, ...rest } = clause({});
      assert.throws(() => parse(json({ clauses: [rest] })), hasCode('field-missing'), key);
    }
    const { onward: _, ...rest } = clause({})['duties'] as JsonObject;
    assert.throws(() => parse(json({ clauses: [clause({ duties: rest })] })), hasCode('field-missing'));
  });

  it('may name nobody or no kind: then it covers nothing (Spec: AGR-3)', () => {
    const [read] = parse(json({ clauses: [clause({ from: [], to: [], kinds: [], purposes: [] })] })).clauses;
    assert.deepEqual([read?.from, read?.to, read?.kinds, read?.purposes], [[], [], [], []]);
  });

  it('takes a kind named "any" as that kind only (Spec: AGR-3)', () => {
    assert.deepEqual(parse(json({ clauses: [clause({ kinds: ['any'] })] })).clauses[0]?.kinds, ['any']);
  });
});

describe('signatures under an agreement (Spec: AGR-2)', () => {
  it('count parties, not lines or keys (Spec: P3)', () => {
    const both = signedBy(terms, [a, b]);
    assert.deepEqual(signers(both, histories).toSorted(), [a.id, b.id].toSorted());
    assert.deepEqual(signers(signedBy(terms, [a]), histories), [a.id]);
    assert.deepEqual(signers(unsigned(terms), histories), []);
    assert.deepEqual(signers(signedBy(terms, [a, a, a]), histories), [a.id]);
    const twoKeys = [0, 1].map((version) => noteSigner(keyNames.record(a.id), a.seed('record', version)));
    assert.deepEqual(signers(readAgreement(signNote(termsText(terms), twoKeys)), [a.history, a.history, b.history]), [
      a.id,
    ]);
  });

  it('survive the wire', () => {
    const made = signedBy(terms, [b, a]);
    const read = readAgreement(parseNote(formatNote(made.note)));
    assert.equal(read.id, made.id);
    assert.equal(signers(read, histories).length, 2);
  });

  it('are only of parties named in it', () => {
    assert.throws(() => signAgreement(unsigned(terms), c.history, c.seed('record')), hasCode('agreement-not-party'));
    const stranger = noteSigner(keyNames.record(c.id), c.seed('record'));
    assert.deepEqual(signers(readAgreement(signNote(termsText(terms), [stranger])), histories), []);
  });

  it('are made with the newest key', () => {
    assert.throws(() => signAgreement(unsigned(terms), a.history, a.seed('record', 0)), hasCode('agreement-key'));
    assert.throws(() => signAgreement(unsigned(terms), a.history, seedOf('thief')), hasCode('agreement-key'));
  });

  it('stay with the party that made them, under whatever name they are shown', () => {
    const made = signedBy(terms, [a]);
    const [line] = made.note.signatures;
    assert.ok(line);
    const claimed = readAgreement({ text: made.note.text, signatures: [{ ...line, name: keyNames.record(b.id) }] });
    assert.deepEqual(signers(claimed, histories), []);
  });

  it('are of this text only', () => {
    const made = signedBy(terms, [a, b]);
    const other = readAgreement({ text: termsText({ ...terms, end: 3000 }), signatures: made.note.signatures });
    assert.throws(() => signers(other, histories), hasCode('note-signature-wrong'));
  });

  it('say nothing when the key history of the signer is not known', () => {
    assert.deepEqual(signers(signedBy(terms, [a, b]), [a.history]), [a.id]);
    assert.deepEqual(signers(signedBy(terms, [a, b]), []), []);
  });
});
