import { faultCode } from '#protocol/bytes/fault.ts';
import { idForm } from '#protocol/bytes/fields.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import type { CaseState } from '#protocol/case/case-state.ts';
import { type Possible, possibleFor } from '#protocol/case/view.ts';
import { type CaseActView, caseActPage } from '#web/pages/case-act-page.ts';
import { plannedFrom } from '#web/parts/case-outlook.ts';
import type { FieldError } from '#web/parts/form.ts';
import { type ActDraft, draftAct } from '../case/act-drafts.ts';
import { askedParts } from '../case/asked-parts.ts';
import { membersOf } from '../case/case-channel.ts';
import type { CaseFile } from '../case/case-file.ts';
import { itemTitle } from '../case/case-items.ts';
import { caseLog } from '../case/case-store.ts';
import { summaryOf } from '../case/case-summary.ts';
import { caseStatus } from '../case/case-view.ts';
import { partners } from '../party/peer-book.ts';
import { judgeAct, readActForm } from './case-act-form.ts';
import { answeredBy, standingName } from './case-answered.ts';
import { type AttachedFiles, actFormLimit, keepFiles, readFiles } from './case-files-form.ts';
import { judgeParts, readPartsForm } from './case-parts-form.ts';
import { roomChoices } from './case-room-view.ts';
import { knownCase } from './case-routes.ts';
import { timeBounds } from './case-time-form.ts';
import { caseRef, onlooker } from './case-view.ts';
import type { PageRoute } from './page-route.ts';
import { findZone } from './reader-cookies.ts';
import { accountName, field, goTo, sendPage, type Visit } from './visit.ts';

interface Wanted {
  readonly file: CaseFile;
  readonly state: CaseState;
  readonly possible: Possible;
}

