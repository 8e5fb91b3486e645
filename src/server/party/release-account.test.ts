import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { indicator, PagesWorld } from '../http/pages.fixture.ts';
import { eraseItems } from './erase-item.ts';
import { explainRelease } from './explain-release.ts';
import { importObjects } from './import-objects.ts';
import type { Party } from './party.ts';
import { partners } from './peer-book.ts';
import { accountRelease } from './release-account.ts';

const counted = (party: Party, to: Party): Record<string, number> =>
  Object.fromEntries(
    accountRelease(party, to.id).lines.map(({ fate, rules, count }) => [[fate, ...rules].join(' '), count]),
  );

describe('the account of what became of every record', () => {
  it('says how many were sent, are refused by which rule, or are there already, and the counts add up', async () => {
    const world = await PagesWorld.make();
    const { aldoria, bereth, calder } = world;
    importObjects(aldoria, JSON.stringify([indicator(50, 'Later', 'clear')]));
    for (const party of [aldoria, bereth, calder])
      for (const { id } of partners(party)) {
        const { held, lines } = accountRelease(party, id);
        assert.equal(held, party.db.count('SELECT count(*) FROM item WHERE text IS NOT NULL'));
        assert.equal(
          lines.reduce((sum, { count }) => sum + count, 0),
          held,
        );
      }
    const toBereth = counted(aldoria, bereth);
    assert.deepEqual([toBereth['next'], toBereth['from-there']], [1, 1]);
    assert.ok((toBereth['arrived'] ?? 0) + (toBereth['under-way'] ?? 0) >= 2, JSON.stringify(toBereth));
    assert.ok(
      Object.keys(toBereth).some((name) => name.startsWith('refused ') && name.includes('clause-label')),
      JSON.stringify(toBereth),
    );
  });

  it('refuses exactly what the explanation of each record refuses', async () => {
    const { aldoria, bereth, calder } = await PagesWorld.make();
    for (const to of [bereth, calder]) {
      const refused = accountRelease(aldoria, to.id).lines.filter(({ fate }) => fate === 'refused');
      const seqs = aldoria.db.all<{ seq: number }>('SELECT seq FROM item').map(({ seq }) => seq);
      const explained = seqs.filter((seq) => {
        const { verdict, reasons } = explainRelease(aldoria, seq, to.id);
        return verdict !== 'allowed' && !reasons.some(({ code }) => code === 'own-record');
      });
      const theirs = aldoria.db.count(
        'SELECT count(*) FROM item JOIN class ON class.id = class WHERE author = ?',
        to.id,
      );
      assert.equal(
        refused.reduce((sum, { count }) => sum + count, 0),
        explained.length - theirs,
      );
    }
  });

  it('leaves out what was erased', async () => {
    const { aldoria, bereth } = await PagesWorld.make();
    const before = accountRelease(aldoria, bereth.id).held;
    eraseItems(aldoria, [0], { reason: 'own-decision' });
    assert.equal(accountRelease(aldoria, bereth.id).held, before - 1);
  });
});
