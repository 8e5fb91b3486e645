import { formatActProof } from '#protocol/case/act-proof.ts';
import { formatTlogProof } from '#protocol/log/tlog-proof.ts';
import { caseEntryPage } from '#web/pages/case-entry-page.ts';
import type { CaseFile } from '../case/case-file.ts';
import { entriesFrom } from '../case/case-store.ts';
import { actProofAt, inclusionAt } from '../case/entry-proof.ts';
import { caseEntryView } from './case-entry-view.ts';
import { knownCase } from './case-routes.ts';
import type { PageRoute } from './page-route.ts';
import { nothingHere, numberParam, sendFile, sendPage, type Visit } from './visit.ts';

/** The case in the address, if this party keeps its log. */
export function keptCase(visit: Visit): CaseFile {
  const file = knownCase(visit);
  if (file.stage === 'invited') throw nothingHere();
  return file;
}

const nameOf = ({ id }: CaseFile, index: number): string => `case-${id.slice(0, 12)}-entry-${index}`;

function show(visit: Visit): Response {
  const view = caseEntryView(visit, keptCase(visit), numberParam(visit, 'index'));
  if (view === undefined) throw nothingHere();
  return sendPage(caseEntryPage(view, visit.reader));
}

function bytes(visit: Visit): Response {
  const [file, index] = [keptCase(visit), numberParam(visit, 'index')];
  const [entry] = entriesFrom(visit.party, file.id, index, index + 1);
  if (entry === undefined) throw nothingHere();
  return sendFile(new Uint8Array(entry), nameOf(file, index), 'application/octet-stream');
}

function inclusion(visit: Visit): Response {
  const [file, index] = [keptCase(visit), numberParam(visit, 'index')];
  const proof = inclusionAt(visit.party, file, index);
  if (proof === undefined) throw nothingHere();
  return sendFile(formatTlogProof(proof), `${nameOf(file, index)}.tlog-proof`);
}

/** The proof of an act, with its words unless the address says otherwise. Spec: CPY-4. */
function proof(visit: Visit): Response {
  const [file, index] = [keptCase(visit), numberParam(visit, 'index')];
  const found = actProofAt(visit.party, file, index, visit.query.get('words') !== 'no');
  if (found === undefined) throw nothingHere();
  return sendFile(formatActProof(found), `${nameOf(file, index)}.json`, 'application/json');
}

const at = '/cases/:id/entries/:index';

/** One entry of a case's log, and what proves it. */
export const caseEntryRoutes: readonly PageRoute[] = [
  { method: 'GET', path: at, needs: 'read-records', answer: show },
  { method: 'GET', path: `${at}/entry`, needs: 'read-records', answer: bytes },
  { method: 'GET', path: `${at}/inclusion`, needs: 'read-records', answer: inclusion },
  { method: 'GET', path: `${at}/proof`, needs: 'read-records', answer: proof },
];
