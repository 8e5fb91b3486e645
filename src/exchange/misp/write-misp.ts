import { canonicalText } from '#protocol/bytes/canonical-json.ts';
import { type Label, labelJson } from '#protocol/record/label.ts';
import { idOfName } from '../stix/identifier.ts';
import {
  isList,
  isMembers,
  type JsonMembers,
  type JsonValue,
  type StixObject,
  textOf,
  textsOf,
} from '../stix/stix-object.ts';
import { instantOf } from '../stix/timestamp.ts';
import type { LabelledObject } from './event-draft.ts';
import { type KeptPart, keptPart } from './kept-members.ts';
import { Findings, type MispFinding } from './misp-finding.ts';
import { reachOf } from './misp-label.ts';
import { nativePart } from './native-part.ts';
import { append, markPart, type OrganisationOf, partUuid, uuidIn, type WrittenPart } from './written-part.ts';

/** An object that is held, and whether duties bind it that MISP cannot carry. */
export interface MispSource extends LabelledObject {
  readonly isBound: boolean;
}

/** What became of every object: `written` + `folded` + `left` = those given. Spec: MSP-9, MSP-10. */
export interface MispWriting {
  readonly events: readonly JsonMembers[];
  /** Objects that a part of an event says. */
  readonly written: number;
  /** Objects that rest on a part which is written, such as its observables. */
  readonly folded: number;
  /** Objects that are not written, each with its reason among the losses. */
  readonly left: number;
  readonly losses: readonly MispFinding[];
}

export interface WriteRules {
  readonly organisationOf: OrganisationOf;
  /** The organisation that events without an author of their own are written under. */
  readonly author: JsonMembers;
}

type Held = LabelledObject & { readonly kept: KeptPart | undefined };

const supports = ['identity', 'extension-definition', 'marking-definition'];
const isEvent = ({ object, kept }: Held): boolean =>
  kept?.kind === 'event' || (kept === undefined && ['report', 'grouping'].includes(object.type));

const versionOf = (object: StixObject): string => {
  const time = textOf(object, 'modified') ?? textOf(object, 'created');
  return time === undefined ? '' : instantOf(time);
};

/** Writes the objects of one call; each is written or left once, however many events name it. */
class Writer {
  readonly findings = new Findings();
  readonly #rules: WriteRules;
  readonly #held = new Map<string, Held>();
  readonly #written = new Set<string>();
  readonly #nodes = new Map<string, WrittenPart>();
  readonly #objects = new Map<string, StixObject>();
  /** Observables that observed data rests on. */
  readonly #observed = new Set<string>();
  left = 0;

  constructor(rules: WriteRules) {
    this.#rules = rules;
  }

  get written(): number {
    return this.#written.size;
  }

  /** Takes the newest version of each object that MISP may have. Spec: MSP-9. */
  take(sources: readonly MispSource[]): void {
    const newest = new Map<string, MispSource>();
    for (const source of sources) {
      const reach = reachOf(source.label, this.#rules.organisationOf);
      const twin = newest.get(source.object.id);
      const isOlder = twin !== undefined && versionOf(twin.object) >= versionOf(source.object);
      if (source.isBound) this.#leave('misp-withheld-duties', source.object.id);
      else if (typeof reach === 'string') this.#leave(reach, source.object.id);
      else {
        if (twin !== undefined) this.#leave('misp-loss-older-version', source.object.id);
        if (!isOlder) newest.set(source.object.id, source);
      }
    }
    for (const [id, { object, label }] of newest) {
      this.#held.set(id, { object, label, kept: keptPart(object) });
      this.#objects.set(id, object);
      if (object.type === 'observed-data') for (const ref of textsOf(object['object_refs'])) this.#observed.add(ref);
    }
  }

  #leave(code: Parameters<Findings['loss']>[0], path: string): void {
    this.left++;
    this.findings.loss(code, path);
  }

