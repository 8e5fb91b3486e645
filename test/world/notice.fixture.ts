import type { RecipientState } from '#desks/infrastructure/answer-matrix.ts';
import type { Notice } from '#desks/infrastructure/notice.ts';
import type { Tlp } from '#protocol/record/label.ts';
import { type HeldNotice, newestNotices, newestVersion, noticeAt } from '#server/notice/held-notice.ts';
import { answerNotice, type OurAnswer } from '#server/notice/notice-answers.ts';
import { type MatrixRow, matrixOf } from '#server/notice/notice-matrix.ts';
import { type NoticeDraft, stateNotice } from '#server/notice/state-notice.ts';
import { conclude, introduce, Stage } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

/** A notice to be acknowledged within an hour, valid for a day from `now`. */
export const warning = (now: number, change: Partial<Notice> = {}): Notice => ({
  name: 'ab'.repeat(16),
  version: 1,
  state: 'current',
  urgency: 'immediate',
  from: now,
  until: now + 86_400,
  by: now + 3600,
  texts: [{ lang: 'en', title: 'Patch the gateway', body: 'It is exploited.', steps: ['Patch', 'Look for traces'] }],
  records: [],
  ...change,
});

/** An author and the parties that it is to warn, each in an agreement with it alone. */
export class Warning {
  readonly stage = new Stage();
  readonly author: StagedParty;
  readonly others: readonly StagedParty[];

  constructor(count: number, ceiling: Tlp = 'amber') {
    this.author = this.stage.found('Aldoria');
    this.others = Array.from({ length: count }, (_, n) => this.stage.found(`Team ${String(n).padStart(2, '0')}`));
    for (const other of this.others) {
      introduce(this.author, other);
      conclude([this.author, other], this.stage.terms([this.author, other], [{ ceiling }]));
    }
  }

  /** The team with this number. */
  team(n: number): StagedParty {
    const found = this.others[n];
    if (found === undefined) throw new Error(`There is no team ${n}.`);
    return found;
  }

  draft(change: Partial<Notice> = {}, rest: Partial<NoticeDraft> = {}): NoticeDraft {
    const audience = this.others.map(({ party }) => party.id);
    return { notice: warning(this.stage.now, change), audience, isNamed: false, label: { tlp: 'amber' }, ...rest };
  }

  /** States and approves in one act, and gives the notice as it is held. */
  send(draft = this.draft()): HeldNotice {
    const held = noticeAt(this.author.party, stateNotice(this.author.party, draft, true));
    if (held === undefined) throw new Error('What was stated is held.');
    return held;
  }

  /** Each of these meets the author, twice, so that what it has to say arrives too. */
  async meet(...teams: readonly StagedParty[]): Promise<void> {
    for (const team of teams) {
      await this.stage.meet(team, this.author);
      await this.stage.meet(team, this.author);
    }
  }

  /** What a team answers to the notice that it got last. */
  answer(team: StagedParty, answer: Partial<OurAnswer> = {}): void {
    const [held] = newestNotices(team.party, 'theirs', 1);
    if (held === undefined) throw new Error(`${team.name} holds no notice.`);
    answerNotice(team.party, held.seq, { step: 'acknowledged', role: 'analyst', ...answer });
  }

  /** The author's matrix of the newest version: the names of the parties in each state. */
  matrix({ id }: HeldNotice): Partial<Record<RecipientState | 'late', string[]>> {
    const rows = this.rows(id);
    const named = (of: readonly MatrixRow[]): string[] => of.map(({ party }) => this.nameOf(party)).toSorted();
    const states = Object.entries(Object.groupBy(rows, ({ state }) => state)).map(([state, of]) => [state, named(of)]);
    const late = rows.filter(({ isLate }) => isLate);
    return { ...Object.fromEntries(states), ...(late.length === 0 ? {} : { late: named(late) }) };
  }

  rows(id: string): readonly MatrixRow[] {
    const held = newestVersion(this.author.party, id);
    if (held === undefined) throw new Error('The author holds its notice.');
    return matrixOf(this.author.party, held).rows;
  }

  nameOf(id: string): string {
    return this.others.find(({ party }) => party.id === id)?.name ?? id;
  }
}
