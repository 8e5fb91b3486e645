import { type Notice, noticeContent, noticeId } from '#desks/infrastructure/notice.ts';
import type { Decision } from '#protocol/agreement/release-decision.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Label } from '#protocol/record/label.ts';
import { awaitsApproval } from '../party/approval-queue.ts';
import { approveItems } from '../party/approvals.ts';
import { explainRelease } from '../party/explain-release.ts';
import type { Party } from '../party/party.ts';
import { stateItem } from '../party/state-item.ts';
import { newestVersion } from './held-notice.ts';

/** What somebody wants to say, to whom and how far. */
export interface NoticeDraft {
  readonly notice: Notice;
  /** Ids of the parties that are to read it. */
  readonly audience: readonly string[];
  /** Chosen by name: then the label says that nobody else may have it. Spec: NTC-1. */
  readonly isNamed: boolean;
  readonly label: Pick<Label, 'tlp' | 'purposes'>;
}

/** What would become of a notice for one party of its audience. */
export interface Forecast {
  readonly party: string;
  readonly decision: Decision;
}

const labelOf = ({ audience, isNamed, label }: NoticeDraft): Label =>
  isNamed ? { ...label, only: audience.toSorted() } : label;

/** Keeps the notice as an own item in a batch of its own; call inside a transaction. Spec: NTC-1, ITM-1. */
function keepNotice(party: Party, draft: NoticeDraft): number {
  const seq = stateItem(party, { label: labelOf(draft), media: 'notice', content: noticeContent(draft.notice) });
  for (const one of draft.audience) party.db.run('INSERT INTO notice_audience (item, party) VALUES (?, ?)', seq, one);
  return seq;
}

class Undo extends Error {}

/**
 * What would leave, for each party of the audience, asked of the release decision itself: the notice
 * is stated, decided and taken back in one transaction. `approved`: as if a releaser had approved it.
 */
export function forecastNotice(party: Party, draft: NoticeDraft, approved: boolean): Forecast[] {
  let found: Forecast[] = [];
  try {
    party.transaction(() => {
      const seq = keepNotice(party, draft);
      const row = party.items.bySeq(seq);
      if (approved && row !== undefined)
        party.items.reclassify(seq, { ...party.items.factsOf(row.class), approved: true });
      found = draft.audience.map((one) => ({ party: one, decision: explainRelease(party, seq, one) }));
      throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  }
  return found;
}

/** The number of the next version: 1 for a new name. */
function nextVersion(party: Party, name: string): number {
  const newest = newestVersion(party, noticeId(party.id, name));
  return newest === undefined ? 1 : newest.notice.version + 1;
}

/**
 * States a notice. `approve`: by one who may approve releases, in the same act. Gives its position.
 * Faults: those of `noticeContent`, `notice-audience`, `notice-version`. Spec: NTC-1, REL-2.
 */
export function stateNotice(party: Party, draft: NoticeDraft, approve: boolean): number {
  if (draft.audience.length === 0 || draft.audience.includes(party.id))
    throw new Fault('notice-audience', 'A notice is for one other party at least.', '/audience');
  if (draft.notice.version !== nextVersion(party, draft.notice.name))
    throw new Fault('notice-version', 'Somebody has stated another version meanwhile.', '/version');
  const seq = party.transaction(() => keepNotice(party, draft));
  party.powers.step('notice-stated');
  const row = party.items.bySeq(seq);
  if (approve && row !== undefined && awaitsApproval(party, party.items.factsOf(row.class))) approveItems(party, [seq]);
  party.sealOrWait();
  return seq;
}
