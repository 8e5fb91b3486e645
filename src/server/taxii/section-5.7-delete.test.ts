import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { auditParty } from '../party/audit.ts';
import type { Collection } from './collection.ts';
import { json, object, root, servedPartner, servedTaxii, servedWithObjects } from './taxii.fixture.ts';
import { taxiiRoutes } from './taxii-routes.ts';

const own = `${root}collections/own/`;
const id = (n: number): string => String(object(n)['id']);

// Spec: TAX-12
describe('5.7 Delete an Object', () => {
  it('5.7 deletes all versions, and after 200 the object is 404 and in no manifest and no contents', async () => {
    const { releaser } = await servedWithObjects();
    const answer = await releaser.send('DELETE', `${own}objects/${id(2)}/`);
    assert.equal(answer.status, 200);
    for (const name of ['own', 'records']) {
      const collection = `${root}collections/${name}/`;
      for (const what of ['', 'versions/', '?match[version]=all'])
        assert.equal((await releaser.get(`${collection}objects/${id(2)}/${what}`)).status, 404, `${name} ${what}`);
      const { objects = [] } = await json(releaser.get(`${collection}manifest/?match[version]=all`));
      assert.deepEqual(
        objects.map((record) => record.id),
        [id(1), id(3)],
      );
      assert.deepEqual(await releaser.ids(name, '?match[version]=all'), [id(1), id(3)]);
    }
    assert.equal((await releaser.send('DELETE', `${own}objects/${id(2)}/`)).status, 404);
  });

  it('5.7 erases the body, and the log still verifies', async () => {
    const { releaser, party } = await servedWithObjects();
    await releaser.send('DELETE', `${own}objects/${id(2)}/`);
    assert.equal(party.db.count("SELECT count(*) FROM item WHERE text LIKE '%object 2%'"), 0);
    assert.equal(party.db.count('SELECT count(*) FROM item WHERE object = ?', id(2)), 0);
    assert.equal(party.log.pendingCount(), 0);
    assert.deepEqual(auditParty(party).findings, []);
  });

  it('ERA-2, TAX-9: names what was erased in no status any more, and counts it still', async () => {
    const { analyst, releaser, party } = await servedWithObjects();
    const given = await json(analyst.post('own', [object(2), object(3), { ...object(2), name: 'another text' }]));
    const told = async () => await json(analyst.get(`${root}status/${String(given['id'])}/`));
    const isTold = async () => JSON.stringify(await told()).includes(id(2));
    assert.ok(await isTold(), 'it is named before');
    await releaser.send('DELETE', `${own}objects/${id(2)}/`);
    assert.equal(await isTold(), false);
    assert.deepEqual((await told())['success_count'], given['success_count']);
    assert.ok(JSON.stringify(await told()).includes(id(3)), 'the others stay');
    assert.equal(party.db.count('SELECT count(*) FROM submission WHERE details LIKE ?', `%${id(2)}%`), 0);
  });

  it('5.7 match[version] deletes that version only, and the version is 404 then', async () => {
    const { releaser } = await servedWithObjects();
    const version = '2026-01-02T00:00:00.000Z';
    assert.equal((await releaser.send('DELETE', `${own}objects/${id(2)}/?match[version]=${version}`)).status, 200);
    assert.equal((await releaser.get(`${own}objects/${id(2)}/?match[version]=${version}`)).status, 404);
    assert.deepEqual((await json(releaser.get(`${own}objects/${id(2)}/versions/`))).versions, [
      '2026-01-01T00:00:00.000Z',
    ]);
    assert.equal((await releaser.send('DELETE', `${own}objects/${id(2)}/?match[version]=first`)).status, 200);
    assert.equal((await releaser.get(`${own}objects/${id(2)}/`)).status, 404);
  });

  it('5.7 match[spec_version] deletes nothing of another version of STIX', async () => {
    const { releaser } = await servedWithObjects();
    assert.equal((await releaser.send('DELETE', `${own}objects/${id(1)}/?match[spec_version]=2.0`)).status, 404);
    assert.equal((await releaser.send('DELETE', `${own}objects/${id(1)}/?match[spec_version]=2.1`)).status, 200);
  });

  it('5.7 a malformed filter deletes nothing', async () => {
    const { releaser } = await servedWithObjects();
    for (const query of [
      'match[version]=yesterday',
      'match[version]=all,last',
      'match[version]=last&match[version]=last',
    ])
      assert.equal((await releaser.send('DELETE', `${own}objects/${id(2)}/?${query}`)).status, 400, query);
    assert.equal((await releaser.ids('own', '?match[version]=all')).length, 4);
  });

  it('5.7 what was deleted can be added again, with a new date', async () => {
    const { releaser } = await servedWithObjects();
    const dates = async () =>
      ((await json(releaser.get(`${own}manifest/`))).objects ?? []).map((o) => [o.id, o.date_added]);
    const before = await dates();
    await releaser.send('DELETE', `${own}objects/${id(1)}/`);
    assert.equal((await json(releaser.post('own', [object(1)])))['success_count'], 1);
    const after = await dates();
    assert.equal(after.at(-1)?.[0], id(1));
    assert.ok(String(after.at(-1)?.[1]) > String(before.at(-1)?.[1]));
  });

  it('5.7 needs the right to erase: an analyst gets 403, and nothing goes', async () => {
    const { analyst } = await servedWithObjects();
    assert.equal((await analyst.send('DELETE', `${own}objects/${id(1)}/`)).status, 403);
    assert.equal((await analyst.ids('own')).length, 3);
  });

  for (const [canRead, canWrite, status] of [
    [false, false, 404],
    [true, false, 403],
    [false, true, 403],
    [true, true, 200],
  ] as const)
    it(`5.7 answers ${status} when can_read is ${canRead} and can_write is ${canWrite}`, async () => {
      const deleted: string[] = [];
      const writer = { add: () => '{}', remove: (object: string) => deleted.push(object) > 0 };
      const collection: Collection = {
        id: '00000000-0000-4000-a000-000000000001',
        title: 'Test',
        alias: 'test',
        canRead,
        writer: canWrite ? writer : undefined,
        page: () => ({ entries: [], more: false }),
      };
      const app = taxiiRoutes({
        title: 'Test',
        admit: async () => ({ collections: () => [collection], status: () => undefined }),
      });
      const path = `${root}collections/test/objects/${id(1)}/`;
      assert.equal((await app.request(path, { method: 'DELETE' })).status, status);
      assert.equal(deleted.length, status === 200 ? 1 : 0);
      if (!canRead)
        for (const what of ['objects/', 'manifest/', `objects/${id(1)}/`, `objects/${id(1)}/versions/`])
          assert.match(String((await app.request(`${root}collections/test/${what}`)).status), /^40[34]$/, what);
    });
});

