import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readCsaf } from '#exchange/csaf/read-csaf.ts';
import { type Assessment, vexDocument, vexJustifications, vexStatuses } from '#exchange/csaf/vex-document.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { tlpLevels } from '#protocol/record/label.ts';
import { PagesWorld, pull } from '../http/pages.fixture.ts';
import { advisoryOf } from './content.ts';
import type { Party } from './party.ts';
import { stateAssessment } from './state-assessment.ts';

const pump: Assessment = {
  product: 'Flow controller 1.0',
  vulnerability: 'CVE-2026-10001',
  status: 'known_not_affected',
  justification: 'vulnerable_code_not_present',
  statement: 'The parser is not built in.',
};

const held = (party: Party) =>
  party.db
    .all<{ text: string; tlp: string }>(
      `SELECT text, tlp FROM item JOIN class ON class.id = item.class WHERE kind = 'advisory' AND text IS NOT NULL ORDER BY seq`,
    )
    .map(({ text, tlp }) => ({ document: advisoryOf(text), tlp }));

const words = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter((text) => text.isWellFormed());

it('CSF-13: any assessment is a valid VEX document, given a reason or an action where the profile asks for one', () => {
  const assessments = fc.record({
    product: words,
    vulnerability: fc.constantFrom('CVE-2026-10001', 'CVE-2024-123456'),
    status: fc.constantFrom(...vexStatuses),
    justification: fc.constantFrom(...vexJustifications),
    statement: words,
    action: words,
  });
  fc.assert(
    fc.property(assessments, fc.constantFrom(...tlpLevels), (assessment, tlp) => {
      const publisher = { category: 'user', name: 'Calder Grid', namespace: 'https://calder.example' };
      const first = vexDocument(assessment, { publisher, at: 1_790_000_000, tlp });
      const second = vexDocument(assessment, { publisher, at: 1_790_000_100, tlp, before: first });
      for (const document of [first, second]) assert.deepEqual(readCsaf(utf8(JSON.stringify(document))).faults, []);
      assert.deepEqual(
        second.document.tracking.revision_history.map(({ number }) => number),
        ['1', '2'],
      );
    }),
  );
});

describe('CSF-13', () => {
  it('an assessment is our advisory under its label, and the same again the next version', async () => {
    const { aldoria } = await PagesWorld.make();
    assert.equal(stateAssessment(aldoria, pump, { tlp: 'green' }).refused, 0);
    stateAssessment(aldoria, { ...pump, status: 'fixed' }, { tlp: 'amber+strict' });
    const all = held(aldoria);
    assert.deepEqual(
      all.map(({ tlp, document: { document } }) => [tlp, document.tracking.version, document.distribution?.tlp?.label]),
      [
        ['green', '1', 'GREEN'],
        ['amber+strict', '2', undefined],
      ],
    );
    assert.equal(new Set(all.map(({ document }) => document.document.tracking.id)).size, 1);
  });

  it('one that the profile refuses is refused with its code, and nothing is kept', async () => {
    const { aldoria } = await PagesWorld.make();
    const { justification: _, ...bare } = pump;
    const codes = [
      [bare, 'csaf-6.1.27.9'],
      [{ ...bare, status: 'known_affected' }, 'csaf-6.1.27.10'],
      [{ ...pump, vulnerability: 'CVE-1' }, 'csaf-form'],
    ] as const;
    for (const [assessment, code] of codes)
      assert.throws(() => stateAssessment(aldoria, assessment, { tlp: 'green' }), { code });
    assert.deepEqual(held(aldoria), []);
  });

  it('it reaches a partner like any advisory', async () => {
    const world = await PagesWorld.make();
    stateAssessment(world.aldoria, pump, { tlp: 'green' });
    pull(world.aldoria, world.bereth);
    assert.equal(held(world.bereth)[0]?.document.document.category, 'csaf_vex');
  });
});
