import type { Cast } from './cast.ts';
import { releasedFacts } from './incident-chapter.ts';
import { type Say, StoryCase, typedTime } from './story-case.ts';
import { hour, type StoryWorld } from './story-world.ts';

const question = {
  'part-subject': 'Outage at Norrin Energy: request for clarification',
  'part-facts': 'Operators lost sight of two substations on 1 March. Two addresses registered in Bereth were seen.',
  'part-question': 'Are these hosts known to you?\nWere they misused by others?',
};

const statement = `Aldoria and Bereth looked at the outage of 1 March together.
Hosts in Bereth were misused by persons unknown to both. Their CERTs have agreed how to warn each other.`;

/** The ministries: everybody acts in time, from the question to one statement released at one moment. */
export async function timelyChapter(
  { world, cast, technical }: { world: StoryWorld; cast: Cast; technical: StoryCase },
  say: Say,
): Promise<StoryCase> {
  say('Chapter 2. The ministries: everybody acts in time.');
  const { asker, asked, dunmore } = cast;
  const one = await StoryCase.open(world, say, {
    procedure: 'consultation',
    opener: [asker, 'asker'],
    others: [
      [asked, 'asked'],
      [dunmore, 'witness'],
    ],
    said: question,
  });
  one.expect('asked');
  await one.act(asked, 'acknowledge');
  await one.act(asked, 'propose-standstill', {
    'part-scope': 'Neither side names the other in public.',
    'field-standUntil': typedTime(world.now + 600 * hour),
  });
  for (const side of [asked, asker]) await one.act(side, 'agree-standstill');
  world.pass(30);
  await one.act(asked, 'answer', {
    'part-answer-1': 'Yes, both are rented out in Bereth.',
    'part-answer-2': 'Yes: their access was stolen a week before.',
  });
  await one.reads(asker, 'Yes, both are rented out in Bereth.');
  await one.doesNotRead(dunmore, 'Yes, both are rented out in Bereth.');
  say('  Aldoria reads the answer; Dunmore, a witness, keeps it sealed and cannot.');
  await one.bring(asker, await technical.released(cast.cert));
  await one.reads(asked, releasedFacts.slice(0, 40));
  await meet(world, one, cast);
  await mediate(one, cast, { world, say });
  return one;
}

async function meet(world: StoryWorld, one: StoryCase, { asker, asked }: Cast): Promise<void> {
  await one.act(asker, 'ask-for-meeting', {
    'field-meetAt': typedTime(world.now + 24 * hour),
    'field-orAt': typedTime(world.now + 30 * hour),
    'part-place': 'By video',
    'part-agenda': 'What the CERTs found; how to warn each other',
  });
  await one.act(asked, 'fix-meeting', { 'field-meetAt': typedTime(world.now + 30 * hour) });
  world.pass(32);
  await one.act(asked, 'record-meeting', {
    'part-agreed': 'The hosts were misused by others.',
    'part-open': 'What to say in public.',
  });
  for (const side of [asked, asker]) await one.act(side, 'agree-record');
  one.expect('talking');
}

async function mediate(
  one: StoryCase,
  { asker, asked, meridian }: Cast,
  { world, say }: { world: StoryWorld; say: Say },
): Promise<void> {
  await one.act(asker, 'propose-mediator', { 'field-mediator': meridian.at.id });
  for (const side of [asker, asked]) await one.act(side, 'consent-mediator');
  await one.join(meridian);
  await one.act(meridian, 'accept-mandate', { 'field-until': typedTime(world.now + 240 * hour) });
  await one.caucus(meridian, 'with-aldoria', asker);
  const aside = 'Between us: we can live with persons unknown.';
  await one.act(asker, 'exchange-facts', { words: aside, room: 'with-aldoria' });
  await one.reads(meridian, aside);
  await one.doesNotRead(asked, aside);
  say('  Meridian reads what Aldoria said in the caucus; Bereth sees that something was said, and not what.');
  await one.act(meridian, 'draft-text', { words: statement });
  for (const side of [asker, asked]) await one.reads(side, 'Hosts in Bereth were misused');
  await one.act(meridian, 'propose-statement', {
    words: statement,
    'field-releaseAt': typedTime(world.now + 24 * hour),
  });
  for (const side of [asker, asked]) await one.act(side, 'agree-statement');
  await one.silence(25);
  one.expect('released');
  for (const side of [asker, asked])
    await one.act(side, 'state-lessons', { 'part-worked': 'A question that accused nobody was answered in two days.' });
}