/** The act in the address, if it can be done now. */
function wanted(visit: Visit, { about, item }: { about: string; item: string }): Wanted | undefined {
  const { party, params } = visit;
  const file = knownCase(visit);
  const state = file.stage === 'joined' ? caseLog(party, file).state() : undefined;
  if (state === undefined) return undefined;
  const whom = idForm.test(about) ? about : undefined;
  const possible = possibleFor(file.procedure.procedure, state, party.id).find(
    (one) =>
      one.rule.key === params['act'] &&
      (whom === undefined || one.about === whom) &&
      (one.item === undefined || one.item === item),
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
  readonly files: AttachedFiles;
  readonly review?: CaseActView['review'];
}

/** The zone that the form names; a page may be older than the choice of another. Spec: CPG-5. */
const zoneOf = ({ form, reader }: Visit): string => findZone(field(form, 'zone')) ?? reader.timeZone;

function boundsOf(visit: Visit, { file, state, possible }: Wanted): CaseActView['bounds'] {
  const { procedure } = file.procedure;
  const { now } = visit.party;
  const times = possible.rule.fields.filter(({ type }) => type === 'time');
  return Object.fromEntries(
    times.map(({ key }) => {
      const { earliest, latest, after } = timeBounds(procedure, state, possible, key);
      const bounds = {
        ...(earliest === undefined ? {} : { earliest: now + earliest }),
        ...(latest === undefined ? {} : { latest: now + latest }),
        ...(after === undefined ? {} : { after }),
      };
      return [key, bounds];
    }),
  );
}

function showForm(visit: Visit, found: Wanted, { values, errors, files, review }: Filled): Response {
  const { file, state, possible } = found;
  const { about, item, rule, notBefore } = possible;
  const status = caseStatus(visit.party, file);
  const answered = answeredBy(visit, file, state, possible);
  const view: CaseActView = {
    ...caseRef(visit, summaryOf(visit.party, file.id)),
    self: visit.party.id,
    standing: standingName(state, possible),
    ...(answered === undefined ? {} : { answered }),
    rules: file.procedure.procedure,
    rule,
    ...plannedFrom(state, possible, onlooker(visit, file.id)),
    members: status.members.map(({ party, roles }) => ({ party: visit.names.of(party), roles })),
    ...(about === undefined ? {} : { about: visit.names.of(about) }),
    ...(item === undefined ? {} : { item: { id: item, title: itemTitle(visit.party, file.id, item) } }),
    ...(notBefore === undefined ? {} : { notBefore }),
    asked: askedParts(visit.party, file, rule),
    candidates: candidates(visit, file),
    bounds: boundsOf(visit, found),
    rooms: roomChoices(visit, file),
    values,
    errors,
    files: files.map(({ name, bytes }) => ({ name, size: bytes.length })),
    ...keepFiles(visit, files),
    ...(review === undefined ? {} : { review }),
  };
  const reader = { ...visit.reader, timeZone: zoneOf(visit) };
  return sendPage(caseActPage(view, reader), errors.length > 0 ? 422 : 200);
}

/** Where the case has moved on, its page says what can be done now. */
const movedOn = (visit: Visit): Response => goTo(visit, `/cases/${knownCase(visit).id}`);

function show(visit: Visit): Response {
  const [about, item] = ['about', 'item'].map((name) => visit.query.get(name) ?? '');
  const found = wanted(visit, { about: about ?? '', item: item ?? '' });
  // What is carried from another case is chosen on a page of its own. Spec: LNC-7.
  if (found?.possible.rule.fields.some(({ type }) => type === 'act'))
    return goTo(visit, `/cases/${found.file.id}/carry/${found.possible.rule.key}`);
  return found === undefined ? movedOn(visit) : showForm(visit, found, { values: {}, errors: [], files: [] });
}

/** Names what was typed and what it answers, so that what is signed is what was looked at. Spec: CPG-6, CPG-9. */
const formHash = (standing: string, values: Filled['values'], files: AttachedFiles): string =>
  sha256Hex(utf8(JSON.stringify([standing, values, files.map(({ name, bytes }) => [name, sha256Hex(bytes)])])));

/** What cannot be taken back is shown once more before it is signed. */
function isChecked({ form }: Visit, { possible }: Wanted, checked: string): boolean {
  if (!possible.rule.isIrreversible) return true;
  return field(form, 'step') === 'sign' && field(form, 'checked') === checked;
}

function sign(visit: Visit, found: Wanted, draft: ActDraft, filled: Filled): Response {
  const { party } = visit;
  try {
    draftAct(party, found.file, draft, accountName(visit));
  } catch (error) {
    if (faultCode(error)?.startsWith('case-') !== true) throw error;
    return showForm(visit, found, { ...filled, errors: [{ field: 'form', code: 'case-impossible' }] });
  }
  return goTo(visit, `/cases/${found.file.id}`, 'case-act');
}

async function act(visit: Visit): Promise<Response> {
  const { party, form } = visit;
  // The case may move while files are read: where it stands is looked at afterwards, and nothing waits from then on.
  const { files, errors: wrongFiles } = await readFiles(visit);
  const found = wanted(visit, { about: field(form, 'about'), item: field(form, 'item') });
  if (found === undefined) return movedOn(visit);
  const { file, state, possible } = found;
  const { rule, about, item } = possible;
  const asked = askedParts(party, file, rule);
  const typed = { ...readActForm(form, rule), ...readPartsForm(form, rule.parts, asked) };
  const values: Filled['values'] = { ...typed, room: field(form, 'room') };
  const { procedure } = file.procedure;
  const { fields, errors: wrong } = judgeAct({ party, procedure, state, possible, zone: zoneOf(visit) }, values);
  const { said, errors: missing } = judgeParts(rule.parts, asked, values);
  const standing = standingName(state, possible);
  // A page that does not say what was looked at is as good as one from before.
  const moved: FieldError[] = field(form, 'standing') === standing ? [] : [{ field: 'form', code: 'case-moved' }];
  const errors = [...moved, ...missing, ...wrong, ...wrongFiles];
  if (errors.length > 0 || field(form, 'step') === 'edit') return showForm(visit, found, { values, errors, files });
  const checked = formHash(standing, values, files);
  if (!isChecked(visit, found, checked))
    return showForm(visit, found, { values, errors, files, review: { read: fields, checked } });
  const words = rule.parts.length > 0 ? '' : (values['words'] ?? '');
  const body = words === '' && said.length === 0 && files.length === 0 ? {} : { body: { words, parts: said, files } };
  const place = { ...(about === undefined ? {} : { about }), ...(item === undefined ? {} : { item }) };
  const room = values['room'] ? { room: values['room'] } : {};
  const draft = { act: rule.key, ...place, fields, ...body, ...room };
  return sign(visit, found, draft, { values, errors, files });
}

/** Acting in a case is the approval of what leaves by it, so it takes who may approve. Spec: CEX-1. */
export const caseActRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/cases/:id/acts/:act', needs: 'approve-release', answer: show },
  { method: 'POST', path: '/cases/:id/acts/:act', needs: 'approve-release', bodyLimit: actFormLimit, answer: act },
];
