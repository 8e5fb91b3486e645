import type { Cast } from './cast.ts';
import { type Say, StoryCase, type Typed, typedTime } from './story-case.ts';
import { hour, type StoryWorld } from './story-world.ts';

interface Stage {
  readonly world: StoryWorld;
  readonly one: StoryCase;
  readonly cast: Cast;
  readonly say: Say;
}

const meeting = (world: StoryWorld): Typed => ({
  'field-meetAt': typedTime(world.now + 24 * hour),
  'part-place': 'By video',
  'part-agenda': 'The outage',
});

/** The same again, and nobody moves in time: each silence leads on, and none ends the talks. */
export async function silentChapter(world: StoryWorld, cast: Cast, say: Say): Promise<StoryCase> {
  say('Chapter 3. The same question again, and nobody moves in time.');
  const one = await StoryCase.open(world, say, {
    procedure: 'consultation',
    opener: [cast.asker, 'asker'],
    others: [
      [cast.asked, 'asked'],
      [cast.meridian, 'witness'],
    ],
    said: {
      'part-subject': 'A second outage',
      'part-facts': 'It lasted an hour.',
      'part-question': 'What do you know?',
    },
  });
  const stage = { world, one, cast, say };
  await unanswered(stage);
  await standstills(stage);
  await pauses(stage);
  await mediators(stage);
  await jointStatements(stage);
  await twoStatements(stage);
  return one;
}

async function unanswered({ world, one, cast: { asker, asked } }: Stage): Promise<void> {
  await one.silence(49);
  one.expect('unanswered');
  await one.silence(73);
  await one.act(asker, 'ask-for-meeting', meeting(world));
  await one.silence(49);
  one.expect('unmet');
  await one.silence(73);
  await one.act(asked, 'record-meeting', { 'part-agreed': 'We met late, and nothing yet.' });
  await one.silence(73);
  one.expect('talking');
  await one.silence(337);
}

async function standstills({ world, one, cast: { asker, asked } }: Stage): Promise<void> {
  const propose = () =>
    one.act(asker, 'propose-standstill', {
      'part-scope': 'No names in public.',
      'field-standUntil': typedTime(world.now + 48 * hour),
    });
  await propose();
  await one.silence(49);
  for (const isEnded of [false, true]) {
    await propose();
    for (const side of [asker, asked]) await one.act(side, 'agree-standstill');
    if (isEnded) await one.act(asked, 'end-standstill');
    else await one.silence(49);
  }
}

async function pauses({ world, one, cast: { asker, asked } }: Stage): Promise<void> {
  const pause = () =>
    one.act(asked, 'pause', { words: 'A holiday.', 'field-resumeAt': typedTime(world.now + 24 * hour) });
  await pause();
  await one.silence(25);
  await pause();
  await one.act(asker, 'resume-talks');
}

async function mediators({ world, one, cast: { asker, asked, meridian } }: Stage): Promise<void> {
  const propose = () => one.act(asker, 'propose-mediator', { 'field-mediator': meridian.at.id });
  await propose();
  await one.act(asker, 'consent-mediator');
  await one.silence(73);
  for (const isAccepted of [false, true]) {
    await propose();
    for (const side of [asker, asked]) await one.act(side, 'consent-mediator');
    if (isAccepted) await one.act(meridian, 'accept-mandate', { 'field-until': typedTime(world.now + 48 * hour) });
    await one.silence(73);
    one.expect('talking');
  }
}

async function jointStatements({ world, one, cast: { asker, asked } }: Stage): Promise<void> {
  const propose = () =>
    one.act(asker, 'propose-statement', {
      words: 'We agree that an hour was dark.',
      'field-releaseAt': typedTime(world.now + 48 * hour),
    });
  await propose();
  await one.act(asker, 'agree-statement');
  await one.silence(49);
  one.expect('talking');
  await propose();
  for (const side of [asker, asked]) await one.act(side, 'agree-statement');
  await one.act(asked, 'stop-release', { words: 'One word is still wrong.' });
}

const aldoriaStates = (round: number): string => `Aldoria states, draft ${round}, that an hour was dark.`;
const berethStates = (round: number): string => `Bereth states, draft ${round}, that it does not know why.`;

/** Each is bound by its own text before it sees the other's: stopped once, half confirmed once, and confirmed. */
async function twoStatements({ world, one, say, cast: { asker, asked } }: Stage): Promise<void> {
  const propose = () =>
    one.act(asked, 'propose-two-statements', { 'field-releaseAt': typedTime(world.now + 24 * hour) });
  const commit = async (round: number): Promise<void> => {
    await propose();
    await one.act(asker, 'commit-statement', { words: aldoriaStates(round) });
    await one.act(asked, 'commit-statement', { words: berethStates(round) });
    await one.doesNotRead(asker, berethStates(round));
    await one.doesNotRead(asked, aldoriaStates(round));
  };
  await propose();
  await one.silence(73);
  await commit(1);
  await one.act(asker, 'stop-release', { words: 'We need a day more.' });
  await commit(2);
  await one.silence(25);
  one.expect('opening');
  await one.reads(asker, berethStates(2));
  await one.reads(asked, aldoriaStates(2));
  await one.doesNotRead(asker, berethStates(1));
  say('  Both texts came at the moment agreed, and neither before; those of the release that was stopped never come.');
  await one.act(asker, 'confirm-statements');
  await one.silence(25);
  one.expect('talking');
  await commit(3);
  await one.silence(25);
  for (const side of [asker, asked]) await one.act(side, 'confirm-statements');
  one.expect('released');
}
