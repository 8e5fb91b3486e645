import { type AnswerRole, answerRoles, answerStatuses } from '#desks/infrastructure/notice-answer.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { myPage } from '#web/pages/my-page.ts';
import { myProfilePage } from '#web/pages/my-profile-page.ts';
import { myRecordPage } from '#web/pages/my-record-page.ts';
import { myReportPage } from '#web/pages/my-report-page.ts';
import { noticeReceivedPage } from '#web/pages/notice-received-page.ts';
import type { FieldError } from '#web/parts/form.ts';
import {
  type Actor,
  acceptAgreement,
  answerCorrectionFor,
  answerNoticeFor,
  leaveAgreement,
  noteFetch,
} from '../constituency/company-acts.ts';
import { agreementsOf } from '../constituency/constituent-book.ts';
import { declarationOf, declare } from '../constituency/profile-book.ts';
import { observablesIn, report, reportsOf } from '../constituency/reports.ts';
import { releaseToView } from '../egress/constituent-view.ts';
import { myNotice, myNoticeView, myRecordView, myView, organisationOf, owedBy } from './organisation-view.ts';
import type { PageRoute } from './page-route.ts';
import { judgeProfile, profileValues, readProfileForm } from './profile-form.ts';
import { accountName, field, goTo, idParam, may, nothingHere, numberParam, sendPage, type Visit } from './visit.ts';

const actorOf = (visit: Visit): Actor => ({ account: accountName(visit), organisation: organisationOf(visit) });

interface Shown {
  readonly errors?: readonly FieldError[];
  readonly key?: { readonly name: string; readonly token: string };
}

/** Reading the page is the fetch: what is newly open is released first, and what is shown is receipted. Spec: CST-5. */
function show(visit: Visit, { errors = [], key }: Shown = {}): Response {
  releaseToView(visit.party, organisationOf(visit));
  const view = myView(visit, errors);
  const response = sendPage(
    myPage({ ...view, ...(key === undefined ? {} : { key }) }, { ...visit.reader, path: '/mine' }),
    errors.length === 0 ? 200 : 422,
  );
  noteFetch(visit.party, actorOf(visit));
  return response;
}

/** The agreement in the address, when it is one with this organisation. */
function agreementId(visit: Visit): string {
  const id = idParam(visit);
  const found = agreementsOf(visit.party, organisationOf(visit)).find(({ agreement }) => agreement.id === id);
  if (found === undefined) throw nothingHere();
  return id;
}

const isConfirmed = ({ form }: Visit): boolean => field(form, 'confirm') === 'yes';
const unconfirmed: Shown = { errors: [{ field: 'confirm', code: 'confirm' }] };

function accept(visit: Visit): Response {
  const id = agreementId(visit);
  if (!isConfirmed(visit)) return show(visit, unconfirmed);
  acceptAgreement(visit.party, actorOf(visit), id);
  return goTo(visit, '/mine', 'accepted');
}

function leave(visit: Visit): Response {
  const id = agreementId(visit);
  if (!isConfirmed(visit)) return show(visit, unconfirmed);
  leaveAgreement(visit.party, actorOf(visit), id);
  return goTo(visit, '/mine', 'left');
}

const record = (visit: Visit): Response =>
  sendPage(myRecordPage(myRecordView(visit, numberParam(visit, 'seq')), visit.reader));

const notice = (visit: Visit): Response =>
  sendPage(noticeReceivedPage(myNoticeView(visit, myNotice(visit, idParam(visit))), visit.reader));

function roleOf({ session }: Visit): AnswerRole {
  const role = answerRoles.find((one) => one === session?.account.role);
  if (role === undefined) throw new Fault('role-refused', 'The role of your account does not allow this.');
  return role;
}

function openNotice(visit: Visit): Response {
  const held = myNotice(visit, idParam(visit));
  answerNoticeFor(visit.party, actorOf(visit), held, { step: 'opened', role: roleOf(visit) });
  return goTo(visit, `/mine/notices/${held.id}`, 'opened');
}

function acknowledge(visit: Visit): Response {
  const held = myNotice(visit, idParam(visit));
  const status = answerStatuses.find((one) => one === field(visit.form, 'status'));
  const answer = { step: 'acknowledged', role: roleOf(visit), ...(status === undefined ? {} : { status }) } as const;
  answerNoticeFor(visit.party, actorOf(visit), held, answer);
  return goTo(visit, `/mine/notices/${held.id}`, 'acknowledged');
}

function followed(visit: Visit): Response {
  const id = idParam(visit);
  if (!owedBy(visit).some((one) => one.id === id)) throw nothingHere();
  answerCorrectionFor(visit.party, actorOf(visit), id);
  return goTo(visit, '/mine', 'followed');
}

