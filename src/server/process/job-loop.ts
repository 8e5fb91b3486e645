import type { Timer } from '../egress/deadlines.ts';

/** What a loop does, how often, and who hears of what goes wrong. */
export interface Job {
  readonly work: () => Promise<void>;
  /** Milliseconds from the end of one round to the start of the next. */
  readonly pause: number;
  readonly timer: Timer;
  readonly failed: (error: unknown) => void;
}

/** Repeats a job. A round begins only after the one before has ended, however long that took. */
export class JobLoop {
  readonly #job: Job;
  #running: Promise<void> | undefined;
  #cancel: () => void = () => undefined;
  #isStopped = false;

  constructor(job: Job) {
    this.#job = job;
  }

  /** Begins with a round at once. A second call changes nothing. */
  start(): void {
    if (this.#running === undefined && !this.#isStopped) this.#running = this.#round();
  }

  async #round(): Promise<void> {
    try {
      await this.#job.work();
    } catch (error) {
      this.#job.failed(error);
    }
    if (this.#isStopped) return;
    this.#cancel = this.#job.timer(this.#job.pause, () => {
      this.#running = this.#round();
    });
  }

  /** No round begins after this; resolves when the running one has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    await this.#running;
  }
}
