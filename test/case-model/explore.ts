import { Chains } from './chains.ts';
import type { Rules, Statement } from './rules.ts';

/** Who lies: n = 4 and f = 1, so three parties are honest where one lies. */
export interface Scenario {
  readonly honest: number;
  /** Whether a fourth party says and cosigns whatever it likes. */
  readonly liar: boolean;
  /** Whether the depositary of a term is that liar; an honest one may still fall silent at any moment. */
  readonly lyingDepositary: readonly [first: boolean, second: boolean];
  /** Most entries of the first and of the second term. */
  readonly lengths: readonly [first: number, second: number];
}

interface Honest {
  /** The newest term that it takes part in. */
  readonly term: number;
  /** Chains that it cosigned, in order; the last is the longest of its newest term. */
  readonly cosigned: readonly number[];
  /** The highest certificate that it has stored. */
  readonly certified: number;
  /** What it stated when it left each term. */
  readonly stated: readonly Statement[];
}

interface State {
  readonly parties: readonly Honest[];
  /** What an honest depositary has signed so far, by term; −1 before it began. */
  readonly heads: readonly [number, number];
}

/** A settled chain, and the term in which it was settled first. */
interface Settled {
  readonly chain: number;
  readonly term: number;
}

interface Based {
  readonly base: number;
  readonly statements: readonly Statement[];
}

export interface Violation {
  readonly what: 'settled-lost' | 'settled-conflict' | 'accepted-lost-without-proof';
  readonly said: string;
}

export interface Exploration {
  readonly states: number;
  /** Distinct chains that were settled in some state. */
  readonly settled: number;
  /** Bases that were computed for a new term. */
  readonly bases: number;
  readonly violation?: Violation;
}

const subsets = <T>(all: readonly T[], size: number): T[][] => {
  if (size === 0) return [[]];
  return all.flatMap((one, index) => subsets(all.slice(index + 1), size - 1).map((rest) => [one, ...rest]));
};

/** Visits every state that a scenario can reach, and stops at the first that breaks an invariant. */
export class Explorer {
  readonly #chains = new Chains();
  readonly #rules: Rules;
  readonly #scenario: Scenario;
  readonly #seen = new Set<string>();
  readonly #queue: State[] = [];
  readonly #settled = new Set<number>();
  #bases = 0;
  readonly #knownBases = new Map<string, Based[]>();

  constructor(scenario: Scenario, rules: Rules) {
    this.#scenario = scenario;
    this.#rules = rules;
  }

