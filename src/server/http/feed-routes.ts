import { Fault } from '#protocol/bytes/fault.ts';
import { type FeedView, feedPage } from '#web/pages/feed-page.ts';
import { type ChannelRow, type ChannelState, type FeedsView, feedsPage, type LinkRow } from '#web/pages/feeds-page.ts';
import type { Notice } from '#web/reader.ts';
import { linkHealth } from '../party/link-health.ts';
import type { Party } from '../party/party.ts';
import { partners } from '../party/peer-book.ts';
import type { Channel } from '../source/channel.ts';
import {
  channelNamed,
  channels,
  daysOf,
  pauseChannel,
  refusalsOf,
  removeChannel,
  resumeChannel,
} from '../source/channel-book.ts';
import { channelOfOffer, feedsOnOffer, switchOn } from '../source/feeds-on-offer.ts';
import { nextDue } from '../source/schedule.ts';
import { taxiiTime } from '../taxii/taxii-time.ts';
import type { PageRoute } from './page-route.ts';
import { accountName, goTo, may, nothingHere, sendPage, type Visit } from './visit.ts';

const [daysShown, secondsPerDay] = [30, 86_400];

function stateOf({ isPaused, failures, lastGood, wait }: Channel): ChannelState {
  if (isPaused) return 'paused';
  if (failures > 0) return 'failing';
  if (lastGood === 0) return 'never';
  return wait === 0 ? 'more' : 'good';
}

/** The last thirty days of a channel, each with its counts. */
function recentDays(party: Party, name: string): FeedView['days'] {
  const first = Math.floor(party.now / secondsPerDay) - daysShown + 1;
  const byDay = new Map(daysOf(party, name, first).map((row) => [row.day, row]));
  return Array.from({ length: daysShown }, (_, index) => {
    const { accepted = 0, known = 0, refused = 0 } = byDay.get(first + index) ?? {};
    return { at: (first + index) * secondsPerDay, accepted, known, refused };
  });
}

function standing({ party, names }: Visit, channel: Channel): Omit<ChannelRow, 'days'> {
  const all = daysOf(party, channel.name, 0);
  const sum = (key: 'accepted' | 'known' | 'refused'): number => all.reduce((total, day) => total + day[key], 0);
  const next = nextDue(channel);
  return {
    name: channel.name,
    host: new URL(channel.url).host,
    ...(channel.party === undefined ? {} : { party: names.of(channel.party) }),
    state: stateOf(channel),
    failures: channel.failures,
    ...(channel.lastGood === 0 ? {} : { lastGood: channel.lastGood }),
    ...(next === undefined ? {} : { nextDue: next }),
    accepted: sum('accepted'),
    known: sum('known'),
    refused: sum('refused'),
  };
}

const rowOf = (visit: Visit, channel: Channel): ChannelRow => ({
  ...standing(visit, channel),
  days: recentDays(visit.party, channel.name).map(({ accepted }) => accepted),
});

function linksOf({ party, names }: Visit): LinkRow[] {
  const refusedBy = new Map(
    party.db
      .all<{ party: string; refused: number }>('SELECT party, refused FROM link')
      .map((row) => [row.party, row.refused]),
  );
  return partners(party).map(({ id }) => {
    const { waiting, contactAt, ...link } = linkHealth(party, id);
    const contact = contactAt === undefined ? {} : { contactAt };
    return { party: names.of(id), link, ...contact, waiting, refused: refusedBy.get(id) ?? 0 };
  });
}

function list(visit: Visit): Response {
  const { party, reader } = visit;
  const all = channels(party);
  const rows = (direction: Channel['direction']): ChannelRow[] =>
    all.filter((one) => one.direction === direction).map((one) => rowOf(visit, one));
  const view: FeedsView = {
    links: linksOf(visit),
    sources: rows('in'),
    destinations: rows('out'),
    offers: feedsOnOffer().map(({ id, name, publisher, url, licence, licenceRead, every }) => {
      const isOn = channelOfOffer(party, id) !== undefined;
      return { id, name, publisher, host: new URL(url).host, licence, licenceRead, every, isOn };
    }),
    mayManage: may(visit, 'manage-sources'),
  };
  return sendPage(feedsPage(view, reader));
}

