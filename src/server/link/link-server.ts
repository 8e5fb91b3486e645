import { parseCanonical } from '#protocol/bytes/canonical-json.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { Fields } from '#protocol/bytes/fields.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import { answerSync } from '../case/case-exchange.ts';
import { caseLimits } from '../case/case-wire.ts';
import { takeInvitation } from '../case/open-case.ts';
import { chunksOf, type Outgoing, releaseAfter } from '../egress/release-sender.ts';
import { noteReceipt } from '../notice/delivery-time.ts';
import { answerAgain, takeAnswer } from '../notice/notice-answers.ts';
import { takeReminder } from '../notice/notice-reminder.ts';
import { receiveAgreement, receiveWithdrawal } from '../party/agreement-book.ts';
import { agreementsWith } from '../party/agreement-exchange.ts';
import { takeCorrectionAnswer } from '../party/correction-answers.ts';
import { correctionsWith } from '../party/correction-exchange.ts';
import type { Party } from '../party/party.ts';
import { introductionJson, keepPeer, ownIntroduction, readIntroduction } from '../party/peer-book.ts';
import { takeCorrection } from '../party/received-corrections.ts';
import { acknowledge } from '../party/release-book.ts';
import { takeExpiry } from '../party/retention.ts';
import { answerPrivately, offerFor } from '../private-matching/private-offer.ts';
import { evaluationBytes, offerBytes, readQuestion } from '../private-matching/private-wire.ts';

/** An answer to a partner: bytes whole, or in chunks that stop when the decision changes. */
export interface LinkAnswer {
  readonly status: 200 | 204;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | Iterable<Uint8Array>;
}

/** Bytes before those of a release: its number and its length, u32 each. Spec: LNK-3. */
export const pullPrefix = 8;

const nothing: LinkAnswer = { status: 204, headers: {}, body: new Uint8Array() };

/** Most bytes of a request over the link, by path. */
export const linkLimits: Readonly<Record<string, number>> = {
  '/link/pull': 1_000,
  '/link/receipt': 70_000,
  '/link/agreement': 130_000,
  '/link/agreements': 0,
  '/link/withdrawal': 70_000,
  '/link/correction': 70_000,
  '/link/correction-answer': 5_000,
  '/link/expiry': 70_000,
  '/link/corrections': 200,
  '/link/hello': 500_000,
  '/link/match-set': 0,
  '/link/match-evaluate': 10_000,
  '/link/notice-answer': 70_000,
  '/link/notice-reminder': 70_000,
  '/link/case-invite': caseLimits.invite,
  '/link/case-sync': caseLimits.request,
};

interface PullRequest {
  /** The highest release number that the recipient has accepted. */
  readonly after: number;
  /** How many bytes of the next release it already has. */
  readonly offset: number;
}

function readPull(body: Uint8Array): PullRequest {
  const fields = new Fields(parseCanonical(body));
  const request = { after: fields.integer('after'), offset: fields.integer('offset') };
  fields.end();
  return request;
}

/** Header of a pull's 204: the published checkpoint by the hash of its text. Spec: LNK-2. */
export const logHeaderName = 'comity-log';

function logHeader(party: Party): Record<string, string> {
  const text = party.log.publishedText();
  return text === undefined ? {} : { [logHeaderName]: sha256Hex(utf8(text)) };
}

/** Answers a pull: gives the next release from the asked byte on. Spec: LNK-2, LNK-3. */
function pull(party: Party, from: string, body: Uint8Array): LinkAnswer {
  const { after, offset } = readPull(body);
  const outgoing = releaseAfter(party, from, after);
  if (outgoing === undefined) return { ...nothing, headers: logHeader(party) };
  if (offset > outgoing.bytes.length) throw new Fault('link-offset', 'The offset is beyond the end of the release.');
  const headers = { 'content-type': 'application/vnd.comity.release+zstd' };
  return { status: 200, headers, body: prefixed(outgoing, chunksOf(party, outgoing, offset)) };
}

