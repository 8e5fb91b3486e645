import { Fault } from '#protocol/bytes/fault.ts';
import type { Party } from '../party/party.ts';
import type { HeldNotice } from './held-notice.ts';
import { audienceOf } from './notice-matrix.ts';
import { stateNotice } from './state-notice.ts';

/**
 * States a version that says that a notice of ours no longer holds, to whom it was meant for and under the same label.
 * Faults: `notice-over`, `notice-version`. Spec: NTC-2.
 */
export function cancelNotice(party: Party, held: HeldNotice, approve: boolean): number {
  if (!held.isOwn || held.notice.state === 'cancelled')
    throw new Fault('notice-over', 'This notice is not one that can be cancelled.');
  const { by: _, ...rest } = held.notice;
  const { only, ...label } = held.label;
  const notice = { ...rest, version: held.notice.version + 1, state: 'cancelled' } as const;
  return stateNotice(
    party,
    { notice, audience: audienceOf(party, held.seq), isNamed: only !== undefined, label },
    approve,
  );
}