  run(mostStates: number): Exploration {
    const party: Honest = { term: 0, cosigned: [0], certified: 0, stated: [] };
    this.#push({ parties: Array.from({ length: this.#scenario.honest }, () => party), heads: [0, -1] });
    let states = 0;
    // In the order of discovery, so that a violation is shown by a shortest way.
    for (const state of this.#queue) {
      if (++states > mostStates) throw new Error(`More than ${mostStates} states.`);
      const violation = this.#check(state);
      if (violation !== undefined) return { states, settled: this.#settled.size, bases: this.#bases, violation };
      for (const next of this.#moves(state)) this.#push(next);
    }
    return { states, settled: this.#settled.size, bases: this.#bases };
  }

  /** Honest parties are alike, so states that differ only in who is who are one. */
  #push(state: State): void {
    const parties = state.parties
      .map((party) => [party, JSON.stringify(party)] as const)
      .toSorted((a, b) => (a[1] < b[1] ? -1 : 1));
    const key = `${state.heads.join(' ')} ${parties.map(([, text]) => text).join('')}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#queue.push({ ...state, parties: parties.map(([party]) => party) });
  }

  #signers({ parties }: State, chain: number): number {
    const honest = parties.filter(({ cosigned }) => cosigned.includes(chain)).length;
    return honest === 0 ? 0 : honest + (this.#scenario.liar ? 1 : 0);
  }

  #isCertified(state: State, chain: number): boolean {
    return chain === 0 || this.#signers(state, chain) >= this.#rules.quorum;
  }

  #certified(state: State): number[] {
    const all = new Set(state.parties.flatMap(({ cosigned }) => cosigned));
    return [...all].filter((chain) => this.#isCertified(state, chain));
  }

  /** A certified chain settles every prefix whose certificate a tick within it embeds. */
  #settledIn(state: State): Settled[] {
    const found = new Map<number, number>();
    const settle = (chain: number, term: number): void =>
      void found.set(chain, Math.min(term, found.get(chain) ?? Number.POSITIVE_INFINITY));
    for (const id of this.#certified(state)) {
      const { term } = this.#chains.get(id);
      if (this.#rules.settlesAtOnce) settle(id, term);
      for (let at = this.#chains.get(id); at.id !== 0; at = this.#chains.get(at.parent))
        if (at.entry === 't') settle(at.certified, term);
    }
    return [...found].map(([chain, term]) => ({ chain, term }));
  }

  #check(state: State): Violation | undefined {
    const settled = this.#settledIn(state);
    for (const { chain } of settled) this.#settled.add(chain);
    for (const { chain: one } of settled)
      for (const { chain: other } of settled)
        if (!this.#chains.comparable(one, other))
          return { what: 'settled-conflict', said: `${this.#chains.say(one)} and ${this.#chains.say(other)}` };
    for (const term of [1, 2]) {
      const violation = this.#checkBases(state, term, settled);
      if (violation !== undefined) return violation;
    }
    return undefined;
  }

  /** Whatever quorum begins a term keeps what is settled, and loses what is accepted only with a proof of who cheated. */
  #checkBases(state: State, term: number, settled: readonly Settled[]): Violation | undefined {
    for (const { base, statements } of this.#basesOf(state, term)) {
      this.#bases++;
      const lost = settled.find((one) => one.term < term && !this.#chains.extends(base, one.chain));
      if (lost !== undefined)
        return { what: 'settled-lost', said: `${this.#chains.say(lost.chain)} is not in ${this.#chains.say(base)}` };
      const dropped = this.#certified(state).find(
        (id) => this.#chains.get(id).term === term - 1 && !this.#chains.extends(base, id),
      );
      if (dropped !== undefined && !this.#hasProof(statements, dropped))
        return {
          what: 'accepted-lost-without-proof',
          said: `${this.#chains.say(dropped)} is not in ${this.#chains.say(base)}`,
        };
    }
    return undefined;
  }

  /** Two chains of one term that contradict each other, both signed by its depositary, convict it. */
  #hasProof(statements: readonly Statement[], dropped: number): boolean {
    const shown = [dropped, ...statements.flatMap(({ certified, tail }) => [certified, tail])];
    return shown.some((one) =>
      shown.some(
        (other) => this.#chains.get(one).term === this.#chains.get(other).term && !this.#chains.comparable(one, other),
      ),
    );
  }

  /** Every base that some quorum of statements leads to. */
  #basesOf(state: State, term: number): Based[] {
    const said = state.parties.flatMap(({ stated }) => stated[term - 1] ?? []);
    if (said.length < this.#rules.quorum - (this.#scenario.liar ? 1 : 0)) return [];
    const lies = this.#scenario.liar ? this.#lies(state, term) : [];
    const words = ({ certified, tail }: Statement): string => `${certified} ${tail}`;
    const key = `${said.map(words).toSorted().join()} ${lies.map(words).toSorted().join()}`;
    const known = this.#knownBases.get(key);
    if (known !== undefined) return known;
    const bases = this.#computeBases(said, lies);
    this.#knownBases.set(key, bases);
    return bases;
  }

  #computeBases(said: readonly Statement[], lies: readonly Statement[]): Based[] {
    const { quorum } = this.#rules;
    const found = new Map<number, readonly Statement[]>();
    const consider = (statements: readonly Statement[]): void => {
      const base = this.#rules.base(this.#chains, statements);
      if (!found.has(base)) found.set(base, statements);
    };
    for (const some of subsets(said, quorum)) consider(some);
    for (const some of subsets(said, quorum - 1)) for (const lie of lies) consider([...some, lie]);
    return [...found].map(([base, statements]) => ({ base, statements }));
  }

  /** What the liar may state: any certificate that exists, any chain that the depositary of a term before signed. */
  #lies(state: State, term: number): Statement[] {
    const certificates = this.#certified(state).filter((id) => this.#chains.get(id).term < term);
    const tails = this.#signedBefore(state, term);
    return certificates.flatMap((certified) => tails.map((tail) => ({ certified, tail })));
  }

