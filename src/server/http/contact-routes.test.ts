import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heldContacts } from '../contact/held-contact.ts';
import { PagesWorld, pull } from './pages.fixture.ts';

const filled = {
  area: 'technical',
  'title-en': 'Duty officer <b>now</b>',
  'way-phone': '+00 55 0100',
  languages: 'en, fr',
  zone: 'Europe/Paris',
  hours: 'mon-fri',
  from: '09:00',
  to: '17:00',
  takes: 'incident',
  deputies: 'Head of watch | phone +00 55 0101, mail a@b.example',
  roster: '2026-09-20 08:00 | 2026-09-27 08:00 | Watch B | phone +00 55 0102',
  until: '2027-06-30',
  label: 'green',
};

const hidden = (page: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';

async function state(world: PagesWorld, fields: Record<string, string>): Promise<void> {
  const looked = await (await world.post('/contacts/new', { ...fields, step: 'check' }, { as: 'releaser' })).text();
  assert.match(looked, /It reaches 2 parties/);
  const sent = { ...fields, step: 'state', checked: hidden(looked, 'checked') };
  assert.equal((await world.post('/contacts/new', sent, { as: 'releaser' })).status, 303);
}

test('a card is stated after a look at whom it reaches, reaches them, and is changed and withdrawn (Spec: CNT-1, CNT-2, CNT-3)', async () => {
  const world = await PagesWorld.make();
  await state(world, filled);
  pull(world.aldoria, world.bereth);
  const [there] = heldContacts(world.bereth);
  assert.equal(there?.author, world.aldoria.id);
  assert.equal(there.isOwn, false);
  assert.deepEqual(there.card.hours, [{ days: [1, 2, 3, 4, 5], from: 540, to: 1020 }]);
  const page = await world.page('/contacts', 'viewer');
  assert.match(page, /Duty officer &lt;b&gt;now/);
  assert.match(page, /<bdi>Watch B<\/bdi> has the watch until/);
  const of = heldContacts(world.aldoria)[0]?.id ?? '';
  const form = await world.page(`/contacts/new?of=${of}`, 'releaser');
  assert.match(form, /Head of watch \| phone \+00 55 0101, mail a@b\.example/);
  await state(world, { ...filled, of, roster: '' });
  pull(world.aldoria, world.bereth);
  assert.deepEqual(
    heldContacts(world.bereth).map(({ card }) => [card.version, card.roster.length]),
    [[2, 0]],
  );
  await world.post('/contacts/new', { ...filled, of, step: 'withdraw' }, { as: 'releaser' });
  pull(world.aldoria, world.bereth);
  assert.deepEqual(heldContacts(world.bereth), []);
  assert.deepEqual(heldContacts(world.aldoria), []);
});

test('a form with faults names every one and states nothing (Spec: CNT-1)', async () => {
  const world = await PagesWorld.make();
  const wrong = {
    area: 'technical',
    zone: 'Mars',
    hours: 'daily',
    from: '9',
    to: '08:00',
    languages: 'English',
    deputies: 'nobody',
    roster: 'x',
    until: 'soon',
    label: 'none',
    step: 'check',
  };
  const answer = await world.post('/contacts/new', wrong, { as: 'releaser' });
  assert.equal(answer.status, 422);
  const text = await answer.text();
  for (const field of ['title-en', 'way-mail', 'zone', 'from', 'languages', 'deputies', 'roster', 'until', 'label'])
    assert.ok(text.includes(`href="#f-${field}"`), field);
  assert.equal(heldContacts(world.aldoria).length, 0);
});

test('what was changed after it was looked at is looked at again, and only a releaser states', async () => {
  const world = await PagesWorld.make();
  const unseen = { ...filled, step: 'state', checked: 'ab'.repeat(32) };
  assert.match(await (await world.post('/contacts/new', unseen, { as: 'releaser' })).text(), /It reaches 2 parties/);
  assert.equal((await world.post('/contacts/new', unseen, { as: 'analyst' })).status, 403);
  assert.equal((await world.get('/contacts/new?of=abc', { as: 'releaser' })).status, 404);
  assert.equal(heldContacts(world.aldoria).length, 0);
});

test('the parties without a card are named', async () => {
  const world = await PagesWorld.make();
  const page = await world.page('/contacts', 'viewer');
  assert.match(page, /Partners that have sent no card.*Bereth.*Calder/s);
  assert.doesNotMatch(page, /\/contacts\/new"/);
});
