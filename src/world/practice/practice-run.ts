import type { CaseState } from '#protocol/case/case-state.ts';
import type { Procedure } from '#protocol/case/procedure.ts';
import { dueAt, type Owed, owedIn, whereIs } from '#protocol/case/view.ts';
import { draftAct, drafts } from '#server/case/act-drafts.ts';
import { askedParts } from '#server/case/asked-parts.ts';
import { caseFile, knownCaseFile } from '#server/case/case-file.ts';
import { caseLog } from '#server/case/case-store.ts';
import { invitationTo, joinCase, leaveCase, openNewCase, takeInvitation } from '#server/case/open-case.ts';
import { runCases } from '#server/case/run-cases.ts';
import type { Party } from '#server/party/party.ts';
import type { Language } from '#web/language.ts';
import { practiceSays } from '#web/parts/practice-says.ts';
import { CaseCourier } from '../demo/case-courier.ts';
import { type Character, type Move, nextMove, type Sight } from './character.ts';
import type { Exercise, Temper } from './exercise.ts';
import { draftOf } from './move-draft.ts';
import type { PracticeClock } from './practice-clock.ts';
import type { PracticeFederation } from './practice-federation.ts';
import { type Seat, seats } from './practice-parties.ts';

/** What is played, and with whom. */
export interface Playing {
  readonly exercise: Exercise;
  readonly temper: Temper;
  readonly federation: PracticeFederation;
  readonly clock: PracticeClock;
}

const doer = 'script';
const most = { rounds: 16, moves: 60 } as const;

const isSame = (a: Owed, b: Owed): boolean =>
  a.machine === b.machine && a.party === b.party && a.wait === b.wait && a.due === b.due;

/** One exercise as it is played: a case of real records between parties that are open in this process. Spec: PRA-3, PRA-4. */
export class PracticeRun {
  readonly id: string;
  readonly exercise: Exercise;
  readonly temper: Temper;
  readonly began: number;
  /** In which the scripts speak. */
  language: Language = 'en';
  /** Steps that the trainee had seen before the newest act or pause. */
  seen = 0;
  readonly #federation: PracticeFederation;
  readonly #clock: PracticeClock;
  readonly #parties: readonly Party[];
  readonly #scripts: readonly { readonly party: Party; readonly character: Character }[];
  readonly #procedure: Procedure;

