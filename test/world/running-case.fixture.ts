import assert from 'node:assert/strict';
import type { CaseLog } from '#protocol/case/case-log.ts';
import { type CaseState, instanceKey, type Step, stateHash } from '#protocol/case/case-state.ts';
import type { Label } from '#protocol/record/label.ts';
import { type ActDraft, draftAct } from '#server/case/act-drafts.ts';
import { type CaseFile, knownCaseFile } from '#server/case/case-file.ts';
import { caseLog } from '#server/case/case-store.ts';
import { joinCase, openNewCase } from '#server/case/open-case.ts';
import { caseJob } from '#server/jobs/case-job.ts';
import type { Stage } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

const tester = 'a test';

/** Who takes part in a case, in which role, and who cosigns it. */
interface Opening {
  readonly procedure: string;
  readonly label: Label;
  readonly roles: ReadonlyMap<StagedParty, string>;
  readonly council: readonly StagedParty[];
  readonly faults: number;
}

/** One case among parties of a stage. Only those who are alive work in its rounds. */
export class RunningCase {
  readonly stage: Stage;
  readonly members: readonly StagedParty[];
  alive: StagedParty[];
  readonly id: string;
  readonly #council: readonly StagedParty[];

  /** The first member opens it. */
  constructor(stage: Stage, { procedure, label, roles, council, faults }: Opening) {
    this.stage = stage;
    this.members = [...roles.keys()];
    this.alive = [...this.members];
    this.#council = council;
    const members = [...roles].map(([{ party }, role]) => ({ party: party.id, roles: [role] }));
    const [opener] = this.members;
    assert.ok(opener);
    const ids = council.map(({ party }) => party.id);
    this.id = openNewCase(opener.party, { procedure, label, members, council: ids, faults }, tester);
  }

  join(...parties: readonly StagedParty[]): void {
    for (const { party } of parties) joinCase(party, this.id, tester);
  }

  /** The council works in each round, whoever else is alive in the first and the last: to tell, and to hear. */
  async rounds(count = 6): Promise<void> {
    for (let round = 0; round < count; round++) {
      this.stage.now += 10;
      const all = round === 0 || round === count - 1;
      for (const one of this.alive) if (all || this.#council.includes(one)) await one.server.runJob(caseJob);
    }
  }

  /** Hours pass, with rounds on the way. */
  async pass(hours: number): Promise<void> {
    this.stage.now += hours * 3600;
    await this.rounds();
  }

  file({ party }: StagedParty): CaseFile {
    return knownCaseFile(party, this.id);
  }

  log(one: StagedParty): CaseLog {
    return caseLog(one.party, this.file(one));
  }

  state(one: StagedParty): CaseState {
    return this.log(one).state() ?? assert.fail('the case has not begun');
  }

  in(one: StagedParty, machine: string, party?: StagedParty, item?: string): string | undefined {
    return this.state(one).machines[instanceKey(machine, party?.party.id, item)]?.state;
  }

  draft(one: StagedParty, act: string, more: Partial<ActDraft> = {}): void {
    draftAct(one.party, this.file(one), { act, fields: {}, ...more }, tester);
  }

  /** A party acts, everybody hears of it; gives the record of the act. */
  async act(one: StagedParty, act: string, more: Partial<ActDraft> = {}): Promise<string> {
    this.draft(one, act, more);
    await this.rounds();
    return this.recordOf(act);
  }

  /** The newest act of a name, as the first member has it. */
  last(act: string): Extract<Step, { kind: 'act' }> {
    const [first] = this.members;
    const steps = first === undefined ? [] : this.state(first).steps;
    const step = steps.findLast((one) => one.kind === 'act' && one.act === act);
    return step?.kind === 'act' ? step : assert.fail(`nobody did ${act}`);
  }

  recordOf(act: string): string {
    const [first] = this.members;
    return first === undefined ? '' : (this.log(first).recordAt(this.last(act).index)?.id ?? '');
  }

  /** All that are alive have derived the same. */
  agreed(): string {
    const hashes = new Set(this.alive.map((one) => stateHash(this.state(one))));
    assert.equal(hashes.size, 1, 'not all have the same state');
    return [...hashes][0] ?? '';
  }
}
