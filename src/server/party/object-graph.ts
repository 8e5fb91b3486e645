import { referencesOf } from '#exchange/stix/describe.ts';
import { typeOfId } from '#exchange/stix/identifier.ts';
import { type StixObject, textOf } from '#exchange/stix/stix-object.ts';
import { contentOf, isStix } from './content.ts';
import type { Party } from './party.ts';

/** An object near another. `seq` is absent when it is not held here. */
export interface NearObject {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly seq?: number;
}

export interface ObjectGraph {
  /** The object asked for comes first. */
  readonly nodes: readonly NearObject[];
  readonly edges: readonly { readonly source: number; readonly target: number; readonly relation: string }[];
  /** Connected objects beyond the bound. */
  readonly leftOut: number;
}

interface Connection {
  readonly source: string;
  readonly target: string;
  readonly relation: string;
}

const mostNodes = 40;
const mostLinks = 400;

/** Who marked or stated an object says nothing about what it is connected with. */
const notConnections = new Set(['object_marking_refs', 'marking_ref', 'created_by_ref', 'source_ref', 'target_ref']);

/** A relationship that a report lists is drawn as what it connects, not as a thing of its own. */
const linkTypes = new Set(['relationship', 'sighting']);

const linksNaming = `SELECT DISTINCT item.text AS text FROM item_reference JOIN item ON item.seq = item_reference.item
  WHERE item_reference.object = ? AND item.text IS NOT NULL AND item.class IN
  (SELECT id FROM class WHERE kind IN ('relationship', 'sighting')) LIMIT ?`;

function connectionsOf(object: StixObject): Connection[] {
  const [source, target] = [textOf(object, 'source_ref'), textOf(object, 'target_ref')];
  if (source !== undefined && target !== undefined)
    return [{ source, target, relation: textOf(object, 'relationship_type') ?? 'related-to' }];
  return referencesOf(object)
    .filter(({ property, id }) => !notConnections.has(property) && !linkTypes.has(typeOfId(id) ?? ''))
    .map(({ property, id }) => ({ source: object.id, target: id, relation: property.replace(/_refs?$/, '') }));
}

const naming = (party: Party, id: string): Connection[] =>
  party.db.all<{ text: string }>(linksNaming, id, mostLinks).flatMap(({ text }) => connectionsOf(contentOf(text)));

function nearObject(party: Party, id: string): NearObject {
  const kind = typeOfId(id) ?? 'object';
  const row = party.items.newestOf(id);
  return row === undefined ? { id, title: id, kind } : { id, title: row.title, kind, seq: row.seq };
}

/** The object of a record, what it is connected with, and what connects those. Undefined when it is not held. Spec: SIT-4. */
export function graphAround(party: Party, seq: number): ObjectGraph | undefined {
  const item = party.items.bySeq(seq);
  if (item === undefined || item.text === null) return undefined;
  const { kind } = party.items.factsOf(item.class);
  const itself = { id: item.object, title: item.title, kind, seq };
  // A notice or an advisory names records in its own way.
  if (!isStix(item.text)) return { nodes: [itself], edges: [], leftOut: 0 };
  const focus = contentOf(item.text);
  const first = [...connectionsOf(focus), ...naming(party, focus.id)];
  const near = new Set([focus.id, ...first.flatMap(({ source, target }) => [source, target])]);
  const ids = [...near].slice(0, mostNodes);
  const place = new Map(ids.map((id, index) => [id, index]));
  const among = ids.slice(1).flatMap((id) => naming(party, id));
  const edges = new Map<string, ObjectGraph['edges'][number]>();
  for (const { source, target, relation } of [...first, ...among]) {
    const [from, to] = [place.get(source), place.get(target)];
    if (from !== undefined && to !== undefined && from !== to)
      edges.set(`${from} ${to} ${relation}`, { source: from, target: to, relation });
  }
  return {
    nodes: ids.map((id) => (id === focus.id ? itself : nearObject(party, id))),
    edges: [...edges.values()],
    leftOut: near.size - ids.length,
  };
}
