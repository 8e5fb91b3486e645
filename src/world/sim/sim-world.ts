import { keepPeer, ownIntroduction, partners } from '#server/party/peer-book.ts';
import { Auditor, type WorldReport } from './auditor.ts';
import { HeadWatch } from './head-watch.ts';
import { Ledger } from './ledger.ts';
import { Random } from './random.ts';
import { type Kept, putAside, putBack } from './restore.ts';
import { SimParty } from './sim-party.ts';
import { approve, changePolicy, propose, type Stage, sign, state, withdraw } from './traffic.ts';
import { goodWires, Wires } from './wires.ts';

/** What a world is made of; equal settings make equal worlds. */
export interface WorldSettings {
  readonly seed: number;
  readonly parties: number;
  readonly steps: number;
}

/** How a world ended. */
export interface WorldResult extends WorldReport {
  readonly crashes: number;
  readonly restores: number;
}

const beginning = 1_790_000_000_000_000;
const second = 1_000_000;
const badWires = { lost: 8, answerLost: 8, cut: 8, repeated: 10, late: 15, meanwhile: 15 };
const quietRounds = 60;

/** Several parties on one simulated clock, with wires that do wrong and servers that crash, all by one seed. */
export class SimWorld {
  readonly #settings: WorldSettings;
  readonly #random: Random;
  readonly #ledger = new Ledger();
  readonly #watch = new HeadWatch();
  readonly #kept = new Map<SimParty, Kept>();
  readonly #wires: Wires;
  readonly #parties: SimParty[] = [];
  #now = beginning;

  constructor(settings: WorldSettings) {
    this.#settings = settings;
    this.#random = new Random(settings.seed);
    this.#wires = new Wires(this.#random, this.#watch);
    for (let index = 0; index < settings.parties; index++) this.#found(index);
    for (const a of this.#parties)
      for (const b of this.#parties) if (a !== b) keepPeer(a.party, ownIntroduction(b.party), true);
  }

  #found(index: number): void {
    const url = `http://127.0.0.1:${8470 + index}`;
    // Clocks differ by some seconds, as they do.
    const ahead = this.#random.below(20) * second;
    const { transport } = this.#wires;
    const surroundings = { random: this.#random, now: () => this.#now + ahead, transport, watch: this.#watch };
    const sim = new SimParty({ kind: 'cert', names: [{ lang: 'en', text: `Party ${index}` }], url }, surroundings);
    this.#wires.connect(url, sim);
    this.#parties.push(sim);
    this.#ledger.setPolicy(sim.party.id, sim.party.policy(), sim.party.powers.now());
  }

  get #stage(): Stage {
    return { random: this.#random, ledger: this.#ledger, parties: this.#parties };
  }

  /** Runs all steps, lets the world come to rest, and audits it. `progress` hears of every step. */
  async run(progress: (step: number) => void = () => undefined): Promise<WorldResult> {
    this.#wires.faults = badWires;
    this.#wires.meanwhile = () => this.#meanwhile();
    for (let step = 0; step < this.#settings.steps; step++) {
      await this.#step();
      progress(step + 1);
    }
    await this.#rest();
    const total = (count: (sim: SimParty) => number): number => this.#parties.reduce((sum, sim) => sum + count(sim), 0);
    const report = new Auditor(this.#ledger, this.#parties, this.#watch).report();
    return { ...report, crashes: total(({ crashes }) => crashes), restores: total(({ restores }) => restores) };
  }

  async #step(): Promise<void> {
    // Mostly seconds pass, sometimes hours, so that agreements begin and end.
    this.#now += (1 + this.#random.below(this.#random.oneIn(20) ? 20_000 : 20)) * second;
    const sim = this.#random.pick(this.#parties);
    if (this.#random.oneIn(12)) sim.crashAfter(1 + this.#random.below(60));
    if (this.#random.oneIn(25))
      this.#wires.cutOff = this.#random.oneIn(2) ? undefined : this.#random.pick(this.#parties).party.url;
    if (this.#random.oneIn(40)) await this.#oldStore(sim);
    if (this.#random.oneIn(10)) await this.#wires.deliverLate();
    await this.#act(sim, this.#random.below(100));
  }

  /** A copy is put aside, or what was put aside long ago is put back; no party loses its store twice. */
  async #oldStore(sim: SimParty): Promise<void> {
    if (sim.restores > 0) return;
    const kept = this.#kept.get(sim);
    if (kept === undefined) this.#kept.set(sim, putAside(this.#stage, sim, this.#watch));
    else {
      this.#kept.delete(sim);
      await putBack(this.#stage, sim, kept);
    }
  }

  /** Somebody acts while others wait for an answer. */
  async #meanwhile(): Promise<void> {
    await this.#actAlone(this.#random.pick(this.#parties), this.#random.below(44));
  }

  async #act(sim: SimParty, chance: number): Promise<void> {
    if (chance < 44) await this.#actAlone(sim, chance);
    else if (chance < 60) await sim.act(() => sim.server.round());
    else await this.#meet(sim);
  }

  async #actAlone(sim: SimParty, chance: number): Promise<void> {
    const stage = this.#stage;
    if (chance < 15) return state(stage, sim);
    if (chance < 19) return propose(stage, sim);
    if (chance < 35) return sign(stage, sim);
    if (chance < 36) return withdraw(stage, sim);
    if (chance < 42) return approve(stage, sim);
    return changePolicy(stage, sim);
  }

  async #meet(sim: SimParty): Promise<void> {
    const partner = this.#random.pick(partners(sim.party));
    await sim.act(() => sim.server.meet(partner));
  }

  /** Good wires and no crashes, until everything that may arrive has. */
  async #rest(): Promise<void> {
    this.#wires.faults = goodWires;
    this.#wires.cutOff = undefined;
    // Who has just started refuses what a slower clock dated before that.
    this.#now += 60 * second;
    for (const sim of this.#parties) sim.crashAfter(Number.POSITIVE_INFINITY);
    for (let round = 0; round < quietRounds; round++) {
      this.#now += second;
      const before = this.#held();
      for (const sim of this.#parties)
        for (const partner of partners(sim.party)) await sim.act(() => sim.server.meet(partner));
      if (round > 2 && this.#held() === before) return;
    }
  }

  #held(): string {
    return this.#parties
      .map(
        ({ party }) =>
          `${party.items.lastTurn()} ${party.log.frontier().size} ${party.db.count('SELECT count(*) FROM outbox')}`,
      )
      .join();
  }
}
