import { detectionPart } from '#protocol/agreement/permitted-use.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import type { RecordView } from '#web/pages/record-page.ts';
import { may, nothingHere, type Visit } from './visit.ts';

type ContentView = Pick<RecordView, 'object' | 'advisory' | 'references'>;

/** Whether this reader only sees what detection needs: whoever does not work on records. Spec: DUT-5. */
export const seesPartOnly = (visit: Visit, { holding }: ReleaseFacts): boolean =>
  holding !== 'own' && holding.duties.actions === 'detect-and-block-only' && !may(visit, 'report-observations');

/** What of a record's content this reader may see; no part of an advisory is for a device. Spec: DUT-5. */
export function partFor(visit: Visit, facts: ReleaseFacts, whole: ContentView): ContentView {
  if (!seesPartOnly(visit, facts)) return whole;
  if (whole.advisory !== undefined) throw nothingHere();
  return { object: detectionPart(whole.object), references: [] };
}
