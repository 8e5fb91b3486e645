import { type CorrectionRow, correctionsPage } from '#web/pages/corrections-page.ts';
import { erasePage } from '#web/pages/erase-page.ts';
import { type ComplianceRow, corrections } from '../party/compliance.ts';
import { eraseByDecision } from '../party/erase-own.ts';
import { releasesOfItem } from '../party/release-list.ts';
import type { PageRoute } from './page-route.ts';
import { titleAt } from './record-part.ts';
import { accountName, goTo, nothingHere, numberParam, queried, sendPage, type Visit } from './visit.ts';

const mostListed = 200;
const mostNamed = 3;

function row(visit: Visit, found: ComplianceRow): CorrectionRow {
  const { names } = visit;
  const { party: partner, release, items, ...rest } = found;
  const records = items.filter((seq) => seq >= 0).slice(0, mostNamed);
  return {
    ...rest,
    party: names.of(partner),
    receipt: release,
    records: records.map((seq) => ({ seq, title: titleAt(visit, seq) })),
    count: items.length,
  };
}

function list(visit: Visit): Response {
  const text = queried(visit.query, 'record', /^\d{1,15}$/);
  const record = text === undefined ? {} : { item: Number(text) };
  const of = (direction: 'sent' | 'received'): CorrectionRow[] =>
    corrections(visit.party, { direction, ...record }, { limit: mostListed, offset: 0 }).map((one) => row(visit, one));
  const view = { sent: of('sent'), received: of('received') };
  return sendPage(correctionsPage(text === undefined ? view : { ...view, record: Number(text) }, visit.reader));
}

function held(visit: Visit) {
  const seq = numberParam(visit, 'seq');
  const item = visit.party.items.bySeq(seq);
  if (item === undefined || item.text === null) throw nothingHere();
  return { seq, item, isOwn: visit.party.items.factsOf(item.class).holding === 'own' };
}

function ask(visit: Visit): Response {
  const { seq, item, isOwn } = held(visit);
  const holders = isOwn ? releasesOfItem(visit.party, seq).map(({ partner }) => partner) : [];
  const view = { seq, title: item.title, isOwn, holders: [...new Set(holders)].map((id) => visit.names.of(id)) };
  return sendPage(erasePage(view, visit.reader));
}

function erase(visit: Visit): Response {
  const { seq } = held(visit);
  eraseByDecision(visit.party, [seq]);
  visit.party.deed(accountName(visit), 'erase', String(seq));
  return goTo(visit, `/corrections?record=${seq}`, 'erased');
}

/** What became of records after their release, and the erasure of one. */
export const correctionRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/corrections', needs: 'read-records', answer: list },
  { method: 'GET', path: '/records/:seq/erase', needs: 'erase-records', answer: ask },
  { method: 'POST', path: '/records/:seq/erase', needs: 'erase-records', answer: erase },
];
