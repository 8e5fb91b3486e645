import { Fault } from '#protocol/bytes/fault.ts';
import { idForm } from '#protocol/bytes/fields.ts';
import { tlpLevels } from '#protocol/record/label.ts';
import { concernsPage } from '#web/pages/concerns-page.ts';
import { graphPage } from '#web/pages/graph-page.ts';
import { recordPage } from '#web/pages/record-page.ts';
import { type RecordRow, type RecordsView, recordsPage } from '#web/pages/records-page.ts';
import { whomItConcerns } from '../constituency/concerning.ts';
import { noticeAt } from '../notice/held-notice.ts';
import { answersTo } from '../notice/notice-answers.ts';
import { awaitsApproval } from '../party/approval-queue.ts';
import { approveItems } from '../party/approvals.ts';
import { itemProof } from '../party/item-proof.ts';
import { graphAround } from '../party/object-graph.ts';
import {
  countRecords,
  type FoundRecord,
  findRecords,
  holdings,
  type RecordQuery,
  recordOrders,
} from '../party/record-search.ts';
import { withoutWords } from '../party/word-index.ts';
import { seconds } from '../powers.ts';
import { labelView, originView } from './decision-view.ts';
import type { PageRoute } from './page-route.ts';
import { seesPartOnly, titleFor, withTitles } from './record-part.ts';
import { recordView } from './record-view.ts';
import {
  accountName,
  goTo,
  may,
  nothingHere,
  numberParam,
  pagingOf,
  queried,
  queriedTime,
  sendFile,
  sendPage,
  type Visit,
} from './visit.ts';

const pageSize = 50;
const kindForm = /^[a-z][a-z0-9-]{0,249}$/;
const longestWords = 500;

/** The members of an object that are there. */
function known<T extends object>(members: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}

function readQuery(visit: Visit): RecordQuery {
  const { query, party } = visit;
  const refused = queried(query, 'refused', idForm);
  return known<RecordQuery>({
    words: query.get('q')?.slice(0, longestWords).toWellFormed() || undefined,
    kind: queried(query, 'kind', kindForm),
    tlp: tlpLevels.find((level) => level === query.get('label')),
    origin: queried(query, 'origin', /^(?:own|[0-9a-f]{64})$/),
    isPartOnly: may(visit, 'report-observations') ? undefined : true,
    waiting: (['approval', 'erasure'] as const).find((one) => one === query.get('waiting')),
    refused: refused === party.id ? undefined : refused,
    since: queriedTime(query, 'since'),
    order: recordOrders.find((order) => order === query.get('sort')) ?? '-at',
  });
}

function row(visit: Visit, found: FoundRecord): RecordRow {
  const facts = visit.party.items.factsOf(found.class);
  return {
    seq: found.seq,
    title: titleFor(visit, found),
    kind: facts.kind,
    label: labelView(visit, facts.label),
    origin: originView(visit, facts),
    at: seconds(found.added),
  };
}

function list(visit: Visit): Response {
  const { party, names } = visit;
  const query = readQuery(visit);
  const { paging, slice } = pagingOf(visit.query, countRecords(party, query), pageSize);
  const { kinds, labels, authors, held } = holdings(party);
  const behind = withoutWords(party);
  const { words, kind, tlp, origin, waiting, refused } = query;
  const view: RecordsView = {
    search: known<RecordsView['search']>({
      q: words,
      kind,
      label: tlp,
      origin,
      waiting,
      refused: refused === undefined ? undefined : names.of(refused),
    }),
    kinds,
    labels,
    origins: authors.map((id) => names.of(id)),
    rows: findRecords(party, query, slice).map((found) => row(visit, found)),
    paging,
    held,
    ...(behind > 0 ? { withoutWords: behind } : {}),
  };
  return sendPage(recordsPage(view, visit.reader));
}

function show(visit: Visit): Response {
  // Reading a notice is an act of its own. Spec: NTC-14.
  const notice = noticeAt(visit.party, numberParam(visit, 'seq'));
  if (notice !== undefined && !notice.isOwn) return goTo(visit, `/notices/${notice.id}`);
  const view = recordView(visit, numberParam(visit, 'seq'));
  if (view === undefined) throw nothingHere();
  return sendPage(recordPage(view, visit.reader));
}

/** Whom a record would concern of those that are enrolled here; nothing is released by it. Spec: CST-12. */
function concerns(visit: Visit): Response {
  const seq = numberParam(visit, 'seq');
  const title = visit.party.db.get<{ title: string }>(
    'SELECT title FROM item WHERE seq = ? AND text IS NOT NULL',
    seq,
  )?.title;
  if (title === undefined) throw nothingHere();
  const rows = whomItConcerns(visit.party, seq).map(({ party, ...rest }) => ({
    party: visit.names.of(party),
    ...rest,
  }));
  return sendPage(concernsPage({ seq, title, rows }, visit.reader));
}

function graph(visit: Visit): Response {
  const seq = numberParam(visit, 'seq');
  const item = visit.party.items.bySeq(seq);
  // What it is connected with is no part that detection needs.
  if (item !== undefined && seesPartOnly(visit, visit.party.items.factsOf(item.class))) throw nothingHere();
  const found = graphAround(visit.party, seq);
  if (found === undefined) throw nothingHere();
  return sendPage(graphPage({ seq, ...found, nodes: withTitles(visit, found.nodes) }, visit.reader));
}

function proof(visit: Visit): Response {
  const seq = numberParam(visit, 'seq');
  const item = visit.party.items.bySeq(seq);
  // The proof has the whole text in it, and whoever may answer opens a notice first. Spec: NTC-14.
  const notice = noticeAt(visit.party, seq);
  if (notice?.isOwn === false && may(visit, 'answer-notice') && !answersTo(visit.party, seq).has(visit.party.id))
    return goTo(visit, `/notices/${notice.id}`);
  if (item !== undefined && seesPartOnly(visit, visit.party.items.factsOf(item.class))) throw nothingHere();
  return sendFile(itemProof(visit.party, seq), `record-${seq}.proof.json`, 'application/json');
}

function approve(visit: Visit): Response {
  const { party } = visit;
  const seq = numberParam(visit, 'seq');
  const item = party.items.bySeq(seq);
  if (item === undefined || item.text === null) throw nothingHere();
  if (!awaitsApproval(party, party.items.factsOf(item.class)))
    throw new Fault('approval-unneeded', 'The record does not wait for an approval.');
  approveItems(party, [seq]);
  party.deed(accountName(visit), 'approve', String(seq));
  return goTo(visit, `/records/${seq}`, 'approved');
}

/** The records held here, each one's page, and the approval of its release. */
export const recordRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/records', needs: 'read-records', answer: list },
  { method: 'GET', path: '/records/:seq', needs: 'read-records', answer: show },
  { method: 'GET', path: '/records/:seq/graph', needs: 'read-records', answer: graph },
  { method: 'GET', path: '/records/:seq/concerns', needs: 'read-records', answer: concerns },
  { method: 'GET', path: '/records/:seq/proof', needs: 'read-records', answer: proof },
  { method: 'POST', path: '/records/:seq/approve', needs: 'approve-release', answer: approve },
];
