import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { json, object, root, servedTaxii, servedWithObjects } from './taxii.fixture.ts';

const own = `${root}collections/own/`;
const id = (n: number): string => String(object(n)['id']);

// Spec: TAX-6
describe('3.4 Filtering', () => {
  const malformed = [
    'added_after=yesterday',
    'added_after=',
    'added_after=2026-02-30T00:00:00Z',
    'added_after=2026-01-01T00:00:00%2B02:00',
    'added_after=2026-01-01T00:00:00Z,2026-01-02T00:00:00Z',
    'limit=x',
    'limit=1.5',
    'limit=',
    'limit=1e3',
    'limit=99999999999999999',
    'next=zz!',
    'next=',
    'next=a',
    'match[version]=yesterday',
    'match[id]=a,,b',
    'match[id]=',
    'match[type]=a, b',
    'match[type]=a,+b',
    `match[id]=${Array.from({ length: 101 }, (_, n) => n).join(',')}`,
  ];

  for (const query of malformed)
    it(`3.4 malformed ${query.slice(0, 50)} is 400`, async () => {
      const { analyst } = await servedWithObjects();
      for (const what of ['objects/', 'manifest/', `objects/${id(2)}/`, `objects/${id(2)}/versions/`]) {
        const answer = await analyst.get(`${own}${what}?${query}`);
        assert.equal(answer.status, 400, what);
        assert.equal((await json(answer))['http_status'], '400');
      }
    });

  it('3.4 limit=0 is 400', async () => {
    const { analyst } = await servedWithObjects();
    assert.equal((await analyst.get(`${own}objects/?limit=0`)).status, 400);
  });

  it('3.4 limit=-1 is 400', async () => {
    const { analyst } = await servedWithObjects();
    assert.equal((await analyst.get(`${own}objects/?limit=-1`)).status, 400);
  });

  for (const query of [
    'added_after=2026-01-01T00:00:00Z&added_after=2026-01-01T00:00:00Z',
    'limit=1&limit=1',
    'next=a1&next=a1',
    'match[id]=a&match[id]=b',
    'match[type]=identity&match[type]=identity',
    'match[version]=all&match[version]=all',
    'match[spec_version]=2.1&match[spec_version]=2.1',
  ])
    it(`3.4 doubled ${query.slice(0, query.indexOf('='))} is 400`, async () => {
      const { analyst } = await servedWithObjects();
      for (const what of ['objects/', 'manifest/'])
        assert.equal((await analyst.get(`${own}${what}?${query}`)).status, 400, what);
    });

  it('3.4 without added_after gives the oldest first, with it only what was added strictly after', async () => {
    const { analyst } = await servedWithObjects();
    const { objects = [] } = await json(analyst.get(`${own}manifest/?match[version]=all`));
    for (const [at, { date_added }] of objects.entries()) {
      const rest = await analyst.ids('own', `?match[version]=all&added_after=${date_added}`);
      assert.deepEqual(
        rest,
        objects.slice(at + 1).map((record) => record.id),
      );
    }
    assert.equal((await analyst.ids('own', '?limit=1'))[0], id(1));
  });

  it('3.4 limit gives never more than asked, says more when cut, and all when they fit', async () => {
    const { analyst } = await servedWithObjects();
    for (const [limit, count] of [
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 3],
      [5000, 3],
      [Number.MAX_SAFE_INTEGER, 3],
    ] as const) {
      const answer = await json(analyst.get(`${own}objects/?limit=${limit}`));
      assert.deepEqual([answer.objects?.length, answer.more], [count, limit < 3 ? true : undefined], String(limit));
    }
  });

  it('3.4 a field or parameter that is not known is ignored', async () => {
    const { analyst } = await servedWithObjects();
    assert.equal((await analyst.ids('own', '?match[confidence]=90&colour=blue')).length, 3);
  });

  it('3.4 several fields are all needed, several values are alternatives', async () => {
    const { client } = await servedTaxii();
    const analyst = await client('amina', 'analyst');
    const place = {
      type: 'location',
      spec_version: '2.1',
      id: 'location--00000000-0000-4000-8000-000000000009',
      created: '2026-01-01T00:00:00.000Z',
      modified: '2026-01-01T00:00:00.000Z',
      country: 'AQ',
      object_marking_refs: object(1)['object_marking_refs'],
    };
    await analyst.post('own', [object(1), place, object(2)]);
    assert.deepEqual(await analyst.ids('own', '?match[type]=location'), [place.id]);
    assert.equal((await analyst.ids('own', '?match[type]=location,identity')).length, 3);
    assert.deepEqual(await analyst.ids('own', `?match[type]=identity&match[id]=${place.id},${id(2)}`), [id(2)]);
  });

  it('3.4.1 match[type] errs for no type of STIX 2.1, held or not', async () => {
    const { analyst } = await servedWithObjects();
    for (const type of [
      'attack-pattern',
      'x509-certificate',
      'language-content',
      'marking-definition',
      'extension-definition',
      'relationship',
      'x-none',
    ])
      assert.equal((await analyst.get(`${own}objects/?match[type]=${type}`)).status, 200, type);
  });

  it('3.4.1 match[spec_version] gives nothing outside its list, and the latest without it', async () => {
    const { analyst } = await servedWithObjects();
    assert.equal((await analyst.ids('own', '?match[spec_version]=2.1')).length, 3);
    assert.equal((await analyst.ids('own', '?match[spec_version]=2.0,2.1')).length, 3);
    assert.equal((await analyst.ids('own', '?match[spec_version]=2.0')).length, 0);
    assert.equal((await analyst.ids('own')).length, 3);
  });

  it('3.4.1 match[version] is last by default, and first, all, a time or several of them', async () => {
    const { analyst } = await servedWithObjects();
    const two = async (query: string) =>
      ((await json(analyst.get(`${own}objects/${query}`))).objects ?? [])
        .filter((o) => o.id === id(2))
        .map((o) => o.modified?.slice(8, 10));
    assert.deepEqual(await two(''), ['02']);
    assert.deepEqual(await two('?match[version]=last'), ['02']);
    assert.deepEqual(await two('?match[version]=first'), ['01']);
    assert.deepEqual(await two('?match[version]=all'), ['01', '02']);
    assert.deepEqual(await two('?match[version]=first,last'), ['01', '02']);
    assert.deepEqual(await two('?match[version]=2026-01-01T00:00:00Z'), ['01']);
    assert.deepEqual(await two('?match[version]=2026-01-02T00:00:00.000000Z,first'), ['01', '02']);
    assert.deepEqual(await two('?match[version]=2026-01-03T00:00:00Z'), []);
    assert.deepEqual(await two(`?match[version]=all&match[id]=${id(1)}`), []);
  });

  it('3.4.1 match[version]=all stands alone, and no version may be named twice', async () => {
    const { analyst } = await servedWithObjects();
    for (const versions of ['all,last', 'last,last', 'first,first', '2026-01-01T00:00:00Z,2026-01-01T00:00:00.000Z'])
      assert.equal((await analyst.get(`${own}objects/?match[version]=${versions}`)).status, 400, versions);
  });

  it('3.4.1 an object without times has one version, and match[version] finds it', async () => {
    const { client } = await servedTaxii();
    const analyst = await client('amina', 'analyst');
    const address = {
      type: 'ipv4-addr',
      spec_version: '2.1',
      id: 'ipv4-addr--00000000-0000-5000-8000-000000000001',
      value: '192.0.2.1',
      object_marking_refs: object(1)['object_marking_refs'],
    };
    await analyst.post('own', [address]);
    for (const query of [
      '',
      '?match[version]=last',
      '?match[version]=first',
      '?match[version]=all',
      '?match[version]=1970-01-01T00:00:00.000Z',
    ])
      assert.deepEqual(await analyst.ids('own', query), [address.id], query);
  });
});
