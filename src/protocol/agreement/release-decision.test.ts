import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { domainText } from '../bytes/domain-line.ts';
import { faultCode } from '../bytes/fault.ts';
import { type InventedParty, inventParty } from '../identity/invented-party.fixture.ts';
import { tlpLevels } from '../record/label.ts';
import { type AgreementTerms, parseTerms, termsText } from './agreement.ts';
import type { Clause } from './clause.ts';
import type { Duties } from './duties.ts';
import { inventTerms, lightDuties, openClause, signedBy } from './invented-agreement.fixture.ts';
import { firstPolicy, type ReleasePolicy } from './policy.ts';
import { decideClass, decideRelease, type ReasonCode, type ReleaseContext } from './release-decision.ts';
import type { ReleaseFacts } from './release-facts.ts';
import { type AgreementFacts, agreementFacts } from './standing.ts';

const [a, b, c] = [inventParty('Aldoria'), inventParty('Bereth'), inventParty('Calder')];
const histories = [a.history, b.history, c.history];
const open: ReleasePolicy = { ...firstPolicy, ceiling: 'red', approvalAbove: 'red' };
const record: ReleaseFacts = {
  kind: 'indicator',
  label: { tlp: 'green' },
  author: a.id,
  holding: 'own',
  approved: false,
};

/** An agreement in force between these parties, with something changed. */
function between(
  parties: readonly InventedParty[],
  change: Partial<AgreementTerms> = {},
  facts: Partial<AgreementFacts> = {},
): AgreementFacts {
  const agreed = signedBy(
    inventTerms(
      parties.map(({ id }) => id),
      change,
    ),
    parties,
  );
  return { ...agreementFacts(agreed, histories, { withdrawnBy: [], superseded: false, since: 9 }), ...facts };
}
const oneClause = (change: Partial<Clause>): Partial<AgreementTerms> => ({ clauses: [{ ...openClause, ...change }] });
const context = (agreements: readonly AgreementFacts[], change: Partial<ReleaseContext> = {}): ReleaseContext => ({
  self: a.id,
  recipient: b.id,
  policy: open,
  agreements,
  encrypted: true,
  now: 1500,
  ...change,
});

interface Expected {
  readonly verdict?: 'allowed' | 'refused' | 'undecided';
  readonly code?: ReasonCode;
}
function expect(
  { verdict = 'refused', code }: Expected,
  facts: ReleaseFacts,
  where: ReleaseContext,
  position = 0,
): void {
  const decision = decideRelease(facts, { position }, where);
  const codes = decision.reasons.map((reason) => reason.code);
  assert.equal(decision.verdict, verdict, codes.join());
  if (code !== undefined) assert.ok(codes.includes(code), codes.join());
}

