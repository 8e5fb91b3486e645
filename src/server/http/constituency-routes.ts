import { declaredLists } from '#desks/infrastructure/profile.ts';
import { sectors } from '#desks/infrastructure/sector.ts';
import { partyKinds } from '#protocol/identity/key-history.ts';
import { tlpLevels } from '#protocol/record/label.ts';
import { type ConstituentRow, constituencyPage } from '#web/pages/constituency-page.ts';
import { constituentPage } from '#web/pages/constituent-page.ts';
import { type EnrolValues, type EnrolView, enrolPage } from '#web/pages/enrol-page.ts';
import type { FieldError } from '#web/parts/form.ts';
import { accountNameForm } from '../accounts/account.ts';
import {
  agreementsOf,
  type Constituent,
  constituents,
  endEnrolment,
  enrolCustodial,
  enrolPartner,
  knownConstituent,
} from '../constituency/constituent-book.ts';
import { declarationOf } from '../constituency/profile-book.ts';
import { reportsOf } from '../constituency/reports.ts';
import { unansweredNotices } from '../constituency/unanswered.ts';
import { partners } from '../party/peer-book.ts';
import { agreementRef } from './decision-view.ts';
import type { PageRoute } from './page-route.ts';
import { contactText } from './profile-form.ts';
import { accountName, field, goTo, idParam, may, nothingHere, sendPage, type Visit } from './visit.ts';

const isInForce = ({ party }: Visit, id: string): boolean =>
  agreementsOf(party, id).some(({ standing }) => standing === 'in-force');

function row(visit: Visit, unanswered: ReadonlyMap<string, number>, one: Constituent): ConstituentRow {
  const { profile } = declarationOf(visit.party, one.party);
  return {
    party: visit.names.of(one.party),
    sectors: profile.sectors,
    declared: declaredLists(profile),
    isCustodial: one.isCustodial,
    isInForce: isInForce(visit, one.party),
    ...(one.fetched === undefined ? {} : { fetched: one.fetched }),
    unanswered: unanswered.get(one.party) ?? 0,
  };
}

