import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { tlpLevels } from '#protocol/record/label.ts';
import { indicator, PagesWorld, pull } from '../http/pages.fixture.ts';
import { checkImport } from './import-check.ts';
import { importObjects } from './import-objects.ts';
import { stixSource } from './read-source.ts';

describe('checking an import', () => {
  it('says what the import then does, and keeps nothing', async () => {
    const { aldoria } = await PagesWorld.make();
    const before = aldoria.db.count('SELECT total_changes()');
    const source = JSON.stringify([
      indicator(1, 'Sparrow', 'clear'),
      indicator(2, 'another content', 'green'),
      indicator(81, 'Ibis'),
      { ...indicator(82, 'Bad'), created: 'soon' },
      { ...indicator(83, 'Odd'), object_marking_refs: ['marking-definition--00000000-0000-4000-8000-000000000001'] },
    ]);
    const { unmarked, reach, ...forecast } = checkImport(aldoria, stixSource(source));
    assert.equal(aldoria.db.count('SELECT total_changes()'), before);
    assert.deepEqual(forecast, importObjects(aldoria, source));
    assert.deepEqual([forecast.accepted, forecast.known, forecast.refused, unmarked, reach], [1, 1, 3, 1, []]);
  });

  it('foretells exactly what each partner then receives', async () => {
    const { aldoria, bereth, calder } = await PagesWorld.make();
    const count = (of: typeof aldoria): number => of.db.count('SELECT count(*) FROM item WHERE text IS NOT NULL');
    pull(aldoria, calder);
    let serial = 1000;
    const level = fc.option(fc.constantFrom(...tlpLevels), { nil: undefined });
    fc.assert(
      fc.property(
        fc.array(level, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(...tlpLevels),
        (levels, standard) => {
          const source = JSON.stringify(levels.map((one) => indicator(++serial, `n${serial}`, one)));
          const partners = [bereth, calder];
          const before = partners.map(count);
          const { reach } = checkImport(aldoria, stixSource(source), { unmarked: { tlp: standard } });
          importObjects(aldoria, source, { unmarked: { tlp: standard } });
          for (const partner of partners) pull(aldoria, partner);
          const gained = partners.map((partner, at) => count(partner) - (before[at] ?? 0));
          assert.deepEqual(
            gained,
            partners.map(({ id }) => reach.find(({ party }) => party === id)?.count ?? 0),
          );
        },
      ),
      { numRuns: 8 },
    );
  });
});
