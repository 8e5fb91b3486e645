import { textFor } from '#desks/infrastructure/notice.ts';
import { type AnswerRole, answerRoles, answerStatuses } from '#desks/infrastructure/notice-answer.ts';
import { pressesMore } from '#desks/infrastructure/urgency.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { noticeReceivedPage } from '#web/pages/notice-received-page.ts';
import { noticeSentPage } from '#web/pages/notice-sent-page.ts';
import { noticesPage, type ReceivedLine, type SentLine } from '#web/pages/notices-page.ts';
import { cancelNotice } from '../notice/cancel-notice.ts';
import { type HeldNotice, newestNotices, versionsOf } from '../notice/held-notice.ts';
import { answerNotice, answersTo } from '../notice/notice-answers.ts';
import { matrixOf } from '../notice/notice-matrix.ts';
import { remindRest } from '../notice/notice-reminder.ts';
import { steadyNow } from '../notice/steady-time.ts';
import { receivedView, sentView } from './notice-view.ts';
import type { PageRoute } from './page-route.ts';
import { accountName, field, goTo, idParam, may, nothingHere, queried, sendPage, type Visit } from './visit.ts';

const listed = 100;
/** Seconds after which a page that renews itself is asked for again. */
const renewAfter = '60';

function line({ reader }: Visit, { id, notice }: HeldNotice) {
  const { urgency, state, until, by } = notice;
  return {
    id,
    title: textFor(notice, reader.language).title,
    urgency,
    state,
    until,
    ...(by === undefined ? {} : { by }),
  };
}

function receivedLine(visit: Visit, held: HeldNotice): ReceivedLine {
  const { party, names } = visit;
  const ours = answersTo(party, held.seq).get(party.id) ?? [];
  const isAcknowledged = ours.some(({ step }) => step === 'acknowledged');
  return {
    ...line(visit, held),
    from: names.of(held.author),
    ours: isAcknowledged ? 'acknowledged' : ours.length > 0 ? 'opened' : 'new',
  };
}

function sentLine(visit: Visit, held: HeldNotice): SentLine {
  const { counts, rows } = matrixOf(visit.party, held);
  const read = rows.filter(({ opened }) => opened !== undefined).length;
  return { ...line(visit, held), read, acknowledged: counts.acknowledged, all: counts.all };
}

/** What still asks for something comes first, and of that what presses most. */
function inOrder(visit: Visit, notices: HeldNotice[]): HeldNotice[] {
  const now = steadyNow(visit.party);
  const over = ({ notice }: HeldNotice): number => Number(notice.state === 'cancelled' || notice.until < now);
  return notices.toSorted(
    (a, b) => over(a) - over(b) || pressesMore(a.notice.urgency, b.notice.urgency) || b.seq - a.seq,
  );
}

function list(visit: Visit): Response {
  const { party } = visit;
  const view = {
    received: inOrder(visit, newestNotices(party, 'theirs', listed)).map((held) => receivedLine(visit, held)),
    sent: inOrder(visit, newestNotices(party, 'own', listed)).map((held) => sentLine(visit, held)),
    mayState: may(visit, 'state-notice'),
  };
  return sendPage(noticesPage(view, visit.reader));
}

/** The version that is asked for, else the newest. */
function known(visit: Visit): HeldNotice {
  const versions = versionsOf(visit.party, idParam(visit));
  const asked = queried(visit.query, 'version', /^\d{1,4}$/);
  const found = asked === undefined ? versions[0] : versions.find(({ notice }) => notice.version === Number(asked));
  if (found === undefined) throw nothingHere();
  return found;
}

function show(visit: Visit): Response {
  const held = known(visit);
  if (!held.isOwn) return sendPage(noticeReceivedPage(receivedView(visit, held), visit.reader));
  const view = sentView(visit, held);
  return sendPage(noticeSentPage(view, visit.reader), 200, view.renews ? { refresh: renewAfter } : {});
}

function roleOf({ session }: Visit): AnswerRole {
  const role = answerRoles.find((one) => one === session?.account.role);
  if (role === undefined) throw new Fault('role-refused', 'The role of your account does not allow this.');
  return role;
}

/** Opening is a press of a button, never the reading of an address. Spec: NTC-14. */
function open(visit: Visit): Response {
  const held = known(visit);
  answerNotice(visit.party, held.seq, { step: 'opened', role: roleOf(visit) });
  visit.party.deed(accountName(visit), 'open-notice', held.id);
  return goTo(visit, `/notices/${held.id}`, 'opened');
}

function acknowledge(visit: Visit): Response {
  const held = known(visit);
  const status = answerStatuses.find((one) => one === field(visit.form, 'status'));
  const answer = { step: 'acknowledged', role: roleOf(visit), ...(status === undefined ? {} : { status }) } as const;
  answerNotice(visit.party, held.seq, answer);
  visit.party.deed(accountName(visit), 'acknowledge-notice', held.id);
  return goTo(visit, `/notices/${held.id}`, 'acknowledged');
}

function remind(visit: Visit): Response {
  const held = known(visit);
  remindRest(visit.party, held, accountName(visit));
  return goTo(visit, `/notices/${held.id}`, 'reminded');
}

function cancel(visit: Visit): Response {
  const held = known(visit);
  cancelNotice(visit.party, held, may(visit, 'approve-release'));
  visit.party.deed(accountName(visit), 'cancel-notice', held.id);
  return goTo(visit, `/notices/${held.id}`, 'cancelled');
}

/** Early warning: what reached us, what we stated, and who has read it. */
export const noticeRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/notices', needs: 'read-records', answer: list },
  { method: 'GET', path: '/notices/:id', needs: 'read-records', answer: show },
  { method: 'POST', path: '/notices/:id/open', needs: 'answer-notice', answer: open },
  { method: 'POST', path: '/notices/:id/acknowledge', needs: 'answer-notice', answer: acknowledge },
  { method: 'POST', path: '/notices/:id/remind', needs: 'state-notice', answer: remind },
  { method: 'POST', path: '/notices/:id/cancel', needs: 'state-notice', answer: cancel },
];
