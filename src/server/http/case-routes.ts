import type { Owed } from '#protocol/case/view.ts';
import { formatNote } from '#protocol/identity/signed-note.ts';
import { casePage } from '#web/pages/case-page.ts';
import {
  type CaseChoice,
  type CaseLine,
  type CasesView,
  caseChoices,
  casesPage,
  type InvitationCard,
} from '#web/pages/cases-page.ts';
import { nextOwed } from '#web/parts/case-next.ts';
import { owedView } from '#web/parts/case-outlook.ts';
import { dropDraft } from '../case/act-drafts.ts';
import { type CaseFile, caseFile } from '../case/case-file.ts';
import { keptCertificate } from '../case/case-heads.ts';
import { entriesFrom } from '../case/case-store.ts';
import { type CaseSummary, summariesAt } from '../case/case-summary.ts';
import { joinCase } from '../case/open-case.ts';
import { linkedView } from './case-linked-view.ts';
import { caseRef, caseView, onlooker } from './case-view.ts';
import type { PageRoute } from './page-route.ts';
import {
  accountName,
  goTo,
  idParam,
  may,
  nothingHere,
  numberParam,
  pagingOf,
  sendFile,
  sendPage,
  type Visit,
} from './visit.ts';

/** The case in the address. */
export function knownCase(visit: Visit): CaseFile {
  const file = caseFile(visit.party, idParam(visit));
  if (file === undefined) throw nothingHere();
  return file;
}

/** What is next, as the page of the case says it. */
function nextOf({ owed, procedure }: CaseSummary, self: string): Owed | undefined {
  const main = procedure.machines.find(({ isMain }) => isMain)?.key;
  return nextOwed(
    owed.map((one) => ({ one, due: one.due, isOurs: one.owners.includes(self), isMain: one.machine === main })),
  )?.one;
}

function line(visit: Visit, one: CaseSummary): CaseLine {
  const { procedure, state } = one;
  const next = nextOf(one, visit.party.id);
  return {
    ...caseRef(visit, one),
    ...(state === undefined ? {} : { state }),
    ...(next === undefined ? {} : { next: owedView(procedure, next, onlooker(visit, one.id)) }),
  };
}

const isOurs = ({ owed }: CaseSummary, self: string): boolean => owed.some(({ owners }) => owners.includes(self));

/** Ours first, then by deadline. */
const inOrder =
  (self: string) =>
  (a: CaseSummary, b: CaseSummary): number => {
    const due = (one: CaseSummary): number => nextOf(one, self)?.due ?? Number.MAX_SAFE_INTEGER;
    return Number(isOurs(b, self)) - Number(isOurs(a, self)) || due(a) - due(b);
  };

/** Every case that runs or ran here, by what may be chosen. */
function chosenCases({ party }: Visit): Record<CaseChoice, CaseSummary[]> {
  const joined = summariesAt(party, 'joined');
  const running = joined.filter(({ isEnd }) => !isEnd).toSorted(inOrder(party.id));
  return {
    running,
    ours: running.filter((one) => isOurs(one, party.id)),
    over: [...joined.filter(({ isEnd }) => isEnd), ...summariesAt(party, 'left')],
  };
}

function invitations(visit: Visit): InvitationCard[] {
  const { party, names } = visit;
  return summariesAt(party, 'invited').map((one) => {
    const ours = caseFile(party, one.id)?.terms.members.find((member) => member.party === party.id);
    return { ...caseRef(visit, one), from: names.of(one.opener), roles: ours?.roles ?? [] };
  });
}

const onPage = 30;

function list(visit: Visit): Response {
  const { party, query } = visit;
  const shown = caseChoices.find((one) => one === query.get('show')) ?? 'running';
  const all = chosenCases(visit);
  const desks = [...new Set(caseChoices.flatMap((one) => all[one].map(({ procedure }) => procedure.desk)))].toSorted();
  const desk = desks.find((one) => one === query.get('desk'));
  const ofDesk = (cases: readonly CaseSummary[]): CaseSummary[] =>
    cases.filter(({ procedure }) => desk === undefined || procedure.desk === desk);
  const counts = { running: ofDesk(all.running).length, ours: ofDesk(all.ours).length, over: ofDesk(all.over).length };
  const { paging, slice } = pagingOf(query, counts[shown], onPage);
  const view: CasesView = {
    self: party.id,
    invitations: invitations(visit),
    shown,
    counts,
    ...(desk === undefined ? {} : { desk }),
    desks,
    cases: ofDesk(all[shown])
      .slice(slice.offset, slice.offset + slice.limit)
      .map((one) => line(visit, one)),
    paging,
    mayOpen: may(visit, 'approve-release'),
    ...(visit.parts.practiceAt === undefined ? {} : { practiceAt: visit.parts.practiceAt }),
  };
  return sendPage(casesPage(view, visit.reader));
}

async function show(visit: Visit): Promise<Response> {
  const file = knownCase(visit);
  const linked = await linkedView(visit, file);
  const view = { ...caseView(visit, file), ...(linked === undefined ? {} : { linked }) };
  return sendPage(casePage(view, visit.reader));
}

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
