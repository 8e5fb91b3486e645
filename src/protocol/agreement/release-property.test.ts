import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Label, purposes, tlpLevels } from '../record/label.ts';
import type { Agreement, AgreementTerms } from './agreement.ts';
import type { Clause } from './clause.ts';
import { type Duties, onwardLimits, permittedActions } from './duties.ts';
import type { ReleasePolicy } from './policy.ts';
import { decideClass, decideRelease, type ReleaseContext, reasonCodes } from './release-decision.ts';
import type { Holding, ReleaseFacts } from './release-facts.ts';
import { type KnownAgreement, mayLeave } from './release-oracle.fixture.ts';

/*
 * Random questions, drawn so that about a fifth are allowed: each condition holds often enough
 * for the others to decide.
 */

const parties = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(64)) as [string, string, string, string];
const [self, recipient] = parties;
const kinds = ['indicator', 'malware', 'x-custom'] as const;
const agreementIds = ['1', '2', '3'].map((digit) => digit.repeat(64));

const mostly = <T>(usual: T, other: fc.Arbitrary<T>, weight = 5): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: fc.constant(usual), weight }, { arbitrary: other, weight: 1 });
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;
const anyOr = (members: readonly string[]): fc.Arbitrary<'any' | readonly string[]> =>
  mostly<'any' | readonly string[]>('any', fc.subarray([...members]), 8);
const someTlp = fc.constantFrom(...tlpLevels);
const somePurposes = fc.subarray([...purposes]);

const duties: fc.Arbitrary<Duties> = fc
  .tuple(
    record<Omit<Duties, 'retentionDays'>>({
      onward: mostly<Duties['onward']>('any-within-label', fc.constantFrom(...onwardLimits), 3),
      actions: mostly<Duties['actions']>('any', fc.constantFrom(...permittedActions), 12),
      attribution: mostly<Duties['attribution']>('named', fc.constant('anonymous'), 12),
      erase: mostly(false, fc.constant(true), 12),
      notify: mostly<Duties['notify']>('none', fc.constant('affected-parties'), 12),
      encryptInTransit: mostly(false, fc.constant(true), 8),
    }),
    mostly<Pick<Duties, 'retentionDays'>>({}, fc.constantFrom({ retentionDays: 1 }, { retentionDays: 30 }), 12),
  )
  .map(([rest, retention]) => ({ ...rest, ...retention }));

const clause = (n: number): fc.Arbitrary<Clause> =>
  fc
    .tuple(plainClause(n), mostly<Pick<Clause, 'matching'>>({}, fc.constant({ matching: { perDay: 5 } }), 8))
    .map(([plain, use]) => ({ ...plain, ...use }));

const plainClause = (n: number): fc.Arbitrary<Omit<Clause, 'matching'>> =>
  record<Omit<Clause, 'matching'>>({
    n: fc.constant(n),
    from: anyOr(parties),
    to: anyOr(parties),
    kinds: anyOr(kinds),
    ceiling: mostly<Label['tlp']>('amber', someTlp, 1),
    purposes: mostly<Clause['purposes']>(['defence'], somePurposes, 8),
    history: fc.constantFrom('all', 'from-start'),
    duties,
  });

const clauses = fc.oneof(
  { arbitrary: fc.constant([]), weight: 1 },
  { arbitrary: fc.tuple(clause(1)), weight: 3 },
  { arbitrary: fc.tuple(clause(1), clause(2)), weight: 4 },
);
const memberLists = fc.oneof(
  { arbitrary: fc.subarray([...parties]), weight: 2 },
  { arbitrary: fc.subarray([...parties].slice(2)).map((more) => [self, recipient, ...more]), weight: 8 },
);

