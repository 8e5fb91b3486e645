import type { Chains } from './chains.ts';

/** What a party states when it leaves a term: the highest certificate it holds, and the longest chain it cosigned. */
export interface Statement {
  readonly certified: number;
  readonly tail: number;
}

/**
 * The base of the next term from the statements of a quorum. Only tails of the newest term count:
 * its base was itself chosen by a quorum. If they agree with each other and with the highest
 * certificate of that term, the longest is the base. If they part, the depositary equivocated, and
 * the base is the highest certificate of all. Spec: CAS-12.
 */
export function baseOf(chains: Chains, statements: readonly Statement[]): number {
  const certified = statements
    .map((one) => one.certified)
    .reduce((best, id) => (chains.isHigher(id, best) ? id : best), 0);
  const all = statements.flatMap((one) => [one.certified, one.tail]);
  const term = Math.max(...all.map((id) => chains.get(id).term));
  const tails = statements
    .map(({ tail }) => tail)
    .filter((tail) => chains.get(tail).term === term)
    .filter((tail) => chains.get(certified).term < term || chains.extends(tail, certified));
  const longest = tails.reduce((best, tail) => (chains.isHigher(tail, best) ? tail : best), certified);
  return tails.every((tail) => chains.extends(longest, tail)) ? longest : certified;
}

/** The rules that the model checks. A test plants a fault by changing one of them. */
export interface Rules {
  readonly base: typeof baseOf;
  /** Whether a party that left a term for a new one refuses to cosign in the old. */
  readonly keepsPromise: boolean;
  /** Whether a party cosigns only what extends what it cosigned before in the term. */
  readonly isConsistent: boolean;
  /** Cosignatures that make a certificate. */
  readonly quorum: number;
  /** Whether a chain is settled as soon as it is certified, without the second step. */
  readonly settlesAtOnce: boolean;
}

/** floor((n + f) / 2) + 1. */
export const quorumOf = (n: number, f: number): number => Math.floor((n + f) / 2) + 1;

export const rules: Rules = {
  base: baseOf,
  keepsPromise: true,
  isConsistent: true,
  quorum: quorumOf(4, 1),
  settlesAtOnce: false,
};