// Spec: TAX-10, TAX-12
describe('What a party without a server submits', () => {
  it('stands in its own collection as it came, and becomes a statement of ours', async () => {
    const { firm, analyst, party } = await servedPartner('analyst');
    const answer = await json(firm.post('submitted', [object(1), object(2)]));
    assert.equal(answer['success_count'], 2);
    assert.deepEqual(await firm.ids('submitted'), [id(1), id(2)]);
    assert.deepEqual(await analyst.ids('own'), [id(1), id(2)]);
    assert.equal(party.db.count("SELECT count(*) FROM submission WHERE account = 'firm'"), 1);
    const { collections = [] } = await json(firm.get(`${root}collections/`));
    assert.deepEqual(
      collections.filter(({ can_write }) => can_write).map(({ alias }) => alias),
      ['submitted'],
    );
  });

  it('may be submitted by an analyst account of it and not by a viewer', async () => {
    const { firm, client, partner } = await servedPartner('viewer');
    assert.equal((await firm.post('submitted', [object(1)])).status, 403);
    const writer = await client('pen', 'analyst', partner.id);
    assert.equal((await writer.post('released', [object(1)])).status, 403);
    assert.equal((await writer.post('own', [object(1)])).status, 404);
    assert.equal((await writer.post('submitted', [object(1)])).status, 202);
    assert.deepEqual(await firm.ids('submitted'), [id(1)]);
  });

  it('is answered the same whether the same or another content is held here or nothing is', async () => {
    const { firm, analyst, party } = await servedPartner('analyst');
    await analyst.post('own', [object(1), { ...object(2), name: 'as we know it' }]);
    const {
      id: _,
      request_timestamp: __,
      ...answer
    } = await json(firm.post('submitted', [object(1), object(2), object(3)]));
    assert.deepEqual([answer['success_count'], answer['failure_count'], answer['failures']], [3, 0, undefined]);
    const { objects = [] } = await json(firm.get(`${root}collections/submitted/objects/`));
    assert.deepEqual(objects, [object(1), object(2), object(3)]);
    const ours = await json(analyst.get(`${own}objects/${id(2)}/`));
    assert.equal((ours.objects?.[0] as { name?: string } | undefined)?.name, 'as we know it');
    assert.equal(party.db.count("SELECT count(*) FROM refusal WHERE code = 'import-version-differs'"), 1);
  });

  it('is refused as different only from what it submitted itself', async () => {
    const { firm, analyst } = await servedPartner('analyst');
    await analyst.post('own', [{ ...object(2), name: 'as we know it' }]);
    await firm.post('submitted', [object(1), object(2)]);
    for (const changed of [
      { ...object(1), name: 'other' },
      { ...object(2), name: 'other' },
    ]) {
      const answer = await json(firm.post('submitted', [changed]));
      assert.equal(answer['failure_count'], 1);
    }
    assert.equal((await json(firm.post('submitted', [object(1), object(2)])))['success_count'], 2);
    assert.equal((await firm.ids('submitted')).length, 2);
  });

  it('does not learn from a marking which statements are known here', async () => {
    const { firm, analyst } = await servedPartner('analyst');
    const marking = {
      type: 'marking-definition',
      spec_version: '2.1',
      id: 'marking-definition--00000000-0000-4000-8000-000000000001',
      created: '2026-01-05T00:00:00.000Z',
      definition_type: 'statement',
      definition: { statement: 'A statement' },
    };
    const marked = object(1, 1, marking.id);
    await analyst.post('own', [marking]);
    assert.equal((await json(firm.post('submitted', [marked])))['failure_count'], 1);
    assert.equal((await json(firm.post('submitted', [marking])))['success_count'], 1);
    assert.equal((await json(firm.post('submitted', [marked])))['success_count'], 1);
  });

  it('is seen by its own accounts only', async () => {
    const { firm, client } = await servedPartner('analyst');
    await firm.post('submitted', [object(1)]);
    const other = await client('other', 'analyst', 'cd'.repeat(32));
    assert.deepEqual(await other.ids('submitted'), []);
    assert.equal((await other.send('DELETE', `${root}collections/submitted/objects/${id(1)}/`)).status, 404);
  });

  it('is erased with our statement when it takes it back, unless we held it before or another submitted it too', async () => {
    const { firm, client, analyst, party } = await servedPartner('analyst');
    const other = await client('other', 'analyst', 'cd'.repeat(32));
    await analyst.post('own', [object(1)]);
    await firm.post('submitted', [object(1), object(2), object(3)]);
    await other.post('submitted', [object(3)]);
    for (const n of [1, 2, 3])
      assert.equal((await firm.send('DELETE', `${root}collections/submitted/objects/${id(n)}/`)).status, 200);
    assert.deepEqual(await firm.ids('submitted'), []);
    assert.deepEqual(await analyst.ids('own'), [id(1), id(3)]);
    assert.deepEqual(await other.ids('submitted'), [id(3)]);
    assert.deepEqual(auditParty(party).findings, []);
    await firm.post('submitted', [object(2)]);
    assert.deepEqual(await firm.ids('submitted'), [id(2)]);
  });

  it('has strictly increasing dates of its own, also for what was held here long before', async () => {
    const { firm, analyst } = await servedPartner('analyst');
    await analyst.post('own', [object(2)]);
    await firm.post('submitted', [object(1)]);
    const before = await json(firm.get(`${root}collections/submitted/manifest/`));
    await firm.post('submitted', [object(2)]);
    const later = `?added_after=${before.objects?.[0]?.date_added}`;
    assert.deepEqual(await firm.ids('submitted', later), [id(2)]);
  });
});

it('a party that has no objects has collections to read and nothing in them', async () => {
  const { client } = await servedTaxii();
  assert.deepEqual(await (await client('vera', 'viewer')).ids('records'), []);
});
