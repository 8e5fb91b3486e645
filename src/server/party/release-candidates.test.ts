import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packageLimits } from '#protocol/agreement/release-package.ts';
import { releaseAfter } from '../egress/release-sender.ts';
import { indicator, PagesWorld } from '../http/pages.fixture.ts';
import { acceptRelease } from '../ingress/accept-release.ts';
import { importObjects } from './import-objects.ts';
import type { Party } from './party.ts';
import { acknowledge } from './release-book.ts';

/** Brings everything over and gives the number of objects of each release. */
function bring(from: Party, to: Party): number[] {
  const counts: number[] = [];
  let after = to.db.count(
    "SELECT coalesce(max(number), 0) FROM batch WHERE direction = 'reached' AND party = ?",
    from.id,
  );
  for (let next = releaseAfter(from, to.id, after); next !== undefined; next = releaseAfter(from, to.id, after)) {
    const { receipt, fresh } = acceptRelease(to, from.id, next.bytes);
    acknowledge(from, to.id, receipt);
    counts.push(fresh);
    after = next.number;
  }
  return counts;
}

describe('what goes with the next release', () => {
  it('REL-7, REL-9: thousands go at once, and what is too much for one package goes in several', async () => {
    const { aldoria, bereth } = await PagesWorld.make();
    const small = Array.from({ length: 5_000 }, (_, n) => indicator(1_000 + n, `Small ${n}`, 'green'));
    importObjects(aldoria, JSON.stringify(small));
    assert.deepEqual(bring(aldoria, bereth), [4_096, 904]);
    const description = 'x'.repeat(900_000);
    const large = Array.from({ length: 6 }, (_, n) => ({
      ...indicator(10_000 + n, `Large ${n}`, 'green'),
      description,
    }));
    importObjects(aldoria, JSON.stringify(large));
    const counts = bring(aldoria, bereth);
    assert.deepEqual(counts, [4, 2]);
    assert.ok(4 * 900_000 < packageLimits.bytes);
  });

  it('a record that was erased before its turn is passed over, and what follows it goes', async () => {
    const { aldoria, bereth } = await PagesWorld.make();
    importObjects(aldoria, JSON.stringify([1, 2, 3].map((n) => indicator(2_000 + n, `Later ${n}`, 'green'))));
    const last = aldoria.items.lastSeq();
    aldoria.db.run('UPDATE item SET text = NULL WHERE seq = ?', last - 1);
    assert.deepEqual(bring(aldoria, bereth), [2]);
  });
});
