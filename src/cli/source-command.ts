import { readFileSync } from 'node:fs';
import { tlpLevels } from '#protocol/record/label.ts';
import { createTransport } from '#server/egress/transport.ts';
import type { Party } from '#server/party/party.ts';
import { sourceFormats } from '#server/party/read-source.ts';
import { egressRule } from '#server/process/server-place.ts';
import type { Channel } from '#server/source/channel.ts';
import {
  addChannel,
  channelNamed,
  channels,
  daysOf,
  pauseChannel,
  refusalsOf,
  removeChannel,
  resumeChannel,
} from '#server/source/channel-book.ts';
import { channelOfOffer, feedsOnOffer, switchOn } from '#server/source/feeds-on-offer.ts';
import { runChannel } from '#server/source/run-channel.ts';
import { nextDue } from '#server/source/schedule.ts';
import { chosen, command, group, shared, UsageError } from './command.ts';
import { changeParty, commandLine, readParty } from './party-access.ts';
import { partyNamed } from './party-reference.ts';

const levels = Object.fromEntries(tlpLevels.map((level) => [level, level]));
const formats = { kev: 'kev', ...Object.fromEntries(sourceFormats.map((format) => [format, format])) };
const mostRounds = 10_000;

const timeOf = (at: number | undefined): string =>
  at === undefined || at === 0 ? '-' : new Date(at * 1000).toISOString();

/** What a script wants of a source; never the credential, nor its sealed form. */
function told(party: Party, channel: Channel) {
  const days = daysOf(party, channel.name, 0);
  const sum = (key: 'accepted' | 'known' | 'refused'): number => days.reduce((total, day) => total + day[key], 0);
  const counts = { accepted: sum('accepted'), known: sum('known'), refused: sum('refused') };
  return { ...channel, nextDue: nextDue(channel) ?? null, ...counts, refusedBy: refusalsOf(party, channel.name) };
}

function secretOf(file: string | undefined, user: string | undefined) {
  if (file === undefined) {
    if (user !== undefined) throw new UsageError('source add: --user needs --secret-file');
    return undefined;
  }
  const secret = (readFileSync(file, 'utf8').split('\n', 1)[0] ?? '').trim();
  return user === undefined ? { secret } : { user, secret };
}

const add = command({
  about: 'Add a source to fetch from, or a destination to bring releases to',
  words: ['NAME', 'URL?'],
  options: {
    ...shared,
    collection: {
      type: 'string',
      value: 'NAME',
      about: 'TAXII: id, alias or title of the collection; else URL is a file',
    },
    format: {
      type: 'string',
      value: 'FORMAT',
      about: `Of a file: ${Object.keys(formats).join(', ')}; seen from the content if not given`,
    },
    to: {
      type: 'string',
      value: 'PARTY',
      about: 'A destination: bring to this partner what is released to it, and nothing else',
    },
    unmarked: {
      type: 'string',
      value: 'LEVEL',
      about: 'Level of objects without a TLP marking; amber+strict if not given',
    },
    onward: { type: 'boolean', about: 'What comes may go on as its label allows; else it is for this party only' },
    minutes: { type: 'string', value: 'N', about: 'Minutes between two tries; 60 if not given' },
    user: { type: 'string', value: 'NAME', about: 'Name to sign in with; without it the secret is a bearer token' },
    'secret-file': { type: 'string', value: 'FILE', about: 'File whose first line is the password or token' },
  },
  example:
    'source add bereth https://taxii.bereth.example/taxii2/ --data ./party --collection released --secret-file token',
  notes: 'Without URL, NAME is a feed on offer ("comity source offers").',
  async run({ values, words: [name = '', url] }, terminal) {
    const level = chosen(levels, values.unmarked ?? 'amber+strict', 'source add: --unmarked ');
    const made = await changeParty(values.data, 'source', (party) =>
      party.transaction(() => {
        party.deed(commandLine, 'source-add', name);
        if (url === undefined) return switchOn(party, name);
        const terms = {
          name,
          direction: values.to === undefined ? ('in' as const) : ('out' as const),
          kind: values.collection === undefined ? ('url' as const) : ('taxii' as const),
          url,
          collection: values.collection,
          format: values.format === undefined ? undefined : feedFormat(values.format),
          party: values.to === undefined ? undefined : partyNamed(party, values.to).id,
          level: tlpLevels.find((one) => one === level) ?? 'amber+strict',
          onward: values.onward === true,
          every: Math.round(Number(values.minutes ?? 60) * 60),
        };
        return addChannel(party, terms, secretOf(values['secret-file'], values.user));
      }),
    );
    terminal.out(
      values.json === true
        ? `${JSON.stringify(made)}\n`
        : `${made.name} is ${made.direction === 'in' ? 'a source' : 'a destination'}, due now.\n`,
    );
    return 0;
  },
});

