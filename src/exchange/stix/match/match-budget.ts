import { Fault } from '#protocol/bytes/fault.ts';

/** How much work one indicator may cause with one observation. Spec: MAT-9. */
export interface MatchLimits {
  /** Values looked at; an expression costs by its size and that of the text. */
  readonly steps: number;
  /** References followed from object to object. */
  readonly references: number;
  /** Ways tried to fit observations to the parts of a pattern. */
  readonly bindings: number;
}

export const matchLimits: MatchLimits = { steps: 1_000_000, references: 1_000, bindings: 10_000 };

export type MatchFaultCode = 'match-steps' | 'match-references' | 'match-bindings' | 'match-observation';

const sentences: Readonly<Record<MatchFaultCode, string>> = {
  'match-steps': 'Comparing took more steps than an indicator may cause.',
  'match-references': 'The pattern follows more references than an indicator may cause.',
  'match-bindings': 'There are more ways to fit the observations to the pattern than an indicator may cause.',
  'match-observation':
    'All indicators together took more steps than one observation may cause; the rest was not asked.',
};

/** What a code says. */
export const matchFaultSentence = (code: MatchFaultCode): string => sentences[code];

/** Counts work down; more than allowed is a fault, so that no pattern can hang a server. Spec: MAT-9. */
export class MatchBudget {
  readonly #limits: MatchLimits;
  #left: Record<keyof MatchLimits, number>;
  #spentBefore = 0;

  constructor(limits: MatchLimits = matchLimits) {
    this.#limits = limits;
    this.#left = { ...limits };
  }

  /** Starts anew for the next observation. */
  begin(): void {
    this.#left = { ...this.#limits };
    this.#spentBefore = 0;
  }

  /** Starts anew for the next indicator. */
  renew(): void {
    this.#spentBefore = this.spent;
    this.#left = { ...this.#limits };
  }

  /** Steps of this observation, over all indicators. */
  get spent(): number {
    return this.#spentBefore + this.#limits.steps - this.#left.steps;
  }

  #spend(what: keyof MatchLimits, amount: number): void {
    const code: MatchFaultCode = `match-${what}`;
    if (amount > this.#left[what]) throw new Fault(code, sentences[code]);
    this.#left[what] -= amount;
  }

  step(amount = 1): void {
    this.#spend('steps', amount);
  }

  reference(): void {
    this.#spend('references', 1);
  }

  binding(): void {
    this.#spend('bindings', 1);
  }
}