describe('a release decision (Spec: REL-1)', () => {
  const usual = between([a, b]);

  it('allows what policy and a clause in force allow, and cites the clause', () => {
    const decision = decideRelease(record, { position: 0 }, context([usual]));
    assert.equal(decision.verdict, 'allowed');
    assert.deepEqual([decision.grant?.agreement, decision.grant?.clause], [usual.agreement.id, openClause]);
    assert.deepEqual(
      decision.reasons.map(({ code }) => code),
      ['policy-allows', 'clause-allows'],
    );
  });

  it('refuses without any agreement, and to ourselves', () => {
    expect({ code: 'no-agreement' }, record, context([]));
    expect({ code: 'own-record' }, record, context([usual], { recipient: a.id }));
    assert.deepEqual(decideClass(record, context([usual], { recipient: a.id })).grants, []);
  });

  it('refuses when nothing was said at all: undecided is an error (Spec: P2)', () => {
    expect({ verdict: 'undecided', code: 'undecided' }, record, context([between([a, b], { clauses: [] })]));
  });

  it('refuses facts that contradict each other: the record of another party, held as our own', () => {
    expect({ verdict: 'undecided', code: 'undecided' }, { ...record, author: c.id }, context([usual]));
  });

  it('refuses for our own policy and the label, whatever agreements say (Spec: REL-2)', () => {
    const policies: readonly (readonly [ReasonCode, Partial<ReleasePolicy>])[] = [
      ['policy-blocked', { blocked: [b.id] }],
      ['policy-label', { ceiling: 'clear' }],
      ['policy-kind', { withheldKinds: ['indicator'] }],
      ['approval-missing', { approvalAbove: 'clear' }],
    ];
    for (const [code, change] of policies)
      expect({ code }, record, context([usual], { policy: { ...open, ...change } }));
    expect(
      { verdict: 'allowed' },
      { ...record, approved: true },
      context([usual], { policy: { ...open, approvalAbove: 'clear' } }),
    );
    for (const only of [[], [c.id], [a.id]])
      expect({ code: 'label-recipients' }, { ...record, label: { tlp: 'clear', only } }, context([usual]));
    expect({ verdict: 'allowed' }, { ...record, label: { tlp: 'green', only: [b.id] } }, context([usual]));
  });

  it('refuses each thing that a clause does not cover (Spec: AGR-4)', () => {
    const gaps: readonly (readonly [ReasonCode, Partial<Clause>])[] = [
      ['clause-not-from', { from: [b.id] }],
      ['clause-not-from', { from: [] }],
      ['clause-not-to', { to: [a.id] }],
      ['clause-not-to', { to: [] }],
      ['clause-kind', { kinds: ['malware'] }],
      ['clause-kind', { kinds: ['any'] }],
      ['clause-label', { ceiling: 'clear' }],
      ['clause-purpose', { purposes: [] }],
    ];
    for (const [code, change] of gaps) expect({ code }, record, context([between([a, b], oneClause(change))]));
  });

  it('keeps AMBER+STRICT from a clause up to AMBER (Spec: LAB-2)', () => {
    const where = context([between([a, b], oneClause({ ceiling: 'amber' }))]);
    for (const tlp of tlpLevels) {
      const isCovered = ['clear', 'green', 'amber'].includes(tlp);
      expect(isCovered ? { verdict: 'allowed' } : { code: 'clause-label' }, { ...record, label: { tlp } }, where);
    }
  });

  it('needs every purpose of the clause on the label (Spec: AGR-5)', () => {
    const where = context([between([a, b], oneClause({ purposes: ['defence', 'research'] }))]);
    const withUses = (uses: readonly ('defence' | 'research')[]): ReleaseFacts => ({
      ...record,
      label: { tlp: 'green', purposes: uses },
    });
    expect({ verdict: 'allowed' }, withUses(['defence', 'research']), where);
    for (const uses of [[], ['defence'], ['research']] as const)
      expect({ code: 'clause-purpose' }, withUses(uses), where);
  });

  it('needs an encrypted way when the clause does (Spec: AGR-7)', () => {
    const secret = between([a, b], oneClause({ duties: { ...lightDuties, encryptInTransit: true } }));
    expect({ verdict: 'allowed' }, record, context([secret]));
    expect({ code: 'transit-unencrypted' }, record, context([secret], { encrypted: false }));
  });

  it('means by "any" the parties of the agreement, nobody else (Spec: AGR-3)', () => {
    expect({ code: 'no-agreement' }, record, context([usual], { recipient: c.id }));
    expect({ code: 'no-agreement' }, { ...record, author: c.id, holding: 'own' }, context([usual], { self: c.id }));
  });

  it('opens older records only by a clause that covers history (Spec: REL-6)', () => {
    const fresh = context([between([a, b], oneClause({ history: 'from-start' }))]);
    for (const position of [0, 9]) expect({ code: 'clause-history' }, record, fresh, position);
    expect({ verdict: 'allowed' }, record, fresh, 10);
    expect({ verdict: 'allowed' }, record, context([usual]), 0);
    expect({ code: 'clause-history' }, record, context([usual]), -1);
  });

  it('cites the first clause that covers the position (Spec: REL-6)', () => {
    const clauses = [
      { ...openClause, n: 2, history: 'from-start' as const },
      { ...openClause, n: 5 },
      { ...openClause, n: 6 },
    ];
    const where = context([between([a, b], { clauses })]);
    assert.deepEqual(
      [0, 9, 10].map((position) => decideRelease(record, { position }, where).grant?.clause.n),
      [5, 5, 2],
    );
  });
});