  #signedBefore(state: State, term: number): number[] {
    const signed = new Set<number>([0]);
    const within = (id: number): void => {
      for (let at = this.#chains.get(id); ; at = this.#chains.get(at.parent)) {
        signed.add(at.id);
        if (at.id === 0) return;
      }
    };
    for (const { cosigned } of state.parties) cosigned.forEach(within);
    for (const before of [0, 1] as const) {
      if (before >= term) continue;
      const head = state.heads[before];
      if (!this.#scenario.lyingDepositary[before]) {
        if (head >= 0) within(head);
        continue;
      }
      const ofTerm = [...signed].filter((id) => this.#chains.get(id).term === before);
      for (const more of ofTerm.flatMap((id) => this.#extensions(state, id))) signed.add(more);
    }
    return [...signed].filter((id) => this.#chains.get(id).term < term);
  }

  /** One more entry, of every kind that is allowed after a chain. */
  #extensions(state: State, id: number): number[] {
    const { term, lengthInTerm } = this.#chains.get(id);
    if (lengthInTerm >= (this.#scenario.lengths[term] ?? 0)) return [];
    const ticks: number[] = [];
    for (let at = this.#chains.get(id); at.id !== 0; at = this.#chains.get(at.parent))
      if (this.#isCertified(state, at.id) && this.#chains.isHigher(at.id, this.#chains.highestCertified(id)))
        ticks.push(this.#chains.add(id, 't', at.id));
    const x = this.#chains.add(id, 'x');
    // Acts are alike until two of them contradict each other: a second one matters only beside a first.
    const isLying = this.#scenario.lyingDepositary[term as 0 | 1];
    const isFirst = !state.parties.some(({ cosigned }) => cosigned.some((one) => this.#chains.extends(one, x)));
    return isLying && !isFirst ? [x, this.#chains.add(id, 'y'), ...ticks] : [x, ...ticks];
  }

  #moves(state: State): State[] {
    return [
      ...this.#depositaryMoves(state),
      ...state.parties.flatMap((party, index) => [
        ...this.#cosigns(state, party).map((next) => this.#with(state, index, next)),
        ...this.#leaves(party).map((next) => this.#with(state, index, next)),
      ]),
    ];
  }

  #with(state: State, index: number, party: Honest): State {
    return { ...state, parties: state.parties.with(index, party) };
  }

  /** An honest depositary has one log: it appends, or begins its term on one base. */
  #depositaryMoves(state: State): State[] {
    const [first, second] = state.heads;
    const moves: State[] = [];
    if (!this.#scenario.lyingDepositary[0])
      for (const head of this.#extensions(state, first)) moves.push({ ...state, heads: [head, second] });
    if (this.#scenario.lyingDepositary[1]) return moves;
    const heads =
      second < 0
        ? this.#basesOf(state, 1).map(({ base }) => this.#chains.add(base, 's'))
        : this.#extensions(state, second);
    for (const head of heads) moves.push({ ...state, heads: [first, head] });
    return moves;
  }

  /** Checkpoints that a party could be asked to cosign in its term. */
  #offers(state: State, { term, cosigned }: Honest): number[] {
    const last = cosigned.at(-1) ?? 0;
    const isLying = this.#scenario.lyingDepositary[term as 0 | 1];
    if (!isLying) {
      const head = state.heads[term as 0 | 1];
      const offers: number[] = [];
      if (head < 0) return offers;
      for (let at = this.#chains.get(head); at.term === term && at.id !== 0; at = this.#chains.get(at.parent))
        offers.push(at.id);
      return offers;
    }
    const starts = term === 0 ? [0] : this.#basesOf(state, 1).map(({ base }) => this.#chains.add(base, 's'));
    const from = this.#rules.isConsistent && this.#chains.get(last).term === term ? [last] : starts;
    const one = from.flatMap((id) => this.#extensions(state, id));
    return [...(term === 0 ? [] : starts), ...one, ...one.flatMap((id) => this.#extensions(state, id))];
  }

  #cosigns(state: State, party: Honest): Honest[] {
    const { term, cosigned, certified } = party;
    if (term > 1) return [];
    const last = cosigned.at(-1) ?? 0;
    const isFirst = this.#chains.get(last).term < term;
    const next: Honest[] = [];
    for (const id of new Set(this.#offers(state, party))) {
      if (cosigned.includes(id)) continue;
      if (this.#rules.isConsistent && !isFirst && !this.#chains.extends(id, last)) continue;
      const embedded = this.#chains.highestCertified(id);
      // A chain that leaves out a certificate of its own term that we hold is refused.
      if (this.#chains.get(certified).term === term && !this.#chains.extends(id, certified)) continue;
      next.push({
        ...party,
        cosigned: [...cosigned, id],
        certified: this.#chains.isHigher(embedded, certified) ? embedded : certified,
      });
    }
    return next;
  }

  #leaves(party: Honest): Honest[] {
    if (party.term >= 2) return [];
    const tail = party.cosigned.reduce((best, id) => (this.#chains.isHigher(id, best) ? id : best), 0);
    const stated = [...party.stated, { certified: party.certified, tail }];
    // Without the promise a party states for the new term and goes on in the old one.
    return [{ ...party, stated, term: this.#rules.keepsPromise || stated.length > 1 ? stated.length : party.term }];
  }
}
