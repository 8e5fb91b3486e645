import assert from 'node:assert/strict';
import type { CaseLog } from '#protocol/case/case-log.ts';
import { type CaseState, stateHash } from '#protocol/case/case-state.ts';
import { type ActDraft, draftAct } from '#server/case/act-drafts.ts';
import { knownCaseFile } from '#server/case/case-file.ts';
import { caseLog } from '#server/case/case-store.ts';
import { joinCase, openNewCase } from '#server/case/open-case.ts';
import { caseJob } from '#server/jobs/case-job.ts';
import { conclude, introduce, Stage } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

export const hour = 3600;
const tester = 'a test';

/** Four parties in agreement, and a consultation between the first two of them. */
export class CaseStage {
  readonly stage = new Stage();
  readonly parties: readonly StagedParty[];
  /** Those that take part in rounds. */
  alive: StagedParty[];
  id = '';

  constructor(names: readonly string[] = ['Aldoria', 'Bereth', 'Calder', 'Meridian']) {
    this.parties = names.map((name) => this.stage.found(name));
    this.alive = [...this.parties];
    introduce(...this.parties);
    const clause = { kinds: ['act'], ceiling: 'amber' } as const;
    const end = this.stage.now + 400 * 24 * hour;
    conclude(this.parties, this.stage.terms(this.parties, [clause], { end }));
  }

  party(index: number): StagedParty {
    return this.parties[index] ?? assert.fail('there is no such party');
  }

  /** The first party opens a consultation with the second; the others are witnesses. Nobody else has joined. */
  async invite(
    procedure = 'consultation',
    roles: readonly string[] = ['asker', 'asked', 'witness', 'witness'],
  ): Promise<void> {
    const members = this.parties.map(({ party }, index) => ({ party: party.id, roles: [roles[index] ?? 'witness'] }));
    this.id = openNewCase(this.party(0).party, { procedure, label: { tlp: 'amber' }, members, faults: 1 }, tester);
    await this.rounds(1);
  }

  /** The same, and everybody joins. */
  async open(procedure?: string, roles?: readonly string[]): Promise<void> {
    await this.invite(procedure, roles);
    for (const { party } of this.parties.slice(1)) joinCase(party, this.id, tester);
    await this.rounds(6);
  }

  /** Everybody who is alive works once, so many times. */
  async rounds(count: number): Promise<void> {
    for (let round = 0; round < count; round++) {
      this.stage.now += 10;
      for (const one of this.alive) await one.server.runJob(caseJob);
    }
  }

  /** Time passes, with rounds on the way, so that nobody loses patience. */
  async pass(seconds: number): Promise<void> {
    this.stage.now += seconds;
    await this.rounds(6);
  }

  /** A party acts, and everybody hears of it. */
  async act(index: number, act: string, more: Partial<ActDraft> = {}): Promise<void> {
    this.draft(index, act, more);
    await this.rounds(6);
  }

  draft(index: number, act: string, more: Partial<ActDraft> = {}): void {
    const { party } = this.party(index);
    draftAct(party, knownCaseFile(party, this.id), { act, fields: {}, ...more }, tester);
  }

  log(index: number): CaseLog {
    const { party } = this.party(index);
    return caseLog(party, knownCaseFile(party, this.id));
  }

  state(index = 0): CaseState {
    return this.log(index).state() ?? assert.fail('the case has not begun');
  }

  where(index = 0): string {
    return Object.values(this.state(index).machines)[0]?.state ?? '';
  }

  /** The hash of the state of everybody who is alive; all must be the same. */
  agreed(): string {
    const indexes = this.alive.map((one) => this.parties.indexOf(one));
    const hashes = new Set(indexes.map((index) => stateHash(this.state(index))));
    assert.equal(hashes.size, 1, 'not all have the same state');
    return [...hashes][0] ?? '';
  }
}

export const words = (text: string) => ({ body: { words: text, files: [] } });