function list(visit: Visit): Response {
  const unanswered = unansweredNotices(visit.party);
  const all = constituents(visit.party)
    .map((one) => row(visit, unanswered, one))
    .toSorted((a, b) => a.party.name.localeCompare(b.party.name, visit.reader.language));
  const sector = sectors.find((one) => one === visit.query.get('sector'));
  const bySector = sectors
    .map((one) => ({ sector: one, count: all.filter((each) => each.sectors.includes(one)).length }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count);
  const rows = sector === undefined ? all : all.filter((one) => one.sectors.includes(sector));
  const chosen = sector === undefined ? {} : { sector };
  return sendPage(
    constituencyPage({ rows, bySector, ...chosen, mayEnrol: may(visit, 'manage-parties') }, visit.reader),
  );
}

/** The organisation in the address; one that is not enrolled is no page. */
function known(visit: Visit): Constituent {
  const id = idParam(visit);
  if (!constituents(visit.party).some(({ party }) => party === id)) throw nothingHere();
  return knownConstituent(visit.party, id);
}

function show(visit: Visit, errors: readonly FieldError[] = []): Response {
  const one = known(visit);
  const { party, names, parts } = visit;
  const { profile, contacts, at } = declarationOf(party, one.party);
  const view = {
    party: names.of(one.party),
    profile,
    contacts: contacts.map(contactText),
    ...(at === undefined ? {} : { declaredAt: at }),
    isCustodial: one.isCustodial,
    isInForce: isInForce(visit, one.party),
    enrolled: one.enrolled,
    ...(one.fetched === undefined ? {} : { fetched: one.fetched }),
    agreements: agreementsOf(party, one.party).map((entry) => agreementRef(visit, entry)),
    accounts: parts.accounts
      .list()
      .filter((account) => account.party === one.party && account.disabled === undefined)
      .map(({ name }) => name),
    reports: reportsOf(party, one.party),
    unanswered: unansweredNotices(party).get(one.party) ?? 0,
    mayEnd: may(visit, 'manage-parties'),
    errors,
  };
  const reader = { ...visit.reader, path: `/constituency/${one.party}` };
  return sendPage(constituentPage(view, reader), errors.length === 0 ? 200 : 422);
}

const noValues: EnrolValues = {
  partner: '',
  name: '',
  kind: 'company',
  ceiling: 'amber',
  years: '2',
  account: '',
};

function form(visit: Visit, shown: Partial<Omit<EnrolView, 'partners'>> = {}): Response {
  const enrolled = new Set(constituents(visit.party).map(({ party }) => party));
  const free = partners(visit.party).filter(({ id }) => !enrolled.has(id));
  const view = { values: noValues, errors: [], ...shown, partners: free.map(({ id }) => visit.names.of(id)) };
  return sendPage(enrolPage(view, visit.reader), view.errors.length === 0 ? 200 : 422);
}

function judge({ form: sent, party }: Visit): { values: EnrolValues; errors: FieldError[] } {
  const text = (name: string): string => field(sent, name).trim().toWellFormed();
  const kind = partyKinds.find((one) => one === text('kind'));
  const ceiling = tlpLevels.find((one) => one === text('ceiling') && one !== 'red');
  const values = {
    partner: text('partner').slice(0, 64),
    name: text('name').slice(0, 300),
    kind: kind ?? noValues.kind,
    ceiling: ceiling ?? noValues.ceiling,
    years: text('years').slice(0, 20),
    account: text('account').slice(0, 100),
  };
  const errors: FieldError[] = [];
  if (values.partner !== '') {
    if (!partners(party).some(({ id }) => id === values.partner)) errors.push({ field: 'partner', code: 'choice' });
    return { values, errors };
  }
  if (!/^[^\p{Cc}]{1,120}$/u.test(values.name)) errors.push({ field: 'name', code: 'text' });
  if (kind === undefined) errors.push({ field: 'kind', code: 'choice' });
  if (ceiling === undefined) errors.push({ field: 'ceiling', code: 'unknown-label' });
  if (!/^(?:[1-9]|10)$/.test(values.years)) errors.push({ field: 'years', code: 'number' });
  if (!accountNameForm.test(values.account)) errors.push({ field: 'account', code: 'name-form' });
  return { values, errors };
}

async function enrol(visit: Visit): Promise<Response> {
  const { values, errors } = judge(visit);
  const { accounts } = visit.parts;
  if (values.partner === '' && accounts.find(values.account) !== undefined)
    errors.push({ field: 'account', code: 'name-taken' });
  if (errors.length > 0) return form(visit, { values, errors });
  if (values.partner !== '') {
    enrolPartner(visit.party, values.partner);
    visit.party.deed(accountName(visit), 'enrol', values.partner);
    return form(visit, { created: { party: visit.names.of(values.partner), url: visit.party.url } });
  }
  const { name, kind, ceiling, years } = values;
  const names = [{ lang: visit.reader.language, text: name }];
  const id = enrolCustodial(visit.party, { kind, names, terms: { ceiling, years: Number(years) } });
  const made = await accounts.add({ name: values.account, role: 'analyst', kind: 'person', party: id });
  visit.party.deed(accountName(visit), 'enrol', id);
  const account = { name: made.name, password: made.password };
  return form(visit, { created: { party: { id, name }, account, url: visit.party.url } });
}

function end(visit: Visit): Response {
  const one = known(visit);
  if (field(visit.form, 'confirm') !== 'yes') return show(visit, [{ field: 'confirm', code: 'confirm' }]);
  endEnrolment(visit.party, visit.parts.accounts, one.party);
  visit.party.deed(accountName(visit), 'end-enrolment', one.party);
  return goTo(visit, '/constituency', 'enrolled-ended');
}

/** The centre's own pages of its constituency. */
export const constituencyRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/constituency', needs: 'read-records', answer: list },
  { method: 'GET', path: '/constituency/enrol', needs: 'manage-parties', answer: (visit) => form(visit) },
  { method: 'POST', path: '/constituency/enrol', needs: 'manage-parties', answer: enrol },
  { method: 'GET', path: '/constituency/:id', needs: 'read-records', answer: (visit) => show(visit) },
  { method: 'POST', path: '/constituency/:id/end', needs: 'manage-parties', answer: end },
];
