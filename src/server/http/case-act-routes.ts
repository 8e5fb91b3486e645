import { faultCode } from '#protocol/bytes/fault.ts';
import { idForm } from '#protocol/bytes/fields.ts';
import { type CaseState, instanceKey } from '#protocol/case/case-state.ts';
import { type Possible, possibleFor } from '#protocol/case/view.ts';
import { caseActPage } from '#web/pages/case-act-page.ts';
import type { FieldError } from '#web/parts/form.ts';
import { askedParts } from '../case/asked-parts.ts';
import { draftAct } from '../case/case-acts.ts';
import { membersOf } from '../case/case-channel.ts';
import type { CaseFile } from '../case/case-file.ts';
import { caseLog } from '../case/case-store.ts';
import { summaryOf } from '../case/case-summary.ts';
import { partners } from '../party/peer-book.ts';
import { judgeAct, readActForm } from './case-act-form.ts';
import { judgeParts, readPartsForm } from './case-parts-form.ts';
import { knownCase } from './case-routes.ts';
import { caseRef } from './case-view.ts';
import type { PageRoute } from './page-route.ts';
import { accountName, field, goTo, sendPage, type Visit } from './visit.ts';

interface Wanted {
  readonly file: CaseFile;
  readonly state: CaseState;
  readonly possible: Possible;
}

/** The act in the address, if it can be done now. */
function wanted(visit: Visit, about: string): Wanted | undefined {
  const { party, params } = visit;
  const file = knownCase(visit);
  const state = file.stage === 'joined' ? caseLog(party, file).state() : undefined;
  if (state === undefined) return undefined;
  const whom = idForm.test(about) ? about : undefined;
  const possible = possibleFor(file.procedure.procedure, state, party.id).find(
    (one) => one.rule.key === params['act'] && (whom === undefined || one.about === whom),
  );
  return possible === undefined ? undefined : { file, state, possible };
}

function candidates({ party, names }: Visit, file: CaseFile) {
  const ids = new Set([...membersOf(party, file), ...partners(party).map(({ id }) => id)]);
  ids.delete(party.id);
  return [...ids].map((id) => names.of(id)).sort((a, b) => a.name.localeCompare(b.name));
}

interface Filled {
  readonly values: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];
}

function showForm(visit: Visit, { file, state, possible }: Wanted, { values, errors }: Filled): Response {
  const { machine, about, rule, notBefore } = possible;
  const view = {
    ...caseRef(visit, summaryOf(visit.party, file.id)),
    rules: file.procedure.procedure,
    rule,
    state: state.machines[instanceKey(machine, about)]?.state ?? '',
    ...(about === undefined ? {} : { about: visit.names.of(about) }),
    ...(notBefore === undefined ? {} : { notBefore }),
    asked: askedParts(visit.party, file, rule),
    candidates: candidates(visit, file),
    values,
    errors,
  };
  return sendPage(caseActPage(view, visit.reader), errors.length > 0 ? 422 : 200);
}

/** Where the case has moved on, its page says what can be done now. */
const movedOn = (visit: Visit): Response => goTo(visit, `/cases/${knownCase(visit).id}`);

function show(visit: Visit): Response {
  const found = wanted(visit, visit.query.get('about') ?? '');
  return found === undefined ? movedOn(visit) : showForm(visit, found, { values: {}, errors: [] });
}

function act(visit: Visit): Response {
  const { party, form } = visit;
  const found = wanted(visit, field(form, 'about'));
  if (found === undefined) return movedOn(visit);
  const { file, state, possible } = found;
  const { rule, about } = possible;
  const asked = askedParts(party, file, rule);
  const values = { ...readActForm(form, rule), ...readPartsForm(form, rule.parts, asked) };
  const { fields, errors: wrong } = judgeAct(party, state, rule, values);
  const { said, errors: missing } = judgeParts(rule.parts, asked, values);
  const errors = [...missing, ...wrong];
  if (errors.length > 0) return showForm(visit, found, { values, errors });
  const words = rule.parts.length > 0 ? '' : (values['words'] ?? '');
  const body = words === '' && said.length === 0 ? {} : { body: { words, parts: said, files: [] } };
  const draft = { act: rule.key, ...(about === undefined ? {} : { about }), fields, ...body };
  try {
    draftAct(party, file, draft, accountName(visit));
  } catch (error) {
    if (faultCode(error)?.startsWith('case-') !== true) throw error;
    return showForm(visit, found, { values, errors: [{ field: 'form', code: 'case-impossible' }] });
  }
  return goTo(visit, `/cases/${file.id}`, 'case-act');
}

/** Acting in a case is the approval of what leaves by it, so it takes who may approve. Spec: CEX-1. */
export const caseActRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/cases/:id/acts/:act', needs: 'approve-release', answer: show },
  { method: 'POST', path: '/cases/:id/acts/:act', needs: 'approve-release', bodyLimit: 262_144, answer: act },
];
