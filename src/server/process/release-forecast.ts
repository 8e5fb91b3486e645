import { decideClass, type Grant, type Reason } from '#protocol/agreement/release-decision.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import type { Party } from '../party/party.ts';
import { closedUnderReference, recipientHas } from '../party/references.ts';
import { contextFor, grantFor, type OpenClasses, openClasses } from '../party/release-context.ts';

/** What would become of the records of one release class if a partner asked now. */
export interface ForecastLine {
  readonly facts: ReleaseFacts;
  readonly leaves: number;
  /** Records that are open, but name others that stay. Spec: REL-12. */
  readonly waits: number;
  readonly stays: number;
  /** Records that the partner has already, from us or as its own. */
  readonly had: number;
  readonly reasons: readonly Reason[];
}

interface Held {
  readonly seq: number;
  readonly class: number;
  readonly object: string;
}

/** What is held with its content, in the order of our numbers. */
const heldItems = (party: Party): Held[] =>
  party.db.all<Held>('SELECT seq, class, object FROM item WHERE text IS NOT NULL ORDER BY seq');

const isOpen = (party: Party, open: OpenClasses, item: Held, recipient: string): boolean =>
  grantFor(open, item) !== undefined && party.items.factsOf(item.class).author !== recipient;

/** The numbers of all records that may go to a party now, whether it has had them or not. Spec: REL-1, REL-12. */
export function releasableTo(party: Party, recipient: string): Set<number> {
  const open = openClasses(party, contextFor(party, recipient));
  const candidates = heldItems(party).filter((item) => isOpen(party, open, item, recipient));
  return new Set(closedUnderReference(party, recipient, candidates).map(({ seq }) => seq));
}

type Fate = 'leaves' | 'waits' | 'stays' | 'had';

/** The fate of every record held. */
function fates(party: Party, recipient: string): { item: Held; fate: Fate }[] {
  const open = openClasses(party, contextFor(party, recipient));
  const had = ({ seq, class: id }: Held): boolean =>
    party.items.factsOf(id).author === recipient || recipientHas(party, seq, recipient);
  const first = heldItems(party).map((item) => {
    const fate: Fate = had(item) ? 'had' : isOpen(party, open, item, recipient) ? 'leaves' : 'stays';
    return { item, fate };
  });
  const candidates = first.filter(({ fate }) => fate === 'leaves').map(({ item }) => item);
  const going = new Set(closedUnderReference(party, recipient, candidates).map(({ seq }) => seq));
  return first.map(({ item, fate }) => ({ item, fate: fate === 'leaves' && !going.has(item.seq) ? 'waits' : fate }));
}

/** Why some of a class that is open stay: they are older than what opens it. */
const lateReasons = (grants: readonly Grant[]): Reason[] =>
  grants.map(({ agreement, clause }) => ({ code: 'clause-history', allows: false, agreement, clause: clause.n }));

/**
 * What would leave to a party now, by release class, and what would not and why. Nothing is made or
 * sent. Classes of which something would leave come first, then the larger ones. Spec: REL-1, REL-4.
 */
export function forecastRelease(party: Party, recipient: string): ForecastLine[] {
  const context = contextFor(party, recipient);
  const byClass = Map.groupBy(fates(party, recipient), ({ item }) => item.class);
  const lines = [...byClass].map(([id, all]): ForecastLine => {
    const facts = party.items.factsOf(id);
    const count = (wanted: Fate): number => all.filter(({ fate }) => fate === wanted).length;
    const { grants, reasons } = decideClass(facts, context);
    const [leaves, waits, stays, had] = [count('leaves'), count('waits'), count('stays'), count('had')];
    return { facts, leaves, waits, stays, had, reasons: stays > 0 ? [...reasons, ...lateReasons(grants)] : reasons };
  });
  return lines.toSorted((a, b) => b.leaves - a.leaves || b.waits + b.stays - a.waits - a.stays);
}