describe('an agreement that is not in force releases nothing (Spec: AGR-6)', () => {
  const cases: readonly (readonly [string, ReasonCode, AgreementFacts])[] = [
    ['with no parties (Spec: AGR-3)', 'agreement-no-parties', between([])],
    ['with an expired period', 'agreement-expired', between([a, b], { start: 1, end: 1500 })],
    ['that has not begun', 'agreement-not-started', between([a, b], { start: 1501 })],
    ['signed by nobody', 'agreement-not-signed', between([a, b], {}, { signedBy: [] })],
    ['signed only by us', 'agreement-not-signed', between([a, b], {}, { signedBy: [a.id] })],
    ['signed only by the recipient', 'agreement-not-signed', between([a, b], {}, { signedBy: [b.id] })],
    [
      'missing a third party',
      'agreement-not-signed',
      between([a, b, c], { form: 'circle' }, { signedBy: [a.id, b.id] }),
    ],
    ['from which we withdrew (Spec: AGR-9)', 'agreement-withdrawn', between([a, b], {}, { withdrawnBy: [a.id] })],
    [
      'from which the recipient withdrew (Spec: AGR-9)',
      'agreement-withdrawn',
      between([a, b], {}, { withdrawnBy: [b.id] }),
    ],
    ['that was replaced (Spec: AGR-8)', 'agreement-superseded', between([a, b], {}, { superseded: true })],
  ];
  for (const [name, code, agreement] of cases)
    it(`when it is one ${name}`, () => {
      for (const tlp of tlpLevels) expect({ code }, { ...record, label: { tlp } }, context([agreement]));
      assert.deepEqual(decideClass(record, context([agreement])).grants, []);
      expect({ verdict: 'allowed', code }, record, context([agreement, between([a, b])]));
    });

  it('with one party is between nobody', () => {
    expect({ code: 'no-agreement' }, record, context([between([a])]));
    expect({ code: 'no-agreement' }, record, context([between([b])]));
  });

  it('with an unknown predicate is not even read (Spec: AGR-4)', () => {
    const json = JSON.parse(termsText(inventTerms([a.id, b.id])).split('\n')[1] ?? '');
    json.clauses[0].unless = 'raining';
    assert.throws(
      () => parseTerms(domainText('comity/agreement/v1', json)),
      (thrown) => faultCode(thrown) === 'field-unknown',
    );
  });

  it('and a new party gets older records only if the agreement says so (Spec: REL-6)', () => {
    const joined = (history: Clause['history']) =>
      between([a, b, c], { form: 'circle', ...oneClause({ history }) }, { since: 50 });
    const to = { recipient: c.id };
    expect(
      { verdict: 'refused', code: 'clause-history' },
      record,
      context([between([a, b]), joined('from-start')], to),
      50,
    );
    expect({ verdict: 'allowed' }, record, context([between([a, b]), joined('from-start')], to), 51);
    expect({ verdict: 'allowed' }, record, context([between([a, b]), joined('all')], to), 0);
  });
});

