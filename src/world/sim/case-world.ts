import type { AgreementTerms } from '#protocol/agreement/agreement.ts';
import type { FieldValue } from '#protocol/case/act.ts';
import { stateHash } from '#protocol/case/case-state.ts';
import type { ActRule } from '#protocol/case/procedure.ts';
import { convicts } from '#protocol/case/succession.ts';
import { draftAct, waitingNotes } from '#server/case/case-acts.ts';
import { caseFile, knownCaseFile } from '#server/case/case-file.ts';
import { caseLog } from '#server/case/case-store.ts';
import { viewCase } from '#server/case/case-view.ts';
import { proofFrom, proofTexts } from '#server/case/contradiction.ts';
import { joinCase, openNewCase } from '#server/case/open-case.ts';
import { knownCase } from '#server/case/order-acts.ts';
import { caseJob } from '#server/jobs/case-job.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement } from '#server/party/agreement-book.ts';
import { keepPeer, ownIntroduction } from '#server/party/peer-book.ts';
import { HeadWatch } from './head-watch.ts';
import { Random } from './random.ts';
import { type Backup, SimParty } from './sim-party.ts';
import { goodWires, Wires } from './wires.ts';

/** What the first depositary does wrong, or that one store is put back from a backup. */
export const misdeeds = ['none', 'dies', 'withholds', 'equivocates', 'restores'] as const;
export type Misdeed = (typeof misdeeds)[number];

export interface CaseWorldSettings {
  readonly seed: number;
  readonly steps: number;
  readonly misdeed: Misdeed;
}

/** How a world ended; without findings, all held. */
export interface CaseWorldResult {
  readonly findings: readonly string[];
  readonly entries: number;
  readonly settled: number;
  readonly term: number;
  readonly crashes: number;
  readonly proofs: number;
  /** Hash of the state that all honest parties reached. */
  readonly state: string;
}

const second = 1_000_000;
const hour = 3600;
const beginning = 1_790_000_000 * second;
const badWires = { lost: 8, answerLost: 8, cut: 8, repeated: 10, late: 12, meanwhile: 10 };
const roles = ['asker', 'asked', 'witness', 'witness'];
const doer = 'the simulation';

/** Four parties and one consultation, on wires that do wrong; one party at most is faulty. Spec: CAS-7 to CAS-14. */
export class CaseWorld {
  readonly #settings: CaseWorldSettings;
  readonly #random: Random;
  readonly #wires: Wires;
  readonly #parties: SimParty[] = [];
  readonly #findings = new Set<string>();
  /** Ids of the settled entries, as far as anybody has seen them settled. */
  #settled: readonly string[] = [];
  #backup: { sim: SimParty; backup: Backup } | undefined;
  #hasErred = false;
  #isBusy = false;
  #id = '';
  #now = beginning;

  constructor(settings: CaseWorldSettings) {
    this.#settings = settings;
    this.#random = new Random(settings.seed);
    this.#wires = new Wires(this.#random, new HeadWatch());
    for (const [index] of roles.entries()) this.#found(index);
    for (const a of this.#parties)
      for (const b of this.#parties) if (a !== b) keepPeer(a.party, ownIntroduction(b.party), true);
    this.#agree();
  }

  #found(index: number): void {
    const url = `http://127.0.0.1:${8470 + index}`;
    const ahead = this.#random.below(20) * second;
    const { transport } = this.#wires;
    const surroundings = {
      random: this.#random,
      now: () => this.#now + ahead,
      transport,
      watch: new HeadWatch(),
    };
    const sim = new SimParty({ kind: 'state', names: [{ lang: 'en', text: `Party ${index}` }], url }, surroundings);
    this.#wires.connect(url, sim);
    this.#parties.push(sim);
  }

  /** One agreement of all that covers acts. */
  #agree(): void {
    const [first, ...others] = this.#parties;
    if (first === undefined) return;
    const start = Math.floor(this.#now / second) - 10;
    const duties = { onward: 'none', actions: 'any', attribution: 'named', erase: true, notify: 'none' } as const;
    const clause = { n: 1, from: 'any', to: 'any', kinds: ['act'], ceiling: 'amber', history: 'all' } as const;
    const terms: AgreementTerms = {
      form: 'circle',
      titles: [{ lang: 'en', text: 'Consultations' }],
      parties: this.#parties.map(({ party }) => party.id).toSorted(),
      start,
      end: start + 10_000 * hour,
      clauses: [{ ...clause, purposes: ['response'], duties: { ...duties, encryptInTransit: false } }],
    };
    let { agreement } = proposeAgreement(first.party, terms);
    for (const { party } of others) {
      receiveAgreement(party, agreement.note);
      agreement = signKnownAgreement(party, agreement.id).agreement;
    }
    for (const { party } of this.#parties) receiveAgreement(party, agreement.note);
  }

  /** The one that errs is the first depositary. */
  get #liar(): SimParty | undefined {
    return this.#settings.misdeed === 'none' || this.#settings.misdeed === 'restores' ? undefined : this.#parties[0];
  }

  get #isDead(): boolean {
    return this.#settings.misdeed === 'dies' && this.#hasErred;
  }

