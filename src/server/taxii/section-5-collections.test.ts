import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { json, object, root, servedTaxii, servedWithObjects } from './taxii.fixture.ts';

const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const own = `${root}collections/own/`;
const id = (n: number): string => String(object(n)['id']);

// Spec: TAX-7
describe('5.1 and 5.2 Collections', () => {
  it('5.1.1 leaves the list out when there is none', async () => {
    const { app } = await servedTaxii();
    assert.equal((await app.request(`${root}collections/`)).status, 401);
    const { collectionsAnswer } = await import('./resources.ts');
    assert.equal(await collectionsAnswer([]).text(), '{}');
  });

  it('5.2.1 gives each a stable id in UUIDv4 form, a title, a unique alias, both rights and its media types', async () => {
    const { analyst } = await servedWithObjects();
    const list = async () => (await json(analyst.get(`${root}collections/`))).collections ?? [];
    const collections = await list();
    assert.deepEqual(collections.map(({ alias, can_read, can_write }) => [alias, can_read, can_write]).toSorted(), [
      ['own', true, true],
      ['records', true, false],
    ]);
    for (const one of collections) {
      assert.match(one.id, uuid4);
      assert.ok(one.title.length > 0);
      assert.deepEqual((one as unknown as { media_types: string[] }).media_types, [
        'application/stix+json;version=2.1',
      ]);
      assert.deepEqual(await json(analyst.get(`${root}collections/${one.id}/`)), one);
      assert.deepEqual(await json(analyst.get(`${root}collections/${one.alias}/`)), one);
    }
    assert.equal(new Set(collections.map(({ alias }) => alias)).size, collections.length);
    assert.deepEqual(await list(), collections);
  });

  it('5.2.1 tells a reader who may not write so', async () => {
    const { client } = await servedTaxii();
    const viewer = await client('vera', 'viewer');
    const { collections = [] } = await json(viewer.get(`${root}collections/`));
    assert.deepEqual([...new Set(collections.map(({ can_write }) => can_write))], [false]);
  });

  it('5.2 answers 404 to a collection that is not there', async () => {
    const { analyst } = await servedWithObjects();
    for (const what of ['', 'manifest/', 'objects/', `objects/${id(1)}/`, `objects/${id(1)}/versions/`])
      assert.equal((await analyst.get(`${root}collections/nothing/${what}`)).status, 404, what);
  });
});

describe('5.3 Object Manifests', () => {
  it('5.3.1 records id, date, version and a media type of the collection, one per object version', async () => {
    const { analyst } = await servedWithObjects();
    const { objects = [] } = await json(analyst.get(`${own}manifest/?match[version]=all`));
    assert.deepEqual(
      objects.map((record) => [record.id, record.version]),
      [
        [id(1), '2026-01-01T00:00:00.000Z'],
        [id(2), '2026-01-01T00:00:00.000Z'],
        [id(2), '2026-01-02T00:00:00.000Z'],
        [id(3), '2026-01-01T00:00:00.000Z'],
      ],
    );
    const types = new Set(objects.map((record) => (record as { media_type?: string }).media_type));
    assert.deepEqual([...types], ['application/stix+json;version=2.1']);
  });

  it('5.3 filters by the object, not by its record', async () => {
    const { analyst } = await servedWithObjects();
    const ids = async (query: string) =>
      ((await json(analyst.get(`${own}manifest/?${query}`))).objects ?? []).map((o) => o.id);
    assert.deepEqual(await ids('match[type]=identity'), [id(1), id(2), id(3)]);
    assert.deepEqual(await ids('match[type]=indicator'), []);
    assert.deepEqual(await ids(`match[id]=${id(3)}`), [id(3)]);
    assert.deepEqual(await ids('match[version]=first&limit=1'), [id(1)]);
  });
});

describe('5.6 Get an Object and 5.8 its versions', () => {
  it('5.6 gives the last version in an envelope, and takes version, spec_version, added_after, limit and next', async () => {
    const { analyst } = await servedWithObjects();
    const days = async (query: string) =>
      ((await json(analyst.get(`${own}objects/${id(2)}/${query}`))).objects ?? []).map((o) => o.modified?.slice(8, 10));
    assert.deepEqual(await days(''), ['02']);
    assert.deepEqual(await days('?match[version]=all'), ['01', '02']);
    assert.deepEqual(await days('?match[version]=first&match[spec_version]=2.1'), ['01']);
    assert.deepEqual(await days('?match[spec_version]=2.0'), []);
    assert.deepEqual(await days('?added_after=2099-01-01T00:00:00Z'), []);
    const first = await json(analyst.get(`${own}objects/${id(2)}/?match[version]=all&limit=1`));
    assert.equal(first.more, true);
    assert.deepEqual(await days(`?match[version]=all&limit=1&next=${first.next}`), ['02']);
  });

  it('5.6, 5.8 answers 404 to an id that is not there, and to a version that is not', async () => {
    const { analyst } = await servedWithObjects();
    for (const what of [`${id(9)}/`, `${id(9)}/versions/`, 'x/', `${id(2)}/?match[version]=2026-01-09T00:00:00Z`])
      assert.equal((await analyst.get(`${own}objects/${what}`)).status, 404, what);
  });

  it('5.8 lists versions oldest first, with created where there is no modified, and leaves an empty list out', async () => {
    const { client } = await servedTaxii();
    const analyst = await client('amina', 'analyst');
    const marking = {
      type: 'marking-definition',
      spec_version: '2.1',
      id: 'marking-definition--00000000-0000-4000-8000-000000000001',
      created: '2026-01-05T00:00:00.000Z',
      definition_type: 'statement',
      definition: { statement: 'A statement' },
    };
    await analyst.post('own', [object(2), object(2, 2), marking]);
    const versions = async (what: string) => (await json(analyst.get(`${own}objects/${what}`))).versions;
    assert.deepEqual(await versions(`${id(2)}/versions/`), ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z']);
    assert.deepEqual(await versions(`${marking.id}/versions/`), ['2026-01-05T00:00:00.000Z']);
    assert.equal(
      await (await analyst.get(`${own}objects/${id(2)}/versions/?added_after=2099-01-01T00:00:00Z`)).text(),
      '{}',
    );
  });
});
