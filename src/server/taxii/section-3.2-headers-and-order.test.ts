import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { json, object, root, servedTaxii, servedWithObjects } from './taxii.fixture.ts';
import { microsecondsOf, noVersion, taxiiTime, versionText } from './taxii-time.ts';

const six = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const first = 'x-taxii-date-added-first';
const last = 'x-taxii-date-added-last';
const own = `${root}collections/own/`;

// Spec: TAX-1
describe('2 and 3.2 Timestamps and headers', () => {
  it('2 writes and reads times without losing a microsecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000_000 }), (time) => {
        assert.match(taxiiTime(time), six);
        assert.equal(microsecondsOf(taxiiTime(time)), time);
      }),
    );
  });

  it('2 reads no time that is none, or not in UTC', () => {
    for (const text of [
      '',
      'yesterday',
      '2026-02-30T00:00:00Z',
      '2026-01-01',
      '2026-01-01T00:00:00+00:00',
      '2026-01-01T00:00:60Z',
      '2026-01-01T00:00:00.Z',
    ])
      assert.equal(microsecondsOf(text), undefined, text);
  });

  it('3.4.1 writes a version with three digits at least, and one for objects that have none', () => {
    assert.equal(versionText('2026-01-01T00:00:00'), '2026-01-01T00:00:00.000Z');
    assert.equal(versionText('2026-01-01T00:00:00.12'), '2026-01-01T00:00:00.120Z');
    assert.equal(versionText('2026-01-01T00:00:00.123456'), '2026-01-01T00:00:00.123456Z');
    assert.equal(versionText(''), noVersion);
  });

  it('3.2 dates the first and last entry of manifest, objects, object and versions, with six digits', async () => {
    const { analyst } = await servedWithObjects();
    const { objects = [] } = await json(analyst.get(`${own}manifest/?match[version]=all`));
    const dates = objects.map(({ date_added }) => date_added ?? '');
    assert.equal(dates.length, 4);
    for (const date of dates) assert.match(date, six);
    const two = `${own}objects/${object(2)['id']}/`;
    for (const [path, from, to] of [
      [`${own}manifest/?match[version]=all`, 0, 3],
      [`${own}objects/?match[version]=all`, 0, 3],
      [`${two}?match[version]=all`, 1, 2],
      [`${two}versions/`, 1, 2],
    ] as const) {
      const { headers } = await analyst.get(path);
      assert.deepEqual([headers.get(first), headers.get(last)], [dates[from], dates[to]], path);
    }
  });

  it('3.2 leaves the dates out where there is no entry', async () => {
    const { analyst } = await servedWithObjects();
    for (const what of ['manifest', 'objects']) {
      const { headers } = await analyst.get(`${own}${what}/?added_after=2099-01-01T00:00:00Z`);
      assert.deepEqual([headers.get(first), headers.get(last)], [null, null]);
    }
  });
});

describe('3.3 Sorting', () => {
  // Spec: TAX-5
  it('3.3 gives strictly increasing dates, one per object version, to one envelope and under a clock that stands still or goes back', async () => {
    const { client, clock } = await servedTaxii();
    const analyst = await client('amina', 'analyst');
    await analyst.post('own', [object(1), object(2), object(3)]);
    clock.seconds -= 3600;
    await analyst.post('own', [object(4), object(1, 2)]);
    for (const collection of ['own', 'records']) {
      const { objects = [] } = await json(analyst.get(`${root}collections/${collection}/manifest/?match[version]=all`));
      const dates = objects.map(({ date_added }) => date_added ?? '');
      assert.equal(dates.length, 5);
      assert.equal(new Set(dates).size, 5);
      assert.deepEqual(dates, dates.toSorted());
    }
  });

  it('3.3 puts what was added last at the end, whatever its own times say', async () => {
    const { client } = await servedTaxii();
    const analyst = await client('amina', 'analyst');
    await analyst.post('own', [object(1, 3)]);
    await analyst.post('own', [object(2)]);
    await analyst.post('own', [object(1, 2)]);
    assert.deepEqual(
      await analyst.ids('own', '?match[version]=all'),
      [1, 2, 1].map((n) => object(n)['id']),
    );
  });

  it('3.3 lists collections in the order of their ids at every request', async () => {
    const { analyst } = await servedWithObjects();
    const list = async () => ((await json(analyst.get(`${root}collections/`))).collections ?? []).map(({ id }) => id);
    const ids = await list();
    assert.ok(ids.length > 1);
    assert.deepEqual(ids, ids.toSorted());
    assert.deepEqual(await list(), ids);
  });
});
