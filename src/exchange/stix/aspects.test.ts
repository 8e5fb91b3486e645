import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aspectsOf, sectorsOfIdentity } from './aspects.ts';
import { kevExtensionId } from './kev.ts';

const id = (type: string, serial: number): string =>
  `${type}--00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`;
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const common = { spec_version: '2.1', created: '2026-01-01T00:00:00.000Z', modified: '2026-03-01T00:00:00.000Z' };

test('a sighting is dated by when it was seen, and counts as often as it says (Spec: SIT-1)', () => {
  const sighting = {
    ...common,
    type: 'sighting',
    id: id('sighting', 1),
    sighting_of_ref: id('indicator', 2),
    last_seen: '2026-02-03T23:59:59.123456789Z',
    count: 12,
    where_sighted_refs: [id('identity', 3), id('threat-actor', 4)],
  };
  assert.deepEqual(aspectsOf(sighting), {
    day: day('2026-02-03'),
    aspects: [
      { topic: 'kind', subject: 'sighting', count: 1 },
      { topic: 'named', subject: id('identity', 3), count: 1 },
      { topic: 'seen', subject: id('indicator', 2), count: 12 },
    ],
  });
  const odd = aspectsOf({ ...sighting, count: 'many' })?.aspects.find(({ topic }) => topic === 'seen');
  assert.equal(odd?.count, 1);
});

test('threat actors and intrusion sets are never counted: software gives no verdict (Spec: SIT-1)', () => {
  const report = {
    ...common,
    type: 'report',
    id: id('report', 1),
    published: '2026-02-01T00:00:00Z',
    object_refs: [id('threat-actor', 1), id('intrusion-set', 2), id('attack-pattern', 3), id('attack-pattern', 3)],
  };
  const named = aspectsOf(report)?.aspects.filter(({ topic }) => topic === 'named');
  assert.deepEqual(named, [{ topic: 'named', subject: id('attack-pattern', 3), count: 1 }]);
});

test('products come from the facts of a vulnerability, sectors from labels', () => {
  const vulnerability = {
    ...common,
    type: 'vulnerability',
    id: id('vulnerability', 1),
    labels: ['sector:energy', 'other', 'sector:energy'],
    extensions: { [kevExtensionId]: { vendor: 'Acme', product: 'Gate' } },
  };
  assert.deepEqual(aspectsOf(vulnerability)?.aspects.slice(1), [
    { topic: 'product', subject: 'Acme · Gate', count: 1 },
    { topic: 'sector', subject: 'energy', count: 1 },
  ]);
});

test('what is revoked, defines something or has no time adds nothing', () => {
  const indicator = { ...common, type: 'indicator', id: id('indicator', 1) };
  assert.ok(aspectsOf(indicator));
  assert.equal(aspectsOf({ ...indicator, revoked: true }), undefined);
  assert.equal(aspectsOf({ type: 'ipv4-addr', id: id('ipv4-addr', 1), value: '192.0.2.1' }), undefined);
  assert.equal(aspectsOf({ ...common, type: 'marking-definition', id: id('marking-definition', 1) }), undefined);
  assert.equal(aspectsOf({ ...indicator, created: '2026-13-01T00:00:00Z' }), undefined);
});

test('an identity tells its sectors', () => {
  const identity = { ...common, type: 'identity', id: id('identity', 1), sectors: ['energy', 7, 'water'] };
  assert.deepEqual(sectorsOfIdentity(identity), ['energy', 'water']);
  assert.deepEqual(sectorsOfIdentity({ ...identity, sectors: 'energy' }), []);
});
