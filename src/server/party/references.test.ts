import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { memoryParty } from '../process/served-party.fixture.ts';
import { agree, clear, object, red } from '../taxii/taxii.fixture.ts';
import { importObjects } from './import-objects.ts';
import { namesClosed, namesNothingClosed } from './references.ts';
import { nextRelease } from './release-book.ts';
import { contextFor, openClasses } from './release-context.ts';

const count = 8;

/** Objects of which each may be RED and may name others, held or not. */
const objects = fc.array(
  fc.record({ isRed: fc.boolean(), names: fc.array(fc.integer({ min: 1, max: count + 2 }), { maxLength: 3 }) }),
  { minLength: count, maxLength: count },
);

// Spec: REL-12
it('the condition in SQL and the decision in code agree on what names something closed', () => {
  let closed = 0;
  fc.assert(
    fc.property(objects, fc.boolean(), (made, isReleased) => {
      const [party, partner] = [memoryParty('Aldoria'), memoryParty('Bereth')];
      agree(party, partner);
      const list = made.map(({ isRed, names }, index) => ({
        ...object(index + 1, 1, isRed ? red : clear),
        ...(names.length === 0 ? {} : { x_named_refs: names.map((n) => object(n)['id']) }),
      }));
      importObjects(party, JSON.stringify(list));
      if (isReleased) nextRelease(party, partner.id, { via: 'link' });
      const open = openClasses(party, contextFor(party, partner.id));
      const rows = [...open].map(([id, grants]) => [id, Math.min(...grants.map(({ after }) => after))]);
      const found = party.db.allNamed<{ seq: number }>(
        `WITH open AS (SELECT value ->> 0 AS class, value ->> 1 AS after FROM json_each(:open))
         SELECT seq FROM item WHERE ${namesNothingClosed} ORDER BY seq`,
        { party: partner.id, open: JSON.stringify(rows) },
      );
      const all = party.db.all<{ seq: number }>('SELECT seq FROM item ORDER BY seq').map(({ seq }) => seq);
      const expected = all.filter((seq) => !namesClosed(party, open, seq, partner.id));
      closed += all.length - expected.length;
      assert.deepEqual(
        found.map(({ seq }) => seq),
        expected,
      );
    }),
    { numRuns: 40 },
  );
  assert.ok(closed > 0);
});