/** How far a channel came, as it says itself: a time, or the mark of a file. */
function reachedOf({ cursor, direction }: Channel): string | undefined {
  const { after, etag, modified, hash } = JSON.parse(cursor) as Record<string, unknown>;
  if (direction === 'out') return typeof after === 'number' ? taxiiTime(after) : undefined;
  return [after, modified, etag, hash].find((one) => typeof one === 'string');
}

/** The channel in the address. */
function addressed({ party, params }: Visit): Channel {
  try {
    return channelNamed(party, params['name'] ?? '');
  } catch (error) {
    throw error instanceof Fault ? nothingHere() : error;
  }
}

function show(visit: Visit): Response {
  const { party, reader } = visit;
  const channel = addressed(visit);
  const { kind, url, collection, format, level, onward, every, hasCredential, lastTry, fault, detail } = channel;
  const reached = reachedOf(channel);
  const view: FeedView = {
    ...standing(visit, channel),
    ...{ kind, url, level, onward, every, hasCredential },
    ...(collection === undefined ? {} : { collection }),
    ...(format === undefined ? {} : { format }),
    ...(lastTry === 0 ? {} : { lastTry }),
    ...(reached === undefined ? {} : { reached }),
    ...(fault === undefined ? {} : { fault: { code: fault, message: detail ?? '' } }),
    days: recentDays(party, channel.name),
    refusedBy: refusalsOf(party, channel.name),
    mayPull: may(visit, 'import'),
    mayManage: may(visit, 'manage-sources'),
  };
  return sendPage(feedPage(view, reader));
}

/** Does one thing to the channel in the address, notes who did, and goes on to a page. */
function act(verb: string, notice: Notice, work: (visit: Visit, channel: Channel) => void) {
  return (visit: Visit): Response => {
    const channel = addressed(visit);
    visit.party.transaction(() => {
      work(visit, channel);
      visit.party.deed(accountName(visit), `source-${verb}`, channel.name);
    });
    return goTo(visit, verb === 'remove' ? '/feeds' : `/feeds/${channel.name}`, notice);
  };
}

/** Who may fetch may not take up again what was paused. */
function pullNow({ party }: Visit, { name, isPaused }: Channel): void {
  if (isPaused) throw new Fault('channel-paused', 'It is paused; an administrator can resume it.');
  resumeChannel(party, name);
}

/** A feed on offer becomes a source. Spec: SRC-2. */
function switchOnHere(visit: Visit): Response {
  const { party, params } = visit;
  const id = params['name'] ?? '';
  party.transaction(() => {
    switchOn(party, id);
    party.deed(accountName(visit), 'source-add', id);
  });
  return goTo(visit, `/feeds/${id}`, 'source-on');
}

/** What comes in and goes out by itself, how it goes, and what a person can do about it. */
export const feedRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/feeds', needs: 'read-records', answer: list },
  { method: 'POST', path: '/feeds/offers/:name', needs: 'manage-sources', answer: switchOnHere },
  { method: 'GET', path: '/feeds/:name', needs: 'read-records', answer: show },
  { method: 'POST', path: '/feeds/:name/pull', needs: 'import', answer: act('pull', 'source-due', pullNow) },
  {
    method: 'POST',
    path: '/feeds/:name/pause',
    needs: 'import',
    answer: act('pause', 'source-paused', ({ party }, { name }) => pauseChannel(party, name)),
  },
  {
    method: 'POST',
    path: '/feeds/:name/resume',
    needs: 'manage-sources',
    answer: act('resume', 'source-due', ({ party }, { name }) => resumeChannel(party, name)),
  },
  {
    method: 'POST',
    path: '/feeds/:name/remove',
    needs: 'manage-sources',
    answer: act('remove', 'source-removed', ({ party }, { name }) => removeChannel(party, name)),
  },
];
