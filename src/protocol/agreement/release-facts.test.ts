import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lightDuties } from './invented-agreement.fixture.ts';
import { classText, type ReleaseFacts } from './release-facts.ts';

const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];
const facts: ReleaseFacts = { kind: 'indicator', label: { tlp: 'green' }, author: a, holding: 'own', approved: false };
const holding = { agreement: b, clause: 1, duties: lightDuties };

describe('a release class (Spec: REL-4)', () => {
  it('is one for equal facts', () => {
    const reordered: ReleaseFacts = {
      approved: false,
      holding: 'own',
      author: a,
      label: { tlp: 'green' },
      kind: 'indicator',
    };
    assert.equal(classText(reordered), classText(facts));
  });

  it('differs when any fact does on which a decision may rest', () => {
    const others: ReleaseFacts[] = [
      { ...facts, kind: 'malware' },
      { ...facts, label: { tlp: 'clear' } },
      { ...facts, label: { tlp: 'green', only: [] } },
      { ...facts, label: { tlp: 'green', purposes: [] } },
      { ...facts, author: b },
      { ...facts, approved: true },
      { ...facts, holding },
      { ...facts, holding: { ...holding, clause: 2 } },
      { ...facts, holding: { ...holding, agreement: a } },
      { ...facts, holding: { ...holding, duties: { ...lightDuties, onward: 'none' } } },
      { ...facts, holding: { ...holding, duties: { ...lightDuties, retentionDays: 1 } } },
    ];
    assert.equal(new Set([facts, ...others].map(classText)).size, others.length + 1);
  });
});
