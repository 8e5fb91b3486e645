import { procedures } from '#desks/procedures.ts';
import { faultCode } from '#protocol/bytes/fault.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { type CaseMember, quorumOf } from '#protocol/case/genesis.ts';
import type { ActRule, Procedure } from '#protocol/case/procedure.ts';
import { tlpLevels } from '#protocol/record/label.ts';
import {
  type CaseNewValues,
  type CaseNewView,
  caseNewPage,
  type OpeningConsequence,
} from '#web/pages/case-new-page.ts';
import type { FieldError } from '#web/parts/form.ts';
import { draftAct } from '../case/act-drafts.ts';
import { mayReach } from '../case/case-channel.ts';
import { knownCaseFile } from '../case/case-file.ts';
import { isTitle } from '../case/case-title.ts';
import { type CaseOpening, councilOf, openNewCase } from '../case/open-case.ts';
import { partners } from '../party/peer-book.ts';
import { longestWords } from './case-act-form.ts';
import { judgeParts, readPartsForm } from './case-parts-form.ts';
import type { PageRoute } from './page-route.ts';
import { accountName, field, goTo, sendPage, type Visit } from './visit.ts';

const offered = (): Procedure[] => procedures.map(({ procedure }) => procedure);

const chosenBy = (id: string): Procedure | undefined => offered().findLast((one) => one.id === id);

/** The act that the first words belong to: one that needs words and nothing else, and may be done at the very beginning. */
function firstAct({ machines }: Procedure, role: string): ActRule | undefined {
  const main = machines.find(({ isMain }) => isMain);
  return main?.acts.find(
    ({ by, from, words, fields, isIrreversible, to }) =>
      by.includes(role) &&
      from.includes(main.initial) &&
      words === 'required' &&
      !isIrreversible &&
      fields.every(({ isRequired }) => !isRequired) &&
      main.states.every(({ key, isEnd }) => key !== to || !isEnd),
  );
}

function readValues({ party, form }: Visit, chosen: Procedure | undefined): CaseNewValues {
  const first = chosen && firstAct(chosen, field(form, 'our-role'));
  return {
    label: field(form, 'label'),
    title: field(form, 'title').trim().toWellFormed(),
    words: field(form, 'words').replaceAll('\r\n', '\n').trim().toWellFormed(),
    parts: readPartsForm(form, first?.parts ?? [], []),
    ourRole: field(form, 'our-role'),
    roles: Object.fromEntries(partners(party).map(({ id }) => [id, field(form, `role-${id}`)])),
  };
}

const membersBy = ({ party }: Visit, { ourRole, roles }: CaseNewValues): CaseMember[] => [
  { party: party.id, roles: [ourRole] },
  ...Object.entries(roles).flatMap(([id, role]) => (role === '' ? [] : [{ party: id, roles: [role] }])),
];

function fitsRoles({ roles }: Procedure, members: readonly CaseMember[]): boolean {
  const held = members.flatMap((member) => member.roles);
  return (
    held.every((role) => roles.some(({ key }) => key === role)) &&
    roles.every(({ key, least, most }) => {
      const count = held.filter((role) => role === key).length;
      return count >= least && count <= most;
    })
  );
}

/** The first words in parts. Whoever leaves all of them empty says nothing yet. */
function saidFirst(chosen: Procedure, { ourRole, parts: typed }: CaseNewValues) {
  const isEmpty = Object.values(typed).every((text) => text === '');
  return isEmpty ? { said: [], errors: [] } : judgeParts(firstAct(chosen, ourRole)?.parts ?? [], [], typed);
}

interface Judged {
  readonly opening?: CaseOpening;
  readonly errors: readonly FieldError[];
}

function judge(visit: Visit, chosen: Procedure, values: CaseNewValues): Judged {
  const members = membersBy(visit, values);
  const tlp = tlpLevels.find((level) => level === values.label);
  const errors: FieldError[] = [
    ...(members.length > 1 && fitsRoles(chosen, members) ? [] : [{ field: 'roles', code: 'case-roles' } as const]),
    ...(tlp === undefined ? [{ field: 'label', code: 'unknown-label' } as const] : []),
    ...(values.words.length > longestWords ? [{ field: 'words', code: 'case-words' } as const] : []),
    ...(values.title === '' || isTitle(values.title) ? [] : [{ field: 'title', code: 'case-title' } as const]),
    ...saidFirst(chosen, values).errors,
  ];
  if (errors.length > 0 || tlp === undefined) return { errors };
  const title = values.title === '' ? {} : { title: values.title };
  return { opening: { procedure: chosen.id, label: { tlp }, members, ...title }, errors };
}

