import type { FieldValue } from '#protocol/case/act.ts';
import type { ActRule } from '#protocol/case/procedure.ts';
import { draftAct } from '#server/case/act-drafts.ts';
import { knownCaseFile } from '#server/case/case-file.ts';
import { caseLog } from '#server/case/case-store.ts';
import { viewCase } from '#server/case/case-view.ts';
import { doer, hour } from './case-ground.ts';
import type { Random } from './random.ts';
import type { SimParty } from './sim-party.ts';

/** What the persons of a world do in its case, and whether it is done in the end. */
export class CaseDrafts {
  readonly #id: string;
  readonly #random: Random;
  readonly #parties: readonly SimParty[];
  readonly #taken = new Map<SimParty, number>();

  constructor(id: string, random: Random, parties: readonly SimParty[]) {
    this.#id = id;
    this.#random = random;
    this.#parties = parties;
  }

  /** Something that this party may do now, with values that fit. */
  async draft(sim: SimParty): Promise<void> {
    const taken: string[] = [];
    const answer = await sim.act(() => {
      const { possible } = viewCase(sim.party, this.#id);
      // Ends come last, or most worlds would be short.
      const open = possible.filter(({ rule }) => !rule.isIrreversible || this.#random.oneIn(20));
      if (open.length === 0) return;
      const { rule, about } = this.#random.pick(open);
      const body = { words: `Words ${this.#random.below(1000)}`, files: [] };
      const draft = {
        act: rule.key,
        ...(about === undefined ? {} : { about }),
        fields: this.#fields(sim, rule),
        ...(rule.words === 'required' ? { body } : {}),
      };
      draftAct(sim.party, knownCaseFile(sim.party, this.#id), draft, doer);
      taken.push(rule.key);
    });
    if (taken.length > 0 && answer === undefined) this.#taken.set(sim, (this.#taken.get(sim) ?? 0) + 1);
  }

  #fields({ party }: SimParty, rule: ActRule): Record<string, FieldValue> {
    const value = (type: ActRule['fields'][number]['type'], choices: readonly string[] = []): FieldValue => {
      if (type === 'time') return party.now + this.#random.below(100 * hour);
      if (type === 'choice') return this.#random.pick(choices);
      if (type === 'party') return this.#random.pick(this.#parties).party.id;
      return type === 'hash' ? '0'.repeat(64) : this.#random.below(100);
    };
    return Object.fromEntries(rule.fields.map(({ key, type, choices }) => [key, value(type, choices)]));
  }

  /** What was drafted at a party and is neither in its log nor was refused with a reason. */
  lost(sim: SimParty): number {
    const { party } = sim;
    const log = caseLog(party, knownCaseFile(party, this.#id));
    const own = [...log.records()].filter(({ head }) => head.kind === 'act' && head.author === party.id).length;
    const told = party.db.count('SELECT count(*) FROM case_draft WHERE case_id = ? AND fault IS NOT NULL', this.#id);
    return (this.#taken.get(sim) ?? 0) - own - told;
  }
}
