import type { recipientStates } from '#desks/infrastructure/answer-matrix.ts';
import { textFor } from '#desks/infrastructure/notice.ts';
import type { OwnAnswer, ReceivedNoticeView } from '#web/pages/notice-received-page.ts';
import { type MatrixOrder, matrixOrders, type RecipientRow, type SentNoticeView } from '#web/pages/notice-sent-page.ts';
import type { NoticeView } from '#web/parts/notice.ts';
import { decisiveReason } from '#web/parts/reasons.ts';
import { type HeldNotice, versionsOf } from '../notice/held-notice.ts';
import { mailOf } from '../notice/mail-queue.ts';
import { answersTo, cameFromAuthor } from '../notice/notice-answers.ts';
import { factsOf, type Matrix, type MatrixRow, matrixOf } from '../notice/notice-matrix.ts';
import { mayRemindFrom, remindersOf } from '../notice/notice-reminder.ts';
import { theRest } from '../notice/the-rest.ts';
import { awaitsApproval } from '../party/approval-queue.ts';
import { labelView, ReasonTeller } from './decision-view.ts';
import { withTitles } from './record-part.ts';
import { may, type Visit } from './visit.ts';

function records(visit: Visit, { notice }: HeldNotice): NoticeView['records'] {
  const rows = notice.records.map((object): NoticeView['records'][number] => {
    const row = visit.party.db.get<{ seq: number; title: string }>(
      `SELECT item.seq AS seq, item.title AS title FROM item_name JOIN item USING (seq)
       WHERE item_name.key = object_key(?) AND item.object = ? AND item.text IS NOT NULL ORDER BY item.version DESC LIMIT 1`,
      object,
      object,
    );
    return row ?? { title: object };
  });
  return withTitles(visit, rows);
}

function noticeView(visit: Visit, held: HeldNotice): NoticeView {
  const { notice } = held;
  const newest = versionsOf(visit.party, held.id)[0]?.notice.version ?? notice.version;
  return {
    id: held.id,
    version: notice.version,
    ...(newest > notice.version ? { newest } : {}),
    state: notice.state,
    urgency: notice.urgency,
    text: textFor(notice, visit.reader.language),
    label: labelView(visit, held.label),
    at: held.at,
    from: notice.from,
    until: notice.until,
    ...(notice.by === undefined ? {} : { by: notice.by }),
    records: records(visit, held),
  };
}

/** Why a notice is not there yet: the first rule that refuses, or the state of the link. */
function obstacleOf(visit: Visit, teller: ReasonTeller, held: HeldNotice, row: MatrixRow): Partial<RecipientRow> {
  if (row.obstacle === undefined) return {};
  const { decision, link } = row.obstacle;
  if (decision.verdict === 'allowed') return { link };
  const item = visit.party.items.bySeq(held.seq);
  if (item === undefined) return {};
  const facts = visit.party.items.factsOf(item.class);
  const reasons = decision.reasons.map((reason) => teller.tell(reason, facts));
  const first = decisiveReason(decision.verdict, reasons);
  return first === undefined ? {} : { refusedBy: first };
}

function recipient(visit: Visit, teller: ReasonTeller, held: HeldNotice, row: MatrixRow): RecipientRow {
  const { state, isLate, opened, acknowledged, status, delivery } = row;
  const delivered = delivery?.at ?? undefined;
  return {
    party: visit.names.of(row.party),
    state,
    isLate,
    ...(delivery === undefined ? {} : { released: delivery.made }),
    ...(delivered === undefined ? {} : { delivered }),
    ...(opened === undefined ? {} : { opened }),
    ...(acknowledged === undefined ? {} : { acknowledged }),
    ...(status === undefined ? {} : { status }),
    ...(delivery?.state === 'acknowledged' ? { receipt: delivery.release } : {}),
    ...obstacleOf(visit, teller, held, row),
  };
}

