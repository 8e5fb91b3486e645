import type { FieldValue } from '#protocol/case/act.ts';
import type { CaseState } from '#protocol/case/case-state.ts';
import type { CaseTerms } from '#protocol/case/genesis.ts';
import type { Procedure } from '#protocol/case/procedure.ts';
import { CaseReplay } from '#protocol/case/replay.ts';
import { possibleFor } from '#protocol/case/view.ts';
import { procedures } from './procedures.ts';

const start = 1_800_000_000;
export const hour = 3600;

/** The procedure with this name. */
export function rulesOf(id: string): Procedure {
  const found = procedures.find(({ procedure }) => procedure.id === id);
  if (found === undefined) throw new Error(`There is no procedure ${id}.`);
  return found.procedure;
}

interface Doing {
  readonly fields?: Readonly<Record<string, FieldValue>>;
  readonly words?: boolean;
  readonly about?: string;
}

/** A case played act by act on a clock of its own, without servers. Parties are named by role and number, as in `supporter-2`. */
export class Play {
  readonly replay: CaseReplay;
  readonly #rules: Procedure;
  #index = 0;
  #now = start;
  readonly #numbers = new Map<string, number>();

  constructor(rules: Procedure, roles: readonly string[]) {
    const count = new Map<string, number>();
    const parties = roles.map((role) => {
      const n = (count.get(role) ?? 0) + 1;
      count.set(role, n);
      return { party: n === 1 ? role : `${role}-${n}`, roles: [role] };
    });
    const council = parties.map(({ party }) => party);
    const named = { id: rules.id, version: rules.version, hash: '0'.repeat(64) };
    const terms: CaseTerms = { procedure: named, members: parties, council, faults: 0, depositaries: council };
    this.#rules = rules;
    this.replay = new CaseReplay(terms, rules, start);
  }

  get state(): CaseState {
    return this.replay.state;
  }

  /** The state of the main machine, or of another. */
  where(machine = this.#rules.machines.find(({ isMain }) => isMain)?.key ?? ''): string {
    return this.state.machines[machine]?.state ?? '';
  }

  get voids(): string[] {
    return this.state.steps.flatMap((step) => (step.kind === 'void' ? [step.code] : []));
  }

  get now(): number {
    return this.#now;
  }

  /** A second later, a party acts. */
  do(author: string, act: string, { fields = {}, words = true, about }: Doing = {}): this {
    const n = (this.#numbers.get(author) ?? 0) + 1;
    this.#numbers.set(author, n);
    const said = this.#rules.machines.flatMap(({ acts }) => acts).find(({ key }) => key === act)?.words !== 'none';
    const data = {
      case: '0'.repeat(64),
      n,
      // Everybody has seen all that stands before.
      seen: { size: this.#index + 1, root: '0'.repeat(32) },
      act,
      fields,
      ...(about === undefined ? {} : { about }),
    };
    this.#now++;
    const record = (++this.#index).toString(16).padStart(64, '0');
    const at = { index: this.#index, record, author, time: this.#now, seenHolds: true, hasWords: words && said };
    this.replay.apply({ ...at, act: data });
    // Everybody's server is up: all have cosigned it before long.
    this.replay.reach(Object.keys(this.state.members), this.#index + 1);
    return this;
  }

  /** Time passes, in hours. */
  pass(hours: number): this {
    this.#now += Math.round(hours * hour);
    // Whoever is silent has received what it is silent about: what follows otherwise is a test of its own.
    this.replay.reach(Object.keys(this.state.members), Number.MAX_SAFE_INTEGER);
    this.replay.advance(this.#now);
    return this;
  }

  /** What a party may do now in a machine. */
  may(party: string, machine: string): string[] {
    return possibleFor(this.#rules, this.state, party)
      .filter((one) => one.machine === machine)
      .map(({ rule }) => rule.key);
  }
}
