import type { AgreementTerms } from '#protocol/agreement/agreement.ts';
import { owedIn } from '#protocol/case/view.ts';
import { drafts } from '#server/case/act-drafts.ts';
import { caseFile } from '#server/case/case-file.ts';
import { caseLog } from '#server/case/case-store.ts';
import { roomDrafts } from '#server/case/room-drafts.ts';
import { waitingActs } from '#server/case/waiting-acts.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement } from '#server/party/agreement-book.ts';
import { keepPeer, ownIntroduction } from '#server/party/peer-book.ts';
import type { Powers } from '#server/powers.ts';
import { processPowers } from '#server/process/process-powers.ts';
import { type Cast, LoopbackParty } from './loopback-party.ts';

export const hour = 3600;
/** A Monday morning, Unix seconds. */
const start = Date.UTC(2027, 2, 1, 6) / 1000;
const mostRounds = 24;

/** Parties on loopback ports, and the clock that they share: it stands still while nobody moves it. */
export class StoryWorld {
  now = start;
  readonly parties: LoopbackParty[] = [];

  /** Founds the parties, introduces everybody to everybody, and concludes one agreement that lets acts up to AMBER reach all. */
  static async found(casts: readonly Cast[]): Promise<StoryWorld> {
    const world = new StoryWorld();
    const powers: Powers = { ...processPowers, now: () => world.now * 1_000_000 };
    for (const cast of casts) world.parties.push(await LoopbackParty.serve(cast, powers));
    for (const one of world.parties)
      for (const other of world.parties) if (one !== other) keepPeer(one.party, ownIntroduction(other.party), true);
    world.#conclude();
    return world;
  }

  #conclude(): void {
    const [first, ...others] = this.parties.map(({ party }) => party);
    if (first === undefined) return;
    const { agreement } = proposeAgreement(first, termsFor(this.parties, this.now));
    let note = agreement.note;
    for (const other of others) {
      receiveAgreement(other, note);
      note = signKnownAgreement(other, agreement.id).agreement.note;
    }
    for (const { party } of this.parties) receiveAgreement(party, note);
  }

  party(name: string): LoopbackParty {
    const found = this.parties.find((one) => one.name === name);
    if (found === undefined) throw new Error(`There is no party ${name}.`);
    return found;
  }

  /** Time passes in a moment. */
  pass(hours: number): void {
    this.now += Math.round(hours * hour);
  }

  /** The servers work, over their real links, until nothing of a case is on its way; the server of whoever acted begins. */
  async settle(id: string, first?: LoopbackParty): Promise<void> {
    const inTurn = this.parties
      .filter(({ party }) => caseFile(party, id)?.stage === 'joined')
      .sort((a, b) => Number(b === first) - Number(a === first));
    for (let round = 1; round <= mostRounds; round++) {
      this.now += 2;
      for (const one of inTurn) {
        await one.work(id);
        if (this.#isQuiet(id)) return;
      }
    }
    throw new Error('The servers do not come to rest.');
  }

  /** The opener's server tells the members of a new case of it. */
  async settleInvitations(id: string): Promise<void> {
    this.now += 2;
    for (const one of this.parties) if (caseFile(one.party, id)?.stage === 'joined') await one.work(id);
  }

  #isQuiet(id: string): boolean {
    const members = this.parties.flatMap(({ party }) => {
      const file = caseFile(party, id);
      return file?.stage === 'joined' ? [{ party, file, log: caseLog(party, file) }] : [];
    });
    const [first] = members;
    if (first === undefined) return true;
    return members.every(({ party, file, log }) => {
      const state = log.state();
      const { procedure } = file.procedure;
      const isDue =
        state !== undefined &&
        owedIn(procedure, state).some(
          ({ due, to, state: here }) => due !== undefined && due < this.now - 2 && to !== here,
        );
      return (
        !isDue &&
        drafts(party, id).length === 0 &&
        roomDrafts(party, id).length === 0 &&
        waitingActs(party, id).length === 0 &&
        log.size === first.log.size &&
        log.finality.accepted === log.size &&
        !log.isNews(log.size)
      );
    });
  }

  async stop(): Promise<void> {
    for (const party of this.parties) await party.stop();
  }
}

function termsFor(parties: readonly LoopbackParty[], now: number): AgreementTerms {
  const duties = {
    onward: 'none',
    actions: 'any',
    attribution: 'named',
    retentionDays: 365,
    erase: true,
    notify: 'affected-parties',
    encryptInTransit: false,
  } as const;
  return {
    form: 'circle',
    titles: [{ lang: 'en', text: 'Joint work in cases' }],
    parties: parties.map(({ id }) => id).toSorted(),
    start: now - 10,
    end: now + 400 * 24 * hour,
    clauses: [
      { n: 1, from: 'any', to: 'any', kinds: ['act'], ceiling: 'amber', purposes: ['defence'], history: 'all', duties },
    ],
  };
}