  events(): JsonMembers[] {
    const held = [...this.#held.values()];
    const events = held.filter(isEvent).map((event) => this.#event(event));
    const rest = held.filter(
      (one) => !this.#written.has(one.object.id) && !this.#isSupport(one) && this.#canStandAlone(one),
    );
    const groups = Map.groupBy(rest, ({ label }) => canonicalText(labelJson(label)));
    for (const [text, members] of groups) events.push(this.#looseEvent(text, members));
    return events.map(({ members }) => members);
  }

  /** Parts of an event need their event, or what they speak of; everything else can go into an event of ours. */
  #canStandAlone({ object, kept }: Held): boolean {
    if (kept === undefined) return nativePart(object, this.#objects) !== undefined;
    return ['attribute', 'object', 'cluster', 'event-report'].includes(kept.kind);
  }

  #event(event: Held): WrittenPart {
    const { object, label, kept } = event;
    this.#written.add(object.id);
    const members: Record<string, JsonValue> = { uuid: partUuid(kept?.members ?? {}, object.id), ...kept?.members };
    if (kept === undefined) Object.assign(members, this.#foreignEvent(object));
    const written = this.#begin({ members, label }, undefined);
    this.#nodes.set(uuidIn(object.id), written);
    const parts = [...this.#held.values()].filter(
      (one) => one.kept?.kind === 'event-part' && one.kept.extension['event_ref'] === object.id,
    );
    for (const part of parts) this.#written.add(part.object.id);
    this.#fill(
      written,
      [object, ...parts.map((part) => part.object)].flatMap((one) => textsOf(one['object_refs'])),
    );
    return written;
  }

  /** What an event of another tool is called; what else it says has no place. */
  #foreignEvent(object: StixObject): JsonMembers {
    const carried = [
      'type',
      'id',
      'spec_version',
      'name',
      'published',
      'object_refs',
      'object_marking_refs',
      'modified',
      'labels',
      'created_by_ref',
    ];
    this.#losses(object, carried);
    const author = this.#held.get(textOf(object, 'created_by_ref') ?? '')?.object;
    return {
      info: textOf(object, 'name') ?? object.id,
      date: versionOf(object).slice(0, 10),
      timestamp: String(Math.floor(Date.parse(textOf(object, 'modified') ?? '') / 1000)),
      published: object.type === 'report',
      Orgc: author === undefined ? this.#rules.author : { uuid: uuidIn(author.id), name: textOf(author, 'name') ?? '' },
    };
  }

  #losses(object: StixObject, carried: readonly string[]): void {
    for (const key of Object.keys(object))
      if (!carried.includes(key)) this.findings.loss('misp-loss-member', `${object.id}/${key}`);
  }

