import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { releaseAfter } from '../egress/release-sender.ts';
import { acceptRelease } from '../ingress/accept-release.ts';
import { withdrawFromAgreement } from '../party/agreement-book.ts';
import { importObjects } from '../party/import-objects.ts';
import { memoryParty } from '../process/served-party.fixture.ts';
import { agree, type Client, clear, green, json, object, red, root, servedPartner } from './taxii.fixture.ts';

const id = (n: number): string => String(object(n)['id']);
const released = `${root}collections/released/`;
const manifestOf = async (client: Client, query = '') =>
  (await json(client.get(`${released}manifest/${query}`))).objects ?? [];

// Spec: TAX-11, REL-7, REL-11, REL-12
describe('What an account of a partner reads', () => {
  it('is what the release decision allows, and no trace of the rest', async () => {
    const { analyst, firm } = await servedPartner();
    await analyst.post('own', [object(1, 1, clear), object(2, 1, red), object(3, 1, green)]);
    assert.deepEqual(await firm.ids('released'), [id(1), id(3)]);
    assert.deepEqual(
      (await manifestOf(firm)).map((record) => record.id),
      [id(1), id(3)],
    );
    for (const what of ['', 'versions/'])
      assert.equal((await firm.get(`${released}objects/${id(2)}/${what}`)).status, 404);
    for (const name of ['own', 'records'])
      assert.equal((await firm.get(`${root}collections/${name}/objects/`)).status, 404);
  });

  it('was released, signed and logged before it left', async () => {
    const { analyst, firm, party, partner } = await servedPartner();
    await analyst.post('own', [object(1)]);
    const released = () =>
      party.db.count("SELECT count(*) FROM batch WHERE direction = 'left' AND party = ?", partner.id);
    assert.equal(released(), 0);
    assert.equal((await firm.ids('released')).length, 1);
    assert.equal(released(), 1);
    assert.equal(party.log.pendingCount(), 0);
    await firm.ids('released');
    assert.equal(released(), 1);
  });

  it('ends with the agreement, also for a next that was given before', async () => {
    const { analyst, firm, party, agreement } = await servedPartner();
    await analyst.post('own', [object(1), object(2), object(3)]);
    const { next } = await json(firm.get(`${released}objects/?limit=1`));
    withdrawFromAgreement(party, agreement);
    assert.deepEqual(await firm.ids('released', `?next=${next}`), []);
    assert.deepEqual(await firm.ids('released'), []);
    assert.equal((await firm.get(`${released}objects/${id(1)}/`)).status, 404);
    const { collections = [] } = await json(firm.get(`${root}collections/`));
    assert.deepEqual(collections.map(({ alias }) => alias).toSorted(), ['released', 'submitted']);
  });

  it('never names an object that stays', async () => {
    const { analyst, firm } = await servedPartner();
    await analyst.post('own', [object(1, 1, red), { ...object(2), created_by_ref: id(1) }, object(3)]);
    assert.deepEqual(await firm.ids('released'), [id(3)]);
    assert.equal((await (await firm.get(`${released}objects/`)).text()).includes(id(1)), false);
  });

  it('is an older version where the newest is not open, and the newest where it is', async () => {
    const { analyst, firm } = await servedPartner();
    await analyst.post('own', [object(1, 1), object(2, 1), object(9, 1, red)]);
    await firm.ids('released');
    await analyst.post('own', [{ ...object(1, 2), x_source_ref: id(9) }, object(2, 2)]);
    const versions = (await manifestOf(firm)).map(({ id: object, version }) => [object, version?.slice(8, 10)]);
    assert.deepEqual(versions, [
      [id(1), '01'],
      [id(2), '02'],
    ]);
  });

  it('ends for every version when the label of a new one is raised', async () => {
    const { analyst, firm } = await servedPartner();
    await analyst.post('own', [object(1, 1), object(2, 1)]);
    await firm.ids('released');
    await analyst.post('own', [object(1, 2, red)]);
    assert.deepEqual(await firm.ids('released', '?match[version]=all'), [id(2)]);
  });

  it('carries the marking of its label, and is left out where TAXII has no word for the label', async () => {
    const { firm, party, partner } = await servedPartner();
    const { object_marking_refs: _, ...bare } = object(1);
    importObjects(party, JSON.stringify([bare]), { unmarked: { tlp: 'green' } });
    const { object_marking_refs: __, ...limited } = object(2);
    importObjects(party, JSON.stringify([limited]), {
      unmarked: { tlp: 'green', only: [party.id, partner.id].toSorted() },
    });
    const { objects = [] } = await json(firm.get(`${released}objects/`));
    assert.deepEqual(objects, [{ ...bare, object_marking_refs: [green] }]);
  });

  it('stands once in the collection of all, and once in that of the party that stated it', async () => {
    const { analyst, firm, party } = await servedPartner();
    await analyst.post('own', [object(1), object(2)]);
    await firm.ids('released');
    const { collections = [] } = await json(firm.get(`${root}collections/`));
    const [ofParty] = collections.filter(({ alias }) => alias.startsWith('from-'));
    assert.equal(collections.length, 3);
    assert.equal(ofParty?.alias, `from-${party.id.slice(0, 16)}`);
    assert.deepEqual(await firm.ids(ofParty.id), [id(1), id(2)]);
  });

  it('pages by next and by date, each object once, over releases of hundreds', async () => {
    const { firm, party } = await servedPartner();
    const count = 1203;
    importObjects(party, JSON.stringify(Array.from({ length: count }, (_, n) => object(n + 1))));
    for (const by of ['next', 'added_after'] as const) {
      const seen: string[] = [];
      let query = '?limit=97';
      for (let pages = 0; pages < 100; pages++) {
        const answer = await firm.get(`${released}objects/${query}`);
        const last = answer.headers.get('x-taxii-date-added-last') ?? '';
        const body = await json(answer);
        seen.push(...(body.objects ?? []).map((one) => one.id));
        if (body.more !== true) break;
        query = `?limit=97&${by}=${encodeURIComponent(by === 'next' ? (body.next ?? '') : last)}`;
      }
      assert.equal(seen.length, count, by);
      assert.equal(new Set(seen).size, count, by);
    }
  });
});

describe('What our own people read', () => {
  // Spec: TAX-7
  it('is everything in one collection and the statements of each party in one of its own', async () => {
    const { analyst, party, client } = await servedPartner();
    const source = memoryParty('Cadmia', party.powers);
    agree(source, party);
    importObjects(source, JSON.stringify([object(1), object(7)]));
    for (let made = releaseAfter(source, party.id, 0); made; made = releaseAfter(source, party.id, made.number))
      acceptRelease(party, source.id, made.bytes);
    await analyst.post('own', [object(1), object(8)]);
    const { collections = [] } = await json(analyst.get(`${root}collections/`));
    const theirs = collections.find(({ alias }) => alias === `from-${source.id.slice(0, 16)}`);
    assert.equal(theirs?.can_write, false);
    assert.deepEqual((await analyst.ids(theirs.id)).toSorted(), [id(1), id(7)]);
    assert.deepEqual((await analyst.ids('own')).toSorted(), [id(1), id(8)]);
    assert.deepEqual((await analyst.ids('records')).toSorted(), [id(1), id(7), id(8)]);
    assert.equal((await analyst.ids('records', '?match[version]=all')).length, 3);
    const firm = await client('third', 'viewer', 'cd'.repeat(32));
    assert.deepEqual(await firm.ids('released'), []);
  });
});
