/**
 * Up to which size each party has signed that it has the log: by what its acts say they have seen, and
 * by the heads that it cosigned. Nothing else is a proof. Spec: CPG-3.
 */
export class ProvenSizes {
  readonly #sizes = new Map<string, number>();

  take(parties: readonly string[], size: number): void {
    for (const party of parties) this.#sizes.set(party, Math.max(this.of(party), size));
  }

  /** Entries below this size the party provably has. */
  of(party: string): number {
    return this.#sizes.get(party) ?? 0;
  }
}
