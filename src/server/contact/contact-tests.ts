import { type ContactAnswers, contactAnswers } from '#desks/stability/contact-answers.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { Fault, faultCode } from '#protocol/bytes/fault.ts';
import type { CaseState } from '#protocol/case/case-state.ts';
import { possibleFor } from '#protocol/case/view.ts';
import { draftAct, drafts } from '../case/act-drafts.ts';
import { type CaseFile, caseFile, casesAt } from '../case/case-file.ts';
import { caseLog } from '../case/case-store.ts';
import { waitingNotes } from '../case/waiting-acts.ts';
import type { Party } from '../party/party.ts';

/** Least and most days between tests. */
const testDays = { least: 1, most: 183 } as const;
const day = 86_400;
const patience = 3600;

/** A case in which contacts are tested, as far as this server knows. */
export interface ContactTests {
  readonly file: CaseFile;
  readonly isManager: boolean;
  readonly answers: readonly ContactAnswers[];
  /** Days between tests that are begun by themselves; absent: none. */
  readonly every?: number;
  /** When the next is begun, Unix seconds. */
  readonly next?: number;
}

interface Schedule {
  readonly case_id: string;
  readonly days: number;
  readonly account: string;
  readonly tried: number;
}

const scheduleOf = (party: Party, id: string): Schedule | undefined =>
  party.db.get<Schedule>('SELECT * FROM contact_schedule WHERE case_id = ?', id);

function lastTest({ steps }: CaseState): number | undefined {
  const step = steps.findLast((one) => one.kind === 'act' && one.act === 'test');
  return step?.time;
}

/** Every test of contacts in which this party takes part. */
export function contactTests(party: Party): ContactTests[] {
  return casesAt(party, 'joined').flatMap((file): ContactTests[] => {
    if (file.procedure.procedure.id !== 'contact-test') return [];
    const state = caseLog(party, file).state();
    if (state === undefined) return [];
    const schedule = scheduleOf(party, file.id);
    const isManager = state.members[party.id]?.includes('manager') === true;
    const timed =
      schedule === undefined
        ? {}
        : { every: schedule.days, next: (lastTest(state) ?? party.now - schedule.days * day) + schedule.days * day };
    return [{ file, isManager, answers: contactAnswers(state), ...timed }];
  });
}

/** Tests are begun every so many days from now on; undefined: no longer. Faults: `contact-schedule`. Spec: CNT-5. */
export function scheduleTests(party: Party, id: string, days: number | undefined, account: string): void {
  const found = contactTests(party).find(({ file }) => file.id === id);
  if (found === undefined || !found.isManager)
    throw new Fault('contact-schedule', 'Only the manager of a test of contacts sets when it is begun.');
  if (days !== undefined && (!Number.isInteger(days) || days < testDays.least || days > testDays.most))
    throw new Fault('contact-schedule', `Between two tests are ${testDays.least} to ${testDays.most} days.`, '/days');
  party.transaction(() => {
    party.db.run('DELETE FROM contact_schedule WHERE case_id = ?', id);
    if (days !== undefined)
      party.db.run('INSERT INTO contact_schedule (case_id, days, account) VALUES (?, ?, ?)', id, days, account);
    party.deed(account, 'schedule-tests', id);
  });
}

const isOnItsWay = (party: Party, id: string): boolean =>
  drafts(party, id).some(({ act }) => act === 'test') || waitingNotes(party, id).length > 0;

function beginTest(party: Party, { case_id: id, days, account, tried }: Schedule): void {
  const file = caseFile(party, id);
  const state = file?.stage === 'joined' ? caseLog(party, file).state() : undefined;
  if (file === undefined || state === undefined || isOnItsWay(party, id)) return;
  const last = lastTest(state);
  if ((last !== undefined && party.now < last + days * day) || Math.abs(party.now - tried) < patience) return;
  const mayTest = possibleFor(file.procedure.procedure, state, party.id).some(({ rule }) => rule.key === 'test');
  party.db.run('UPDATE contact_schedule SET tried = ? WHERE case_id = ?', party.now, id);
  if (mayTest) draftAct(party, file, { act: 'test', fields: { nonce: hex(party.powers.random(32)) } }, account);
}

/** Begins the tests whose time has come; one that may not leave is tried again later, and the refusal noted. Spec: CNT-5. */
export function beginDueTests(party: Party): void {
  for (const schedule of party.db.all<Schedule>('SELECT * FROM contact_schedule ORDER BY case_id')) {
    try {
      beginTest(party, schedule);
    } catch (error) {
      if (faultCode(error) === undefined) throw error;
      party.refusal(undefined, error as Fault);
    }
  }
}