function feedFormat(word: string): Channel['format'] {
  const format = chosen(formats, word, 'source add: --format ');
  return format === 'kev' ? 'kev' : sourceFormats.find((one) => one === format);
}

const list = command({
  about: 'List sources and destinations, how they go and what became of every object',
  words: [],
  options: shared,
  example: 'source list --data ./party',
  async run({ values }, terminal) {
    const all = await readParty(values.data, (party) => channels(party).map((one) => told(party, one)));
    const lines = all.map(({ name, direction, lastGood, nextDue: due, accepted, known, refused, isPaused, fault }) => {
      const state = isPaused ? 'paused' : (fault ?? (lastGood === 0 ? 'never tried' : 'good'));
      const next = timeOf(due ?? undefined);
      return `${[name, direction, state, `last ${timeOf(lastGood)}`, `next ${next}`, `${accepted} accepted`, `${known} known`, `${refused} refused`].join('\t')}\n`;
    });
    terminal.out(values.json === true ? `${JSON.stringify(all)}\n` : lines.join(''));
    return 0;
  },
});

const pull = command({
  about: 'Fetch from a source, or bring to a destination, now and until nothing more waits',
  words: ['NAME'],
  options: {
    ...shared,
    allow: {
      type: 'string',
      value: 'CIDR',
      about: 'Network that may be connected to although it is not global',
      multiple: true,
    },
  },
  example: 'source pull cisa-kev --data ./party',
  async run({ values, words: [name = ''] }, terminal) {
    const { fault, report } = await changeParty(values.data, 'source', async (party) => {
      const transport = createTransport({ rule: egressRule(party.url, values.allow) });
      try {
        let fault = await runChannel(party, name, transport.send);
        for (let round = 0; round < mostRounds && fault === undefined && channelNamed(party, name).wait === 0; round++)
          fault = await runChannel(party, name, transport.send);
        return { fault, report: told(party, channelNamed(party, name)) };
      } finally {
        transport.close();
      }
    });
    if (values.json === true) terminal.out(`${JSON.stringify(report)}\n`);
    else
      terminal.out(
        `${report.accepted} accepted, ${report.known} known, ${report.refused} refused since it was added\n`,
      );
    if (fault !== undefined) throw fault;
    return 0;
  },
});

/** A command that does one thing to the source of a name. */
const act = (about: string, verb: string, work: (party: Party, name: string) => void) =>
  command({
    about,
    words: ['NAME'],
    options: shared,
    example: `source ${verb} cisa-kev --data ./party`,
    async run({ values, words: [name = ''] }, terminal) {
      await changeParty(values.data, 'source', (party) =>
        party.transaction(() => {
          work(party, name);
          party.deed(commandLine, `source-${verb}`, name);
        }),
      );
      terminal.out(values.json === true ? `${JSON.stringify({ name })}\n` : `${verb}: ${name}\n`);
      return 0;
    },
  });

const offers = command({
  about: 'List the official public feeds on offer, all off until one is added',
  words: [],
  options: shared,
  example: 'source offers --data ./party',
  async run({ values }, terminal) {
    const all = await readParty(values.data, (party) =>
      feedsOnOffer().map((feed) => ({ ...feed, on: channelOfOffer(party, feed.id) !== undefined })),
    );
    const lines = all.map(
      ({ id, name, publisher, licence, on }) => `${[id, on ? 'on' : 'off', publisher, name, licence].join('\t')}\n`,
    );
    terminal.out(values.json === true ? `${JSON.stringify(all)}\n` : lines.join(''));
    return 0;
  },
});

/** `comity source`: what is fetched and brought by a schedule. */
export const source = group(
  'Fetch from TAXII servers and files, and bring releases to partners, by a schedule',
  {
    add,
    list,
    pull,
    pause: act('Ask nothing of a source until it is resumed', 'pause', pauseChannel),
    resume: act('Go on with a source, at once', 'resume', resumeChannel),
    remove: act('Forget a source, its credential and its counts; what came from it stays', 'remove', removeChannel),
    offers,
  },
  'source list --data ./party',
);
