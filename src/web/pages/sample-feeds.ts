import type { FeedView } from './feed-page.ts';
import type { ChannelRow, FeedsView } from './feeds-page.ts';
import { bereth, meridian, sampleNow } from './sample-facts.ts';

const day = 86_400;
const midnight = sampleNow - (sampleNow % day);
const days = Array.from({ length: 30 }, (_, index) => (index < 9 ? 0 : (index * 37) % 101));

const good: ChannelRow = {
  name: 'exploited-vulnerabilities',
  host: 'feeds.aldoria.example',
  state: 'good',
  failures: 0,
  lastGood: sampleNow - 2 * 3600,
  nextDue: sampleNow + 4 * 3600,
  accepted: 1_404,
  known: 27_301,
  refused: 0,
  days,
};

const broken: ChannelRow = {
  ...good,
  name: 'regional-indicators',
  host: 'taxii.regional-exchange.example',
  state: 'failing',
  failures: 3,
  lastGood: sampleNow - 3 * day,
  nextDue: sampleNow - 20,
  accepted: 48_212,
  known: 1_904,
  refused: 12,
};

export const feeds: FeedsView = {
  links: [
    { party: bereth, link: { state: 'in-step' }, contactAt: sampleNow - 40, waiting: 0, refused: 0 },
    {
      party: meridian,
      link: { state: 'behind', since: sampleNow - 4_000 },
      contactAt: sampleNow - 4_000,
      waiting: 212,
      refused: 3,
    },
  ],
  sources: [good, broken],
  destinations: [
    {
      ...good,
      name: 'to-bereth',
      host: 'taxii.bereth.example',
      party: bereth,
      state: 'more',
      accepted: 911,
      refused: 2,
    },
  ],
  offers: [
    {
      id: 'national-advisories',
      name: 'Advisories of the national CERT',
      publisher: 'Aldoria National CERT',
      host: 'advisories.aldoria.example',
      licence: 'CC0-1.0',
      licenceRead: true,
      every: 21_600,
      isOn: true,
    },
    {
      id: 'phishing-addresses',
      name: 'Phishing addresses',
      publisher: 'Bereth Energy',
      host: 'lists.bereth.example',
      licence: 'none stated',
      licenceRead: false,
      every: 604_800,
      isOn: false,
    },
  ],
  mayManage: true,
};

export const emptyFeeds: FeedsView = { ...feeds, links: [], sources: [], destinations: [], mayManage: false };

const { days: _, ...standing } = broken;

export const feed: FeedView = {
  ...standing,
  kind: 'taxii',
  url: 'https://taxii.regional-exchange.example/taxii2/',
  collection: 'indicators',
  level: 'amber+strict',
  onward: false,
  every: 3_600,
  lastTry: sampleNow - 900,
  hasCredential: true,
  reached: '2026-11-20T08:14:09.120000Z',
  fault: { code: 'source-busy', message: 'The server asks to wait (503).' },
  days: days.map((accepted, index) => ({
    at: midnight - (29 - index) * day,
    accepted,
    known: index % 5,
    refused: index % 11 === 10 ? 6 : 0,
  })),
  refusedBy: [
    { code: 'import-version-differs', count: 9 },
    { code: 'stix-type', count: 3 },
  ],
  mayPull: true,
  mayManage: true,
};

export const pausedFeed: FeedView = {
  ...feed,
  ...{ name: 'to-bereth', state: 'paused', failures: 0, party: bereth, refusedBy: [], onward: true },
  days: feed.days.map(({ at }) => ({ at, accepted: 0, known: 0, refused: 0 })),
};
