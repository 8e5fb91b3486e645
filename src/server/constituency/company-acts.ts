import { answerJson } from '#desks/infrastructure/notice-answer.ts';
import { signAgreement } from '#protocol/agreement/agreement.ts';
import { answerJson as correctionAnswerJson } from '#protocol/agreement/correction.ts';
import { countersign } from '#protocol/agreement/release-record.ts';
import { noteReceipt } from '../notice/delivery-time.ts';
import type { HeldNotice } from '../notice/held-notice.ts';
import { type OurAnswer, takeAnswer } from '../notice/notice-answers.ts';
import { type AgreementEntry, agreementById, receiveAgreement, receiveWithdrawal } from '../party/agreement-book.ts';
import type { BatchRow } from '../party/batch-book.ts';
import { takeCorrectionAnswer } from '../party/correction-answers.ts';
import { type Custody, custodyOf, knownCustody, signFor } from '../party/custody.ts';
import { noteById } from '../party/notes.ts';
import type { Party } from '../party/party.ts';
import { knownPeer } from '../party/peer-book.ts';
import { acknowledge, stillOpen } from '../party/release-book.ts';

/*
 * What an organisation without a server says, at an act of one of its own accounts: the key kept for
 * it signs, and the record goes the way of one that came over the link. Spec: CST-3.
 */

/** An account of an organisation, and what it stands for. */
export interface Actor {
  readonly account: string;
  readonly organisation: string;
}

const custodyFor = (party: Party, { organisation }: Actor): Custody =>
  knownCustody(party, knownPeer(party, organisation).history);

const between = (party: Party, id: string): string[] => [party.id, id].toSorted();

/** Accepts the terms that we have signed; from now on they are in force. Spec: CST-4. */
export function acceptAgreement(party: Party, actor: Actor, id: string): AgreementEntry {
  const custody = custodyFor(party, actor);
  const { agreement } = agreementById(party, id);
  const signed = signAgreement(agreement, custody.history, custody.secrets.record);
  party.deed(actor.account, 'accept-agreement', id);
  const entry = receiveAgreement(party, signed.note);
  party.sealOrWait();
  return entry;
}

/** Leaves an agreement: nothing is released under it from this call. Spec: AGR-9. */
export function leaveAgreement(party: Party, actor: Actor, id: string): void {
  const custody = custodyFor(party, actor);
  const { agreement } = agreementById(party, id);
  const label = { tlp: 'amber', only: [...agreement.terms.parties] } as const;
  const record = signFor(party, custody, { kind: 'withdrawal', label, data: { agreement: id } });
  receiveWithdrawal(party, actor.organisation, record.note);
  party.deed(actor.account, 'leave-agreement', id);
  party.sealOrWait();
}

/** Answers one of our notices. Faults as `takeAnswer`. Spec: NTC-5, NTC-6. */
export function answerNoticeFor(party: Party, actor: Actor, { item, id }: HeldNotice, answer: OurAnswer): void {
  const custody = custodyFor(party, actor);
  const { step, role, status } = answer;
  const data = answerJson({ item, step, role, ...(status === undefined ? {} : { status }) });
  const label = { tlp: 'amber+strict', only: between(party, actor.organisation) } as const;
  takeAnswer(party, actor.organisation, signFor(party, custody, { kind: 'notice-answer', label, data }).note);
  party.deed(actor.account, step === 'opened' ? 'open-notice' : 'acknowledge-notice', id);
}

/** Says that a correction was followed wherever the organisation keeps what it fetched. Spec: COR-6. */
export function answerCorrectionFor(party: Party, actor: Actor, correction: string): void {
  const custody = custodyFor(party, actor);
  const data = correctionAnswerJson({ correction, number: party.now, outcome: 'done', complete: true });
  const label = { tlp: 'amber+strict', only: between(party, actor.organisation) } as const;
  const { note } = signFor(party, custody, { kind: 'correction-answer', label, data });
  takeCorrectionAnswer(party, actor.organisation, note);
  party.deed(actor.account, 'answer-correction', correction);
  party.sealOrWait();
}

function countersignOne(party: Party, { history, secrets }: Custody, release: BatchRow): void {
  const { text, signatures } = noteById(party, release.id);
  const receipt = countersign({ text, signatures: signatures.slice(0, 1) }, history, secrets.record);
  acknowledge(party, history.party, receipt);
  noteReceipt(party, history.party, receipt);
}

/**
 * Notes that an account has fetched all that stands open to its organisation. For one without a
 * server the key kept for it countersigns the releases: they were there to be read, and somebody of
 * it has come for them. That anybody read a notice is said by its answer alone. Spec: CST-5.
 */
export function noteFetch(party: Party, { account, organisation }: Actor): void {
  party.db.run('UPDATE constituent SET fetched = ? WHERE party = ?', party.now, organisation);
  const custody = custodyOf(party, knownPeer(party, organisation).history);
  if (custody === undefined) return;
  const open = party.db.all<BatchRow>(
    `SELECT batch.* FROM batch JOIN delivery ON delivery.batch = batch.n
     WHERE batch.direction = 'left' AND batch.party = ? AND delivery.state = 'open' ORDER BY batch.n`,
    organisation,
  );
  for (const release of open) {
    if (!party.log.isPublished(release.id) || !stillOpen(party, release)) continue;
    countersignOne(party, custody, release);
    party.deed(account, 'fetch', release.id);
  }
}
