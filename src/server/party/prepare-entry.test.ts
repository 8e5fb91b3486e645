import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { tlpMarkingId } from '#exchange/stix/tlp-definition.ts';
import { type Label, labelAtMost, purposes, type Tlp, tlpAtMost, tlpLevels } from '#protocol/record/label.ts';
import { indicator, PagesWorld } from '../http/pages.fixture.ts';
import { contextOf, isPrepared, prepareAll } from './prepare-entry.ts';
import type { SourceReading } from './read-source.ts';

const none = { format: 'misp', seen: 1, refused: 0, repeated: 0, faults: [], losses: [], notes: [] } as const;
const level = fc.constantFrom(...tlpLevels);

const said: fc.Arbitrary<Label> = fc.record(
  {
    tlp: level,
    only: fc.subarray(['a'.repeat(64), 'b'.repeat(64)]),
    purposes: fc.subarray([...purposes].sort(), { minLength: 1 }),
  },
  { requiredKeys: ['tlp'] },
);

/** An object with a level of its own, of a part, both or neither. */
function marked(whole: Tlp | undefined, part: Tlp | undefined) {
  const { object_marking_refs: _, ...object } = indicator(90, 'Wren') as ReturnType<typeof indicator> & {
    object_marking_refs?: unknown;
  };
  return {
    ...object,
    ...(whole === undefined ? {} : { object_marking_refs: [tlpMarkingId(whole)] }),
    ...(part === undefined ? {} : { granular_markings: [{ marking_ref: tlpMarkingId(part), selectors: ['name'] }] }),
  };
}

it('STX-29: no label that another format says widens what the object bears, and none is wider than it says', async () => {
  const { aldoria } = await PagesWorld.make();
  let stricter = 0;
  fc.assert(
    fc.property(
      said,
      fc.option(level, { nil: undefined }),
      fc.option(level, { nil: undefined }),
      (label, whole, part) => {
        const reading: SourceReading = { ...none, entries: [{ media: 'stix', object: marked(whole, part), label }] };
        const context = contextOf(aldoria, reading, { unmarked: { tlp: 'clear' } });
        const [verdict] = prepareAll(aldoria, reading.entries, context).verdicts;
        assert.ok(typeof verdict === 'object' && isPrepared(verdict));
        const kept = verdict.facts.label;
        assert.ok(labelAtMost(label, kept));
        for (const carried of [whole, part]) assert.ok(carried === undefined || tlpAtMost(carried, kept.tlp));
        assert.deepEqual(verdict.variants, []);
        if (kept.tlp !== label.tlp) stricter++;
      },
    ),
  );
  assert.ok(stricter > 0);
});
