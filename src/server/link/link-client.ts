import { packageLimits } from '#protocol/agreement/release-package.ts';
import { canonicalText } from '#protocol/bytes/canonical-json.ts';
import { Fault, faultCode } from '#protocol/bytes/fault.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { concat, utf8 } from '#protocol/bytes/text.ts';
import { parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { parseCheckpoint } from '#protocol/log/checkpoint.ts';
import { type Acceptance, acceptRelease } from '../ingress/accept-release.ts';
import { isReminderDue } from '../notice/notice-reminder.ts';
import { takeAgreements, tellWithdrawals } from '../party/agreement-exchange.ts';
import { lastNumber } from '../party/batch-book.ts';
import { correctionsHeld, takeCorrections } from '../party/correction-exchange.ts';
import { growMirror, mirroredSize, mirroredText, missingBundles, recoverFrom } from '../party/mirror.ts';
import { done, type Message, waiting } from '../party/outbox.ts';
import type { Party } from '../party/party.ts';
import { introductionJson, ownIntroduction, type Peer } from '../party/peer-book.ts';
import { cosignedBy, type HeadInquiry, originName, takeWitnessAnswer, witnessRequest } from '../party/witnessing.ts';
import { pullPrefix } from './link-server.ts';

/** What a partner's server answered. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** What arrived: with a connection that broke off, the part before. */
  readonly body: Uint8Array;
  /** What a pull says of the partner's log: the hash of its published checkpoint's text. Spec: LNK-2. */
  readonly log?: string | undefined;
  /** The partner's clock, when it refused a request for its time, Unix seconds. Spec: LSG-11. */
  readonly clock?: number;
}

/** Sends one request to a partner's server; signing and the connection are the egress's. */
export interface Courier {
  get(partner: Peer, path: string): Promise<Answer>;
  post(partner: Peer, path: string, body: Uint8Array): Promise<Answer>;
}

/** Bytes of a release that broke off, to go on from. */
interface Partial {
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** What one meeting with a partner did. */
export interface Meeting {
  accepted: number;
  refused: number;
}

const releasesAtOnce = 50;
/** Releases that broke off and are kept to go on from: 32 MiB each at most. */
const mostPartials = 8;
const mostCorrectionPages = 1_000;
/** Packed bytes of one release: packing may make what cannot be packed a little larger. */
const longestRelease = packageLimits.bytes + 64 * 1024;

/** Whether what waited may still go. An answer that is held back is sent again when it is asked for. Spec: NTC-5, NTC-10. */
function isDue(party: Party, { party: to, path, body }: Message): boolean {
  if (path === '/link/notice-reminder') return isReminderDue(party, to, body);
  return path !== '/link/notice-answer' || !party.policy().blocked.includes(to);
}

/**
 * Our side of the link with one partner. A meeting does everything that is due, in an order in
 * which each step may fail and be done again at the next. Spec: LNK-6.
 */
export class LinkClient {
  readonly #party: Party;
  readonly #courier: Courier;
  readonly #inquiry: HeadInquiry;
  readonly #partials = new Map<string, Partial>();
  /** By partner, what its last pull without a release said of its log. */
  readonly #heads = new Map<string, string>();
  /** Partners that were asked, since this server started, for what its store may have lost. Spec: LNK-7, NTC-10. */
  readonly #asked = new Set<string>();

  constructor(party: Party, courier: Courier, inquiry: HeadInquiry) {
    this.#party = party;
    this.#courier = courier;
    this.#inquiry = inquiry;
  }

