import { idForm } from '#protocol/bytes/fields.ts';
import { type AffectedRow, affectedPage } from '#web/pages/affected-page.ts';
import { type AffectedParty, affectedParties, markNotified } from '../party/affected-parties.ts';
import type { PageRoute } from './page-route.ts';
import { titleAt } from './record-part.ts';
import { accountName, field, goTo, may, nothingHere, numberParam, sendPage, type Visit } from './visit.ts';

const mostListed = 200;

function row(visit: Visit, { item, party: named, at, done, proof }: AffectedParty): AffectedRow {
  return {
    seq: item,
    title: titleAt(visit, item),
    party: visit.names.of(named),
    at,
    ...(done === null ? {} : { done }),
    ...(proof === null ? {} : { proof }),
  };
}

function list(visit: Visit): Response {
  const rows = affectedParties(visit.party, mostListed).map((one) => row(visit, one));
  return sendPage(affectedPage({ rows, mayMark: may(visit, 'answer-notice') }, visit.reader));
}

function mark(visit: Visit): Response {
  const seq = numberParam(visit, 'seq');
  const named = field(visit.form, 'party');
  if (!idForm.test(named)) throw nothingHere();
  markNotified(visit.party, seq, named, field(visit.form, `proof-${seq}-${named.slice(0, 8)}`));
  visit.party.deed(accountName(visit), 'notified', String(seq));
  return goTo(visit, '/affected', 'notified');
}

/** Whom received records oblige us to notify. */
export const affectedRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/affected', needs: 'read-records', answer: list },
  { method: 'POST', path: '/affected/:seq', needs: 'answer-notice', answer: mark },
];
