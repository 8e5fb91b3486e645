import { faultCode } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { labelAtMost } from '#protocol/record/label.ts';
import { type CarriableView, type CaseCarryView, caseCarryPage } from '#web/pages/case-carry-page.ts';
import type { FieldError } from '#web/parts/form.ts';
import { draftAct } from '../case/act-drafts.ts';
import { type CarryingRule, carryingDraft, checkCarries, openedProof } from '../case/carried-act.ts';
import { membersOf } from '../case/case-channel.ts';
import { type CaseFile, casesAt, knownCaseFile } from '../case/case-file.ts';
import { firstLine } from '../case/case-items.ts';
import { summaryOf } from '../case/case-summary.ts';
import { releasedActs, releasedProof } from '../case/released-act.ts';
import { longestWords } from './case-act-form.ts';
import { type AttachedFiles, actFormLimit, keepFiles, readFiles } from './case-files-form.ts';
import { carryingAct, statedView } from './case-linked-view.ts';
import { knownCase } from './case-routes.ts';
import { caseRef } from './case-view.ts';
import { labelView } from './decision-view.ts';
import type { PageRoute } from './page-route.ts';
import { accountName, field, goTo, nothingHere, numberParam, sendFile, sendPage, type Visit } from './visit.ts';

/** Cases that are searched for what they released, the newest first. */
const mostSources = 50;

/** What other cases here released and the label of this one admits. */
function offered(visit: Visit, target: CaseFile): CarriableView[] {
  const { party } = visit;
  return casesAt(party, 'joined')
    .slice(0, mostSources)
    .filter(({ id }) => id !== target.id)
    .flatMap((file) =>
      releasedActs(party, file)
        .filter(({ label }) => labelAtMost(label, target.label))
        .map(({ index, record, label }) => ({
          value: `${file.id}/${index}`,
          case: caseRef(visit, summaryOf(party, file.id)),
          title: firstLine(party, file.id, record.head.body) ?? record.id.slice(0, 12),
          label: labelView(visit, label),
        })),
    );
}

type Shown = Pick<CaseCarryView, 'values' | 'errors' | 'review'>;

function showForm(visit: Visit, target: CaseFile, carrying: CarryingRule, shown: Shown): Response {
  const view: CaseCarryView = {
    ...caseRef(visit, summaryOf(visit.party, target.id)),
    act: carrying.rule.key,
    offered: offered(visit, target),
    ...shown,
  };
  return sendPage(caseCarryPage(view, visit.reader), shown.errors.length > 0 ? 422 : 200);
}

function show(visit: Visit): Response {
  const target = knownCase(visit);
  const carrying = carryingAct(visit, target);
  if (carrying === undefined || carrying.rule.key !== visit.params['act']) return goTo(visit, `/cases/${target.id}`);
  return showForm(visit, target, carrying, { values: { source: '', words: '' }, errors: [] });
}

/** Why something cannot be carried, as a fault of the form. */
function formFault(code: string): FieldError {
  if (code === 'case-carry-label') return { field: 'source', code: 'carry-label' };
  return { field: 'source', code: code.startsWith('case-carry') ? 'carry-released' : 'carry-proof' };
}

/** The proof that a person chose: of an act of a case here, or from a file. */
async function chosen(visit: Visit, target: CaseFile, files: AttachedFiles): Promise<Uint8Array | undefined> {
  const { party, form } = visit;
  const [file] = files;
  if (file !== undefined) return file.bytes;
  const [id = '', index = ''] = field(form, 'source').split('/');
  if (!/^\d{1,9}$/.test(index)) return undefined;
  return utf8(await releasedProof(party, knownCaseFile(party, id), Number(index), membersOf(party, target)));
}

async function judged(visit: Visit, target: CaseFile, carrying: CarryingRule, proof: Uint8Array): Promise<Response> {
  const { party, form } = visit;
  const words = field(form, 'words').replaceAll('\r\n', '\n').trim().toWellFormed().slice(0, longestWords);
  const draft = carryingDraft(carrying, proof, words);
  if (field(form, 'step') === 'sign') {
    draftAct(party, target, draft, accountName(visit));
    return goTo(visit, `/cases/${target.id}`, 'case-act');
  }
  checkCarries(party, target, draft);
  const opened = await openedProof(proof);
  // What is signed is the very file that was looked at.
  const files = [{ name: 'proof.json', type: 'application/json', bytes: proof }];
  const { staged = '' } = keepFiles(visit, files);
  const review = { stated: statedView(visit, opened.proved, opened.words), staged };
  return showForm(visit, target, carrying, { values: { source: '', words }, errors: [], review });
}

/** Carrying is a release of what is carried: it takes who may approve. Spec: LNC-7, LNC-8. */
async function carry(visit: Visit): Promise<Response> {
  const { form } = visit;
  const target = knownCase(visit);
  const carrying = carryingAct(visit, target);
  if (carrying === undefined || carrying.rule.key !== visit.params['act']) return goTo(visit, `/cases/${target.id}`);
  const values = { source: field(form, 'source'), words: field(form, 'words') };
  const again = (errors: readonly FieldError[]): Response => showForm(visit, target, carrying, { values, errors });
  const { files, errors } = await readFiles(visit);
  if (errors.length > 0) return again(errors);
  try {
    const proof = await chosen(visit, target, files);
    return proof === undefined
      ? again([{ field: 'source', code: 'required' }])
      : await judged(visit, target, carrying, proof);
  } catch (error) {
    const code = faultCode(error);
    if (code === undefined) throw error;
    return again([formFault(code)]);
  }
}

/** The proof of a released act as a file, for somebody who takes part in another case. Spec: LNC-2, LNC-8. */
async function save(visit: Visit): Promise<Response> {
  const file = knownCase(visit);
  const index = numberParam(visit, 'index');
  try {
    const proof = await releasedProof(visit.party, file, index, []);
    return sendFile(proof, `act-${file.id.slice(0, 12)}-${index}.json`, 'application/json');
  } catch (error) {
    if (faultCode(error) === undefined) throw error;
    throw nothingHere();
  }
}

/** What crosses between cases. */
export const caseCarryRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/cases/:id/carry/:act', needs: 'approve-release', answer: show },
  { method: 'POST', path: '/cases/:id/carry/:act', needs: 'approve-release', bodyLimit: actFormLimit, answer: carry },
  { method: 'GET', path: '/cases/:id/released/:index', needs: 'approve-release', answer: save },
];
