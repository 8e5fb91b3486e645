import { referencesOf } from '#exchange/stix/describe.ts';
import { typeOfId } from '#exchange/stix/identifier.ts';
import { type StixObject, textOf } from '#exchange/stix/stix-object.ts';
import { contentOf } from './content.ts';
import type { Party } from './party.ts';

/** An object that a record is connected with. `seq` is absent when it is not held here. */
export interface ItemReference {
  readonly direction: 'to' | 'from';
  /** A STIX relationship type, or the name of the property that refers. */
  readonly relation: string;
  readonly title: string;
  readonly kind: string;
  readonly seq?: number;
}

const mostReferences = 100;

function resolve(party: Party, id: string): Pick<ItemReference, 'title' | 'kind' | 'seq'> {
  const kind = typeOfId(id) ?? 'object';
  const row = party.items.newestOf(id);
  return row === undefined ? { title: id, kind } : { title: row.title, kind, seq: row.seq };
}

/** Held relationships and sightings in which an object stands. */
function linksWith(party: Party, id: string): StixObject[] {
  const rows = party.db.all<{ text: string }>(
    `SELECT text FROM item_reference JOIN item ON item.seq = item_reference.item WHERE item_reference.object = ?
     AND class IN (SELECT id FROM class WHERE kind IN ('relationship', 'sighting'))
     AND text IS NOT NULL ORDER BY seq DESC LIMIT ?`,
    id,
    mostReferences,
  );
  return rows.map(({ text }) => contentOf(text));
}

function throughLink(party: Party, link: StixObject, id: string): ItemReference[] {
  const [source, target] = [textOf(link, 'source_ref'), textOf(link, 'target_ref') ?? textOf(link, 'sighting_of_ref')];
  const relation = textOf(link, 'relationship_type') ?? link.type;
  if (source === id && target !== undefined) return [{ direction: 'to', relation, ...resolve(party, target) }];
  if (target === id) return [{ direction: 'from', relation, ...resolve(party, source ?? link.id) }];
  return [];
}

/** What an object refers to, and what refers to it through held relationships; each connection once. */
export function referencesOfItem(party: Party, object: StixObject): ItemReference[] {
  const own = referencesOf(object)
    .filter(({ property }) => property !== 'object_marking_refs' && property !== 'marking_ref')
    .slice(0, mostReferences)
    .map(({ property, id }): ItemReference => ({ direction: 'to', relation: property, ...resolve(party, id) }));
  const links = linksWith(party, object.id).flatMap((link) => throughLink(party, link, object.id));
  const distinct = new Map(
    [...own, ...links].map((one) => [`${one.direction} ${one.relation} ${one.seq ?? one.title}`, one]),
  );
  return [...distinct.values()].slice(0, mostReferences);
}

/** The records that an item of another medium names, such as those that a notice is about. */
export function namedByItem(party: Party, seq: number): ItemReference[] {
  const rows = party.db.all<{ object: string }>(
    'SELECT object FROM item_reference WHERE item = ? ORDER BY object LIMIT ?',
    seq,
    mostReferences,
  );
  return rows.map(({ object }) => ({ direction: 'to', relation: 'records', ...resolve(party, object) }));
}

/** Held notices that are about an object, the last first. */
export function noticesAbout(party: Party, object: string): ItemReference[] {
  const rows = party.db.all<{ seq: number; title: string }>(
    `SELECT seq, title FROM item_reference JOIN item ON item.seq = item_reference.item WHERE item_reference.object = ?
     AND class IN (SELECT id FROM class WHERE kind = 'notice') AND text IS NOT NULL ORDER BY seq DESC LIMIT ?`,
    object,
    mostReferences,
  );
  return rows.map(({ seq, title }) => ({ direction: 'from', relation: 'records', title, kind: 'notice', seq }));
}