/** Names what was typed, so that what is opened is what was looked at. */
const formHash = (procedure: string, values: CaseNewValues): string =>
  sha256Hex(utf8(JSON.stringify([procedure, values])));

function consequenceOf(visit: Visit, chosen: Procedure, opening: CaseOpening, checked: string): OpeningConsequence {
  const { party, names } = visit;
  const others = opening.members.flatMap((member) => (member.party === party.id ? [] : [member.party]));
  const council = councilOf(opening);
  return {
    invited: others.map((id) => names.of(id)),
    refused: others.filter((id) => !mayReach(party, id, opening.label)).map((id) => names.of(id)),
    quorum: { count: quorumOf(council), all: council.council.length },
    state: chosen.machines.find(({ isMain }) => isMain)?.initial ?? '',
    checked,
  };
}

type Shown = Pick<CaseNewView, 'values' | 'errors' | 'consequence'>;

function show(visit: Visit, chosen: Procedure | undefined, shown: Shown): Response {
  const { party, names } = visit;
  const role = shown.values.ourRole === '' ? (chosen?.roles[0]?.key ?? '') : shown.values.ourRole;
  const first = chosen && firstAct(chosen, role);
  const view: CaseNewView = {
    procedures: offered(),
    ...(chosen === undefined ? {} : { chosen }),
    ...(first === undefined ? {} : { first }),
    partners: partners(party)
      .map(({ id }) => names.of(id))
      .sort((a, b) => a.name.localeCompare(b.name)),
    ...shown,
  };
  return sendPage(caseNewPage(view, visit.reader), shown.errors.length > 0 ? 422 : 200);
}

const begin = (visit: Visit): Response =>
  show(visit, chosenBy(visit.query.get('procedure') ?? ''), {
    values: { label: 'amber', title: '', words: '', parts: {}, ourRole: '', roles: {} },
    errors: [],
  });

/** Opens the case, and drafts the first words to be signed once enough have joined. */
function open(visit: Visit, chosen: Procedure, opening: CaseOpening, values: CaseNewValues): Response {
  const { party } = visit;
  const id = openNewCase(party, opening, accountName(visit));
  const first = firstAct(chosen, values.ourRole);
  const { said } = saidFirst(chosen, values);
  const words = first !== undefined && first.parts.length > 0 ? '' : values.words;
  if (first !== undefined && (words !== '' || said.length > 0))
    draftAct(
      party,
      knownCaseFile(party, id),
      { act: first.key, fields: {}, body: { words, parts: said, files: [] } },
      accountName(visit),
    );
  return goTo(visit, `/cases/${id}`, 'case-opened');
}

function take(visit: Visit): Response {
  const { form } = visit;
  const chosen = chosenBy(field(form, 'procedure'));
  const values = readValues(visit, chosen);
  if (chosen === undefined) return show(visit, undefined, { values, errors: [] });
  const { opening, errors } = judge(visit, chosen, values);
  if (opening === undefined) return show(visit, chosen, { values, errors });
  const checked = formHash(chosen.id, values);
  const consequence = consequenceOf(visit, chosen, opening, checked);
  // What was changed after it was looked at is looked at again.
  const isLookedAt = field(form, 'step') === 'open' && field(form, 'checked') === checked;
  if (!isLookedAt || consequence.refused.length > 0) return show(visit, chosen, { values, errors, consequence });
  try {
    return open(visit, chosen, opening, values);
  } catch (error) {
    if (faultCode(error)?.startsWith('case-') !== true) throw error;
    return show(visit, chosen, { values, errors: [{ field: 'form', code: 'case-impossible' }], consequence });
  }
}

/** Opening a case: first its consequence, then the act. */
export const caseNewRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/cases/new', needs: 'approve-release', answer: begin },
  { method: 'POST', path: '/cases/new', needs: 'approve-release', bodyLimit: 262_144, answer: take },
];
