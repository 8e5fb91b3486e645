import { type Concern, concernFor } from '#desks/infrastructure/concern.ts';
import { type ViewedRecord, viewOf } from '../egress/constituent-view.ts';
import { isNoticeText } from '../party/content.ts';
import { explainRelease } from '../party/explain-release.ts';
import type { Party } from '../party/party.ts';
import { constituents } from './constituent-book.ts';
import { declarationOf } from './profile-book.ts';
import { recordSubject } from './record-subject.ts';

/** Why a record concerns an organisation; that it was addressed by name is a reason of its own. */
export type Reason = Concern | { readonly kind: 'addressed' };

/** A record of an organisation's view, and why it concerns it; no reason when it does not. */
export interface ConcernedRecord extends ViewedRecord {
  readonly reasons: readonly Reason[];
}

/** Whether a record of the view is a notice. */
export const isNotice = ({ text }: ViewedRecord): boolean => isNoticeText(text);

/** Whether a notice at this position was meant for the organisation by name. */
const isAddressed = (party: Party, { seq, label }: ViewedRecord, organisation: string): boolean =>
  label.only?.includes(organisation) === true &&
  party.db.get('SELECT 1 FROM notice_audience WHERE item = ? AND party = ?', seq, organisation) !== undefined;

/** All that an organisation may read now, newest first, each with the reasons why it concerns it. Spec: CST-6, CST-12. */
export function concernedView(party: Party, organisation: string): ConcernedRecord[] {
  const concern = concernFor(declarationOf(party, organisation).profile);
  return viewOf(party, organisation).map((record) => {
    const addressed: readonly Reason[] = isAddressed(party, record, organisation) ? [{ kind: 'addressed' }] : [];
    return { ...record, reasons: [...addressed, ...concern(recordSubject(party, record.text))] };
  });
}

/** An organisation that a record would concern, and whether it may have it. */
export interface Concerned {
  readonly party: string;
  readonly reasons: readonly Concern[];
  readonly isAllowed: boolean;
}

/** Which enrolled organisations a held record would concern, for the centre to look at; nothing is released by it. */
export function whomItConcerns(party: Party, seq: number): Concerned[] {
  const text = party.items.bySeq(seq)?.text ?? undefined;
  if (text === undefined) return [];
  const subject = recordSubject(party, text);
  return constituents(party).flatMap(({ party: id }) => {
    const reasons = concernFor(declarationOf(party, id).profile)(subject);
    if (reasons.length === 0) return [];
    return [{ party: id, reasons, isAllowed: explainRelease(party, seq, id).verdict === 'allowed' }];
  });
}
