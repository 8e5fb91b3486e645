import { casePrintPage } from '#web/pages/case-print-page.ts';
import { knownCase } from '../case/case-file.ts';
import { proofFiles } from '../case/contradiction.ts';
import { caseCopy } from './case-copy.ts';
import { keptCase } from './case-entry-routes.ts';
import { casePrintView } from './case-print.ts';
import type { PageRoute } from './page-route.ts';
import { nothingHere, sendFile, sendPage, type Visit } from './visit.ts';
import { zipFile } from './zip-file.ts';

const print = (visit: Visit): Response => sendPage(casePrintPage(casePrintView(visit, keptCase(visit)), visit.reader));

/** The whole copy as one file. */
function copy(visit: Visit): Response {
  const file = keptCase(visit);
  const folder = `case-${file.id.slice(0, 12)}`;
  const files = caseCopy(visit, file).map(({ path, bytes }) => ({ path: `${folder}/${path}`, bytes }));
  return sendFile(zipFile(files, visit.party.now), `${folder}.zip`, 'application/zip');
}

/** The proof that the depositary of a term has signed two logs. Spec: CHK-4. */
function conviction(visit: Visit): Response {
  const { party, params } = visit;
  const file = keptCase(visit);
  const proofs = proofFiles(party, knownCase(party, file), file.genesis);
  const found = proofs.find(({ term }) => String(term) === params['term']);
  if (found === undefined) throw nothingHere();
  return sendFile(found.file, `case-${file.id.slice(0, 12)}-term-${found.term}.json`, 'application/json');
}

/** What we take away from a case. Spec: CPY-5. */
export const caseCopyRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/cases/:id/copy', needs: 'read-records', answer: copy },
  { method: 'GET', path: '/cases/:id/print', needs: 'read-records', answer: print },
  { method: 'GET', path: '/cases/:id/convictions/:term', needs: 'read-records', answer: conviction },
];
