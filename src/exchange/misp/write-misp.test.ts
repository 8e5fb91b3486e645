import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Label } from '#protocol/record/label.ts';
import type { StixObject } from '../stix/stix-object.ts';
import { writeMisp } from './write-misp.ts';

const time = '2026-01-01T00:00:00.000Z';
const author = { uuid: '00000000-0000-4000-8000-00000000000a', name: 'Aldoria CERT' };
const indicator = (n: number, more = {}): StixObject => ({
  type: 'indicator',
  spec_version: '2.1',
  id: `indicator--00000000-0000-4000-8000-00000000000${n}`,
  created: time,
  modified: time,
  pattern: `[domain-name:value = 'host${n}.example.com']`,
  pattern_type: 'stix',
  valid_from: time,
  ...more,
});
const write = (...sources: readonly (readonly [StixObject, Label, boolean?])[]) =>
  writeMisp(
    sources.map(([object, label, isBound = false]) => ({ object, label, isBound })),
    { organisationOf: () => undefined, author },
  );
const reasons = (written: ReturnType<typeof write>): string[] => written.losses.map(({ code }) => code);

test('MSP-9: what MISP cannot carry stays, each with its reason, and the counts add up', () => {
  const written = write(
    [indicator(1), { tlp: 'clear', purposes: ['defence'] }],
    [indicator(2), { tlp: 'clear', only: ['a'.repeat(64)] }],
    [indicator(3), { tlp: 'clear' }, true],
    [indicator(4), { tlp: 'clear' }],
    [indicator(4, { modified: '2026-02-01T00:00:00.000Z' }), { tlp: 'clear' }],
  );
  assert.deepEqual(
    reasons(written).filter((code) => code !== 'misp-loss-member'),
    ['misp-withheld-purposes', 'misp-withheld-recipients', 'misp-withheld-duties', 'misp-loss-older-version'],
  );
  assert.deepEqual([written.written, written.folded, written.left], [1, 0, 4]);
  assert.doesNotMatch(JSON.stringify(written.events), /host[123]/);
});

test('MSP-10: what stands in no event is written in one event for each label, with its tag', () => {
  const { events } = write(
    [indicator(1), { tlp: 'green' }],
    [indicator(2), { tlp: 'green' }],
    [indicator(3), { tlp: 'amber+strict' }],
  );
  const shown = events.map((wrapped) => {
    const { distribution, Tag, Attribute } = wrapped['Event'] as Record<string, readonly unknown[]>;
    return [distribution, JSON.stringify(Tag), Attribute?.length];
  });
  assert.deepEqual(shown, [
    ['3', '[{"name":"tlp:green"}]', 2],
    ['0', '[{"name":"tlp:amber+strict"}]', 1],
  ]);
});

test('MSP-10: a property without a place, and an object without a form, are losses by name', () => {
  const opinion = { ...indicator(2), type: 'opinion', id: 'opinion--00000000-0000-4000-8000-000000000002' };
  const { losses, left } = write([indicator(1, { confidence: 80 }), { tlp: 'green' }], [opinion, { tlp: 'green' }]);
  const named = losses.map(({ code, path }) => `${code} ${path}`);
  assert.ok(named.includes('misp-loss-member indicator--00000000-0000-4000-8000-000000000001/confidence'));
  assert.ok(named.includes('misp-loss-no-form opinion--00000000-0000-4000-8000-000000000002'));
  assert.equal(left, 1);
});

test('MSP-10: a type that is named like a member of every object has no form either', () => {
  const odd = { ...indicator(1), type: 'constructor', id: 'constructor--00000000-0000-4000-8000-000000000001' };
  assert.equal(write([odd, { tlp: 'green' }]).left, 1);
});