/** The number and whole length of the release come first, so that a cut answer still says what it was. */
function* prefixed(outgoing: Outgoing, chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  const prefix = new DataView(new ArrayBuffer(pullPrefix));
  prefix.setUint32(0, outgoing.number);
  prefix.setUint32(4, outgoing.bytes.length);
  yield new Uint8Array(prefix.buffer);
  yield* chunks;
}

/** One page of the corrections between us, for a store that may have lost some. Spec: COR-9. */
function corrections(party: Party, from: string, body: Uint8Array): LinkAnswer {
  const fields = new Fields(parseCanonical(body));
  const asked = { held: fields.integer('held'), after: fields.integer('after') };
  fields.end();
  const page = correctionsWith(party, from, asked);
  if (page === undefined) return nothing;
  return { status: 200, headers: { 'content-type': 'application/json' }, body: utf8(JSON.stringify(page)) };
}

const octets = (body: Uint8Array): LinkAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body,
});

/** Spec: MAT-17. */
function evaluateFor(party: Party, from: string, body: Uint8Array): Uint8Array {
  const { epoch, elements } = readQuestion(body);
  return evaluationBytes(answerPrivately(party, from, epoch, elements));
}

function hello(party: Party, from: string, body: Uint8Array): LinkAnswer {
  const { history, cardNote } = readIntroduction(new TextDecoder().decode(body));
  if (history.party !== from) throw new Fault('link-identity', 'The introduction is of another party than the sender.');
  keepPeer(party, { history: history.notes, card: cardNote }, true);
  const body200 = new TextEncoder().encode(introductionJson(ownIntroduction(party)));
  return { status: 200, headers: { 'content-type': 'application/json' }, body: body200 };
}

/** A withdrawal counts by its author's signature, whoever brings it: a partner may tell us of our own. Spec: LNK-7. */
const takeWithdrawal = (party: Party, note: SignedNote): void =>
  receiveWithdrawal(party, parseRecordHead(note.text).author, note);

/**
 * Answers one authenticated request of a partner. Faults go back as their code alone, never with
 * anything about records. Spec: LNK-1.
 */
export async function answerLink(party: Party, from: string, path: string, body: Uint8Array): Promise<LinkAnswer> {
  switch (path) {
    case '/link/pull':
      return pull(party, from, body);
    case '/link/receipt':
      acknowledge(party, from, parseNote(body));
      noteReceipt(party, from, parseNote(body));
      return nothing;
    case '/link/notice-answer':
      takeAnswer(party, from, parseNote(body));
      return nothing;
    case '/link/notice-reminder':
      takeReminder(party, from, parseNote(body));
      return nothing;
    case '/link/agreement':
      receiveAgreement(party, parseNote(body));
      return nothing;
    case '/link/agreements':
      // Who asks may have lost more than agreements. Spec: NTC-10.
      answerAgain(party, from);
      return { status: 200, headers: { 'content-type': 'application/json' }, body: utf8(agreementsWith(party, from)) };
    case '/link/withdrawal':
      takeWithdrawal(party, parseNote(body));
      return nothing;
    case '/link/correction':
      takeCorrection(party, from, parseNote(body));
      return nothing;
    case '/link/correction-answer':
      takeCorrectionAnswer(party, from, parseNote(body));
      return nothing;
    case '/link/expiry':
      takeExpiry(party, from, parseNote(body));
      return nothing;
    case '/link/corrections':
      return corrections(party, from, body);
    case '/link/match-set':
      return octets(offerBytes(offerFor(party, from)));
    case '/link/match-evaluate':
      return octets(evaluateFor(party, from, body));
    case '/link/case-invite':
      takeInvitation(party, from, body);
      return nothing;
    case '/link/case-sync':
      return { ...octets(await answerSync(party, from, body)), headers: { 'content-type': 'application/zstd' } };
    case '/link/hello':
      return hello(party, from, body);
    default:
      throw new Fault('link-path', 'There is no such address on the link.');
  }
}