  /** An event for what stands in none, one for each label. */
  #looseEvent(text: string, members: readonly Held[]): WrittenPart {
    const ids = members.map(({ object }) => object.id).sort();
    const times = members.map(({ object }) => versionOf(object)).sort();
    const event = {
      uuid: uuidIn(idOfName('report', `misp-loose ${text} ${ids.join(' ')}`)),
      info: 'Records that stand in no event',
      date: (times.at(-1) || '1970-01-01').slice(0, 10),
      timestamp: '0',
      published: false,
      Orgc: this.#rules.author,
    };
    const written = this.#begin({ members: event, label: members[0]?.label ?? { tlp: 'red' } }, undefined);
    this.#fill(written, ids);
    return written;
  }

  #begin(part: WrittenPart, within: Label | undefined): WrittenPart {
    const members = { ...part.members };
    if (isList(members['Tag'])) members['Tag'] = [...members['Tag']];
    const begun = { members, label: part.label };
    markPart(begun, within, this.#rules.organisationOf);
    return begun;
  }

  /** Writes the parts that these ids name into an event: first what stands by itself, then what speaks of it. */
  #fill(event: WrittenPart, ids: readonly string[]): void {
    const parts = ids.flatMap((id) => this.#held.get(id) ?? []);
    const kinds = [
      'object',
      'attribute',
      'event-report',
      'cluster',
      undefined,
      'note',
      'opinion',
      'relationship',
      'sighting',
      'reference',
      'cluster-link',
    ];
    const inOrder = parts.toSorted((a, b) => kinds.indexOf(a.kept?.kind) - kinds.indexOf(b.kept?.kind));
    // A statement about a statement finds its place once that one has its own.
    for (let waiting = inOrder, before = -1; waiting.length > 0 && waiting.length !== before; ) {
      before = waiting.length;
      waiting = waiting.filter((part) => !this.#tryToPlace(event, part));
    }
  }

  #tryToPlace(event: WrittenPart, part: Held): boolean {
    const isPlaced = this.#place(event, part);
    if (isPlaced) this.#written.add(part.object.id);
    return isPlaced;
  }

  /** Puts one part where it belongs; whether it has a place. */
  #place(event: WrittenPart, part: Held): boolean {
    const { kept, object } = part;
    if (kept === undefined) return !this.#isSupport(part) && this.#placeForeign(event, part);
    if (kept.kind === 'cluster') return this.#placeCluster(event, part, kept);
    if (kept.kind === 'cluster-link') return this.#placeLink(object);
    const keys: Partial<Record<KeptPart['kind'], string>> = {
      attribute: 'Attribute',
      object: 'Object',
      'event-report': 'EventReport',
      note: 'Note',
      opinion: 'Opinion',
      relationship: 'Relationship',
      sighting: 'Sighting',
      reference: 'ObjectReference',
    };
    const key = keys[kept.kind];
    const home = this.#homeOf(event, kept);
    if (key === undefined || home === undefined) return false;
    const written = this.#begin(
      { members: { uuid: partUuid(kept.members, object.id), ...kept.members }, label: part.label },
      home.label,
    );
    this.#nodes.set(uuidIn(object.id), written);
    this.#openInner(written);
    append(home, key, written.members);
    return true;
  }

  /** Attributes that stay within their object can be spoken of too. */
  #openInner(written: WrittenPart): void {
    const inner = written.members['Attribute'];
    if (!isList(inner)) return;
    const opened = inner
      .filter(isMembers)
      .map((members) => this.#begin({ members: { ...members }, label: written.label }, written.label));
    for (const one of opened) this.#nodes.set(textOf(one.members, 'uuid') ?? '', one);
    written.members['Attribute'] = opened.map(({ members }) => members);
  }

  /** The part that another belongs to: the object of an attribute, what a statement is about, or the event. */
  #homeOf(event: WrittenPart, { kind, extension }: KeptPart): WrittenPart | undefined {
    const about = textOf(extension, 'about');
    if (about !== undefined) return this.#nodes.get(about);
    const object = kind === 'attribute' ? textOf(extension, 'object_ref') : undefined;
    return object === undefined ? event : this.#nodes.get(uuidIn(object));
  }

  #clusterPart({ label, object }: Held, kept: KeptPart, within: Label): JsonMembers {
    const { Galaxy: galaxy, ...members } = kept.members;
    const cluster = this.#begin({ members: { uuid: partUuid(members, object.id), ...members }, label }, within);
    return { ...(isMembers(galaxy) ? galaxy : {}), GalaxyCluster: [cluster.members] };
  }

  #placeCluster(home: WrittenPart, part: Held, kept: KeptPart): boolean {
    append(home, 'Galaxy', this.#clusterPart(part, kept, home.label));
    return true;
  }

  #placeLink(link: StixObject): boolean {
    const cluster = this.#held.get(textOf(link, 'target_ref') ?? '');
    const home = this.#nodes.get(uuidIn(textOf(link, 'source_ref') ?? ''));
    if (cluster?.kept === undefined || home === undefined) return false;
    this.#written.add(cluster.object.id);
    return this.#placeCluster(home, cluster, cluster.kept);
  }

  #placeForeign(event: WrittenPart, { object, label }: Held): boolean {
    const native = nativePart(object, this.#objects);
    if (native === undefined) return false;
    for (const members of native.parts)
      append(event, native.key, this.#begin({ members: { ...members }, label }, event.label).members);
    if (!this.#written.has(object.id)) this.#losses(object, native.carried);
    return true;
  }

  /** Whether an object rests on others that are written, and needs no part of its own. */
  #isSupport({ object, kept }: Held): boolean {
    if (kept !== undefined) return false;
    if (supports.includes(object.type)) return true;
    if (object.type === 'observed-data' && this.#written.has(`indicator--${uuidIn(object.id)}`)) return true;
    if (object.type === 'relationship' && object['relationship_type'] === 'based-on')
      return this.#written.has(textOf(object, 'source_ref') ?? '');
    return textOf(object, 'created') === undefined && this.#observed.has(object.id);
  }

  /** Counts what needs no part, and says what has none. */
  settle(): number {
    let folded = 0;
    for (const one of this.#held.values()) {
      if (this.#written.has(one.object.id)) continue;
      if (this.#isSupport(one)) folded++;
      else this.#leave('misp-loss-no-form', one.object.id);
    }
    return folded;
  }
}

/**
 * Writes held objects as events of MISP. What MISP cannot carry is not written, and each loss is
 * listed: written + folded + left is what was given. Spec: MSP-9, MSP-10.
 */
export function writeMisp(sources: readonly MispSource[], rules: WriteRules): MispWriting {
  const writer = new Writer(rules);
  writer.take(sources);
  const events = writer.events().map((event) => ({ Event: event }));
  const folded = writer.settle();
  return { events, written: writer.written, folded, left: writer.left, losses: writer.findings.losses };
}
