import { faultCode } from '#protocol/bytes/fault.ts';
import { type DutyView, dutyPage, type HandOverView } from '#web/pages/duty-page.ts';
import { handOverPage } from '#web/pages/hand-over-page.ts';
import type { FieldError } from '#web/parts/form.ts';
import type { Waiting } from '#web/parts/waiting.ts';
import {
  type HandOver,
  handOver,
  handOverLimits,
  handOvers,
  lastTaken,
  offered,
  takeHandOver,
  writeHandOver,
} from '../duty/hand-over.ts';
import { countReleases } from '../party/release-list.ts';
import type { PageRoute } from './page-route.ts';
import { accountName, field, goTo, may, nothingHere, numberParam, sendPage, type Visit } from './visit.ts';
import { waitingForOthers, waitingForUs } from './waiting.ts';
import { presses } from './waiting-order.ts';

const mostPast = 20;
const day = 86_400;

const handOverView = ({ n, at, account, words, taken, taker }: HandOver): HandOverView => ({
  n,
  at,
  account,
  words,
  ...(taken === null || taker === null ? {} : { taken: { at: taken, by: taker } }),
});

interface Typed {
  readonly typed: string;
  readonly errors: readonly FieldError[];
}

function dutyView(visit: Visit, { typed, errors }: Typed): DutyView {
  const { party } = visit;
  const ours = waitingForUs(visit);
  const past = handOvers(party, mostPast);
  const onDuty = lastTaken(party);
  const open = offered(party);
  const since = onDuty?.at ?? party.now - day;
  return {
    ...(onDuty === undefined ? {} : { onDuty: { account: onDuty.taker ?? '', since: onDuty.taken ?? onDuty.at } }),
    ...(open === undefined ? {} : { offered: handOverView(open) }),
    burning: ours.filter((one) => presses(party.now, one)),
    promised: ours.filter((one) => !presses(party.now, one)),
    expected: waitingForOthers(visit),
    since: {
      at: since,
      reached: countReleases(party, { direction: 'reached', since }).objects,
      left: countReleases(party, { direction: 'left', since }).objects,
      refused: party.db.count('SELECT count(*) FROM refusal WHERE at >= ?', since),
    },
    past: past.map(handOverView),
    calendars: ['/calendar/cases.ics', '/calendar/notices.ics'].map((path) => `${party.url}${path}`),
    mayHandOver: may(visit, 'hand-over'),
    typed,
    errors,
  };
}

const board = (visit: Visit, typed: Typed = { typed: '', errors: [] }): Response =>
  sendPage(dutyPage(dutyView(visit, typed), visit.reader), typed.errors.length > 0 ? 422 : 200);

function give(visit: Visit): Response {
  const words = field(visit.form, 'words').replaceAll('\r\n', '\n').trim().toWellFormed();
  if (words === '' || words.length > handOverLimits.words)
    return board(visit, { typed: words, errors: [{ field: 'words', code: 'hand-over-words' }] });
  const open = [...waitingForUs(visit), ...waitingForOthers(visit)].slice(0, handOverLimits.open);
  writeHandOver(visit.party, accountName(visit), words, JSON.stringify(open));
  return goTo(visit, '/duty', 'handed-over');
}

function take(visit: Visit): Response {
  try {
    takeHandOver(visit.party, numberParam(visit, 'seq'), accountName(visit));
  } catch (error) {
    // Somebody else was faster, or a newer one was written: the board says how things stand.
    if (faultCode(error) === undefined) throw error;
    return goTo(visit, '/duty');
  }
  return goTo(visit, '/duty', 'taken-over');
}

function show(visit: Visit): Response {
  const found = handOver(visit.party, numberParam(visit, 'seq'));
  if (found === undefined) throw nothingHere();
  // Written by this server alone, in the form that the page shows.
  const open = JSON.parse(found.open) as Waiting[];
  return sendPage(handOverPage({ ...handOverView(found), open }, visit.reader));
}

/** The duty board and its hand-overs. Spec: BRD-1 to BRD-3. */
export const dutyRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/duty', needs: 'read-records', answer: (visit) => board(visit) },
  { method: 'POST', path: '/duty', needs: 'hand-over', bodyLimit: 65_536, answer: give },
  { method: 'GET', path: '/duty/:seq', needs: 'read-records', answer: show },
  { method: 'POST', path: '/duty/:seq/take', needs: 'hand-over', answer: take },
];
