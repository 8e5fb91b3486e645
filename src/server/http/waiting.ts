import { type Tlp, tlpLevels } from '#protocol/record/label.ts';
import type { Waiting } from '#web/parts/waiting.ts';
import { type AgreementEntry, agreements } from '../party/agreement-book.ts';
import { waitingClasses } from '../party/approval-queue.ts';
import { dueForErasure } from '../party/erasure-queue.ts';
import { linkHealth } from '../party/link-health.ts';
import { cosignersOf, newestCheckpointTime } from '../party/log-entries.ts';
import type { Party } from '../party/party.ts';
import { partners } from '../party/peer-book.ts';
import { countRecords } from '../party/record-search.ts';
import { isOver, waitsForUs } from './agreement-routes.ts';
import { casesOwedByOthers, waitingCases } from './case-waiting.ts';
import { agreementRef } from './decision-view.ts';
import { waitingNotices } from './notice-waiting.ts';
import type { Visit } from './visit.ts';
import { byUrgency } from './waiting-order.ts';

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

function brokenLinks({ party, names }: Visit): Waiting[] {
  return partners(party).flatMap(({ id }): Waiting[] => {
    const { state, since, faultCode } = linkHealth(party, id);
    if (state !== 'broken' || faultCode === undefined) return [];
    return [{ what: 'link-fault', party: names.of(id), code: faultCode, since: since ?? party.now }];
  });
}

/** How far our log is, and who cosigned its end. */
export function logState(party: Party): { size: number; witnesses: number; witnessesAsked: number; at?: number } {
  const { size } = party.log.frontier();
  const at = newestCheckpointTime(party);
  return {
    size,
    witnesses: cosignersOf(party, size).length,
    witnessesAsked: partners(party).length,
    ...(at === undefined ? {} : { at }),
  };
}

function unwitnessed({ party }: Visit): Waiting[] {
  const { witnesses, witnessesAsked, at } = logState(party);
  if (at === undefined || witnessesAsked === 0 || witnesses > 0 || party.now - at <= witnessGrace) return [];
  return [{ what: 'unwitnessed', since: at }];
}

/** Proposals that we signed and others have not. */
function unsignedByOthers(visit: Visit): Waiting[] {
  const { party, names } = visit;
  return agreements(party).flatMap((entry): Waiting[] => {
    const { signedBy, agreement } = entry;
    const missing = agreement.terms.parties.filter((id) => id !== party.id && !signedBy.includes(id));
    if (isOver(entry) || !signedBy.includes(party.id) || missing.length === 0) return [];
    const due = agreement.terms.start;
    return [
      {
        what: 'signature-others',
        agreement: agreementRef(visit, entry),
        parties: missing.map((id) => names.of(id)),
        ...(due > party.now ? { due } : {}),
      },
    ];
  });
}

/** All that waits for us, of every desk, the most urgent first. */
export const waitingForUs = (visit: Visit): Waiting[] =>
  [
    ...waitingNotices(visit),
    ...waitingCases(visit),
    ...erasures(visit),
    ...signatures(visit),
    ...approvals(visit),
    ...brokenLinks(visit),
    ...unwitnessed(visit),
  ].sort(byUrgency(visit.party.now));

/** What others owe us or a case of ours, the most urgent first. */
export const waitingForOthers = (visit: Visit): Waiting[] =>
  [...casesOwedByOthers(visit), ...unsignedByOthers(visit)].sort(byUrgency(visit.party.now));
