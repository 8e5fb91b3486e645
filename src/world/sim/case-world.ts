import { lackingBodies } from '#server/case/case-body.ts';
import { waitingNotes } from '#server/case/waiting-acts.ts';
import { caseJob } from '#server/jobs/case-job.ts';
import { CaseDrafts } from './case-drafts.ts';
import { type CaseGround, caseGround, hour, second, urlOf } from './case-ground.ts';
import { type CasePlan, casePlan, planText } from './case-plan.ts';
import { CaseWatch } from './case-watch.ts';
import { HeadWatch } from './head-watch.ts';
import { Liar } from './liar.ts';
import { Random } from './random.ts';
import { type Backup, SimParty } from './sim-party.ts';
import { goodWires, Wires } from './wires.ts';

export interface CaseWorldSettings {
  readonly seed: number;
  readonly steps: number;
  /** Who does what wrong; by the seed when absent. */
  readonly plan?: CasePlan;
}

/** How a world ended; without findings, all held. */
export interface CaseWorldResult {
  readonly findings: readonly string[];
  readonly plan: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Hash of the state that all honest parties reached. */
  readonly state: string;
}

const badWires = { lost: 8, answerLost: 8, cut: 8, repeated: 10, late: 12, meanwhile: 10 };
const restRounds = 60;

/** One consultation of four or seven parties on wires that do wrong, of which some lie. Spec: CAS-7 to CAS-14. */
export class CaseWorld {
  readonly #settings: CaseWorldSettings;
  readonly #plan: CasePlan;
  readonly #random: Random;
  readonly #wires: Wires;
  readonly #parties: readonly SimParty[];
  readonly #liars: readonly Liar[];
  readonly #honest: readonly SimParty[];
  readonly #watch: CaseWatch;
  readonly #drafts: CaseDrafts;
  readonly #id: string;
  readonly #count = { partitions: 0, reordered: 0 };
  #backup: { sim: SimParty; backup: Backup } | undefined;
  #isBusy = false;
  #now: number;

  static async of(settings: CaseWorldSettings): Promise<CaseWorld> {
    const plan = settings.plan ?? casePlan(settings.seed);
    return new CaseWorld(settings, plan, await caseGround(plan.parties));
  }

  private constructor(settings: CaseWorldSettings, plan: CasePlan, ground: CaseGround) {
    this.#settings = settings;
    this.#plan = plan;
    this.#id = ground.id;
    this.#random = new Random(settings.seed);
    this.#wires = new Wires(this.#random, new HeadWatch());
    this.#now = ground.now;
    this.#parties = ground.parties.map((_, index) => this.#open(ground, index));
    // Nobody takes a request that was signed before its own start.
    this.#now += 60 * second;
    this.#liars = plan.liars.map((one) => this.#liar(ground, one));
    this.#honest = this.#parties.filter((sim) => !this.#liars.some((liar) => liar.sim === sim));
    this.#watch = new CaseWatch(ground.id, this.#honest);
    this.#drafts = new CaseDrafts(ground.id, this.#random, this.#parties);
  }