  get #alive(): SimParty[] {
    return this.#parties.filter((sim) => !(this.#isDead && sim === this.#liar));
  }

  get #honest(): SimParty[] {
    const liar = this.#hasErred ? this.#liar : undefined;
    return this.#parties.filter((sim) => sim !== liar);
  }

  /** Opens the case on good wires, runs all steps on bad ones, lets the world come to rest, and looks. */
  async run(): Promise<CaseWorldResult> {
    await this.#open();
    this.#wires.faults = badWires;
    this.#wires.meanwhile = () => this.#meanwhile();
    for (let step = 0; step < this.#settings.steps; step++) {
      if (step === Math.floor(this.#settings.steps / 3)) await this.#err();
      await this.#step();
      this.#look();
    }
    await this.#rest();
    return this.#report();
  }

  async #open(): Promise<void> {
    const [opener] = this.#parties;
    if (opener === undefined) return;
    const members = this.#parties.map(({ party }, index) => ({ party: party.id, roles: [roles[index] ?? ''] }));
    const opening = { procedure: 'consultation', label: { tlp: 'amber' }, members, faults: 1 } as const;
    this.#id = openNewCase(opener.party, opening, doer);
    // Nobody takes a request that was signed before its own start.
    this.#now += 60 * second;
    await this.#round(opener);
    for (const { party } of this.#parties) joinCase(party, this.#id, doer);
    for (let round = 0; round < 5; round++) await this.#all();
  }

  async #round(sim: SimParty): Promise<void> {
    await sim.act(() => sim.server.runJob(caseJob));
  }

  async #all(): Promise<void> {
    this.#now += 30 * second;
    for (const sim of this.#alive) await this.#round(sim);
  }

  async #meanwhile(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    await this.#round(this.#random.pick(this.#alive));
    this.#isBusy = false;
  }

  async #step(): Promise<void> {
    const random = this.#random;
    this.#now += (random.oneIn(15) ? random.below(30 * hour) : random.below(300)) * second;
    if (random.oneIn(4)) await this.#draft(random.pick(this.#alive));
    if (random.oneIn(12)) random.pick(this.#alive).crashAfter(random.below(12) + 1);
    if (random.oneIn(12)) this.#cutOff(random.oneIn(2) ? undefined : random.pick(this.#alive));
    if (random.oneIn(6)) await this.#wires.deliverLate();
    await this.#round(random.pick(this.#alive));
    await this.#round(random.pick(this.#alive));
  }

  #cutOff(sim: SimParty | undefined): void {
    this.#wires.cutOff = this.#isDead ? this.#liar?.party.url : sim?.party.url;
  }

  /** Something that this party may do now, with values that fit. */
  async #draft(sim: SimParty): Promise<void> {
    await sim.act(() => {
      const { possible } = viewCase(sim.party, this.#id);
      // Ends come last, or most worlds would be short.
      const open = possible.filter(({ rule }) => !rule.isIrreversible || this.#random.oneIn(20));
      if (open.length === 0) return;
      const { rule, about } = this.#random.pick(open);
      const body = { words: `Words ${this.#random.below(1000)}`, files: [] };
      const draft = {
        act: rule.key,
        ...(about === undefined ? {} : { about }),
        fields: this.#fields(rule),
        ...(rule.words === 'required' ? { body } : {}),
      };
      draftAct(sim.party, knownCaseFile(sim.party, this.#id), draft, doer);
    });
  }

  #fields(rule: ActRule): Record<string, FieldValue> {
    const value = (type: ActRule['fields'][number]['type'], choices: readonly string[] = []): FieldValue => {
      if (type === 'time') return Math.floor(this.#now / second) + this.#random.below(100 * hour);
      if (type === 'choice') return this.#random.pick(choices);
      if (type === 'party') return this.#random.pick(this.#parties).party.id;
      return type === 'hash' ? '0'.repeat(64) : this.#random.below(100);
    };
    return Object.fromEntries(rule.fields.map(({ key, type, choices }) => [key, value(type, choices)]));
  }

  async #err(): Promise<void> {
    this.#hasErred = true;
    const [liar, other] = this.#parties;
    if (liar === undefined || other === undefined) return;
    if (this.#settings.misdeed === 'dies') this.#cutOff(liar);
    if (this.#settings.misdeed === 'withholds')
      liar.party.db.raw.exec(`CREATE TRIGGER withheld BEFORE INSERT ON case_act WHEN new.author = '${other.party.id}'
        BEGIN SELECT RAISE(IGNORE); END`);
    if (this.#settings.misdeed === 'equivocates') await this.#fork(liar);
    if (this.#settings.misdeed === 'restores') {
      const sim = this.#random.pick(this.#parties);
      this.#backup = { sim, backup: sim.backUp() };
    }
  }

  /** The depositary forgets the end of its log on purpose, and signs another one in its place. */
  async #fork(liar: SimParty): Promise<void> {
    if (caseFile(liar.party, this.#id)?.ready !== 0) return;
    await this.#draft(liar);
    const { db } = liar.party;
    const size = db.count('SELECT count(*) FROM case_entry');
    const kept = Math.max(1, size - 1 - this.#random.below(3));
    db.raw.exec(`DELETE FROM case_entry WHERE position >= ${kept}; DELETE FROM case_head WHERE size > ${kept};
      DELETE FROM case_certificate; DELETE FROM case_cosigned; DELETE FROM case_cosignature WHERE size > ${kept};
      UPDATE case_file SET epoch = epoch + 1`);
    await this.#round(liar);
  }

  /** Looks whether what was settled is settled still, in one order for all. */
  #look(): void {
    for (const sim of this.#honest) {
      const { party } = sim;
      const { settled } = caseLog(party, knownCaseFile(party, this.#id)).finality;
      const rows = party.db.all<{ record: string }>('SELECT record FROM case_entry ORDER BY position');
      const ids = rows.slice(0, settled).map(({ record }) => record);
      const shorter = Math.min(ids.length, this.#settled.length);
      for (let at = 0; at < shorter; at++)
        if (ids[at] !== this.#settled[at]) this.#findings.add(`${sim.name}: entry ${at} is settled in two ways`);
      if (ids.length > this.#settled.length) this.#settled = ids;
    }
  }

  /** Good wires again; a last act of somebody honest must still be done. */
  async #rest(): Promise<void> {
    this.#wires.faults = goodWires;
    this.#wires.meanwhile = async () => undefined;
    this.#cutOff(undefined);
    for (const sim of this.#alive) sim.reopen();
    if (this.#backup !== undefined) this.#backup.sim.restore(this.#backup.backup, true);
    for (let round = 0; round < 5; round++) await this.#all();
    for (const sim of this.#honest) await this.#draft(sim);
    for (let round = 0; round < 80 && !this.#isQuiet(); round++) {
      this.#now += 300 * second;
      await this.#all();
      this.#look();
    }
    if (!this.#isQuiet()) this.#findings.add('the case does not come to rest');
  }

  #isQuiet(): boolean {
    const logs = this.#honest.map(({ party }) => caseLog(party, knownCaseFile(party, this.#id)));
    const heads = new Set(logs.map(({ head, term }) => `${term} ${head.size} ${head.root.toHex()}`));
    const isAccepted = logs.every((log) => log.finality.accepted === log.size);
    const isWaiting = this.#honest.some(
      ({ party }) => waitingNotes(party, this.#id).length > 0 || party.db.count('SELECT count(*) FROM case_draft') > 0,
    );
    return heads.size === 1 && isAccepted && !isWaiting;
  }

  #report(): CaseWorldResult {
    const views = this.#honest.map(({ party }) => caseLog(party, knownCaseFile(party, this.#id)));
    const hashes = new Set(views.map((log) => stateHashOf(log.state())));
    if (hashes.size > 1) this.#findings.add('honest parties have different states');
    for (const sim of this.#honest) {
      const rows = sim.party.db.all<{ record: string }>('SELECT record FROM case_entry ORDER BY position');
      const isKept = this.#settled.every((id, at) => rows[at]?.record === id);
      if (!isKept) this.#findings.add(`${sim.name}: something settled is lost`);
    }
    const [log] = views;
    return {
      findings: [...this.#findings],
      entries: log?.size ?? 0,
      settled: log?.finality.settled ?? 0,
      term: log?.term ?? 0,
      crashes: this.#parties.reduce((sum, { crashes }) => sum + crashes, 0),
      proofs: this.#proofs(),
      state: [...hashes][0] ?? '',
    };
  }

  /** Every proof that somebody holds must convict, and only the one that lies. */
  #proofs(): number {
    const held = this.#honest.flatMap(({ party }) => proofTexts(party, this.#id).map((proof) => ({ party, ...proof })));
    for (const { party, proof, term } of held) {
      const known = knownCase(party, knownCaseFile(party, this.#id));
      if (!convicts(known, proofFrom(proof))) this.#findings.add('a proof convicts nobody');
      if (this.#settings.misdeed !== 'equivocates' || term % roles.length !== 0)
        this.#findings.add(`an honest depositary of term ${term} is convicted`);
    }
    return held.length;
  }
}

const stateHashOf = (state: Parameters<typeof stateHash>[0] | undefined): string =>
  state === undefined ? 'not begun' : stateHash(state);