const terms: fc.Arbitrary<AgreementTerms> = fc
  .tuple(
    memberLists,
    clauses,
    mostly(0, fc.integer({ min: 0, max: 60 }), 3),
    mostly(100, fc.integer({ min: 61, max: 120 }), 3),
    fc.boolean(),
  )
  .map(([members, list, start, end, isConstituency]) => ({
    ...(isConstituency && members[0] !== undefined ? { form: 'constituency', centre: members[0] } : { form: 'circle' }),
    titles: [{ lang: 'en', text: 'Random' }],
    parties: members,
    start,
    end,
    clauses: list,
  }));

const known = (id: string): fc.Arbitrary<KnownAgreement & { agreement: Agreement }> =>
  fc
    .tuple(
      terms,
      mostly<readonly string[]>(parties, fc.subarray([...parties]), 12),
      mostly<readonly string[]>([], fc.subarray([...parties]), 12),
      mostly(false, fc.constant(true), 15),
      fc.integer({ min: 0, max: 9 }),
    )
    .map(([random, signedBy, withdrawnBy, superseded, since]) => ({
      agreement: { id, terms: random, note: { text: '', signatures: [] } },
      signedBy,
      withdrawnBy,
      superseded,
      since,
    }));

const label: fc.Arbitrary<Label> = fc
  .tuple(
    mostly<Label['tlp']>('green', someTlp, 1),
    mostly<Pick<Label, 'only'>>({}, record({ only: fc.subarray([...parties]) }), 8),
    mostly<Pick<Label, 'purposes'>>({}, record({ purposes: somePurposes }), 8),
  )
  .map(([tlp, only, uses]) => ({ tlp, ...only, ...uses }));

const received: fc.Arbitrary<Holding> = record({
  agreement: fc.constantFrom(...agreementIds, '9'.repeat(64)),
  clause: fc.constantFrom(1, 1, 2),
  duties,
});

const facts: fc.Arbitrary<ReleaseFacts> = fc
  .tuple(
    fc.constantFrom(...kinds),
    label,
    fc.oneof({ arbitrary: fc.constant<Holding>('own'), weight: 2 }, { arbitrary: received, weight: 3 }),
    fc.constantFrom(...parties),
    mostly(true, fc.constant(false), 6),
    mostly<Pick<ReleaseFacts, 'recalled'>>({}, fc.constant({ recalled: true }), 20),
  )
  .chain(([kind, random, holding, other, approved, recall]) =>
    mostly(holding === 'own' ? self : other, fc.constant(other), 20).map((author) => ({
      kind,
      label: random,
      author,
      holding,
      approved,
      ...recall,
    })),
  );

const policy: fc.Arbitrary<ReleasePolicy> = record<ReleasePolicy>({
  blocked: mostly<readonly string[]>([], fc.subarray([...parties]), 12),
  ceiling: mostly<Label['tlp']>('red', someTlp, 3),
  approvalAbove: someTlp,
  withheldKinds: mostly<readonly string[]>([], fc.subarray([...kinds]), 12),
});

const context: fc.Arbitrary<ReleaseContext> = record<ReleaseContext>({
  self: fc.constant(self),
  recipient: mostly(recipient, fc.constantFrom(...parties), 12),
  policy,
  agreements: fc.tuple(...agreementIds.map(known)).chain((all) => fc.subarray(all, { minLength: 2 })),
  encrypted: mostly(true, fc.constant(false), 3),
  now: mostly(61, fc.integer({ min: 0, max: 120 }), 2),
});

const question = fc.tuple(facts, fc.integer({ min: -1, max: 12 }), context);
const withReference = fc.tuple(question, fc.boolean());
const isAllowed = (record: ReleaseFacts, position: number, where: ReleaseContext): boolean =>
  decideRelease(record, { position }, where).verdict === 'allowed';

