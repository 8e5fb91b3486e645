import { type CalendarEvent, type CalendarTask, calendarText } from '#exchange/icalendar/calendar.ts';
import type { CaseState, Instance } from '#protocol/case/case-state.ts';
import { dueOf } from '#protocol/case/due.ts';
import type { Machine, Wait } from '#protocol/case/procedure.ts';
import { owedIn } from '#protocol/case/view.ts';
import { plainCaseName } from '#web/parts/case-words.ts';
import type { Reader } from '#web/reader.ts';
import { type CaseFile, knownCaseFile } from '../case/case-file.ts';
import { caseLog } from '../case/case-store.ts';
import { summariesAt } from '../case/case-summary.ts';
import type { Party } from '../party/party.ts';
import { PartyNames } from '../party/party-names.ts';

/** Shortest time that a meeting takes in a calendar. Seconds. */
const meetingTime = 3600;

interface Told {
  readonly party: Party;
  readonly names: PartyNames;
  readonly file: CaseFile;
  readonly state: CaseState;
}

/** The language of calendars: programs say none. */
const english = (party: Party): Reader => ({
  language: 'en',
  timeZone: 'UTC',
  now: party.now,
  path: '/',
  query: {},
  party: '',
  csrf: '',
});

/** What all entries about a case share: nothing that anybody said in words. Spec: BRD-4. */
function common({ party, names, file, state }: Told, part: string, what: string) {
  const others = file.terms.members.filter((member) => member.party !== party.id).slice(0, 3);
  const { id } = file.procedure.procedure;
  const name = `${plainCaseName(english(party), id, 'name')} (${others.map((one) => names.of(one.party).name).join(', ')})`;
  return {
    uid: `${file.id}-${part}@${party.id.slice(0, 16)}`,
    stamp: state.time,
    // A case only grows, so what happened in it counts its versions.
    sequence: state.steps.length,
    summary: `${plainCaseName(english(party), id, what)}: ${name}`,
    url: `${party.url}/cases/${file.id}`,
  };
}

const waitsOf = ({ machines }: { machines: readonly Machine[] }, { machine, state }: Instance): readonly Wait[] =>
  machines.find(({ key }) => key === machine)?.states.find(({ key }) => key === state)?.waits ?? [];

/** Deadlines that run: a task for us, a moment for what others owe. */
function deadlines(told: Told): (CalendarEvent | CalendarTask)[] {
  const { party, file, state } = told;
  const { procedure } = file.procedure;
  return owedIn(procedure, state).flatMap(
    ({ machine, party: about, wait, owners, due }): (CalendarEvent | CalendarTask)[] => {
      if (due === undefined || owners.length === 0 || (about !== undefined && about !== party.id)) return [];
      const entry = common(told, `${machine}-${wait}`, `wait.${wait}`);
      if (owners.includes(party.id)) return [{ kind: 'task', ...entry, due, isDone: false }];
      return [{ kind: 'event', ...entry, start: due, end: due }];
    },
  );
}

/** Times that acts named and that no deadline says already, such as that of a meeting. */
function meetings(told: Told): CalendarEvent[] {
  const { file, state } = told;
  const { procedure } = file.procedure;
  const isTime = (key: string): boolean =>
    procedure.machines.some(({ acts }) =>
      acts.some(({ fields }) => fields.some((one) => one.key === key && one.type === 'time')),
    );
  return Object.values(state.machines).flatMap((instance) =>
    Object.entries(instance.values).flatMap(([key, { value, visit }]): CalendarEvent[] => {
      const saysDeadline = waitsOf(procedure, instance).some(
        (wait) => wait.within === key && dueOf(wait, instance) !== undefined,
      );
      // The act that names a time leads to the next state, so the value is of the visit before.
      if (typeof value !== 'number' || !isTime(key) || saysDeadline || visit < instance.visit - 1) return [];
      const entry = common(told, `${instance.machine}-${key}`, `field.${key}`);
      return [{ kind: 'event', ...entry, start: value, end: value + meetingTime }];
    }),
  );
}

/** Deadlines and meetings of the cases that run, as a calendar program reads them. Spec: BRD-4. */
export function caseCalendar(party: Party): string {
  const names = new PartyNames(party, 'en');
  const open = summariesAt(party, 'joined').filter(({ isEnd }) => !isEnd);
  const entries = open.flatMap(({ id }) => {
    const file = knownCaseFile(party, id);
    const state = caseLog(party, file).state();
    if (state === undefined) return [];
    const told = { party, names, file, state };
    return [...deadlines(told), ...meetings(told)];
  });
  return calendarText(names.of(party.id).name, entries);
}
