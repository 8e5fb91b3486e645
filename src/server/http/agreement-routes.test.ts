import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { firstClause } from '#web/parts/clause-fields.ts';
import { agreementById } from '../party/agreement-book.ts';
import { waiting } from '../party/outbox.ts';
import { PagesWorld, secretWord } from './pages.fixture.ts';

describe('the page of an agreement', () => {
  it('shows the consequence before the signature, and asks for it twice', async () => {
    const world = await PagesWorld.make();
    const path = `/agreements/${world.waiting}`;
    assert.match(await world.page(path), /1 record/);
    const careless = await world.post(`${path}/sign`, {}, { as: 'administrator' });
    assert.equal(careless.status, 422);
    assert.match(await careless.text(), /Tick the box/);
    assert.equal(agreementById(world.aldoria, world.waiting).standing, 'not-signed');
    const signed = await world.post(`${path}/sign`, { confirm: 'yes' }, { as: 'administrator' });
    assert.equal(signed.headers.get('location'), path);
    assert.equal(agreementById(world.aldoria, world.waiting).standing, 'in-force');
    const again = await world.post(`${path}/sign`, { confirm: 'yes' }, { as: 'administrator' });
    assert.equal(again.status, 409);
    assert.equal(
      world.aldoria.db.count("SELECT count(*) FROM deed WHERE what = 'sign-agreement' AND account = 'administrator'"),
      1,
    );
  });

  it('ends what is sent when this party withdraws', async () => {
    const world = await PagesWorld.make();
    const path = `/agreements/${world.withBereth}`;
    assert.match(await world.page(path, 'releaser'), /withdraw"/);
    assert.equal((await world.post(`${path}/withdraw`, {}, { as: 'releaser' })).status, 422);
    assert.equal((await world.post(`${path}/withdraw`, { confirm: 'yes' }, { as: 'releaser' })).status, 303);
    assert.equal(agreementById(world.aldoria, world.withBereth).standing, 'withdrawn');
    assert.ok(waiting(world.aldoria, world.bereth.id).some(({ path: to }) => to === '/link/withdrawal'));
    assert.equal((await world.post(`${path}/withdraw`, { confirm: 'yes' }, { as: 'releaser' })).status, 409);
    assert.match(await world.page(`/records/${world.seqOf('Sparrow')}`), /withdrawn from/);
  });

  it('runs dry for a proposal, with every reason, and sends nothing', async () => {
    const world = await PagesWorld.make();
    const before = world.aldoria.log.frontier().size;
    const page = await world.page(`/agreements/${world.waiting}/dry-run`, 'auditor');
    assert.match(page, /<th[^>]*>.*Bereth.*<a href="#to-[0-9a-f]{64}">1<\/a>.*<a href="#to-[0-9a-f]{64}">4<\/a>/s);
    assert.match(page, /reaches <span class="tlp clear">TLP:CLEAR<\/span>/);
    assert.ok(!page.includes(secretWord));
    assert.equal(world.aldoria.log.frontier().size, before);
  });

  it('is listed by standing and by party', async () => {
    const world = await PagesWorld.make();
    const titles = async (query: string): Promise<string[]> => {
      const page = await world.page(`/agreements${query}`);
      return ['Pact', 'Charter', 'Offer'].filter((title) => page.includes(`<bdi>${title}</bdi>`));
    };
    assert.deepEqual(await titles(''), ['Pact', 'Charter', 'Offer']);
    assert.deepEqual(await titles('?standing=not-signed'), ['Offer']);
    assert.deepEqual(await titles(`?party=${world.calder.id}`), ['Charter']);
  });
});

/** What the form sends for a whole proposal. */
function proposal(world: PagesWorld, changed: Record<string, string> = {}): Record<string, string> {
  const clause = Object.entries(firstClause).map(([name, value]) => [`clause-1-${name}`, [value].flat()[0] ?? '']);
  return {
    ...Object.fromEntries(clause),
    title: 'Sharing',
    form: 'bilateral',
    centre: '',
    party: world.calder.id,
    start: '2026-09-20',
    end: '2027-09-20',
    supersedes: '',
    clauses: '1',
    step: 'review',
    'clause-1-history': 'all',
    ...changed,
  };
}

describe('proposing an agreement', () => {
  it('shows the consequence first, then signs and sends', async () => {
    const world = await PagesWorld.make();
    const review = await world.post('/agreements/new', proposal(world), { as: 'analyst' });
    assert.equal(review.status, 200);
    assert.match(await review.text(), /Calder: 2 records|Calder<\/bdi>: 2 records/);
    assert.match(await world.page('/agreements'), /Offer/);
    const refused = await world.post('/agreements/new', proposal(world, { step: 'propose' }), { as: 'analyst' });
    assert.equal(refused.status, 403);
    const answer = await world.post('/agreements/new', proposal(world, { step: 'propose' }), { as: 'administrator' });
    assert.match(answer.headers.get('location') ?? '', /^\/agreements\/[0-9a-f]{64}$/);
    assert.ok(waiting(world.aldoria, world.calder.id).some(({ path }) => path === '/link/agreement'));
  });

  it('adds and drops clauses without losing what was typed', async () => {
    const world = await PagesWorld.make();
    const added = await (
      await world.post('/agreements/new', proposal(world, { step: 'add-clause', title: 'Kept <b>' }), { as: 'analyst' })
    ).text();
    assert.match(added, /name="clauses" value="2"/);
    assert.match(added, /value="Kept &lt;b&gt;"/);
    const dropped = await (
      await world.post('/agreements/new', proposal(world, { step: 'drop-clause' }), { as: 'analyst' })
    ).text();
    assert.match(dropped, /name="clauses" value="1"/);
  });

  it('lists every fault at its field, and makes no agreement of any', async () => {
    const world = await PagesWorld.make();
    const faults: readonly (readonly [Record<string, string>, string])[] = [
      [{ title: '' }, 'title'],
      [{ title: 'a\u0007b' }, 'title'],
      [{ title: 'x'.repeat(201) }, 'title'],
      [{ party: '' }, 'party'],
      [{ party: '0'.repeat(64) }, 'party'],
      [{ start: '2026-02-30' }, 'start'],
      [{ start: 'soon' }, 'start'],
      [{ end: '2026-01-01' }, 'end'],
      [{ end: '' }, 'end'],
      [{ form: 'constituency' }, 'centre'],
      [{ supersedes: 'x' }, 'supersedes'],
      [{ 'clause-1-ceiling': 'purple' }, 'clause-1-ceiling'],
      [{ 'clause-1-purposes': 'fame' }, 'clause-1-purposes'],
      [{ 'clause-1-kinds': 'Bad Kind' }, 'clause-1-kinds'],
      [{ 'clause-1-retentionDays': '0' }, 'clause-1-retentionDays'],
      [{ 'clause-1-from': 'x' }, 'clause-1-from'],
      [{ 'clause-1-onward': '' }, 'clause-1-onward'],
    ];
    for (const [changed, field] of faults) {
      const answer = await world.post('/agreements/new', proposal(world, { step: 'propose', ...changed }), {
        as: 'administrator',
      });
      assert.equal(answer.status, 422, field);
      assert.match(await answer.text(), new RegExp(`href="#f-${field}"`), JSON.stringify(changed));
    }
    assert.equal(world.aldoria.db.count('SELECT count(*) FROM agreement'), 3);
    assert.deepEqual(world.reported, []);
  });
});