describe('the release decision against a naive oracle (Spec: P2, REL-1)', () => {
  it('allows exactly what the oracle allows', () => {
    const seen = { allowed: 0, refused: 0, relayed: 0, reissued: 0 };
    fc.assert(
      fc.property(question, ([record, position, where]) => {
        const { verdict } = decideRelease(record, { position }, where);
        const expected = mayLeave({ record, position, ...where });
        assert.equal(verdict === 'allowed', expected);
        seen[expected ? 'allowed' : 'refused']++;
        if (!expected || record.holding === 'own') return;
        seen.relayed++;
        // RIS-1: what we state ourselves of an unnamed source; nobody else's statement goes on.
        if (record.holding.duties.attribution !== 'anonymous') return;
        assert.equal(record.author, where.self);
        seen.reissued++;
      }),
      { numRuns: 20_000 },
    );
    assert.ok(
      seen.allowed > 1000 && seen.refused > 1000 && seen.relayed > 100 && seen.reissued > 5,
      JSON.stringify(seen),
    );
  });

  it('says why, in known words, and cites the clause that allows (Spec: REL-5)', () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(withReference, ([[record, position, where], namesClosed]) => {
        const { verdict, grant, reasons } = decideRelease(record, { position, namesClosed }, where);
        assert.ok(verdict !== 'allowed' || !namesClosed);
        for (const { code } of reasons) met.add(code);
        assert.ok(reasons.every(({ code }) => reasonCodes.includes(code)));
        assert.equal(verdict === 'allowed', grant !== undefined);
        if (grant === undefined) return assert.ok(reasons.some(({ allows }) => !allows));
        const cited = where.agreements.find(({ agreement }) => agreement.id === grant.agreement);
        assert.ok(cited?.agreement.terms.clauses.includes(grant.clause));
        assert.ok(
          reasons.some(
            (r) => r.code === 'clause-allows' && r.agreement === grant.agreement && r.clause === grant.clause.n,
          ),
        );
      }),
      { numRuns: 5000 },
    );
    assert.deepEqual(
      reasonCodes.filter((code) => !met.has(code)),
      [],
      'every reason must occur',
    );
  });

  it('decides a class for all its positions at once (Spec: REL-4, REL-6)', () => {
    fc.assert(
      fc.property(question, ([record, position, where]) => {
        const { grants } = decideClass(record, where);
        assert.equal(
          grants.some(({ after }) => position > after),
          isAllowed(record, position, where),
        );
      }),
      { numRuns: 3000 },
    );
  });
});

/** Something that can only narrow: applied to any question, it never turns a refusal into a permission. */
type Narrowing = (record: ReleaseFacts, where: ReleaseContext, draw: number) => [ReleaseFacts, ReleaseContext];
const eachAgreement = (
  where: ReleaseContext,
  change: (one: ReleaseContext['agreements'][number]) => ReleaseContext['agreements'][number],
) => ({
  ...where,
  agreements: where.agreements.map(change),
});
const withPolicy = (where: ReleaseContext, change: Partial<ReleasePolicy>): ReleaseContext => ({
  ...where,
  policy: { ...where.policy, ...change },
});
const lower = (level: Label['tlp'], draw: number): Label['tlp'] =>
  tlpLevels[Math.min(tlpLevels.indexOf(level), draw % 5)] ?? 'clear';
const higher = (level: Label['tlp'], draw: number): Label['tlp'] =>
  tlpLevels[Math.max(tlpLevels.indexOf(level), draw % 5)] ?? 'red';
const without = <T>(list: readonly T[], draw: number): T[] =>
  list.filter((_, i) => i !== draw % Math.max(1, list.length));
const onHolding = (record: ReleaseFacts, change: Partial<Duties>): ReleaseFacts =>
  record.holding === 'own'
    ? record
    : { ...record, holding: { ...record.holding, duties: { ...record.holding.duties, ...change } } };