  #open({ parties }: CaseGround, index: number): SimParty {
    const kept = parties[index];
    if (kept === undefined) throw new Error('There is no such party.');
    const ahead = this.#random.below(20) * second;
    const surroundings = {
      random: this.#random,
      now: () => this.#now + ahead,
      transport: this.#wires.transportOf(urlOf(index)),
      watch: new HeadWatch(),
    };
    const sim = new SimParty(kept, surroundings);
    this.#wires.connect(urlOf(index), sim);
    return sim;
  }

  #liar({ foreign }: CaseGround, { index, misdeed }: CasePlan['liars'][number]): Liar {
    const sim = this.#parties[index];
    if (sim === undefined) throw new Error('A liar is one of the parties.');
    const others = this.#parties.filter((other) => other !== sim);
    const liar = new Liar(sim, misdeed, { random: this.#random, wires: this.#wires, id: this.#id, foreign, others });
    this.#wires.speakThrough(sim.party.url, liar);
    return liar;
  }

  /** Every server that runs: those that died do not, and some parties run two. */
  get #servers(): readonly SimParty[] {
    const twins = this.#liars.flatMap(({ twin }) => twin ?? []);
    return [...this.#parties, ...twins].filter(({ party }) => !this.#wires.isIsolated(party.url));
  }

  /** Runs all steps on bad wires, lets the world come to rest, and looks. */
  async run(): Promise<CaseWorldResult> {
    this.#wires.faults = badWires;
    this.#wires.meanwhile = () => this.#meanwhile();
    for (let step = 0; step < this.#settings.steps; step++) {
      if (step === Math.floor(this.#settings.steps / 4)) await this.#err();
      await this.#step();
      this.#watch.look();
    }
    await this.#rest();
    const result = this.#report();
    for (const sim of [...this.#parties, ...this.#liars.flatMap(({ twin }) => twin ?? [])]) sim.close();
    return result;
  }

  async #round(sim: SimParty): Promise<void> {
    await sim.act(() => sim.server.runJob(caseJob));
  }

  async #meanwhile(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    await this.#round(this.#random.pick(this.#servers));
    this.#isBusy = false;
  }

  async #step(): Promise<void> {
    const random = this.#random;
    this.#now += (random.oneIn(12) ? random.below(30 * hour) : random.below(300)) * second;
    if (random.oneIn(3)) await this.#drafts.draft(random.pick(this.#servers));
    if (random.oneIn(12)) random.pick(this.#servers).crashAfter(random.below(12) + 1);
    if (random.oneIn(10)) this.#divide();
    if (random.oneIn(5) && (await this.#wires.deliverLate())) this.#count.reordered++;
    if (random.oneIn(3)) for (const liar of this.#liars) await liar.step();
    await this.#round(random.pick(this.#servers));
    await this.#round(random.pick(this.#servers));
  }

  /** The parties fall apart into two groups, or come together again. */
  #divide(): void {
    const isWhole = this.#random.oneIn(2);
    this.#wires.groups = new Map(
      this.#parties.map(({ party }) => [party.url, isWhole ? 0 : this.#random.below(2)] as const),
    );
    if (new Set(this.#wires.groups.values()).size > 1) this.#count.partitions++;
  }

  async #err(): Promise<void> {
    for (const liar of this.#liars) {
      await liar.begin();
      await liar.step();
    }
    if (!this.#plan.restores) return;
    const sim = this.#random.pick(this.#parties);
    this.#backup = { sim, backup: sim.backUp() };
  }

  /** Good wires again; a last act of everybody honest must still be done, whatever the liars go on to say. */
  async #rest(): Promise<void> {
    this.#wires.faults = goodWires;
    this.#wires.groups = new Map();
    this.#wires.meanwhile = async () => undefined;
    for (const sim of this.#servers) sim.reopen();
    this.#now += 60 * second;
    this.#putBack();
    for (let round = 0; round < 3; round++) await this.#all(30);
    for (const sim of this.#honest) await this.#drafts.draft(sim);
    for (let round = 0; round < restRounds && !this.#isQuiet(); round++) {
      // Now and then a wait that ends the patience with a depositary that does nothing; it grows as theirs does.
      await this.#all(round % 4 === 3 ? 900 * (1 + Math.floor(round / 8)) : 60);
      this.#watch.look();
    }
    if (!this.#isQuiet()) this.#watch.findings.add(`the case does not come to rest: ${this.#unrest()}`);
  }

  #putBack(): void {
    if (this.#backup === undefined) return;
    this.#backup.sim.restore(this.#backup.backup, true);
    this.#watch.forget(this.#backup.sim);
  }

  async #all(seconds: number): Promise<void> {
    this.#now += seconds * second;
    for (const sim of this.#servers) await this.#round(sim);
  }

  #isQuiet(): boolean {
    return this.#unrest() === '';
  }

  /** What somebody honest still waits for. */
  #unrest(): string {
    if (!this.#watch.isOneLog()) return 'honest parties have different logs, or not all is accepted';
    for (const { name, party } of this.#honest) {
      if (waitingNotes(party, this.#id).length > 0) return `${name} holds acts that are not in the log`;
      const drafted = 'SELECT count(*) FROM case_draft WHERE case_id = ? AND fault IS NULL';
      if (party.db.count(drafted, this.#id) > 0) return `${name} has not signed what was drafted`;
      if (this.#lacks(lackingBodies(party, this.#id))) return `${name} lacks words of honest parties`;
    }
    return '';
  }

  /** Whether a body that an honest act names is among these. */
  #lacks(hashes: readonly string[]): boolean {
    if (hashes.length === 0) return false;
    // Words of a store that was lost may be lost with it.
    const whole = this.#honest.filter((sim) => sim !== this.#backup?.sim);
    const honest = new Set(whole.map(({ party }) => party.id));
    const [some] = this.#honest;
    if (some === undefined) return false;
    return [...this.#watch.logOf(some).records()].some(
      ({ head }) => honest.has(head.author) && head.body !== undefined && hashes.includes(head.body),
    );
  }

  #report(): CaseWorldResult {
    const { findings } = this.#watch;
    const liars = new Set(this.#liars.map(({ party }) => party.id));
    const state = this.#watch.conclude();
    for (const sim of this.#honest) {
      const lost = this.#plan.restores ? 0 : this.#drafts.lost(sim);
      if (lost !== 0) findings.add(`${sim.name}: ${lost} drafted acts are not in the log`);
    }
    const [first] = this.#honest;
    const log = first === undefined ? undefined : this.#watch.logOf(first);
    const steps = log?.state()?.steps ?? [];
    const counts = {
      entries: log?.size ?? 0,
      settled: log?.finality.settled ?? 0,
      voids: steps.filter(({ kind }) => kind === 'void').length,
      lapses: steps.filter(({ kind }) => kind === 'lapse').length,
      term: log?.term ?? 0,
      crashes: this.#parties.reduce((sum, { crashes }) => sum + crashes, 0),
      ...this.#count,
      lies: this.#liars.reduce((sum, { lies }) => sum + lies, 0),
      proofs: this.#watch.proofs((party) => liars.has(party)),
    };
    return { findings: [...findings], plan: planText(this.#plan), counts, state };
  }
}
