import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { completeObjects } from './complete-objects.fixture.ts';
import { referencesOf } from './describe.ts';
import { typeOfId } from './identifier.ts';
import { placeOfName, type ReissueTerms, reissueObject } from './reissue-object.ts';
import { isStixObject, type StixObject, textOf } from './stix-object.ts';
import { tlpMarkingId } from './tlp-definition.ts';
import { validateObject } from './validate-object.ts';

const time = '2026-09-21T00:00:00.000Z';
const newId = (id: string): string => `${typeOfId(id)}--77777777-7777-4777-8777-777777777777`;
const terms = (id: string, nameOf: ReissueTerms['nameOf'] = newId): ReissueTerms => ({
  id: newId(id),
  created: time,
  modified: time,
  nameOf,
});

const indicator = (more: object): StixObject => ({
  type: 'indicator',
  spec_version: '2.1',
  id: 'indicator--00000000-0000-4000-8000-000000000001',
  created: '2026-01-01T00:00:00.123Z',
  modified: '2026-01-02T00:00:00.123Z',
  pattern: "[ipv4-addr:value = '192.0.2.1']",
  pattern_type: 'stix',
  valid_from: '2026-01-01T00:00:00.000Z',
  ...more,
});

describe('an object stated anew', () => {
  it('RIS-3, RIS-4: of every standard type is valid, and has none of its ids, times or custom properties left', () => {
    const done: string[] = [];
    for (const object of completeObjects) {
      if (!isStixObject(object) || object.type === 'extension-definition') continue;
      const odd = { ...object, x_sensor: 'sensor 7' };
      const { object: anew } = reissueObject(odd, terms(object.id));
      assert.deepEqual(validateObject(anew), [], object.type);
      const text = JSON.stringify(anew);
      const old = [object.id, ...referencesOf(object).map(({ id }) => id)];
      for (const id of old) assert.ok(!text.includes(id), `${object.type} still says ${id}`);
      assert.ok(!text.includes('x_sensor') && !('created_by_ref' in anew) && !('object_modified' in anew));
      if ('created' in object) assert.equal(anew['created'], time);
      done.push(object.type);
    }
    assert.ok(done.length > 30, String(done.length));
  });

  it('RIS-4: keeps of external references the id in a public catalogue and nothing else', () => {
    const external_references = [
      { source_name: 'our blog', url: 'https://blog.example/1' },
      {
        source_name: 'mitre-attack',
        external_id: 'T1566',
        url: 'https://blog.example/t1566',
        description: 'our words',
      },
    ];
    const { object, taken } = reissueObject(
      indicator({ external_references }),
      terms('indicator--00000000-0000-4000-8000-000000000001'),
    );
    assert.deepEqual(object['external_references'], [{ source_name: 'mitre-attack', external_id: 'T1566' }]);
    assert.deepEqual(taken, [
      'external_references/0',
      'external_references/1/description',
      'external_references/1/url',
    ]);
  });

  it('RIS-4: leads granular markings to the same part when what stood before it is gone', () => {
    const external_references = [{ source_name: 'our blog' }, { source_name: 'cve', external_id: 'CVE-2026-0001' }];
    const granular_markings = [
      {
        marking_ref: tlpMarkingId('amber'),
        selectors: ['external_references.[1].external_id', 'external_references.[0]'],
      },
    ];
    const keep = (id: string): string => id;
    const { object } = reissueObject(
      indicator({ external_references, granular_markings }),
      terms('indicator--00000000-0000-4000-8000-000000000001', keep),
    );
    assert.deepEqual(object['granular_markings'], [
      { marking_ref: tlpMarkingId('amber'), selectors: ['external_references.[0].external_id'] },
    ]);
  });

  it('RIS-4: is held back under a marking that must not be named, or without what it needs', () => {
    const marking = 'marking-definition--00000000-0000-4000-8000-000000000002';
    const nothing = (): undefined => undefined;
    assert.throws(
      () =>
        reissueObject(
          indicator({ object_marking_refs: [marking] }),
          terms('indicator--00000000-0000-4000-8000-000000000001', nothing),
        ),
      {
        code: 'reissue-marking',
      },
    );
    const { pattern: _, ...bare } = indicator({});
    const link = {
      ...bare,
      type: 'relationship',
      relationship_type: 'targets',
      source_ref: bare.id,
      target_ref: bare.id,
    };
    assert.throws(() => reissueObject(link, terms('relationship--00000000-0000-4000-8000-000000000001', nothing)), {
      code: 'reissue-incomplete',
    });
    assert.throws(
      () => reissueObject({ ...bare, type: 'x-own' }, terms('x-own--00000000-0000-4000-8000-000000000001')),
      { code: 'reissue-type' },
    );
  });

  it('RIS-5: a name is found in any case, width, spacing and punctuation, in keys too, and an empty one nowhere', () => {
    for (const description of ['by Aldoria-CERT', 'by ALDORIA cert', 'by Ａｌｄｏｒｉａ_CERT.'])
      assert.equal(placeOfName(indicator({ description }), ['Aldoria CERT']), '/description');
    const extensions = { 'aldoria-cert-ext': { n: 1 } };
    assert.equal(placeOfName(indicator({ extensions }), ['Aldoria CERT']), '/extensions/aldoria-cert-ext');
    assert.equal(placeOfName(indicator({ description: 'by Aldor' }), ['Aldoria CERT', '', '—']), undefined);
    assert.equal(textOf(indicator({}), 'type'), 'indicator');
  });
});
