import assert from 'node:assert/strict';
import { procedures } from '#desks/procedures.ts';
import type { FieldValue } from '#protocol/case/act.ts';
import { type CaseState, instanceKey } from '#protocol/case/case-state.ts';
import type { CaseTerms } from '#protocol/case/genesis.ts';
import type { FieldRule, Procedure } from '#protocol/case/procedure.ts';
import { CaseReplay } from '#protocol/case/replay.ts';
import { dueAt, type Owed, owedIn, type Possible, possibleFor, whereIs } from '#protocol/case/view.ts';
import type { ActDraft } from '#server/case/act-drafts.ts';
import { type Character, type Move, nextMove, type Sight } from '#world/practice/character.ts';
import type { Exercise, Temper } from '#world/practice/exercise.ts';
import { draftOf } from '#world/practice/move-draft.ts';
import { seats } from '#world/practice/practice-parties.ts';
import type { Random } from '#world/sim/random.ts';

const start = 1_790_000_000;
const idOf = (seat: string): string => String(seats.indexOf(seat as (typeof seats)[number]) + 1).repeat(64);

/** Whether a time must lie on one side of another. */
const isBound = ({ above, below }: FieldRule): boolean => above !== undefined || below !== undefined;

/** The parties of an exercise around one replay: no keys, no logs, only what the procedure makes of their acts. */
export class Table {
  readonly procedure: Procedure;
  readonly #replay: CaseReplay;
  readonly #scripts: readonly { readonly party: string; readonly character: Character }[];
  readonly #numbers = new Map<string, number>();
  now = start;
  #index = 1;

  constructor(exercise: Exercise, temper: Temper) {
    const known = procedures.find(({ procedure }) => procedure.id === exercise.procedure) ?? assert.fail();
    this.procedure = known.procedure;
    const cast = [{ seat: 'trainee', role: exercise.role }, ...exercise.cast];
    const members = cast.map(({ seat, role }) => ({ party: idOf(seat), roles: [role] }));
    const council = members.map(({ party }) => party);
    const named = { id: this.procedure.id, version: this.procedure.version, hash: known.hash };
    const terms: CaseTerms = { procedure: named, members, council, faults: 0, depositaries: council };
    this.#replay = new CaseReplay(terms, this.procedure, start);
    this.#replay.reach(council, 1);
    this.#scripts = exercise.cast.map(({ seat, plays }) => ({
      party: idOf(seat),
      character: plays ?? exercise.characters[temper] ?? assert.fail(`${exercise.key} has no ${temper}`),
    }));
  }

  get state(): CaseState {
    return this.#replay.state;
  }

  get isEnd(): boolean {
    return whereIs(this.procedure, this.state).isEnd;
  }

  /** What the scripts do next. */
  get move(): Move | undefined {
    const moves = this.#scripts.flatMap(
      ({ party, character }) =>
        nextMove(character, { procedure: this.procedure, state: this.state, self: party }) ?? [],
    );
    return moves.toSorted((a, b) => a.at - b.at)[0];
  }

  /** What is owed first. As in a log, silence that begins its state anew is written down once. Spec: PRO-6. */
  get owed(): Owed | undefined {
    return owedIn(this.procedure, this.state).find(({ due }) => due !== undefined);
  }

  /** The case as the trainee sees it. */
  get sight(): Sight {
    return { procedure: this.procedure, state: this.state, self: idOf('trainee') };
  }

  /** Where the case is. */
  get where(): string {
    return whereIs(this.procedure, this.state).state;
  }

  get possible(): Possible[] {
    return possibleFor(this.procedure, this.state, idOf('trainee'));
  }

  /** Lets time pass until a script acts or a deadline has passed; false when neither will happen. */
  pass(): boolean {
    const { move, owed } = this;
    const isRepeated = owed?.every !== undefined;
    const due = owed === undefined ? undefined : dueAt(owed, this.now);
    if (move !== undefined && (due === undefined || isRepeated || move.at <= due)) {
      this.now = Math.max(this.now, move.at) + 1;
      this.#play(move);
      return true;
    }
    if (due === undefined) return false;
    this.now = Math.max(this.now, due) + 1;
    if (!isRepeated) this.#replay.advance(this.now);
    return true;
  }

  #play(move: Move): void {
    const { state, now } = this;
    this.#act(move.party, draftOf(move, { state, now, idOf, asked: [1], say: (name) => name }));
  }

  /** Something that the trainee may do, with values that fit. */
  playAtRandom(random: Random): void {
    // Ends come last, or most tables would be short.
    const open = this.possible.filter(({ rule: { to } }) => !this.#isEnd(to) || random.oneIn(25));
    if (open.length === 0) return;
    const { rule, about, item } = random.pick(open);
    // No trainee here chooses between times that are bound by each other.
    if (rule.fields.some((field) => field.isRequired && isBound(field))) return;
    this.now += random.below(60 * 3600);
    this.#replay.advance(this.now);
    const still = this.possible.find((one) => one.rule === rule && one.about === about && one.item === item);
    if (still === undefined || (still.notBefore ?? 0) > this.now) return;
    this.#try(still, (type, choices) => {
      if (type === 'time') return this.now + random.below(300 * 3600);
      if (type === 'choice') return random.pick(choices);
      return type === 'party' ? idOf(random.pick(['office', 'harbour', 'neighbour'])) : '0'.repeat(64);
    });
  }

  /** Does what was advised, with the first values that fit. */
  play(one: Possible): void {
    this.now = Math.max(this.now + 1, one.notBefore ?? 0);
    this.#try(one, (type, choices) => {
      if (type === 'time') return this.now + 72 * 3600;
      if (type === 'choice') return choices[0] ?? '';
      return type === 'party' ? idOf('office') : '0'.repeat(64);
    });
  }

  #try(
    { rule, about, item }: Pick<Possible, 'rule' | 'about' | 'item'>,
    value: (type: string, choices: readonly string[]) => FieldValue,
  ): void {
    const given = rule.fields.filter((field) => field.isRequired || !isBound(field));
    const fields = given.map(({ key, type, choices }) => [key, value(type, choices ?? [])]);
    const body = rule.words === 'required' ? { body: { words: 'words', files: [] } } : {};
    this.#act(idOf('trainee'), {
      act: rule.key,
      fields: Object.fromEntries(fields),
      ...body,
      ...(about === undefined ? {} : { about }),
      ...(item === undefined ? {} : { item }),
    });
  }

  #isEnd(to: string | undefined): boolean {
    return this.procedure.machines.some(({ states }) => states.some(({ key, isEnd }) => isEnd && key === to));
  }

  #act(author: string, { act, fields, about, item, body }: ActDraft): void {
    const n = (this.#numbers.get(author) ?? 0) + 1;
    this.#numbers.set(author, n);
    const whom = { ...(about === undefined ? {} : { about }), ...(item === undefined ? {} : { item }) };
    const signed = { case: '', n, seen: { size: this.#index, root: '' }, act, ...whom, fields };
    const hasWords = body !== undefined;
    const record = this.#index.toString(16).padStart(64, '0');
    this.#replay.apply({
      record,
      index: this.#index++,
      author,
      act: signed,
      hasWords,
      seenHolds: true,
      time: this.now,
    });
    // Everybody's server is up: all have cosigned it before long.
    this.#replay.reach(Object.keys(this.state.members), this.#index);
    const last = this.state.steps.at(-1);
    assert.ok(
      last?.kind === 'act',
      `${act} is ${last?.kind === 'void' ? last.code : 'nothing'} at ${JSON.stringify(this.state.machines[instanceKey('consultation')]?.state)}`,
    );
  }
}
