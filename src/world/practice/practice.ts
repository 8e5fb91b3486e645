import type { Powers } from '#server/powers.ts';
import { accountsOf } from '#server/process/party-accounts.ts';
import type { Language } from '#web/language.ts';
import type { Exercise, Temper } from './exercise.ts';
import { PracticeClock } from './practice-clock.ts';
import { foundPractice, type PracticeFederation } from './practice-federation.ts';
import { PracticeRun } from './practice-run.ts';

/** The one account of a practice. */
export const traineeName = 'trainee';

/**
 * A practice: invented parties in memory, of which the trainee is one and scripts play the others,
 * one exercise at a time. It has no way to any other server. Spec: PRA-1.
 */
export class Practice {
  readonly federation: PracticeFederation;
  readonly clock: PracticeClock;
  /** The clock and the chance outside, by which sessions last. */
  readonly outside: Powers;
  readonly #done = new Map<string, number>();
  #run: PracticeRun | undefined;
  #isCounted = false;
  /** Requests wait for each other: all parties are in one process. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(federation: PracticeFederation, clock: PracticeClock, outside: Powers) {
    this.federation = federation;
    this.clock = clock;
    this.outside = outside;
  }

  /** Founds the parties and the account. `url`: where the trainee's browser finds the pages. */
  static async found(url: string, outside: Powers): Promise<Practice> {
    const clock = new PracticeClock(outside.now);
    const federation = foundPractice(url, { ...outside, now: () => clock.now });
    await accountsOf(federation.trainee).add({ name: traineeName, role: 'releaser', kind: 'person' });
    return new Practice(federation, clock, outside);
  }

  /** The exercise that is played, or was played last. */
  get run(): PracticeRun | undefined {
    return this.#run;
  }

  /** How often an exercise was played to its end. */
  timesDone(exercise: string): number {
    return this.#done.get(exercise) ?? 0;
  }

  /** Begins an exercise; the one before is left. */
  start(exercise: Exercise, temper: Temper, language: Language): Promise<PracticeRun> {
    return this.#inTurn(async () => {
      this.#run?.leave();
      const { federation, clock } = this;
      const run = new PracticeRun({ exercise, temper, federation, clock }, traineeName);
      run.language = language;
      this.#run = run;
      this.#isCounted = false;
      await run.catchUp();
      return run;
    });
  }

  /** Lets time pass in the exercise that is played. */
  pass(until: 'event' | 'deadline'): Promise<void> {
    return this.#inTurn(async () => this.#run?.pass(until));
  }

  /** Lets what was done reach everybody before a page shows it. */
  catchUp(language: Language): Promise<void> {
    return this.#inTurn(async () => {
      const run = this.#run;
      if (run === undefined) return;
      run.language = language;
      await run.catchUp();
      if (!run.isEnd || this.#isCounted) return;
      this.#isCounted = true;
      this.#done.set(run.exercise.key, this.timesDone(run.exercise.key) + 1);
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