describe('passing on what was received (Spec: REL-3)', () => {
  const source = between([c, a]);
  const held = (duties: Partial<Duties> = {}, change: Partial<ReleaseFacts> = {}): ReleaseFacts => ({
    ...record,
    author: c.id,
    holding: { agreement: source.agreement.id, clause: 1, duties: { ...lightDuties, ...duties } },
    ...change,
  });
  const onward = between([a, b]);
  const constituency = between([a, b], { form: 'constituency', centre: a.id });
  const itsConstituency = between([a, b], { form: 'constituency', centre: b.id });

  it('is allowed as far as duties and label go', () => {
    expect({ verdict: 'allowed' }, held(), context([source, onward]));
    expect(
      { verdict: 'allowed' },
      held({ onward: 'own-constituency' }),
      context([
        source,
        between([a, b], {
          form: 'constituency',
          centre: a.id,
          ...oneClause({ duties: { ...lightDuties, onward: 'none' } }),
        }),
      ]),
    );
  });

  it('is refused by each duty that forbids it (Spec: AGR-7)', () => {
    const cases: readonly (readonly [ReasonCode, Partial<Duties>, AgreementFacts])[] = [
      ['onward-forbidden', { onward: 'none' }, onward],
      ['onward-limit', { onward: 'same-agreement' }, onward],
      ['onward-limit', { onward: 'own-constituency' }, onward],
      ['onward-limit', { onward: 'own-constituency' }, itsConstituency],
      ['onward-unnamed', { attribution: 'anonymous' }, onward],
    ];
    for (const [code, duties, under] of cases) expect({ code }, held(duties), context([source, under]));
    expect(
      { code: 'transit-unencrypted' },
      held({ encryptInTransit: true }),
      context([source, onward], { encrypted: false }),
    );
  });

  it('is bound by the level itself: AMBER+STRICT and RED go no further (Spec: LAB-5)', () => {
    for (const tlp of ['amber+strict', 'red'] as const)
      for (const under of [onward, constituency])
        expect({ code: 'onward-forbidden' }, held({}, { label: { tlp } }), context([source, under]));
  });

  it('is bound by the level itself: AMBER reaches our constituency, or whom the source agreed to (Spec: LAB-5)', () => {
    const amber: Partial<ReleaseFacts> = { label: { tlp: 'amber' } };
    expect({ code: 'onward-limit' }, held({}, amber), context([source, onward]));
    expect({ code: 'onward-limit' }, held({}, amber), context([source, itsConstituency]));
    expect({ verdict: 'allowed' }, held({}, amber), context([source, constituency]));
    const duties = { ...lightDuties, onward: 'same-agreement' } as const;
    const circle = between([a, b, c], { form: 'circle', ...oneClause({ duties }) });
    const inCircle: ReleaseFacts = {
      ...held({}, amber),
      holding: { agreement: circle.agreement.id, clause: 1, duties },
    };
    expect({ verdict: 'allowed' }, inCircle, context([circle]));
  });

  it('never sheds duties (Spec: AGR-10)', () => {
    const heavy: Partial<Duties>[] = [
      { retentionDays: 30 },
      { erase: true },
      { notify: 'affected-parties' },
      { actions: 'detect-and-block-only' },
      { encryptInTransit: true },
    ];
    for (const duties of heavy) {
      expect({ code: 'onward-limit' }, held(duties), context([source, onward]));
      const alike = between([a, b], oneClause({ duties: { ...lightDuties, ...duties } }));
      expect({ verdict: 'allowed' }, held(duties), context([source, alike]));
    }
  });

  it('does not leave at all when it is for internal use only (Spec: DUT-5)', () => {
    const alike = between([a, b], oneClause({ duties: { ...lightDuties, actions: 'internal-only' } }));
    expect({ code: 'onward-forbidden' }, held({ actions: 'internal-only' }), context([source, alike]));
  });

  it('does not escape through a second, laxer clause of one agreement (Spec: AGR-10)', () => {
    const strict = { ...openClause, duties: { ...lightDuties, onward: 'same-agreement' as const } };
    const circle = between([a, b, c], { form: 'circle', clauses: [strict, { ...openClause, n: 2 }] });
    const facts: ReleaseFacts = {
      ...held(),
      holding: { agreement: circle.agreement.id, clause: 1, duties: strict.duties },
    };
    assert.equal(decideRelease(facts, { position: 0 }, context([circle])).grant?.clause.n, 1);
  });

  it('is only for a use under which it came (Spec: REL-3)', () => {
    const research = between([a, b], oneClause({ purposes: ['research'] }));
    expect({ code: 'onward-limit' }, held(), context([source, research]));
    const wide = between([c, a], oneClause({ purposes: ['defence', 'research'] }));
    const facts: ReleaseFacts = {
      ...held(),
      holding: { agreement: wide.agreement.id, clause: 1, duties: lightDuties },
    };
    expect({ verdict: 'allowed' }, facts, context([wide, research]));
  });

  it('is refused when the clause under which it came is not known', () => {
    expect({ code: 'onward-limit' }, held(), context([onward]));
    const lost: ReleaseFacts = {
      ...held(),
      holding: { agreement: source.agreement.id, clause: 8, duties: lightDuties },
    };
    expect({ code: 'onward-limit' }, lost, context([source, onward]));
  });

  it('stays bound after the agreement under which it came has ended', () => {
    const ended = { ...source, withdrawnBy: [c.id] };
    expect({ code: 'onward-forbidden' }, held({ onward: 'none' }), context([ended, onward]));
    expect({ verdict: 'allowed' }, held(), context([ended, onward]));
  });
});
