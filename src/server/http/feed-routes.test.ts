import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '#protocol/bytes/fault.ts';
import { stixSource } from '../party/read-source.ts';
import { addChannel, channelNamed, channels, noteFault } from '../source/channel-book.ts';
import { feedsOnOffer } from '../source/feeds-on-offer.ts';
import { takeIn } from '../source/intake.ts';
import { indicator, PagesWorld } from './pages.fixture.ts';

const terms = {
  name: 'names',
  direction: 'in',
  kind: 'url',
  url: 'https://feed.example/names.txt',
  level: 'green',
  onward: false,
  every: 3600,
} as const;

async function world(): Promise<PagesWorld> {
  const made = await PagesWorld.make();
  const channel = addChannel(made.aldoria, terms, { secret: 'open-sesame' });
  takeIn(
    made.aldoria,
    channel,
    stixSource(JSON.stringify([indicator(90, 'From elsewhere', 'green'), { type: 'x' }])),
    '{"etag":"W/7"}',
  );
  noteFault(made.aldoria, channel, new Fault('source-busy', 'The server asks to wait (503).'), 0);
  return made;
}

test('the page lists links, sources and feeds on offer, and each source has a page of its state', async () => {
  const made = await world();
  const list = await made.page('/feeds', 'viewer');
  for (const part of [/feed\.example/, /failed once/, /Known Exploited Vulnerabilities/, /Links with partners/])
    assert.match(list, part);
  const own = await made.page('/feeds/names', 'viewer');
  for (const part of [
    /source-busy/,
    /asks to wait \(503\)/,
    /W\/7/,
    /for this party only/,
    /with a stored secret/,
    /Refused, by rule/,
  ])
    assert.match(own, part);
  assert.equal((list + own).includes('open-sesame'), false);
  assert.equal((await made.get('/feeds/nothing', { as: 'viewer' })).status, 404);
});

// Spec: SRC-2
test('a feed is switched on by an administrator only, and until then there is no source of it', async () => {
  const made = await PagesWorld.make();
  assert.deepEqual(channels(made.aldoria), []);
  assert.equal((await made.page('/feeds', 'releaser')).includes('>Switch on<'), false);
  const [first] = feedsOnOffer();
  const on = (as: 'releaser' | 'administrator') => made.post(`/feeds/offers/${first?.id}`, {}, { as });
  assert.equal((await on('releaser')).status, 403);
  assert.equal((await on('administrator')).headers.get('location'), `/feeds/${first?.id}`);
  assert.deepEqual(
    channels(made.aldoria).map(({ name }) => name),
    [first?.id],
  );
});

test('who may import fetches now and pauses; only an administrator resumes and removes', async () => {
  const made = await world();
  const act = async (verb: string, as: 'viewer' | 'analyst' | 'administrator') =>
    (await made.post(`/feeds/names/${verb}`, {}, { as })).status;
  assert.ok(channelNamed(made.aldoria, 'names').wait > 0);
  assert.equal(await act('pull', 'viewer'), 403);
  assert.equal(await act('pull', 'analyst'), 303);
  assert.equal(channelNamed(made.aldoria, 'names').wait, 0);
  assert.equal(await act('pause', 'analyst'), 303);
  assert.equal(await act('resume', 'analyst'), 403);
  assert.notEqual(await act('pull', 'analyst'), 303);
  assert.equal(channelNamed(made.aldoria, 'names').isPaused, true);
  assert.equal(await act('resume', 'administrator'), 303);
  assert.equal(channelNamed(made.aldoria, 'names').isPaused, false);
  assert.equal(await act('remove', 'analyst'), 403);
  assert.equal(await act('remove', 'administrator'), 303);
  assert.deepEqual(channels(made.aldoria), []);
  assert.ok(made.aldoria.db.count("SELECT count(*) FROM deed WHERE what LIKE 'source-%'") >= 4);
});
