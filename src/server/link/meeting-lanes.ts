import type { Timer } from '../egress/deadlines.ts';

/** How many meetings run side by side, and how many milliseconds a round waits for them. */
export interface LaneOptions {
  readonly lanes: number;
  readonly patience: number;
  readonly timer: Timer;
}

/**
 * Meetings with partners, side by side. A partner that answers slowly holds one lane until its
 * deadlines end it; the others are met in the same round, and later rounds leave it alone. Spec: LNK-8.
 */
export class MeetingLanes {
  readonly #options: LaneOptions;
  readonly #running = new Map<string, Promise<void>>();

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Meets these partners, first come first met; returns when all are met or the patience is over. */
  async round(partners: readonly string[], meet: (partner: string) => Promise<void>): Promise<void> {
    const waiting = partners.filter((partner) => !this.#running.has(partner));
    const next = async (): Promise<void> => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await this.#hold(one, meet);
    };
    const free = Math.max(0, this.#options.lanes - this.#running.size);
    const all = Promise.all(Array.from({ length: Math.min(free, waiting.length) }, next));
    let stop = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      stop = this.#options.timer(this.#options.patience, resolve);
    });
    try {
      await Promise.race([all, over]);
    } finally {
      stop();
      // Who was not met yet comes first in the next round.
      waiting.length = 0;
    }
  }

  async #hold(partner: string, meet: (partner: string) => Promise<void>): Promise<void> {
    const meeting = meet(partner);
    this.#running.set(
      partner,
      meeting.catch(() => undefined),
    );
    try {
      await meeting;
    } finally {
      this.#running.delete(partner);
    }
  }

  /** Resolves when no meeting runs any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#running.values());
  }
}
