import type { Fault } from '#protocol/bytes/fault.ts';
import { type HeldBackRow, reissueFaults, reissuePage } from '#web/pages/reissue-page.ts';
import { awaitsApproval, reachOnceApproved } from '../party/approval-queue.ts';
import type { Party } from '../party/party.ts';
import { recipientHas } from '../party/references.ts';
import { previewReissue, reissueRecord } from '../party/reissue.ts';
import type { ReissuePlan } from '../party/reissue-plan.ts';
import type { PageRoute } from './page-route.ts';
import { accountName, goTo, nothingHere, numberParam, sendPage, type Visit } from './visit.ts';

const mostListed = 100;

function held({ party }: Visit, { source: seq, fault }: { source: number; fault: Fault }): HeldBackRow {
  const known = reissueFaults.find((code) => code === fault.code);
  if (known === undefined) throw fault;
  return { seq, title: party.items.bySeq(seq)?.title ?? '', fault: known, place: fault.path };
}

/** Who would receive it once approved; not the source, nor who brought it. */
function reachOf(party: Party, { facts, source }: ReissuePlan): string[] {
  const { author } = party.items.factsOf(party.items.bySeq(source)?.class ?? 0);
  return reachOnceApproved(party, facts, party.items.lastSeq() + 1).filter(
    (id) => id !== author && !recipientHas(party, source, id),
  );
}

function ask(visit: Visit): Response {
  const { party, names } = visit;
  const seq = numberParam(visit, 'seq');
  const item = party.items.bySeq(seq);
  if (item === undefined || item.text === null) throw nothingHere();
  const plans = previewReissue(party, seq);
  const plan = plans.going.find(({ source }) => source === seq);
  const planned = plan && {
    object: plan.object,
    taken: plan.taken,
    reach: reachOf(party, plan).map((id) => names.of(id)),
    awaitsApproval: awaitsApproval(party, plan.facts),
    others: plans.going.length - 1,
  };
  const rows = plans.held.slice(0, mostListed).map((one) => held(visit, one));
  return sendPage(
    reissuePage({ seq, title: item.title, held: rows, ...(planned === undefined ? {} : { planned }) }, visit.reader),
  );
}

function state(visit: Visit): Response {
  const source = numberParam(visit, 'seq');
  if (visit.party.items.bySeq(source) === undefined) throw nothingHere();
  const { seq } = reissueRecord(visit.party, source);
  visit.party.deed(accountName(visit), 'reissue', String(source));
  return goTo(visit, `/records/${seq}`, 'reissued');
}

/** Passing on without naming the source. Spec: RIS-2. */
export const reissueRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/records/:seq/reissue', needs: 'approve-release', answer: ask },
  { method: 'POST', path: '/records/:seq/reissue', needs: 'approve-release', answer: state },
];
