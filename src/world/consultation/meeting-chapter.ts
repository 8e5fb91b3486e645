import type { Cast } from './cast.ts';
import { type Say, StoryCase } from './story-case.ts';
import type { StoryWorld } from './story-world.ts';

/** The highest rung: others support a meeting, which opens not before two days and not after three. */
export async function meetingChapter(world: StoryWorld, cast: Cast, say: Say): Promise<StoryCase> {
  say('Chapter 4. A meeting that others must support.');
  const { asker, asked, dunmore, esk } = cast;
  const one = await StoryCase.open(world, say, {
    procedure: 'consultation',
    opener: [asker, 'asker'],
    others: [
      [asked, 'asked'],
      [dunmore, 'supporter'],
      [esk, 'supporter'],
    ],
    said: { 'part-subject': 'A third outage', 'part-facts': 'It goes on.', 'part-question': 'Can you stop it?' },
  });
  await one.silence(49);
  const call = () => one.act(asker, 'ask-for-emergency-meeting', { words: 'The outage goes on and nobody answers.' });
  await call();
  await one.act(dunmore, 'second');
  await one.silence(49);
  one.expect('talking');
  for (const how of ['not-held', 'no-result', 'recommended'] as const) {
    await call();
    for (const supporter of [dunmore, esk]) await one.act(supporter, 'second');
    await one.silence(how === 'not-held' ? 73 : 49);
    if (how === 'not-held') continue;
    await one.act(asked, 'open-meeting');
    if (how === 'no-result') await one.silence(49);
    else await one.act(esk, 'record-recommendations', { words: 'Both CERTs work side by side for a week.' });
  }
  one.expect('talking');
  for (const side of [asker, asked]) await one.act(side, 'agree-resolved');
  return one;
}

/** Two endings without anybody's act: nobody asks, and nobody objects to an answer. */
export async function quietChapter(world: StoryWorld, cast: Cast, say: Say): Promise<StoryCase[]> {
  say('Chapter 5. Two cases that silence ends.');
  const { asker, asked, dunmore } = cast;
  const open = (said?: Record<string, string>) =>
    StoryCase.open(world, say, {
      procedure: 'consultation',
      opener: [asker, 'asker'],
      others: [
        [asked, 'asked'],
        [dunmore, 'witness'],
      ],
      ...(said === undefined ? {} : { said }),
    });
  const nothing = await open();
  await nothing.silence(169);
  nothing.expect('withdrawn');
  const enough = await open({
    'part-subject': 'A light that flickered',
    'part-facts': 'Once.',
    'part-question': 'Was it you?',
  });
  await enough.act(asked, 'answer', { 'part-answer-1': 'A digger cut a cable.' });
  await enough.silence(169);
  enough.expect('resolved');
  return [nothing, enough];
}
