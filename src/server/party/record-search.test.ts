import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { indicator, PagesWorld, termsOf } from '../http/pages.fixture.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement } from './agreement-book.ts';
import { explainRelease } from './explain-release.ts';
import { importObjects } from './import-objects.ts';
import { partners } from './peer-book.ts';
import { countRecords, findRecords, holdings, recordOrders } from './record-search.ts';

const everything = { limit: 1000, offset: 0 };

describe('searching the records held here', () => {
  it('calls refused exactly what the release decision does not allow, record by record', async () => {
    const { aldoria, calder } = await PagesWorld.make();
    const terms = termsOf([aldoria, calder], 'From now', 'amber+strict');
    const clauses = terms.clauses.map((clause) => ({ ...clause, kinds: ['malware'], history: 'from-start' as const }));
    const malware = (serial: number) => {
      const {
        pattern: _pattern,
        pattern_type: _type,
        valid_from: _from,
        ...rest
      } = indicator(serial, `m${serial}`, 'green');
      return { ...rest, type: 'malware', id: rest.id.replace('indicator', 'malware'), is_family: true };
    };
    importObjects(aldoria, JSON.stringify([malware(91)]));
    const { agreement } = proposeAgreement(aldoria, { ...terms, clauses });
    receiveAgreement(calder, agreement.note);
    receiveAgreement(aldoria, signKnownAgreement(calder, agreement.id).agreement.note);
    importObjects(aldoria, JSON.stringify([malware(92), indicator(93, 'late', 'amber')]));
    const seqs = findRecords(aldoria, { order: 'at' }, everything);
    for (const { id } of partners(aldoria)) {
      const expected = seqs.filter(
        ({ seq, class: at }) =>
          aldoria.items.factsOf(at).author !== id && explainRelease(aldoria, seq, id).verdict !== 'allowed',
      );
      const found = findRecords(aldoria, { refused: id, order: 'at' }, everything);
      assert.ok(found.length > 0);
      assert.deepEqual(found, expected);
    }
  });

  it('counts what it finds, in every order, page by page', async () => {
    const { aldoria } = await PagesWorld.make();
    for (const order of recordOrders) {
      const all = findRecords(aldoria, { order }, everything);
      assert.equal(all.length, countRecords(aldoria, { order }));
      const pages = [0, 2, 4].flatMap((offset) => findRecords(aldoria, { order }, { limit: 2, offset }));
      assert.deepEqual(pages, all);
    }
  });

  it('leaves out what has been erased, in lists and in counts', async () => {
    const { aldoria } = await PagesWorld.make();
    const before = holdings(aldoria);
    aldoria.db.run('UPDATE item SET text = NULL WHERE seq = 0');
    assert.equal(countRecords(aldoria, { order: '-at' }), before.held - 1);
    assert.equal(holdings(aldoria).held, before.held - 1);
    assert.equal(countRecords(aldoria, { words: 'sparrow', order: '-at' }), 0);
  });
});
