import {
  type Decision,
  decideClass,
  decideRelease,
  type Grant,
  type ReleaseContext,
} from '#protocol/agreement/release-decision.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { agreements } from './agreement-book.ts';
import type { Party } from './party.ts';
import { peer } from './peer-book.ts';

/** Whether the way to a party is encrypted: TLS, or it never leaves this machine. */
export function isEncrypted(url: string | undefined): boolean {
  if (url === undefined) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || hostname === '127.0.0.1' || hostname === '[::1]' || hostname === 'localhost';
}

/** Everything a decision for `recipient` depends on, as of now. */
export const contextFor = (party: Party, recipient: string): ReleaseContext => ({
  self: party.id,
  recipient,
  policy: party.policy(),
  agreements: agreements(party),
  encrypted: isEncrypted(peer(party, recipient)?.url),
  now: party.now,
});

/** What a recipient may receive: for each release class that any clause opens, the grants. Spec: REL-4. */
export type OpenClasses = ReadonlyMap<number, readonly Grant[]>;

/** Compiles the classes open to a recipient. Its cost depends on the classes, not on the records. Spec: REL-4. */
export function openClasses(party: Party, context: ReleaseContext): OpenClasses {
  const open = new Map<number, readonly Grant[]>();
  for (const { id } of party.db.all<{ id: number }>('SELECT id FROM class ORDER BY id')) {
    const { grants } = decideClass(party.items.factsOf(id), context);
    if (grants.length > 0) open.set(id, grants);
  }
  return open;
}

/** The grant under which an item of a class and position may go, if any. */
export const grantFor = (open: OpenClasses, item: { class: number; seq: number }): Grant | undefined =>
  open.get(item.class)?.find(({ after }) => item.seq > after);

/** The full decision for one item and recipient, with every reason. */
export function explainRelease(party: Party, seq: number, recipient: string): Decision {
  const item = party.items.bySeq(seq);
  if (item === undefined) throw new Fault('item-unknown', 'This server holds no such record.');
  return decideRelease(party.items.factsOf(item.class), seq, contextFor(party, recipient));
}
