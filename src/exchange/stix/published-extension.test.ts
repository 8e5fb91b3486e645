import assert from 'node:assert/strict';
import { it } from 'node:test';
import { incidentExtension } from './published-extension.ts';
import type { JsonMembers, StixObject } from './stix-object.ts';
import { validateObject } from './validate-object.ts';

const incident = (impacted: JsonMembers): StixObject => ({
  type: 'incident',
  spec_version: '2.1',
  id: 'incident--00000000-0000-4000-8000-000000000001',
  created: '2026-01-01T00:00:00.000Z',
  modified: '2026-01-01T00:00:00.000Z',
  name: 'An invented incident',
  extensions: {
    [incidentExtension]: {
      extension_type: 'property-extension',
      determination: 'suspected',
      investigation_status: 'open',
      impacted_entity_counts: impacted,
    },
  },
});

it('STX-26: the entities that an incident struck are counted by kind, in whole numbers from nought', () => {
  assert.deepEqual(validateObject(incident({ individual: 0, 'customer-individual': 30 })), []);
  for (const wrong of [{ individual: -1 }, { individual: 1.5 }, { individual: 'many' }, { 'a b': 1 }])
    assert.equal(validateObject(incident(wrong)).length, 1);
});
