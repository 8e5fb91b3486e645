/** The one clock of all parties of a practice: time passes as outside, and may be let pass faster. Spec: PRA-4. */
export class PracticeClock {
  readonly #outside: () => number;
  #ahead = 0;

  /** `outside`: Unix time in microseconds. */
  constructor(outside: () => number) {
    this.#outside = outside;
  }

  /** Unix time in microseconds. */
  get now(): number {
    return this.#outside() + this.#ahead;
  }

  /** Unix time in whole seconds. */
  get seconds(): number {
    return Math.floor(this.now / 1_000_000);
  }

  /** Moves on to a time, Unix seconds; never back. */
  passTo(seconds: number): void {
    this.#ahead += Math.max(0, seconds - this.seconds) * 1_000_000;
  }
}