/** Whoever still has to be reached comes first. */
const stateOrder = [
  'not-delivered',
  'lapsed',
  'delivered',
  'opened',
  'acknowledged',
] as const satisfies readonly (typeof recipientStates)[number][];

const answeredAt = ({ opened, acknowledged }: RecipientRow): number => (acknowledged ?? opened)?.at ?? 0;

const comparisons: Readonly<Record<MatrixOrder, (a: RecipientRow, b: RecipientRow) => number>> = {
  state: (a, b) => stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state),
  party: () => 0,
  answered: (a, b) => answeredAt(b) - answeredAt(a),
};

const byName = (a: RecipientRow, b: RecipientRow): number => a.party.name.localeCompare(b.party.name);

function reminding({ party }: Visit, held: HeldNotice, matrix: Matrix): NonNullable<SentNoticeView['remind']> {
  const { last } = remindersOf(party, held.seq, 'left');
  const rest = new Set(theRest(matrix, held));
  const mayHave = ({ obstacle }: MatrixRow): boolean => (obstacle?.decision.verdict ?? 'allowed') === 'allowed';
  const count = matrix.rows.filter((row) => rest.has(row.party) && mayHave(row)).length;
  return { count, from: mayRemindFrom(party, held), ...(last === undefined ? {} : { last }) };
}

function mailState({ party, names }: Visit, { seq }: HeldNotice): Pick<SentNoticeView, 'mail'> {
  const all = mailOf(party, seq);
  if (all.length === 0) return {};
  const count = (state: string): number => all.filter((one) => one.state === state).length;
  const failed = all.filter(({ state }) => state === 'failed');
  return {
    mail: {
      sent: count('sent'),
      waiting: count('waiting'),
      failed: failed.map(({ party: id, fault }) => ({ party: names.of(id), code: fault ?? '' })),
    },
  };
}

/** All that the author's page of a notice shows. */
export function sentView(visit: Visit, held: HeldNotice): SentNoticeView {
  const { party, query } = visit;
  const matrix = matrixOf(party, held);
  const order = matrixOrders.find((one) => one === query.get('sort')) ?? 'state';
  const teller = new ReasonTeller(visit);
  const notice = noticeView(visit, held);
  const item = party.items.bySeq(held.seq);
  const waits = item !== undefined && awaitsApproval(party, party.items.factsOf(item.class));
  const isOpen = notice.newest === undefined && notice.state === 'current' && matrix.now <= notice.until;
  return {
    notice,
    rows: matrix.rows
      .map((row) => recipient(visit, teller, held, row))
      .sort((a, b) => comparisons[order](a, b) || byName(a, b)),
    counts: matrix.counts,
    order,
    now: matrix.now,
    ...(waits ? { waitsFor: held.seq } : {}),
    ...(isOpen && !waits && may(visit, 'state-notice') ? { remind: reminding(visit, held, matrix) } : {}),
    ...mailState(visit, held),
    mayChange: may(visit, 'state-notice'),
    renews: query.get('renew') === '1',
  };
}

/** All that the page of a notice to us shows. */
export function receivedView(visit: Visit, held: HeldNotice): ReceivedNoticeView {
  const { party, names } = visit;
  const facts = factsOf(answersTo(party, held.seq).get(party.id) ?? [], true);
  const { last } = remindersOf(party, held.seq, 'reached');
  const answer = (told: typeof facts.opened): OwnAnswer | undefined => told && { at: told.at, role: told.role };
  const opened = answer(facts.opened);
  const acknowledged = answer(facts.acknowledged);
  const status = facts.status === undefined ? {} : { status: facts.status };
  return {
    notice: noticeView(visit, held),
    from: names.of(held.author),
    ...(opened === undefined ? {} : { opened }),
    ...(acknowledged === undefined ? {} : { acknowledged: { ...acknowledged, ...status } }),
    mayAnswer: may(visit, 'answer-notice'),
    isDirect: cameFromAuthor(party, held),
    ...(last === undefined ? {} : { reminded: last }),
  };
}
