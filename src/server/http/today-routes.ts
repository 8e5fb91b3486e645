import { type PartyDay, type TodayView, todayPage } from '#web/pages/today-page.ts';
import { dueForErasure } from '../party/erasure-queue.ts';
import { linkHealth } from '../party/link-health.ts';
import { type Peer, partners } from '../party/peer-book.ts';
import { countRecords, holdings } from '../party/record-search.ts';
import { countReleases } from '../party/release-list.ts';
import type { PageRoute } from './page-route.ts';
import { sendPage, type Visit } from './visit.ts';
import { logState, waitingForUs } from './waiting.ts';

const day = 86_400;
function partyDay({ party, names }: Visit, { id }: Peer, since: number): PartyDay {
  return {
    party: names.of(id),
    reached: countReleases(party, { direction: 'reached', partner: id, since }).objects,
    left: countReleases(party, { direction: 'left', partner: id, since }).objects,
    refused: countRecords(party, { refused: id, since, order: '-at' }),
    link: linkHealth(party, id),
  };
}

function today(visit: Visit): Response {
  const { party } = visit;
  const others = partners(party);
  const since = party.now - day;
  const { held, own } = holdings(party);
  const view: TodayView = {
    waiting: waitingForUs(visit),
    since,
    parties: others.map((other) => partyDay(visit, other, since)),
    log: logState(party),
    held: { records: held, own, erasedToday: dueForErasure(party).seqs.length },
  };
  return sendPage(todayPage(view, visit.reader));
}

/** What waits, what arrived and what left. */
export const todayRoutes: readonly PageRoute[] = [{ method: 'GET', path: '/', needs: 'read-records', answer: today }];
