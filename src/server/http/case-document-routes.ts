import { idForm } from '#protocol/bytes/fields.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { readAct } from '#protocol/case/act.ts';
import type { Step } from '#protocol/case/case-state.ts';
import type { ActRule } from '#protocol/case/procedure.ts';
import {
  type CaseAttachment,
  type CaseText,
  caseDocumentsPage,
  type TextVersion,
} from '#web/pages/case-documents-page.ts';
import { caseTextPage } from '#web/pages/case-text-page.ts';
import { redline } from '#web/parts/redline.ts';
import { wordsOf } from '#web/parts/word-cut.ts';
import { bodyOf } from '../case/case-body.ts';
import type { CaseFile } from '../case/case-file.ts';
import { caseLog } from '../case/case-store.ts';
import { summaryOf } from '../case/case-summary.ts';
import { knownCase } from './case-routes.ts';
import { standingOf } from './case-steps.ts';
import { caseRef } from './case-view.ts';
import type { PageRoute } from './page-route.ts';
import { goTo, nothingHere, queried, sendPage, type Visit } from './visit.ts';

type Done = Extract<Step, { kind: 'act' }>;

/** What happened in a case that took effect, the newest first, so many at most. */
const mostActs = 1_000;

function doneIn({ party }: Visit, file: CaseFile): Done[] {
  const steps = caseLog(party, file).state()?.steps ?? [];
  return steps.filter((step): step is Done => step.kind === 'act').slice(-mostActs);
}

/** The field that holds the fingerprint of an act's words, if it has one. */
function printField(file: CaseFile, { act }: Done): string | undefined {
  const rules = file.procedure.procedure.machines.flatMap(({ acts }): readonly ActRule[] => acts);
  const rule = rules.find(({ key }) => key === act);
  return rule?.words === 'none' ? undefined : rule?.fields.find(({ type }) => type === 'hash')?.key;
}

function versionOf(visit: Visit, file: CaseFile, step: Done, field: string): TextVersion[] {
  const { party, names } = visit;
  const log = caseLog(party, file);
  const head = log.recordAt(step.index)?.head;
  if (head?.kind !== 'act') return [];
  const print = String(readAct(head.data).fields[field] ?? '');
  const words = head.body === undefined ? undefined : bodyOf(party, file.id, head.body)?.words;
  const { index, act, time } = step;
  return [
    {
      index,
      act,
      time,
      by: names.of(head.author),
      standing: standingOf(index, log.finality),
      print,
      ...(words === undefined ? {} : { words, matches: sha256Hex(utf8(words)) === print }),
    },
  ];
}

/** The texts of a case: acts that carry the fingerprint of their words, by its field and by whose it is. Spec: CPG-4. */
function textsOf(visit: Visit, file: CaseFile): CaseText[] {
  const proposed = doneIn(visit, file).flatMap((step) => {
    const field = printField(file, step);
    return field === undefined ? [] : [{ step, field }];
  });
  const alike = Map.groupBy(proposed, ({ step, field }) => `${field} ${step.party ?? ''}`);
  return [...alike.values()].flatMap((those): CaseText[] => {
    const [first] = those;
    if (first === undefined) return [];
    const about = first.step.party === undefined ? {} : { about: visit.names.of(first.step.party) };
    const versions = those.flatMap(({ step, field }) => versionOf(visit, file, step, field));
    return [{ field: first.field, ...about, versions }];
  });
}

function attachmentsOf(visit: Visit, file: CaseFile): CaseAttachment[] {
  const { party, names } = visit;
  const log = caseLog(party, file);
  return doneIn(visit, file).flatMap(({ index, by }) => {
    const hash = log.recordAt(index)?.head.body;
    const files = hash === undefined ? [] : (bodyOf(party, file.id, hash)?.files ?? []);
    return files.map(({ name, bytes }, n) => ({ name, size: bytes.length, index, n, by: names.of(by) }));
  });
}

/** The case in the address, once we have joined it. */
function readable(visit: Visit): CaseFile {
  const file = knownCase(visit);
  if (file.stage === 'invited') throw nothingHere();
  return file;
}

function list(visit: Visit): Response {
  const file = readable(visit);
  const ref = caseRef(visit, summaryOf(visit.party, file.id));
  const view = { ...ref, texts: textsOf(visit, file), attachments: attachmentsOf(visit, file) };
  return sendPage(caseDocumentsPage(view, visit.reader));
}

/** The number of the version at a place of the log; one that is not there gives the standard. */
function numberOf({ query }: Visit, { versions }: CaseText, name: 'from' | 'to', standard: number): number {
  const wanted = queried(query, name, /^\d{1,9}$/);
  const found = versions.findIndex(({ index }) => String(index) === wanted);
  return found === -1 ? standard : found + 1;
}

/** The words of all versions between two; one whose words are not here stands as the one before, so that nothing is laid to its author. */
function wordsFrom({ versions }: CaseText, from: number, to: number): string[] {
  const found: string[] = [];
  for (const { words } of versions.slice(from - 1, to)) found.push(words ?? found.at(-1) ?? '');
  return found;
}

function compare(visit: Visit): Response {
  const file = readable(visit);
  const about = queried(visit.query, 'about', idForm);
  const text = textsOf(visit, file).find((one) => one.field === visit.params['field'] && one.about?.id === about);
  if (text === undefined) return goTo(visit, `/cases/${file.id}/documents`);
  const newest = text.versions.length;
  const chosen = [numberOf(visit, text, 'from', Math.max(1, newest - 1)), numberOf(visit, text, 'to', newest)];
  const [from, to] = [Math.min(...chosen), Math.max(...chosen)];
  const stretches = redline(wordsFrom(text, from, to), wordsOf);
  const ref = caseRef(visit, summaryOf(visit.party, file.id));
  return sendPage(caseTextPage({ ...ref, text, from, to, stretches }, visit.reader));
}

/** Documents of a case, and what changed from one version to another. */
export const caseDocumentRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/cases/:id/documents', needs: 'read-records', answer: list },
  { method: 'GET', path: '/cases/:id/documents/:field', needs: 'read-records', answer: compare },
];