function profile(visit: Visit): Response {
  const values = profileValues(declarationOf(visit.party, organisationOf(visit)));
  return sendPage(myProfilePage({ values, errors: [], mayAct: may(visit, 'act-for-organisation') }, visit.reader));
}

function keepProfile(visit: Visit): Response {
  const values = readProfileForm(visit.form);
  const { declared, errors } = judgeProfile(values);
  if (declared === undefined) return sendPage(myProfilePage({ values, errors, mayAct: true }, visit.reader), 422);
  declare(visit.party, organisationOf(visit), declared);
  visit.party.deed(accountName(visit), 'declare', organisationOf(visit));
  return goTo(visit, '/mine/profile', 'declared');
}

function reportPage(visit: Visit, values = { values: '', text: '' }, errors: readonly FieldError[] = []): Response {
  const reported = reportsOf(visit.party, organisationOf(visit)).map(({ title, at }) => ({ title, at }));
  const view = { values, errors, mayAct: may(visit, 'act-for-organisation'), reported };
  return sendPage(myReportPage(view, visit.reader), errors.length === 0 ? 200 : 422);
}

const longestText = 8000;

function sendReport(visit: Visit): Response {
  const text = (name: string): string => field(visit.form, name).replaceAll('\r\n', '\n').toWellFormed();
  const values = { values: text('values'), text: text('text') };
  const errors: FieldError[] = [];
  if (observablesIn(values.values) === undefined) errors.push({ field: 'values', code: 'lines' });
  if (values.text.length > longestText) errors.push({ field: 'text', code: 'too-large' });
  if (errors.length > 0) return reportPage(visit, values, errors);
  report(visit.party, actorOf(visit), values);
  return goTo(visit, '/mine/report', 'reported');
}

const mostKeys = 10;

/** Names of the keys of feeds that this organisation has made and not ended. */
const keysOf = (visit: Visit): string[] =>
  visit.parts.accounts
    .list()
    .filter(({ party, kind, disabled }) => party === organisationOf(visit) && kind === 'tool' && disabled === undefined)
    .map(({ name }) => name);

/** A key of a feed is the token of a tool that may only read. Spec: CST-13. */
async function makeKey(visit: Visit): Promise<Response> {
  const organisation = organisationOf(visit);
  if (keysOf(visit).length >= mostKeys) throw new Fault('feed-keys-many', `At most ${mostKeys} keys are kept.`);
  const name = `feed-${hex(visit.party.powers.random(6))}`;
  const made = await visit.parts.accounts.add({ name, role: 'viewer', kind: 'tool', party: organisation });
  visit.party.deed(accountName(visit), 'add-account', name);
  return show(visit, { key: { name: made.name, token: made.token } });
}

function endKey(visit: Visit): Response {
  const name = field(visit.form, 'name');
  if (!keysOf(visit).includes(name)) throw nothingHere();
  visit.parts.accounts.disable(name);
  visit.party.deed(accountName(visit), 'account-disable', name);
  return goTo(visit, '/mine');
}

/** The pages of an enrolled organisation's own accounts, and nothing else that they may see. Spec: CST-6. */
export const organisationRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/mine', needs: 'read-own-view', answer: (visit) => show(visit) },
  { method: 'GET', path: '/mine/records/:seq', needs: 'read-own-view', answer: record },
  { method: 'GET', path: '/mine/notices/:id', needs: 'read-own-view', answer: notice },
  { method: 'GET', path: '/mine/profile', needs: 'read-own-view', answer: profile },
  { method: 'GET', path: '/mine/report', needs: 'read-own-view', answer: (visit) => reportPage(visit) },
  { method: 'POST', path: '/mine/agreements/:id/accept', needs: 'act-for-organisation', answer: accept },
  { method: 'POST', path: '/mine/agreements/:id/leave', needs: 'act-for-organisation', answer: leave },
  { method: 'POST', path: '/mine/notices/:id/open', needs: 'act-for-organisation', answer: openNotice },
  { method: 'POST', path: '/mine/notices/:id/acknowledge', needs: 'act-for-organisation', answer: acknowledge },
  { method: 'POST', path: '/mine/corrections/:id', needs: 'act-for-organisation', answer: followed },
  { method: 'POST', path: '/mine/profile', needs: 'act-for-organisation', answer: keepProfile },
  { method: 'POST', path: '/mine/report', needs: 'act-for-organisation', answer: sendReport },
  { method: 'POST', path: '/mine/feed', needs: 'act-for-organisation', answer: makeKey },
  { method: 'POST', path: '/mine/feed/end', needs: 'act-for-organisation', answer: endKey },
];
