import type { AgreementTerms } from '#protocol/agreement/agreement.ts';
import { knownCaseFile } from '#server/case/case-file.ts';
import { caseLog, entriesFrom } from '#server/case/case-store.ts';
import { joinCase, leaveCase, openNewCase } from '#server/case/open-case.ts';
import { caseJob } from '#server/jobs/case-job.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement } from '#server/party/agreement-book.ts';
import { keepPeer, ownIntroduction } from '#server/party/peer-book.ts';
import { HeadWatch } from './head-watch.ts';
import { Random } from './random.ts';
import { type KeptParty, SimParty } from './sim-party.ts';
import { Wires } from './wires.ts';

/** Parties that have joined one case, as copies that any number of worlds begin with. */
export interface CaseGround {
  readonly id: string;
  /** Entries of another case of the same parties, which all have left. */
  readonly foreign: readonly Uint8Array[];
  readonly parties: readonly KeptParty[];
  /** Unix microseconds. */
  readonly now: number;
}

export const second = 1_000_000;
export const hour = 3600;
const beginning = 1_790_000_000 * second;
const roles = ['asker', 'asked', 'witness'];
export const doer = 'the simulation';

export const urlOf = (index: number): string => `http://127.0.0.1:${8470 + index}`;

/** One agreement of all that covers acts. */
function agree(parties: readonly SimParty[], start: number): void {
  const [first, ...others] = parties.map(({ party }) => party);
  if (first === undefined) return;
  const duties = { onward: 'none', actions: 'any', attribution: 'named', erase: true, notify: 'none' } as const;
  const clause = { n: 1, from: 'any', to: 'any', kinds: ['act'], ceiling: 'amber', history: 'all' } as const;
  const terms: AgreementTerms = {
    form: 'circle',
    titles: [{ lang: 'en', text: 'Consultations' }],
    parties: parties.map(({ party }) => party.id).toSorted(),
    start,
    end: start + 100_000 * hour,
    clauses: [{ ...clause, purposes: ['response'], duties: { ...duties, encryptInTransit: false } }],
  };
  let { agreement } = proposeAgreement(first, terms);
  for (const party of others) {
    receiveAgreement(party, agreement.note);
    agreement = signKnownAgreement(party, agreement.id).agreement;
  }
  for (const { party } of parties) receiveAgreement(party, agreement.note);
}

/** Founds the parties of a ground and brings two cases of theirs to their first tick. */
class Founder {
  readonly parties: readonly SimParty[];
  now = beginning;

  constructor(count: number) {
    const random = new Random(count);
    const wires = new Wires(random, new HeadWatch());
    this.parties = Array.from({ length: count }, (_, index) => {
      const url = urlOf(index);
      const names = [{ lang: 'en', text: `Party ${index}` }] as const;
      const now = (): number => this.now;
      const surroundings = { random, now, transport: wires.transportOf(url), watch: new HeadWatch() };
      const sim = new SimParty({ kind: 'state', names, url }, surroundings);
      wires.connect(url, sim);
      return sim;
    });
    for (const a of this.parties)
      for (const b of this.parties) if (a !== b) keepPeer(a.party, ownIntroduction(b.party), true);
    agree(this.parties, beginning / second - 10);
    // Nobody takes a request that was signed before its own start.
    this.now += 60 * second;
  }

  async open(): Promise<string> {
    const [opener] = this.parties;
    if (opener === undefined) throw new Error('A case has an opener.');
    const members = this.parties.map(({ party }, index) => ({ party: party.id, roles: [roles[index] ?? 'witness'] }));
    const faults = Math.floor((members.length - 1) / 3);
    const opening = { procedure: 'consultation', label: { tlp: 'amber' }, members, faults } as const;
    const id = openNewCase(opener.party, opening, doer);
    await opener.server.runJob(caseJob);
    for (const { party } of this.parties) joinCase(party, id, doer);
    for (let round = 0; round < 4; round++) await this.#round();
    return id;
  }

  async #round(): Promise<void> {
    this.now += 30 * second;
    for (const { server } of this.parties) await server.runJob(caseJob);
  }
}

async function found(count: number): Promise<CaseGround> {
  const founder = new Founder(count);
  const { parties } = founder;
  const other = await founder.open();
  const foreign = parties.slice(0, 1).flatMap(({ party }) => entriesFrom(party, other, 0));
  for (const { party } of parties) leaveCase(party, other, doer);
  const id = await founder.open();
  for (const { party } of parties)
    if (caseLog(party, knownCaseFile(party, id)).state() === undefined) throw new Error('The case has not begun.');
  return { id, foreign, parties: parties.map((sim) => sim.kept()), now: founder.now };
}

const founded = new Map<number, Promise<CaseGround>>();

/** The ground for so many parties; founding is slow, and done once. */
export const caseGround = (count: number): Promise<CaseGround> =>
  founded.getOrInsertComputed(count, () => found(count));
