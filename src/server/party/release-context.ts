import { decideClass, type Grant, type ReleaseContext } from '#protocol/agreement/release-decision.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import { type AgreementEntry, agreements } from './agreement-book.ts';
import type { Party } from './party.ts';

/** Whether what is fetched from an address travels encrypted: TLS, or it never leaves this machine. */
export function isEncrypted(url: string): boolean {
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

interface Compiled {
  readonly stamp: string;
  readonly agreements: readonly AgreementEntry[];
  readonly open: OpenClasses;
}

const compiled = new WeakMap<Party, Map<string, Compiled>>();

/**
 * The classes open to a recipient, compiled when agreements, policy or classes have changed since.
 * Its cost depends on the classes, not on the records, and a reader pays it once. Spec: REL-4.
 */
export function openClasses(party: Party, context: ReleaseContext): OpenClasses {
  const known = compiled.get(party) ?? new Map<string, Compiled>();
  compiled.set(party, known);
  const current = agreements(party);
  const stamp = `${party.stamp()} ${party.items.lastClass()} ${context.encrypted}`;
  const kept = known.get(context.recipient);
  // The list of agreements is another one as soon as time has changed the standing of any.
  if (kept?.stamp === stamp && kept.agreements === current && context.agreements === current) return kept.open;
  const open = classesOpenTo(party, context, (facts) => facts);
  if (context.agreements === current) known.set(context.recipient, { stamp, agreements: current, open });
  return open;
}

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

/** For each open class the position after which its items may go, as JSON pairs for a query. */
export const openAfter = (classes: OpenClasses): string =>
  JSON.stringify([...classes].map(([id, grants]) => [id, Math.min(...grants.map(({ after }) => after))]));

/** The grant under which an item of a class and position may go, if any. */
export const grantFor = (open: OpenClasses, item: { class: number; seq: number }): Grant | undefined =>
  open.get(item.class)?.find(({ after }) => item.seq > after);
