import { hex } from '#protocol/bytes/encodings.ts';
import { idForm } from '#protocol/bytes/fields.ts';
import { tlpAtMost } from '#protocol/record/label.ts';
import { type Consequence, type NoticeFormView, noticeFormPage } from '#web/pages/notice-form-page.ts';
import { decisiveReason } from '#web/parts/reasons.ts';
import { constituents } from '../constituency/constituent-book.ts';
import { reachable } from '../notice/audience.ts';
import { type HeldNotice, newestVersion, noticeAt } from '../notice/held-notice.ts';
import { forecastNotice, type NoticeDraft, stateNotice } from '../notice/state-notice.ts';
import { steadyNow } from '../notice/steady-time.ts';
import { agreements } from '../party/agreement-book.ts';
import { agreementRef, ReasonTeller } from './decision-view.ts';
import { firstValues, formHash, judgeNotice, type NoticeSeat, readNoticeForm } from './notice-form.ts';
import type { PageRoute } from './page-route.ts';
import { accountName, field, goTo, may, nothingHere, sendPage, type Visit } from './visit.ts';

/** The notice of ours of which this is to be the next version. */
function before(visit: Visit, id: string): HeldNotice | undefined {
  if (id === '') return undefined;
  const held = idForm.test(id) ? newestVersion(visit.party, id) : undefined;
  if (held === undefined || !held.isOwn) throw nothingHere();
  return held;
}

function seatOf({ party, reader }: Visit, held: HeldNotice | undefined): NoticeSeat {
  const now = steadyNow(party);
  const { language } = reader;
  return held === undefined
    ? { name: hex(party.powers.random(16)), version: 1, now, language }
    : { name: held.notice.name, version: held.notice.version + 1, now, language };
}

function show(visit: Visit, view: Pick<NoticeFormView, 'values' | 'of' | 'errors' | 'consequence'>): Response {
  const { party, names } = visit;
  const known = agreements(party).filter(
    ({ since, withdrawnBy }) => since !== Number.MAX_SAFE_INTEGER && withdrawnBy.length === 0,
  );
  const whole = {
    ...view,
    hasConstituents: constituents(party).length > 0,
    partners: reachable(party)
      .map((id) => names.of(id))
      .sort((a, b) => a.name.localeCompare(b.name)),
    agreements: known.map((entry) => agreementRef(visit, entry)),
  };
  return sendPage(noticeFormPage(whole, visit.reader), view.errors.length > 0 ? 422 : 200);
}

const needsApproval = ({ party }: Visit, { label }: NoticeDraft): boolean =>
  !tlpAtMost(label.tlp, party.policy().approvalAbove);

/** Whom it would reach, as if approved: what waits for a releaser is said once, not for each party. */
function consequenceOf(visit: Visit, draft: NoticeDraft, checked: string): Consequence {
  const { party, names } = visit;
  const forecast = forecastNotice(party, draft, true);
  const teller = new ReasonTeller(visit);
  const facts = { kind: 'notice', label: draft.label, author: party.id, holding: 'own', approved: true } as const;
  const missed = forecast.filter(({ decision }) => decision.verdict !== 'allowed');
  const { by } = draft.notice;
  return {
    reached: forecast.flatMap(({ party: id, decision }) => (decision.verdict === 'allowed' ? [names.of(id)] : [])),
    missed: missed.map(({ party: id, decision }) => {
      const reasons = decision.reasons.map((reason) => teller.tell(reason, facts));
      const reason = decisiveReason(decision.verdict, reasons);
      return { party: names.of(id), ...(reason === undefined ? {} : { reason }) };
    }),
    ...(by === undefined ? {} : { by }),
    waits: needsApproval(visit, draft),
    mayApprove: may(visit, 'approve-release'),
    checked,
  };
}

function begin(visit: Visit): Response {
  const of = visit.query.get('of') ?? '';
  const held = before(visit, of);
  if (held === undefined) return show(visit, { values: firstValues(), errors: [] });
  const { tlp, only } = held.label;
  const values = firstValues({ notice: held.notice, tlp, ...(only === undefined ? {} : { only }) });
  return show(visit, { values, of, errors: [] });
}

function send(visit: Visit, draft: NoticeDraft): Response {
  const seq = stateNotice(visit.party, draft, may(visit, 'approve-release'));
  const id = noticeAt(visit.party, seq)?.id ?? '';
  visit.party.deed(accountName(visit), 'warn', id);
  return goTo(visit, `/notices/${id}`, 'warned');
}

function take(visit: Visit): Response {
  const { form } = visit;
  const of = field(form, 'of');
  const values = readNoticeForm(form);
  const { draft, errors } = judgeNotice(visit.party, values, seatOf(visit, before(visit, of)));
  const shown = { values, errors, ...(of === '' ? {} : { of }) };
  if (draft === undefined) return show(visit, shown);
  const checked = formHash(values);
  // What was changed after it was looked at is looked at again.
  const isLookedAt = field(form, 'step') === 'send' && field(form, 'checked') === checked;
  return isLookedAt ? send(visit, draft) : show(visit, { ...shown, consequence: consequenceOf(visit, draft, checked) });
}

/** Stating a notice: first its consequence, then the act. */
export const noticeFormRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/notices/new', needs: 'state-notice', answer: begin },
  { method: 'POST', path: '/notices/new', needs: 'state-notice', bodyLimit: 262_144, answer: take },
];
