import { outlineOf } from '#exchange/stix/describe.ts';
import { detectionPart } from '#protocol/agreement/permitted-use.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import type { RecordView } from '#web/pages/record-page.ts';
import { contentOf, isStix } from '../party/content.ts';
import type { ItemRow } from '../store/item-store.ts';
import { may, nothingHere, type Visit } from './visit.ts';

/** The title of a record as this reader may see it: of what a device looks for, and of nothing else. Spec: DUT-5. */
export function titleFor(visit: Visit, { seq, class: id, title }: Pick<ItemRow, 'seq' | 'class' | 'title'>): string {
  const { items } = visit.party;
  const facts = items.factsOf(id);
  if (!seesPartOnly(visit, facts)) return title;
  const text = items.bySeq(seq)?.text;
  return text == null || !isStix(text) ? facts.kind : outlineOf(detectionPart(contentOf(text))).title;
}

/** The same by its place; '' when it is not held. */
export function titleAt(visit: Visit, seq: number): string {
  const item = visit.party.items.bySeq(seq);
  return item === undefined ? '' : titleFor(visit, item);
}

/** Things that lead to records, with the titles that this reader may see. */
export const withTitles = <T extends { readonly seq?: number; readonly title: string }>(
  visit: Visit,
  rows: readonly T[],
): T[] => rows.map((row) => (row.seq === undefined ? row : { ...row, title: titleAt(visit, row.seq) }));

type ContentView = Pick<RecordView, 'object' | 'advisory' | 'notice' | 'references'>;

/** Whether this reader only sees what detection needs: whoever does not work on records. Spec: DUT-5. */
export const seesPartOnly = (visit: Visit, { holding }: ReleaseFacts): boolean =>
  holding !== 'own' && holding.duties.actions === 'detect-and-block-only' && !may(visit, 'report-observations');

/** What of a record's content this reader may see; no part of an advisory or a notice is for a device. Spec: DUT-5. */
export function partFor(visit: Visit, facts: ReleaseFacts, whole: ContentView): ContentView {
  if (!seesPartOnly(visit, facts)) return { ...whole, references: withTitles(visit, whole.references) };
  if (whole.advisory !== undefined || whole.notice !== undefined) throw nothingHere();
  return { object: detectionPart(whole.object), references: [] };
}
