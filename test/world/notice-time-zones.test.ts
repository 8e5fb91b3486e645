import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { newestNotices } from '#server/notice/held-notice.ts';
import { noticeCalendar } from '#server/notice/notice-calendar.ts';
import { moment } from '#web/moment.ts';
import { samplePages, sampleReader } from '#web/pages/sample-views.ts';
import { Warning } from './notice.fixture.ts';

const hour = 3600;

/** The night on which Europe turns its clocks back: 02:30 comes twice in Paris, an hour apart. */
const turn = Date.UTC(2026, 9, 25, 1, 30) / 1000;

/** What clocks on the wall show then, from 12 hours behind UTC to 14 ahead, summer time where it is kept. */
const walls = [
  ['Etc/GMT+12', '24 Oct 2026', '13:30'],
  ['America/New_York', '24 Oct 2026', '21:30'],
  ['America/St_Johns', '24 Oct 2026', '23:00'],
  ['UTC', '25 Oct 2026', '01:30'],
  ['Europe/Paris', '25 Oct 2026', '02:30'],
  ['Asia/Kathmandu', '25 Oct 2026', '07:15'],
  ['Australia/Lord_Howe', '25 Oct 2026', '12:30'],
  ['Pacific/Chatham', '25 Oct 2026', '15:15'],
  ['Pacific/Kiritimati', '25 Oct 2026', '15:30'],
] as const;

const zoneBefore = process.env['TZ'];
const setZone = (zone: string | undefined): void => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
};
after(() => setZone(zoneBefore));

const plain = (markup: string): string =>
  markup
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

describe('a deadline in another time zone', () => {
  it('NTC-9: is the same moment for every reader, whose wall clock is shown with UTC beside', () => {
    for (const [timeZone, day, time] of walls) {
      const reader = { ...sampleReader('en', '/notices'), timeZone, now: turn - 40 * hour };
      const { text } = moment(reader, turn);
      assert.match(text, /datetime="2026-10-25T01:30:00Z"/, timeZone);
      assert.ok(plain(text).startsWith(`${day} ${time}`), `${timeZone}: ${plain(text)}`);
      assert.match(plain(text), timeZone === 'UTC' ? /UTC$/ : /01:30 UTC \)$/, timeZone);
    }
  });

  it('NTC-9: is told apart on the night when an hour comes twice', () => {
    const reader = { ...sampleReader('en', '/notices'), timeZone: 'Europe/Paris', now: turn - 2 * hour };
    const [first, second] = [turn - hour, turn].map((at) => plain(moment(reader, at).text));
    assert.match(first ?? '', /02:30 \( 00:30 UTC \)$/);
    assert.match(second ?? '', /02:30 \( 01:30 UTC \)$/);
  });

  it('NTC-9: reads alike on the pages of author and recipient in every zone, whatever zone the server runs in', () => {
    for (const name of ['notice-sent', 'notice-new', 'notices']) {
      const sample = samplePages[name];
      assert.ok(sample);
      const moments = walls.map(([timeZone]) => {
        setZone(timeZone);
        const { text } = sample.make({ ...sampleReader('en', sample.path), timeZone });
        return [...text.matchAll(/datetime="([^"]*)"/g)].map(([, at]) => at);
      });
      assert.ok((moments[0]?.length ?? 0) > 0, name);
      for (const one of moments) assert.deepEqual(one, moments[0], name);
    }
  });

  it('NTC-15: stands in the calendar of author and recipient as the same UTC, whatever zone the server runs in', async () => {
    const world = new Warning(1);
    const { stage, author } = world;
    stage.clockAhead.set('Team 00', 50);
    const by = stage.now + hour;
    world.send();
    await world.meet(world.team(0));
    const due = `DUE:${new Date(by * 1000).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
    for (const party of [author.party, world.team(0).party]) {
      const texts = walls.map(([zone]) => {
        setZone(zone);
        return noticeCalendar(party);
      });
      assert.ok(texts[0]?.includes(due), texts[0] ?? '');
      assert.doesNotMatch(texts[0] ?? '', /TZID|VTIMEZONE/);
      assert.equal(new Set(texts).size, 1);
    }
  });
});

describe('servers whose clocks differ', () => {
  it('NTC-8: hold one deadline, that of the author, over a restart in another zone', async () => {
    const world = new Warning(3);
    const { stage, author } = world;
    const [fast, slow, wrong] = [world.team(0), world.team(1), world.team(2)];
    stage.clockAhead.set(fast.name, 50);
    stage.clockAhead.set(slow.name, -50);
    const notice = world.send();
    const by = notice.notice.by ?? 0;
    stage.now += 120;
    await world.meet(...world.others);
    for (const team of world.others) assert.equal(newestNotices(team.party, 'theirs', 1)[0]?.notice.by, by);

    stage.now = by - 300;
    setZone('Pacific/Kiritimati');
    author.restart();
    // The fast one says that it is late, and the slow one below that it is in time: neither decides.
    stage.now = by - 30;
    world.answer(fast);
    await world.meet(fast);
    stage.clockAhead.set(wrong.name, -hour);
    stage.now = by + 20;
    for (const team of [slow, wrong]) world.answer(team);
    await world.meet(slow);
    assert.deepEqual(world.matrix(notice), {
      acknowledged: [fast.name, slow.name],
      lapsed: [wrong.name],
      late: [slow.name],
    });

    await world.meet(wrong);
    const row = world.rows(notice.id).find(({ party }) => party === wrong.party.id);
    assert.ok((row?.acknowledged?.said ?? by) < by, 'its own clock said that it was in time');
    assert.deepEqual(world.matrix(notice).late, [slow.name, wrong.name]);
  });

  it('NTC-7, LSG-12: two days apart exchange nothing, and what never arrived is not delivered, not lapsed', async () => {
    const world = new Warning(1);
    const { stage } = world;
    const [team] = world.others;
    assert.ok(team);
    stage.clockAhead.set(team.name, 48 * hour);
    const notice = world.send();
    await world.meet(team);
    stage.now += 2 * hour;
    assert.deepEqual(world.matrix(notice), { 'not-delivered': [team.name] });
    stage.clockAhead.delete(team.name);
    await world.meet(team);
    assert.deepEqual(world.matrix(notice), { lapsed: [team.name] });
  });
});
