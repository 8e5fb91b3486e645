import { formatNote } from '#protocol/identity/signed-note.ts';
import { casePage } from '#web/pages/case-page.ts';
import { type CaseLine, casesPage } from '#web/pages/cases-page.ts';
import { owedView } from '#web/parts/case-outlook.ts';
import { dropDraft } from '../case/case-acts.ts';
import { type CaseFile, caseFile } from '../case/case-file.ts';
import { keptCertificate } from '../case/case-heads.ts';
import { entriesFrom } from '../case/case-store.ts';
import { type CaseSummary, summariesAt } from '../case/case-summary.ts';
import { joinCase } from '../case/open-case.ts';
import { caseRef, caseView, onlooker } from './case-view.ts';
import type { PageRoute } from './page-route.ts';
import { accountName, goTo, idParam, may, nothingHere, numberParam, sendFile, sendPage, type Visit } from './visit.ts';

/** The case in the address. */
export function knownCase(visit: Visit): CaseFile {
  const file = caseFile(visit.party, idParam(visit));
  if (file === undefined) throw nothingHere();
  return file;
}

function line(visit: Visit, one: CaseSummary): CaseLine & { readonly isEnd: boolean } {
  const { procedure, state, isEnd, owed } = one;
  const [next] = owed;
  return {
    ...caseRef(visit, one),
    isEnd,
    ...(state === undefined ? {} : { state }),
    ...(next === undefined ? {} : { next: owedView(procedure, next, onlooker(visit, one.id)) }),
  };
}

const byDeadline = (a: CaseLine, b: CaseLine): number =>
  (a.next?.due ?? Number.MAX_SAFE_INTEGER) - (b.next?.due ?? Number.MAX_SAFE_INTEGER);

function list(visit: Visit): Response {
  const { party, names } = visit;
  const joined = summariesAt(party, 'joined').map((one) => line(visit, one));
  const left = summariesAt(party, 'left').map((one) => line(visit, one));
  const view = {
    self: party.id,
    invitations: summariesAt(party, 'invited').map((one) => ({ ...caseRef(visit, one), from: names.of(one.opener) })),
    running: joined.filter(({ isEnd }) => !isEnd).sort(byDeadline),
    over: [...joined.filter(({ isEnd }) => isEnd), ...left],
    mayOpen: may(visit, 'approve-release'),
    ...(visit.parts.practiceAt === undefined ? {} : { practiceAt: visit.parts.practiceAt }),
  };
  return sendPage(casesPage(view, visit.reader));
}

const show = (visit: Visit): Response => sendPage(casePage(caseView(visit, knownCase(visit)), visit.reader));

/** Joining is the approval of what leaves by it. Spec: CEX-1, CEX-6. */
function join(visit: Visit): Response {
  const { id } = knownCase(visit);
  joinCase(visit.party, id, accountName(visit));
  return goTo(visit, `/cases/${id}`, 'case-joined');
}

/** A draft that is no longer meant. What was signed meanwhile is no draft any more. */
function drop(visit: Visit): Response {
  const { id } = knownCase(visit);
  dropDraft(visit.party, id, numberParam(visit, 'n'));
  return goTo(visit, `/cases/${id}`, 'case-dropped');
}

/** Every entry as it was signed, one a line, and the highest certificate last. */
function log(visit: Visit): Response {
  const { party } = visit;
  const { id, stage } = knownCase(visit);
  if (stage === 'invited') throw nothingHere();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  const certificate = keptCertificate(party, id);
  const lines = [
    ...entriesFrom(party, id, 0).map((bytes, position) => ({ position, entry: text(bytes) })),
    ...(certificate === undefined ? [] : [{ certificate: text(formatNote(certificate.note)) }]),
  ];
  const written = lines.map((one) => `${JSON.stringify(one)}\n`).join('');
  return sendFile(written, `case-${id.slice(0, 12)}.jsonl`, 'application/jsonl; charset=utf-8');
}

/** Cases: what runs, and where each is. */
export const caseRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/cases', needs: 'read-records', answer: list },
  { method: 'GET', path: '/cases/:id', needs: 'read-records', answer: show },
  { method: 'GET', path: '/cases/:id/log', needs: 'read-records', answer: log },
  { method: 'POST', path: '/cases/:id/drafts/:n/drop', needs: 'approve-release', answer: drop },
  { method: 'POST', path: '/cases/:id/join', needs: 'approve-release', answer: join },
];
