import { sha256Hex } from '../bytes/sha256.ts';
import { utf8 } from '../bytes/text.ts';
import type { Act, FieldValue } from './act.ts';
import { type CaseState, instanceKey } from './case-state.ts';
import type { CaseMember } from './genesis.ts';
import type { Procedure } from './procedure.ts';
import { CaseReplay } from './replay.ts';

const start = 1_800_000_000;
const hour = 3600;

/** A party by a letter. */
export const partyOf = (letter: string): string => letter.repeat(64);

interface Done {
  readonly fields?: Readonly<Record<string, FieldValue>>;
  readonly about?: string;
  readonly item?: string;
  readonly words?: boolean;
  /** How much of the log the author had seen; all of it when absent. */
  readonly seen?: number;
}

/** A case replayed from acts alone: every act is an entry, and time is given in hours. */
export class CasePlay {
  readonly replay: CaseReplay;
  /** How many entries the log has. */
  size = 1;
  readonly #numbers = new Map<string, number>();

  constructor(procedure: Procedure, members: readonly CaseMember[]) {
    const council = members.map(({ party }) => party);
    const named = { id: procedure.id, version: procedure.version, hash: '0'.repeat(64) };
    this.replay = new CaseReplay(
      { procedure: named, members, council, faults: 0, depositaries: council },
      procedure,
      start,
    );
  }

  /** Does an act at an hour; gives the id of its record. */
  do(author: string, act: string, at: number, { fields = {}, about, item, words = true, seen }: Done = {}): string {
    const n = (this.#numbers.get(author) ?? 0) + 1;
    this.#numbers.set(author, n);
    const index = this.size++;
    const data: Act = {
      case: '0'.repeat(64),
      n,
      seen: { size: seen ?? index, root: '0'.repeat(32) },
      act,
      fields,
      ...(about === undefined ? {} : { about }),
      ...(item === undefined ? {} : { item }),
    };
    const record = sha256Hex(utf8(`${index}`));
    const time = start + at * hour;
    this.replay.apply({ index, record, author, act: data, hasWords: words, seenHolds: true, time });
    return record;
  }

  /** These parties cosign all that there is, and a tick says so. */
  cosign(...parties: readonly string[]): this {
    this.replay.reach(parties, this.size);
    return this;
  }

  /** Time passes up to an hour. */
  until(at: number): this {
    this.replay.advance(start + at * hour);
    return this;
  }

  /** Unix seconds of an hour. */
  at(hours: number): number {
    return start + hours * hour;
  }

  get state(): CaseState {
    return this.replay.state;
  }

  /** The state of a machine. */
  in(machine: string, party?: string, item?: string): string | undefined {
    return this.state.machines[instanceKey(machine, party, item)]?.state;
  }

  get voids(): string[] {
    return this.state.steps.flatMap((step) => (step.kind === 'void' ? [step.code] : []));
  }
}
