import { decideClass, type Grant, type ReleaseContext } from '#protocol/agreement/release-decision.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import { agreements } from './agreement-book.ts';
import type { Party } from './party.ts';

/** Whether what is fetched from an address travels encrypted: TLS, or it never leaves this machine. */
function isEncrypted(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || hostname === '127.0.0.1' || hostname === '[::1]' || hostname === 'localhost';
}

/** Everything a decision for `recipient` depends on, as of now. */
export const contextFor = (party: Party, recipient: string): ReleaseContext => ({
  self: party.id,
  recipient,
  policy: party.policy(),
  agreements: agreements(party),
  // Partners pull: what leaves goes out over our own address, the link's answers and TAXII's alike.
  encrypted: isEncrypted(party.url),
  now: party.now,
});

/** What a recipient may receive: for each release class that any clause opens, the grants. Spec: REL-4. */
export type OpenClasses = ReadonlyMap<number, readonly Grant[]>;

/** Compiles the classes open to a recipient. Its cost depends on the classes, not on the records. Spec: REL-4. */
export const openClasses = (party: Party, context: ReleaseContext): OpenClasses =>
  classesOpenTo(party, context, (facts) => facts);

/** The classes that would be open if a releaser had approved everything. */
export const openIfApproved = (party: Party, context: ReleaseContext): OpenClasses =>
  classesOpenTo(party, context, (facts) => ({ ...facts, approved: true }));

function classesOpenTo(party: Party, context: ReleaseContext, as: (facts: ReleaseFacts) => ReleaseFacts): OpenClasses {
  const open = new Map<number, readonly Grant[]>();
  for (const { id } of party.db.all<{ id: number }>('SELECT id FROM class ORDER BY id')) {
    const { grants } = decideClass(as(party.items.factsOf(id)), context);
    if (grants.length > 0) open.set(id, grants);
  }
  return open;
}

/** The grant under which an item of a class and position may go, if any. */
export const grantFor = (open: OpenClasses, item: { class: number; seq: number }): Grant | undefined =>
  open.get(item.class)?.find(({ after }) => item.seq > after);