  /** Meets a partner once: head inquiry, messages, releases, witnessing, mirroring. */
  async meet(partner: Peer): Promise<Meeting> {
    if (this.#party.log.signing !== 'confirmed') await this.#askForHead(partner);
    else if (!this.#asked.has(partner.id)) await this.#askForAgreements(partner);
    this.#party.sealOrWait();
    await this.#deliverMessages(partner);
    const meeting = await this.#pullReleases(partner);
    await this.#deliverMessages(partner);
    await this.#beWitnessed(partner);
    await this.#mirror(partner);
    return meeting;
  }

  /** A partner may have mirrored more of our log than it was asked to witness, so both heads count. Spec: KEP-3. */
  async #askForHead(partner: Peer): Promise<void> {
    const held: SignedNote[] = [];
    for (const path of [`/witness/${originName(this.#party.id)}/checkpoint`, `/mirror/${this.#party.id}/checkpoint`]) {
      const answer = await this.#courier.get(partner, path);
      if (answer.status !== 200 && answer.status !== 404) throw badAnswer(answer);
      if (answer.status === 200) held.push(parseNote(answer.body));
    }
    await this.#askForAgreements(partner);
    await this.#askForCorrections(partner);
    this.#inquiry.answer(partner.id, held);
    if (this.#party.log.signing === 'behind') await this.#recover(partner);
  }

  /** A store that lost an agreement or its own withdrawal learns of it; answers to our notices come again as well. Spec: LNK-7, NTC-10. */
  async #askForAgreements(partner: Peer): Promise<void> {
    this.#asked.add(partner.id);
    const answer = await this.#courier.post(partner, '/link/agreements', new Uint8Array());
    if (answer.status === 200) takeAgreements(this.#party, partner.id, answer.body);
  }

  /** What was erased and came back with an old store is erased again before anything is signed. Spec: COR-9. */
  async #askForCorrections(partner: Peer): Promise<void> {
    const held = correctionsHeld(this.#party, partner.id);
    let after: number | undefined = 0;
    for (let page = 0; page < mostCorrectionPages && after !== undefined; page++) {
      const request = utf8(canonicalText({ held, after }));
      const answer: Answer = await this.#courier.post(partner, '/link/corrections', request);
      if (answer.status === 204) return;
      if (answer.status !== 200) throw badAnswer(answer);
      after = takeCorrections(this.#party, partner.id, { body: answer.body, after });
    }
  }

  async #recover(partner: Peer): Promise<void> {
    const base = `/mirror/${this.#party.id}`;
    const checkpoint = await this.#courier.get(partner, `${base}/checkpoint`);
    if (checkpoint.status !== 200) return;
    const { size } = parseCheckpoint(parseNote(checkpoint.body).text);
    const bundles = await this.#bundles(partner, base, missingBundles(this.#party.log.frontier().size, size));
    recoverFrom(this.#party, checkpoint.body, bundles);
    this.#inquiry.restart();
  }

  async #bundles(partner: Peer, base: string, paths: readonly string[]): Promise<Map<string, Uint8Array>> {
    const bundles = new Map<string, Uint8Array>();
    for (const path of paths) {
      const answer = await this.#courier.get(partner, `${base}/${path}`);
      if (answer.status !== 200) throw badAnswer(answer);
      bundles.set(path, answer.body);
    }
    return bundles;
  }

  async #deliverMessages(partner: Peer): Promise<void> {
    for (const message of waiting(this.#party, partner.id)) {
      if (!isDue(this.#party, message)) {
        done(this.#party, message.n);
        continue;
      }
      const answer = await this.#courier.post(partner, message.path, message.body);
      if (answer.status === 401) await this.#sayHello(partner);
      if (answer.status === 401 || answer.status === 409 || answer.status === 429 || answer.status >= 500)
        throw badAnswer(answer);
      done(this.#party, message.n);
    }
  }

  async #sayHello(partner: Peer): Promise<void> {
    await this.#courier.post(partner, '/link/hello', utf8(introductionJson(ownIntroduction(this.#party))));
  }

  async #pullReleases(partner: Peer): Promise<Meeting> {
    const meeting = { accepted: 0, refused: 0 };
    for (let round = 0; round < releasesAtOnce; round++) {
      const bytes = await this.#pullOne(partner);
      if (bytes === undefined) break;
      const accepted = await this.#acceptOrAsk(partner, bytes);
      meeting.accepted += accepted.fresh;
      meeting.refused += accepted.refused;
    }
    return meeting;
  }

  /**
   * A release that cites what we do not know as signed: our store may have lost an agreement, or a
   * signature is still on its way. The sender is asked for all that is between us, once. Spec: LNK-7.
   */
  async #acceptOrAsk(partner: Peer, bytes: Uint8Array): Promise<Acceptance> {
    try {
      return acceptRelease(this.#party, partner.id, bytes);
    } catch (error) {
      if (faultCode(error) !== 'release-without-agreement') return this.#accept(partner, bytes);
    }
    await this.#askForAgreements(partner);
    return this.#accept(partner, bytes);
  }

  /** A release that fails leaves nothing but the refusal. Spec: LNK-4. */
  #accept(partner: Peer, bytes: Uint8Array): Acceptance {
    try {
      return acceptRelease(this.#party, partner.id, bytes);
    } catch (error) {
      if (error instanceof Fault) this.#party.refusal(partner.id, error);
      if (faultCode(error) === 'release-agreement-left') tellWithdrawals(this.#party, partner.id);
      throw error;
    }
  }

  /** One whole release, continued where an earlier answer broke off; undefined when there is nothing new. */
  async #pullOne(partner: Peer): Promise<Uint8Array | undefined> {
    const partial = this.#partials.get(partner.id);
    const after = lastNumber(this.#party, 'reached', partner.id);
    const request = { after, offset: partial?.bytes.length ?? 0 };
    const answer = await this.#courier.post(partner, '/link/pull', utf8(canonicalText(request)));
    if (answer.status !== 200 && answer.status !== 204) {
      this.#partials.delete(partner.id);
      throw badAnswer(answer);
    }
    this.#heads.delete(partner.id);
    if (answer.status !== 204) return this.#complete(partner, answer, partial);
    if (answer.log !== undefined) this.#heads.set(partner.id, answer.log);
    return undefined;
  }

  #complete(partner: Peer, answer: Answer, partial: Partial | undefined): Uint8Array {
    this.#partials.delete(partner.id);
    if (answer.body.length < pullPrefix) throw cut();
    const prefix = new DataView(answer.body.buffer, answer.body.byteOffset, pullPrefix);
    const number = prefix.getUint32(0);
    // Another release than the one we had begun: what we have of it is of no use.
    if (partial !== undefined && partial.number !== number)
      throw new Fault('link-restarted', 'The partner now offers another release.');
    // What is collected over many meetings must end somewhere, whatever the partner claims.
    if (prefix.getUint32(4) > longestRelease) throw new Fault('package-size', 'The release is too large.');
    const bytes = concat(partial?.bytes ?? new Uint8Array(), answer.body.subarray(pullPrefix));
    if (bytes.length >= prefix.getUint32(4)) return bytes;
    this.#keepPartial(partner.id, { number, bytes });
    throw cut();
  }

  // Of many partners that all break off, some begin anew: what is kept for them is bounded.
  #keepPartial(partner: string, partial: Partial): void {
    const [oldest] = this.#partials.keys();
    if (this.#partials.size >= mostPartials && oldest !== undefined) this.#partials.delete(oldest);
    this.#partials.set(partner, partial);
  }

  async #beWitnessed(partner: Peer): Promise<void> {
    if (this.#party.log.signing !== 'confirmed') return;
    let old: number | undefined = cosignedBy(this.#party, partner.id);
    if (old === this.#party.log.publishedSize()) return;
    for (let tries = 0; tries < 2 && old !== undefined; tries++) {
      const sent = witnessRequest(this.#party, old);
      if (sent === undefined) return;
      const { status, contentType, body } = await this.#courier.post(partner, '/witness/add-checkpoint', sent.body);
      const answer = { status, contentType, body: new TextDecoder().decode(body) };
      old = takeWitnessAnswer(this.#party, partner.id, sent, answer);
    }
  }

  async #mirror(partner: Peer): Promise<void> {
    const mirrored = mirroredText(this.#party, partner.id);
    if (mirrored !== undefined && this.#heads.get(partner.id) === sha256Hex(utf8(mirrored))) return;
    const checkpoint = await this.#courier.get(partner, '/log/checkpoint');
    if (checkpoint.status !== 200) throw badAnswer(checkpoint);
    const { text } = parseNote(checkpoint.body);
    const { size } = parseCheckpoint(text);
    const held = mirroredSize(this.#party, partner.id);
    // Another text of the same size is a fork, and looked at like any other growth.
    if (size === held && text === mirrored) return;
    const bundles = await this.#bundles(partner, '/log', size < held ? [] : missingBundles(held, size));
    const grown = growMirror(this.#party, partner.id, checkpoint.body, bundles);
    this.#party.db.run('UPDATE link SET mirrored = ? WHERE party = ?', grown, partner.id);
  }
}

const cut = (): Fault => new Fault('link-cut', 'The connection broke off; the rest follows next time.');

const badAnswer = (answer: Answer): Fault =>
  new Fault(
    'link-answer',
    `The partner's server answered ${answer.status}: ${new TextDecoder().decode(answer.body.subarray(0, 200))}`,
  );
