import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAgreement, termsText } from '#protocol/agreement/agreement.ts';
import { indicator, PagesWorld, pull, termsOf } from '../http/pages.fixture.ts';
import { agreementById, proposeAgreement, receiveAgreement, signKnownAgreement } from './agreement-book.ts';
import { type DryRun, dryRun } from './dry-run.ts';
import { importObjects } from './import-objects.ts';

const would = (run: DryRun): number[] =>
  run.recipients.map(({ classes }) => classes.reduce((sum, one) => sum + one.would, 0));
const reasonsOf = (run: DryRun): Set<string> =>
  new Set(run.recipients.flatMap(({ classes }) => classes.flatMap(({ reasons }) => reasons.map(({ code }) => code))));

describe('a dry run', () => {
  it('decides as if every party had signed, and says why what stays stays', async () => {
    const { aldoria, waiting } = await PagesWorld.make();
    const run = dryRun(aldoria, agreementById(aldoria, waiting).agreement);
    assert.equal(run.isInForce, false);
    assert.deepEqual(would(run), [1]);
    assert.equal(run.stays, 5);
    assert.ok(
      reasonsOf(run).isSupersetOf(new Set(['clause-label', 'policy-label', 'approval-missing', 'clause-allows'])),
    );
    assert.ok(!reasonsOf(run).has('agreement-not-signed'));
  });

  it('is what happens once it is signed', async () => {
    const { aldoria, calder } = await PagesWorld.make();
    const terms = termsOf([aldoria, calder], 'As broad', 'amber');
    const forecast = would(dryRun(aldoria, readAgreement({ text: termsText(terms), signatures: [] })));
    pull(aldoria, calder);
    assert.deepEqual(forecast, [calder.db.count('SELECT count(*) FROM item WHERE text IS NOT NULL')]);
  });

  it('leaves out what another agreement allows', async () => {
    const { aldoria, calder } = await PagesWorld.make();
    const terms = termsOf([aldoria, calder], 'Narrower', 'clear');
    const run = dryRun(aldoria, readAgreement({ text: termsText(terms), signatures: [] }));
    assert.deepEqual(would(run), [1]);
  });

  it('covers nothing held before an agreement that begins from its start', async () => {
    const { aldoria, calder } = await PagesWorld.make();
    const terms = termsOf([aldoria, calder], 'From now', 'green');
    const clauses = terms.clauses.map((clause) => ({ ...clause, history: 'from-start' as const }));
    const run = dryRun(aldoria, readAgreement({ text: termsText({ ...terms, clauses }), signatures: [] }));
    assert.deepEqual(would(run), [0]);
    assert.ok(reasonsOf(run).has('clause-history'));
  });

  it('splits a class that began before the agreement did', async () => {
    const { aldoria, calder } = await PagesWorld.make();
    const terms = termsOf([aldoria, calder], 'Split', 'clear');
    const clauses = terms.clauses.map((clause) => ({ ...clause, history: 'from-start' as const }));
    const { agreement } = proposeAgreement(aldoria, { ...terms, clauses });
    receiveAgreement(calder, agreement.note);
    receiveAgreement(aldoria, signKnownAgreement(calder, agreement.id).agreement.note);
    importObjects(aldoria, JSON.stringify([indicator(61, 'Later', 'clear')]));
    const run = dryRun(aldoria, agreementById(aldoria, agreement.id).agreement);
    assert.equal(run.isInForce, true);
    const clear = run.recipients[0]?.classes.find(({ facts }) => facts.label.tlp === 'clear');
    assert.deepEqual([clear?.would, clear?.stays], [1, 1]);
  });
});
