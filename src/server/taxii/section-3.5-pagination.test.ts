import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Answer, type Client, json, object, root, servedTaxii, servedWithObjects } from './taxii.fixture.ts';

const own = `${root}collections/own/`;
const id = (n: number): string => String(object(n)['id']);
const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);

interface Page {
  readonly body: Answer;
  readonly last: string | null;
}

async function page(client: Client, path: string): Promise<Page> {
  const answer = await client.get(path);
  assert.equal(answer.status, 200, path);
  return { body: await json(answer), last: answer.headers.get('x-taxii-date-added-last') };
}

/** Every page of an endpoint, by `next` or by the date of the last entry. */
async function pages(client: Client, path: string, by: 'next' | 'added_after'): Promise<Page[]> {
  const all: Page[] = [];
  for (let query = ''; all.length < 50; ) {
    const one = await page(client, `${path}${query}`);
    all.push(one);
    if (one.body.more !== true) return all;
    query = `&${by}=${encodeURIComponent((by === 'next' ? one.body.next : one.last) ?? '')}`;
  }
  throw new Error('The pages do not end.');
}

async function servedMany(count: number) {
  const served = await servedTaxii();
  const analyst = await served.client('amina', 'analyst');
  await analyst.post(
    'own',
    numbers(count).map((n) => object(n)),
  );
  return { ...served, analyst };
}

// Spec: TAX-6
describe('3.5 Pagination', () => {
  for (const by of ['next', 'added_after'] as const)
    for (const limit of [1, 2, 3, 7, 100])
      it(`3.5 by ${by} with limit ${limit} each object comes once, none is lost`, async () => {
        const { analyst } = await servedMany(7);
        const all = await pages(analyst, `${own}objects/?limit=${limit}`, by);
        assert.deepEqual(
          all.flatMap(({ body }) => body.objects ?? []).map((o) => o.id),
          numbers(7).map(id),
        );
        assert.equal(all.length, Math.ceil(7 / limit));
      });

  it('3.5 pages manifest and versions by added_after, as they have no next', async () => {
    const { analyst } = await servedMany(5);
    const manifest = await pages(analyst, `${own}manifest/?limit=2`, 'added_after');
    assert.deepEqual(
      manifest.flatMap(({ body }) => body.objects ?? []).map((o) => o.id),
      numbers(5).map(id),
    );
    assert.equal(
      manifest.some(({ body }) => 'next' in body),
      false,
    );
    await analyst.post('own', [object(1, 2), object(1, 3), object(1, 4)]);
    const versions = await pages(analyst, `${own}objects/${id(1)}/versions/?limit=1`, 'added_after');
    assert.deepEqual(
      versions.flatMap(({ body }) => body.versions ?? []).map((v) => v.slice(8, 10)),
      ['01', '02', '03', '04'],
    );
  });

  it('3.5 gives the same page again, later and to another connection', async () => {
    const { analyst, clock } = await servedMany(5);
    const { next } = (await page(analyst, `${own}objects/?limit=2`)).body;
    const again = `${own}objects/?limit=2&next=${next}`;
    const before = (await page(analyst, again)).body;
    clock.seconds += 86_400;
    assert.deepEqual((await page(analyst, again)).body, before);
    assert.deepEqual(
      before.objects?.map((o) => o.id),
      [id(3), id(4)],
    );
  });

  it('3.5 next without limit is read as any other, and together with the filters of its own request', async () => {
    const { analyst } = await servedMany(5);
    const { next } = (await page(analyst, `${own}objects/?limit=2`)).body;
    assert.equal((await page(analyst, `${own}objects/?next=${next}`)).body.objects?.length, 3);
    assert.equal(
      (await page(analyst, `${own}objects/?next=${next}&match[id]=${id(1)},${id(4)}`)).body.objects?.length,
      1,
    );
  });

  it('3.5, Appendix B a next of another reader opens nothing that its bearer may not see', async () => {
    const { analyst, client, party } = await servedMany(3);
    const { next } = (await page(analyst, `${own}objects/?limit=1`)).body;
    const stranger = await client('firm', 'viewer', 'ab'.repeat(32));
    assert.notEqual(party.id, 'ab'.repeat(32));
    for (const from of [next, 'a0', 'azzzzzzzzzz'])
      assert.deepEqual(await stranger.ids('released', `?next=${from}`), []);
    assert.equal((await stranger.get(`${own}objects/?next=${next}`)).status, 404);
  });

  it('3.5 loses nothing that is added between two pages, and shows a new version once', async () => {
    const { analyst } = await servedMany(4);
    const first = (await page(analyst, `${own}objects/?limit=2`)).body;
    await analyst.post('own', [object(3, 2), object(9)]);
    const rest = (await page(analyst, `${own}objects/?next=${first.next}`)).body;
    assert.deepEqual(
      rest.objects?.map((o) => o.id),
      [id(4), id(3), id(9)],
    );
  });

  it('3.5 more may be followed by nothing when the rest was deleted', async () => {
    const { analyst, client } = await servedMany(2);
    const releaser = await client('boris', 'releaser');
    const { next, more } = (await page(analyst, `${own}objects/?limit=1`)).body;
    assert.equal(more, true);
    assert.equal((await releaser.send('DELETE', `${own}objects/${id(2)}/`)).status, 200);
    assert.deepEqual((await page(analyst, `${own}objects/?limit=1&next=${next}`)).body, {});
  });

  it('3.5 a page is bounded in size as well, and says more', async () => {
    const { analyst } = await servedTaxii().then(async (served) => ({
      analyst: await served.client('amina', 'analyst'),
    }));
    const wide = (n: number) => ({ ...object(n), description: 'x'.repeat(900_000) });
    for (const from of [1, 9, 17])
      await analyst.post(
        'own',
        numbers(8).map((n) => wide(from + n - 1)),
      );
    const { body } = await page(analyst, `${own}objects/?`);
    assert.equal(body.more, true);
    assert.ok((body.objects?.length ?? 0) < 24);
    const all = await pages(analyst, `${own}objects/?limit=100`, 'next');
    assert.equal(all.flatMap((one) => one.body.objects ?? []).length, 24);
  });

  it('3.7, 5.4 an envelope without objects is {}', async () => {
    const { analyst } = await servedWithObjects();
    assert.equal(await (await analyst.get(`${own}objects/?added_after=2099-01-01T00:00:00Z`)).text(), '{}');
    assert.equal(await (await analyst.get(`${own}manifest/?added_after=2099-01-01T00:00:00Z`)).text(), '{}');
  });

  it('3.7 gives every object as it came, byte for byte', async () => {
    const { client } = await servedTaxii();
    const analyst = await client('amina', 'analyst');
    const odd = { ...object(1), description: 'é \u2028 </script> "quoted"', x_number: 0.5, x_list: [{ a: null }] };
    await analyst.post('own', [odd]);
    const text = await (await analyst.get(`${own}objects/`)).text();
    assert.equal(text, `{"objects":[${JSON.stringify(odd)}]}`);
  });
});
