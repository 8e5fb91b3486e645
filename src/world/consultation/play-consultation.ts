import type { Procedure } from '#protocol/case/procedure.ts';
import { Stuck } from './browser.ts';
import { assemble, type Cast } from './cast.ts';
import { auditAll, checkCase } from './copies.ts';
import { type DeadlineLine, deadlineTable, uncovered } from './deadline-table.ts';
import { incidentChapter } from './incident-chapter.ts';
import { meetingChapter, quietChapter } from './meeting-chapter.ts';
import { silentChapter } from './silent-chapter.ts';
import type { Player, Say, StoryCase } from './story-case.ts';
import { typedTime } from './story-case.ts';
import type { StoryWorld } from './story-world.ts';
import { timelyChapter } from './timely-chapter.ts';

const playersOf = ({ company: _company, ...players }: Cast): Player[] => Object.values(players);

const when = (time: number | undefined): string => (time === undefined ? 'NEVER'.padEnd(16) : typedTime(time));

const lineText = ({ machine, state, wait, met, missed }: DeadlineLine): string =>
  `  ${`${machine}/${state}/${wait}`.padEnd(50)} ${when(met)}   ${when(missed)}`;

/** Says of every kind of deadline when it was met and missed first. Fails when one never was. */
function tellDeadlines(rules: Procedure, cases: readonly StoryCase[], say: Say): void {
  const lines = deadlineTable(
    rules,
    cases.map(({ state }) => state),
  );
  say('Every kind of deadline of the procedure, met and missed (case time, UTC):');
  say(`  ${'deadline'.padEnd(50)} ${'acted in time'.padEnd(16)}   silence took effect`);
  for (const line of lines) say(lineText(line));
  const [first] = uncovered(lines);
  if (lines.length === 0 || first !== undefined)
    throw new Stuck(`Not every deadline was met and missed: ${first?.wait ?? 'there are none'}.`);
}

async function tellCopies(
  cases: readonly StoryCase[],
  cast: Cast,
  told: { say: Say; directory: string },
): Promise<void> {
  const { say, directory } = told;
  const players = playersOf(cast);
  say(
    'Every member saved its copy by its page; each was verified by our checker and by the script in it that shares no code with us:',
  );
  for (const one of cases) {
    const copies = await checkCase(one, players, directory);
    const [first] = copies;
    say(
      `  ${one.rules.id.padEnd(22)} ${copies.length} copies, ${first?.entries} settled entries, state ${first?.hash.slice(0, 16)}`,
    );
  }
  say(`  ${auditAll(players)} stores audited: each is what its log says.`);
}

/** Plays the whole story on loopback ports and checks it. `directory` gets the copies. Faults: `Stuck` with a sentence. */
export async function playConsultation(directory: string, say: Say): Promise<void> {
  say('Founding seven parties, each with a server on a loopback port; their agreements let acts reach all of them.');
  const { world, cast } = await assemble();
  try {
    const cases = await playChapters(world, cast, say);
    const rules = cases[0]?.rules;
    if (rules === undefined) throw new Stuck('No case was played.');
    tellDeadlines(rules, cases.slice(0, -1), say);
    await tellCopies(cases, cast, { say, directory });
    say(
      `People sent ${playersOf(cast).reduce((sum, { browser }) => sum + browser.requests, cast.company.requests)} requests.`,
    );
  } finally {
    await world.stop();
  }
}

/** The consultations, and the technical case last. */
async function playChapters(world: StoryWorld, cast: Cast, say: Say): Promise<StoryCase[]> {
  const technical = await incidentChapter(world, cast, say);
  const timely = await timelyChapter({ world, cast, technical }, say);
  const silent = await silentChapter(world, cast, say);
  const meeting = await meetingChapter(world, cast, say);
  const quiet = await quietChapter(world, cast, say);
  return [timely, silent, meeting, ...quiet, technical];
}