  /** Opens the case: all scripted parties join, the trainee is invited or has opened it. */
  constructor({ exercise, temper, federation, clock }: Playing, account: string) {
    this.exercise = exercise;
    this.temper = temper;
    this.#federation = federation;
    this.#clock = clock;
    const { trainee } = federation;
    this.#scripts = exercise.cast.map(({ seat, plays }) => ({
      party: federation[seat],
      character: plays ?? exercise.characters[temper] ?? [],
    }));
    this.#parties = [trainee, ...this.#scripts.map(({ party }) => party)];
    const opener = exercise.opener === undefined ? trainee : federation[exercise.opener];
    // A case is named by its first record, and so by the second in which it was opened.
    clock.passTo(clock.seconds + 1);
    this.began = clock.seconds;
    const members = [{ seat: 'trainee' as const, role: exercise.role }, ...exercise.cast].map(({ seat, role }) => ({
      party: federation[seat].id,
      roles: [role],
    }));
    const opening = { procedure: exercise.procedure, label: { tlp: 'amber' }, members } as const;
    this.id = openNewCase(opener, opening, opener === trainee ? account : doer);
    for (const party of this.#parties.filter((one) => one !== opener)) {
      takeInvitation(party, opener.id, invitationTo(opener, knownCaseFile(opener, this.id)));
      if (party !== trainee) joinCase(party, this.id, doer);
    }
    this.#procedure = knownCaseFile(opener, this.id).procedure.procedure;
  }

  get procedure(): Procedure {
    return this.#procedure;
  }

  /** As a scripted party sees it: all of them have joined. */
  get state(): CaseState | undefined {
    const [script] = this.#scripts;
    return script === undefined ? undefined : this.#stateAt(script.party);
  }

  get isEnd(): boolean {
    const { state } = this;
    return state !== undefined && whereIs(this.#procedure, state).isEnd;
  }

  /** What is owed first, by whomever. */
  get owed(): Owed | undefined {
    const { state } = this;
    if (state === undefined || this.isEnd) return undefined;
    return owedIn(this.#procedure, state).find(({ due }) => due !== undefined);
  }

  /** What a script does next if nothing happens before. */
  get move(): Move | undefined {
    const moves = this.#scripts.flatMap(({ party, character }) => {
      const sight = this.#sightOf(party);
      return sight === undefined ? [] : (nextMove(character, sight) ?? []);
    });
    return moves.toSorted((a, b) => a.at - b.at)[0];
  }

  #stateAt(party: Party): CaseState | undefined {
    const file = caseFile(party, this.id);
    return file === undefined ? undefined : caseLog(party, file).state();
  }

  #sightOf(party: Party): Sight | undefined {
    const state = this.#stateAt(party);
    return state === undefined ? undefined : { procedure: this.#procedure, state, self: party.id };
  }

  /** Brings the case to rest: what the trainee did reaches everybody, and scripts whose time has come act. */
  async catchUp(): Promise<void> {
    const isActing = drafts(this.#federation.trainee, this.id).length > 0;
    if (isActing) this.#noteSeen();
    if (!isActing && !this.#isDue()) return;
    await this.#settle();
    for (let count = 0; count < most.moves; count++) {
      const { move } = this;
      if (move === undefined || move.at > this.#clock.seconds) return;
      await this.#play(move);
    }
  }

  /** Lets time pass: until something happens, or until the deadline that is next now has passed or is met. Spec: PRA-4. */
  async pass(until: 'event' | 'deadline'): Promise<void> {
    await this.catchUp();
    this.#noteSeen();
    const first = this.owed;
    for (let count = 0; count < most.moves && !this.isEnd; count++) {
      const isMove = await this.#next();
      const isOpen = first !== undefined && this.#owes(first);
      if (isMove !== true || until === 'event' || !isOpen) break;
    }
    // Silence that only begins its state anew adds no step: the one that counts it is shown.
    const steps = this.state?.steps.length ?? 0;
    this.seen = Math.min(this.seen, Math.max(0, steps - 1));
  }

  /** The next thing that happens by itself: true for an act of a script, false for a deadline. */
  async #next(): Promise<boolean | undefined> {
    const { move, owed } = this;
    // What is owed anew and anew is no event where somebody acts later.
    const isRepeated = owed?.every !== undefined && move !== undefined;
    const due = owed === undefined || isRepeated ? undefined : dueAt(owed, this.#clock.seconds);
    if (move !== undefined && (due === undefined || move.at <= due)) {
      this.#clock.passTo(move.at);
      await this.#play(move);
      return true;
    }
    if (due === undefined) return undefined;
    this.#clock.passTo(due + 1);
    await this.#settle();
    return false;
  }

  #owes(one: Owed): boolean {
    const { state } = this;
    return state !== undefined && owedIn(this.#procedure, state).some((other) => isSame(one, other));
  }

  /** Ends the exercise: nobody goes on with the case, whose copies stay. */
  leave(): void {
    for (const party of this.#parties) if (caseFile(party, this.id) !== undefined) leaveCase(party, this.id, doer);
  }

  #noteSeen(): void {
    this.seen = this.state?.steps.length ?? 0;
  }

  /** Whether something waits that time alone has made due, or the trainee has joined or not begun. */
  #isDue(): boolean {
    const { owed } = this;
    const now = this.#clock.seconds;
    const due = owed?.every === undefined ? owed?.due : undefined;
    const { trainee } = this.#federation;
    const isBehind =
      knownCaseFile(trainee, this.id).stage === 'joined' &&
      this.#sizeAt(trainee) !== this.#sizeAt(this.#scripts[0]?.party);
    return (
      isBehind || this.state === undefined || (due !== undefined && due < now) || (this.move?.at ?? now + 1) <= now
    );
  }

  #sizeAt(party: Party | undefined): number {
    return party === undefined ? 0 : caseLog(party, knownCaseFile(party, this.id)).size;
  }

  async #play(move: Move): Promise<void> {
    const party = this.#parties.find(({ id }) => id === move.party);
    const state = party === undefined ? undefined : this.#stateAt(party);
    if (party === undefined || state === undefined) return;
    const file = knownCaseFile(party, this.id);
    const draft = draftOf(move, {
      state,
      asked: askedParts(party, file, move.rule).map(({ n }) => n),
      now: this.#clock.seconds,
      idOf: (seat) => this.#federation[seats.find((one): one is Seat => one === seat) ?? 'office'].id,
      say: (name) => practiceSays(this.language, name),
    });
    draftAct(party, file, draft, doer);
    await this.#settle();
  }

  /** Rounds of all parties until two of them have changed nothing. */
  async #settle(): Promise<void> {
    let before = '';
    let quiet = 0;
    for (let round = 0; round < most.rounds && quiet < 2; round++) {
      for (const party of this.#parties) await runCases(party, new CaseCourier(party, this.#parties));
      const after = this.#parties.map((party) => this.#progressOf(party)).join();
      quiet = after === before ? quiet + 1 : 0;
      before = after;
    }
  }

  #progressOf(party: Party): string {
    const log = caseLog(party, knownCaseFile(party, this.id));
    return [log.size, log.finality.accepted, log.finality.settled, drafts(party, this.id).length].join(' ');
  }
}
