/** Calls `action` after some milliseconds unless the returned function is called before. */
export type Timer = (milliseconds: number, action: () => void) => () => void;

/** The timer of the running process; it does not keep the process alive. */
export const processTimer: Timer = (milliseconds, action) => {
  const timeout = setTimeout(action, milliseconds).unref();
  return () => clearTimeout(timeout);
};

/** The limits in time of one exchange, in milliseconds. */
export interface TimeLimits {
  /** Until connected, the name resolved and the handshake done. */
  readonly connect: number;
  /** From there until the head of the answer. */
  readonly head: number;
  /** Between two pieces of the body. */
  readonly idle: number;
  /** For everything together. */
  readonly whole: number;
}

type Phase = 'connect' | 'head' | 'idle';

/** At most two timers: one for the whole exchange, one for the phase it is in. */
export class Deadlines {
  readonly #timer: Timer;
  readonly #limits: TimeLimits;
  readonly #expired: (limit: keyof TimeLimits) => void;
  readonly #stopWhole: () => void;
  #stopPhase: () => void = () => undefined;

  constructor(timer: Timer, limits: TimeLimits, expired: (limit: keyof TimeLimits) => void) {
    this.#timer = timer;
    this.#limits = limits;
    this.#expired = expired;
    this.#stopWhole = timer(limits.whole, () => expired('whole'));
  }

  /** Ends the current phase and begins another. */
  enter(phase: Phase): void {
    this.#stopPhase();
    this.#stopPhase = this.#timer(this.#limits[phase], () => this.#expired(phase));
  }

  /** Ends the current phase; only the limit for the whole goes on. */
  rest(): void {
    this.#stopPhase();
  }

  /** Ends all of it. */
  stop(): void {
    this.#stopPhase();
    this.#stopWhole();
  }
}
