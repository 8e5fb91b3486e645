import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultCode } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { agreements, withdrawFromAgreement } from '#server/party/agreement-book.ts';
import { agreementsWith, takeAgreements } from '#server/party/agreement-exchange.ts';
import { auditParty } from '#server/party/audit.ts';
import { conclude, give, indicator, introduce, refusals, Stage, titles } from './stage.fixture.ts';

describe('what a party lost of its agreements', () => {
  it('LNK-7: is asked for when a release cites it, and then the release is taken', async () => {
    const stage = new Stage();
    const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
    introduce(a, b);
    conclude([a, b], stage.terms([a, b], [{}]));
    give(a, indicator('told', 'green'));
    b.party.db.run('DELETE FROM agreement');
    b.party.db.run("DELETE FROM note WHERE kind = 'agreement'");
    await stage.settle(a, b);
    assert.deepEqual(titles(b), ['told']);
    assert.deepEqual(refusals(b), []);
    assert.equal(agreements(b.party)[0]?.standing, 'in-force');
  });

  it('LNK-7, AGR-9: a restored party learns of its own withdrawal before it signs, and nothing goes under it', async () => {
    const stage = new Stage();
    const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
    introduce(a, b);
    const shared = conclude([a, b], stage.terms([a, b], [{}]));
    await stage.settle(a, b);
    const backup = a.backUp();
    withdrawFromAgreement(a.party, shared);
    await stage.settle(a, b);
    a.restore(backup, 'store');
    assert.equal(agreements(a.party)[0]?.standing, 'in-force');
    give(a, indicator('must stay', 'green'));
    await stage.settle(a, b);
    assert.equal(agreements(a.party)[0]?.standing, 'withdrawn');
    assert.deepEqual(titles(b), []);
  });

  it('LNK-7: comes with the withdrawals, and only with what both are named in', async () => {
    const stage = new Stage();
    const [a, b, c] = [stage.found('Aldoria'), stage.found('Bereth'), stage.found('Calder')];
    introduce(a, b, c);
    const shared = conclude([a, b], stage.terms([a, b], [{}]));
    conclude([a, c], stage.terms([a, c], [{ ceiling: 'red' }]));
    withdrawFromAgreement(a.party, shared);
    const said = agreementsWith(a.party, b.party.id);
    assert.equal(JSON.parse(said).agreements.length, 1);
    assert.ok(!said.includes(c.party.id));
    takeAgreements(b.party, a.party.id, utf8(said));
    assert.deepEqual(
      agreements(b.party).map(({ standing }) => standing),
      ['withdrawn'],
    );
    assert.deepEqual(auditParty(b.party).findings, []);
  });

  it('LNK-7: is refused note by note when it does not verify, and whole when it is no JSON', async () => {
    const stage = new Stage();
    const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
    introduce(a, b);
    conclude([a, b], stage.terms([a, b], [{}]));
    const forged = agreementsWith(a.party, b.party.id).replace('defence', 'research');
    const before = agreements(b.party).length;
    takeAgreements(b.party, a.party.id, utf8(forged));
    assert.equal(agreements(b.party).length, before);
    assert.equal(refusals(b).length, 1);
    for (const body of ['', '{', '{"agreements":1,"withdrawals":[]}', '[]'])
      assert.throws(
        () => takeAgreements(b.party, a.party.id, utf8(body)),
        (error) => faultCode(error) !== undefined,
      );
  });
});