const narrowings: Record<string, Narrowing> = {
  'a party blocked by policy': (r, w, n) => [
    r,
    withPolicy(w, { blocked: [...w.policy.blocked, parties[n % 4] ?? self] }),
  ],
  'a kind withheld by policy': (r, w, n) => [
    r,
    withPolicy(w, { withheldKinds: [...w.policy.withheldKinds, kinds[n % 3] ?? 'x'] }),
  ],
  'a lower ceiling of policy': (r, w, n) => [r, withPolicy(w, { ceiling: lower(w.policy.ceiling, n) })],
  'approval from a lower level on': (r, w, n) => [
    r,
    withPolicy(w, { approvalAbove: lower(w.policy.approvalAbove, n) }),
  ],
  'a recall by its author': (r, w) => [{ ...r, recalled: true }, w],
  'an approval taken back': (r, w) => [{ ...r, approved: false }, w],
  'a higher level': (r, w, n) => [{ ...r, label: { ...r.label, tlp: higher(r.label.tlp, n) } }, w],
  'fewer recipients on the label': (r, w, n) => [
    { ...r, label: { ...r.label, only: without(r.label.only ?? parties, n) } },
    w,
  ],
  'fewer purposes on the label': (r, w, n) => [
    { ...r, label: { ...r.label, purposes: without(r.label.purposes ?? purposes, n) } },
    w,
  ],
  'a link without encryption': (r, w) => [r, { ...w, encrypted: false }],
  'a withdrawal': (r, w, n) => [
    r,
    eachAgreement(w, (a) => ({ ...a, withdrawnBy: [...a.withdrawnBy, parties[n % 4] ?? self] })),
  ],
  'a signature less': (r, w, n) => [r, eachAgreement(w, (a) => ({ ...a, signedBy: without(a.signedBy, n) }))],
  'a successor': (r, w) => [r, eachAgreement(w, (a) => ({ ...a, superseded: true }))],
  'a later coming into force': (r, w, n) => [r, eachAgreement(w, (a) => ({ ...a, since: a.since + (n % 5) }))],
  'an agreement less': (r, w, n) => [r, { ...w, agreements: without(w.agreements, n) }],
  'a party more that has not signed': (r, w) => [
    r,
    eachAgreement(w, (a) => ({
      ...a,
      agreement: {
        ...a.agreement,
        terms: { ...a.agreement.terms, parties: [...a.agreement.terms.parties, 'e'.repeat(64)] },
      },
    })),
  ],
  'internal use only': (r, w) => [onHolding(r, { actions: 'internal-only' }), w],
  'no passing on': (r, w) => [onHolding(r, { onward: 'none' }), w],
  'a duty of erasure on what is held': (r, w) => [onHolding(r, { erase: true }), w],
  'a duty of encryption on what is held': (r, w) => [onHolding(r, { encryptInTransit: true }), w],
  'a source that wants no name': (r, w) => [onHolding(r, { attribution: 'anonymous' }), w],
};

describe('refuse is final (Spec: REL-2, P2)', () => {
  for (const [name, narrow] of Object.entries(narrowings))
    it(`never allows more after ${name}`, () => {
      fc.assert(
        fc.property(question, fc.nat(1000), ([record, position, where], draw) => {
          const [changedRecord, changedWhere] = narrow(record, where, draw);
          if (isAllowed(changedRecord, position, changedWhere)) assert.ok(isAllowed(record, position, where));
        }),
        { numRuns: 600 },
      );
    });

  it('stays when an agreement with nobody, with one party or between others is added (Spec: AGR-3)', () => {
    const useless = fc.tuple(known('7'.repeat(64)), fc.subarray([...parties].slice(1))).map(([one, members]) => ({
      ...one,
      agreement: { ...one.agreement, terms: { ...one.agreement.terms, parties: members } },
    }));
    fc.assert(
      fc.property(question, useless, ([record, position, where], one) => {
        const more = { ...where, agreements: [one, ...where.agreements] };
        assert.equal(isAllowed(record, position, more), isAllowed(record, position, where));
      }),
      { numRuns: 2000 },
    );
  });

  it('does not depend on the order of agreements', () => {
    fc.assert(
      fc.property(question, ([record, position, where]) => {
        const turned = { ...where, agreements: where.agreements.toReversed() };
        assert.equal(
          decideRelease(record, { position }, turned).verdict,
          decideRelease(record, { position }, where).verdict,
        );
      }),
      { numRuns: 2000 },
    );
  });
});
