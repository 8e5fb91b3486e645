import type { KnownProcedure } from '#desks/procedures.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import type { Act, FieldValue } from '#protocol/case/act.ts';
import type { CaseMember } from '#protocol/case/genesis.ts';
import type { ActRule, FieldRule, Procedure } from '#protocol/case/procedure.ts';
import { CaseReplay } from '#protocol/case/replay.ts';
import { readingMembers } from '#protocol/case/room-rules.ts';
import { type Possible, possibleFor, whereIs } from '#protocol/case/view.ts';
import { Random } from '#world/sim/random.ts';
import { type Happening, happen, type RandomCase } from './replayed.ts';

const start = 1_800_000_000;
const hour = 3600;
const caseId = 'c'.repeat(64);
const longest = 400;

/** So many parties that every role has one, and more than one where it may. */
function invent(random: Random, { roles }: Procedure): CaseMember[] {
  const ids = Array.from({ length: 7 }, () => hex(random.bytes(32))).toSorted();
  const held = new Map(ids.map((id) => [id, new Set<string>()]));
  for (const { key, least, most } of roles)
    for (let n = Math.min(most, least + random.below(3)); n > 0; n--) held.get(random.pick(ids))?.add(key);
  return ids.map((party) => ({ party, roles: [...(held.get(party) ?? [])].toSorted() }));
}

/** Acts of one procedure, done at random by parties of whom some break every rule. */
class RandomCaseMaker {
  readonly #random: Random;
  readonly #procedure: Procedure;
  readonly #replay: CaseReplay;
  readonly #numbers = new Map<string, number>();
  readonly #members: readonly CaseMember[];
  readonly #happenings: Happening[] = [];
  #index = 1;
  #time = start;

  constructor(random: Random, { procedure }: KnownProcedure) {
    this.#random = random;
    this.#procedure = procedure;
    this.#members = invent(random, procedure);
    this.#replay = new CaseReplay(this.#terms(), procedure, start);
  }

  #terms(): RandomCase['terms'] {
    const ids = this.#members.map(({ party }) => party);
    const { id, version } = this.#procedure;
    const procedure = { id, version, hash: '0'.repeat(64) };
    return { procedure, members: this.#members, council: ids, faults: 2, depositaries: ids };
  }

  make(data: KnownProcedure['data']): RandomCase {
    this.#room();
    for (let n = 0; n < longest; n++) {
      this.#pass();
      this.#act();
      if (this.#random.oneIn(60)) this.#room();
      if (whereIs(this.#procedure, this.#replay.state).isEnd && this.#random.oneIn(8)) break;
    }
    return { procedure: data, terms: this.#terms(), start, happenings: this.#happenings };
  }

  #do(one: Happening): void {
    this.#happenings.push(one);
    happen(this.#replay, one);
  }

  /** Certificates come at any time; now and then nothing happens for days, and silence takes effect. */
  #pass(): void {
    const random = this.#random;
    this.#time += random.oneIn(12) ? random.below(90 * hour) : random.below(hour);
    if (!random.oneIn(3)) return;
    const signers = random.some(this.#members.map(({ party }) => party));
    this.#do({ kind: 'tick', time: this.#time, signers, size: this.#index });
    this.#index++;
  }

  #room(): void {
    const random = this.#random;
    const reading = readingMembers(this.#procedure, this.#replay.state);
    const readers = random.oneIn(4) ? random.some(reading) : reading;
    const author = readers[0] ?? this.#members[0]?.party ?? caseId;
    const epoch = (this.#replay.state.rooms.get('all')?.length ?? 0) + (random.oneIn(5) ? 2 : 1);
    const recipient = `age1${'q'.repeat(58)}`;
    const entry = { case: caseId, room: 'all', epoch, readers, recipient };
    this.#do({ kind: 'room', timed: { index: this.#index++, author, entry, time: this.#time } });
  }

  /** Something that somebody may do now. */
  #possible(): (Possible & { readonly author: string }) | undefined {
    const all = this.#members.flatMap(({ party: author }) =>
      possibleFor(this.#procedure, this.#replay.state, author).map((possible) => ({ ...possible, author })),
    );
    // Ends come last, or most cases would be short.
    const open = all.filter(({ rule }) => !rule.isIrreversible || this.#random.oneIn(20));
    return open.length === 0 ? undefined : this.#random.pick(open);
  }

  #act(): void {
    const random = this.#random;
    const chosen = random.oneIn(4) ? undefined : this.#possible();
    const stranger = random.oneIn(40) ? hex(random.bytes(32)) : random.pick(this.#members).party;
    const author = chosen?.author ?? stranger;
    const rule = chosen?.rule ?? random.pick(this.#procedure.machines.flatMap(({ acts }) => acts));
    const n = (this.#numbers.get(author) ?? 0) + (random.oneIn(30) ? 0 : 1);
    this.#numbers.set(author, n);
    const epochs = this.#replay.state.rooms.get('all')?.length ?? 0;
    const hasWords = rule.words === 'required' || (rule.words !== 'none' && random.oneIn(3)) || random.oneIn(30);
    const act: Act = {
      case: caseId,
      n,
      seen: { size: 1 + random.below(this.#index + (random.oneIn(40) ? 5 : 0)), root: '0'.repeat(32) },
      act: random.oneIn(50) ? 'unheard-of' : rule.key,
      ...(chosen?.about !== undefined && chosen.about !== author ? { about: chosen.about } : {}),
      ...(chosen?.item === undefined ? {} : { item: chosen.item }),
      fields: this.#fields(rule),
      ...(hasWords && epochs > 0 ? { room: { name: 'all', epoch: epochs } } : {}),
    };
    const timed = { index: this.#index, record: hex(random.bytes(32)), author, act, hasWords, time: this.#time };
    this.#do({ kind: 'act', timed: { ...timed, seenHolds: !random.oneIn(40) } });
    this.#index++;
  }

  #fields(rule: ActRule): Record<string, FieldValue> {
    const given = rule.fields.filter(({ isRequired }) => isRequired || this.#random.oneIn(2));
    return Object.fromEntries(given.map((field) => [field.key, this.#value(field)]));
  }

  #value({ type, choices = [] }: FieldRule): FieldValue {
    const random = this.#random;
    if (random.oneIn(40)) return -1;
    if (type === 'time') return this.#time + random.below(300 * hour);
    if (type === 'number') return random.below(100);
    if (type === 'choice') return random.pick(choices);
    if (type === 'party') return random.pick(this.#members).party;
    return hex(random.bytes(32));
  }
}

const actsIn = ({ happenings }: RandomCase): number => happenings.filter(({ kind }) => kind === 'act').length;

/** Cases of every procedure in turn, with so many acts in all. */
export function randomCases(seed: number, acts: number, procedures: readonly KnownProcedure[]): RandomCase[] {
  const random = new Random(seed);
  const cases: RandomCase[] = [];
  for (let count = 0, turn = 0; count < acts; turn++) {
    const known = procedures[turn % procedures.length];
    if (known === undefined) break;
    const made = new RandomCaseMaker(random, known).make(known.data);
    cases.push(made);
    count += actsIn(made);
  }
  return cases;
}
