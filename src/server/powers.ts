/**
 * What a server may do besides computing. Everything that differs between a real machine and the
 * simulated world comes in here, so that one code runs in both.
 */
export interface Powers {
  /** Unix time in whole microseconds. May stand still or go back; callers must not trust it. */
  now(): number;
  /** Fresh random bytes. */
  random(length: number): Uint8Array<ArrayBuffer>;
  /** Called between durable steps; the simulated world crashes a server here. */
  step(name: string): void;
}

/** Whole seconds of a time in microseconds. */
export const seconds = (microseconds: number): number => Math.floor(microseconds / 1_000_000);

/** Whole milliseconds of a time in microseconds. */
export const milliseconds = (microseconds: number): number => Math.floor(microseconds / 1_000);
