import { type Tlp, tlpLevels } from '#protocol/record/label.ts';
import { type PartyDay, type TodayView, todayPage, type Waiting } from '#web/pages/today-page.ts';
import { type AgreementEntry, agreements } from '../party/agreement-book.ts';
import { waitingClasses } from '../party/approval-queue.ts';
import { dueForErasure } from '../party/erasure-queue.ts';
import { linkHealth } from '../party/link-health.ts';
import { cosignersOf, newestCheckpointTime } from '../party/log-entries.ts';
import { type Peer, partners } from '../party/peer-book.ts';
import { countRecords, holdings } from '../party/record-search.ts';
import { countReleases } from '../party/release-list.ts';
import { waitsForUs } from './agreement-routes.ts';
import { waitingCases } from './case-waiting.ts';
import { agreementRef } from './decision-view.ts';
import { waitingNotices } from './notice-waiting.ts';
import type { PageRoute } from './page-route.ts';
import { sendPage, type Visit } from './visit.ts';

const day = 86_400;
/** Seconds after which a checkpoint should have a witness. */
const witnessGrace = 3600;

function approvals({ party, names }: Visit): Waiting[] {
  const classes = Map.groupBy(waitingClasses(party), ({ tlp }) => tlp);
  return tlpLevels.flatMap((level: Tlp): Waiting[] => {
    const of = classes.get(level);
    if (of === undefined) return [];
    const reach = [...new Set(of.flatMap((one) => one.reach))].map((id) => names.of(id));
    const count = countRecords(party, { waiting: 'approval', tlp: level, order: '-at' });
    return [{ what: 'approval', count, level, parties: reach }];
  });
}

function signatures(visit: Visit): Waiting[] {
  const { party, names } = visit;
  return agreements(party)
    .filter((entry) => waitsForUs(party.id, entry))
    .map((entry: AgreementEntry): Waiting => {
      const { start, parties } = entry.agreement.terms;
      const proposer = entry.signedBy[0] ?? parties.find((id) => id !== party.id) ?? party.id;
      return {
        what: 'signature',
        agreement: agreementRef(visit, entry),
        proposedBy: names.of(proposer),
        // One that has begun waits without limit: its end is no deadline for a signature.
        ...(start > party.now ? { due: start } : {}),
      };
    });
}

function erasures({ party }: Visit): Waiting[] {
  const { seqs, due } = dueForErasure(party);
  return due === undefined ? [] : [{ what: 'erasure', count: seqs.length, due }];
}

function brokenLinks({ party, names }: Visit, others: readonly Peer[]): Waiting[] {
  return others.flatMap(({ id }): Waiting[] => {
    const { state, since, faultCode } = linkHealth(party, id);
    if (state !== 'broken' || faultCode === undefined) return [];
    return [{ what: 'link-fault', party: names.of(id), code: faultCode, since: since ?? party.now }];
  });
}

function unwitnessed({ party }: Visit, { witnesses, witnessesAsked, at }: TodayView['log']): Waiting[] {
  if (at === undefined || witnessesAsked === 0 || witnesses > 0 || party.now - at <= witnessGrace) return [];
  return [{ what: 'unwitnessed', since: at }];
}

/** Notices to us come first, whatever their time. */
const urgency = ({ what, due }: Waiting): number => (what === 'notice' ? -1 : (due ?? Number.POSITIVE_INFINITY));

function partyDay({ party, names }: Visit, { id }: Peer, since: number): PartyDay {
  return {
    party: names.of(id),
    reached: countReleases(party, { direction: 'reached', partner: id, since }).objects,
    left: countReleases(party, { direction: 'left', partner: id, since }).objects,
    refused: countRecords(party, { refused: id, since, order: '-at' }),
    link: linkHealth(party, id),
  };
}

function logState({ party }: Visit, others: readonly Peer[]): TodayView['log'] {
  const { size } = party.log.frontier();
  const at = newestCheckpointTime(party);
  return {
    size,
    witnesses: cosignersOf(party, size).length,
    witnessesAsked: others.length,
    ...(at === undefined ? {} : { at }),
  };
}

function today(visit: Visit): Response {
  const { party } = visit;
  const others = partners(party);
  const log = logState(visit, others);
  const since = party.now - day;
  const { held, own } = holdings(party);
  const waiting = [
    ...waitingNotices(visit),
    ...waitingCases(visit),
    ...erasures(visit),
    ...signatures(visit),
    ...approvals(visit),
    ...brokenLinks(visit, others),
    ...unwitnessed(visit, log),
  ];
  const view: TodayView = {
    waiting: waiting.sort((a, b) => urgency(a) - urgency(b) || 0),
    since,
    parties: others.map((other) => partyDay(visit, other, since)),
    log,
    held: { records: held, own, erasedToday: dueForErasure(party).seqs.length },
  };
  return sendPage(todayPage(view, visit.reader));
}

/** What waits, what arrived and what left. */
export const todayRoutes: readonly PageRoute[] = [{ method: 'GET', path: '/', needs: 'read-records', answer: today }];
