import type { Label } from '#protocol/record/label.ts';
import { labelAtMost } from '#protocol/record/label.ts';
import { idOfName, typeOfId } from '../stix/identifier.ts';
import { isList, isMembers, pointer, type StixObject, sameJson, textOf } from '../stix/stix-object.ts';
import { tlpMarkingId } from '../stix/tlp-definition.ts';
import { validateObject } from '../stix/validate-object.ts';
import type { Findings } from './misp-finding.ts';
import { type LabelRules, partLabel } from './misp-label.ts';
import { type Part, partsOf, uuidOf } from './misp-value.ts';

/** One STIX object and how far it may go. */
export interface LabelledObject {
  readonly object: StixObject;
  readonly label: Label;
}

/** The object that stands for a part of an event. */
export interface Main {
  readonly id: string;
  readonly label: Label;
}

/** A part with the label that it has where it stands. */
export interface LabelledPart extends Part {
  readonly label: Label;
}

/** A part that is named by a UUID of its own. */
export interface NamedPart extends LabelledPart {
  readonly uuid: string;
  /** Whether another part of the event has this UUID too, so that `uuid` is not the one that MISP gave. */
  readonly isRepeated: boolean;
}

/** What an event is known by while its parts are read. */
export interface EventFrame {
  readonly findings: Findings;
  readonly rules: LabelRules;
  /** STIX time of the event. */
  readonly time: string;
  /** The object that stands for the event; it is made last. */
  readonly event: Main;
  readonly author: string;
}

const isObservable = (object: StixObject): boolean => textOf(object, 'created') === undefined;

/** The objects that one event becomes, while it is read. */
export class EventDraft {
  readonly frame: EventFrame;
  readonly #kept = new Map<string, LabelledObject>();
  readonly #mains = new Map<string, Main>();
  readonly #members = new Map<string, Label>();
  readonly #waiting: (() => void)[] = [];
  readonly #uses = new Map<string, number>();

  constructor(frame: EventFrame) {
    this.frame = frame;
  }

  get objects(): readonly LabelledObject[] {
    return [...this.#kept.values()];
  }

  /** Ids of what stands in the event itself, with their labels. */
  get members(): ReadonlyMap<string, Label> {
    return this.#members;
  }

  /** The parts under a key; what is no part there is refused. Spec: MSP-2. */
  parts(of: Part, key: string): Part[] {
    const value = Object.hasOwn(of.members, key) ? of.members[key] : undefined;
    if (value === undefined || value === null) return [];
    const list = isList(value) ? value : [value];
    list.forEach((entry, at) => {
      if (!isMembers(entry)) this.frame.findings.fault('misp-missing', pointer(pointer(of.path, key), at));
    });
    return partsOf({ members: { [key]: list }, path: of.path }, key);
  }

  /** The label of a part of something labelled, and its UUID; undefined when the part is refused. */
  partUnder(part: Part, inherited: Label): NamedPart | undefined {
    const uuid = uuidOf(part.members);
    const reading = partLabel(part, inherited, this.frame.rules);
    if (uuid === undefined) this.frame.findings.fault('misp-uuid', pointer(part.path, 'uuid'));
    else if ('fault' in reading) this.frame.findings.fault(reading.fault, reading.path);
    else return { ...part, ...this.#named(uuid), label: reading.label };
    return undefined;
  }

  /** The second and later parts of one UUID are numbered, so that none takes the place of another. Spec: MSP-4. */
  #named(uuid: string): Pick<NamedPart, 'uuid' | 'isRepeated'> {
    const before = this.#uses.get(uuid) ?? 0;
    this.#uses.set(uuid, before + 1);
    if (before === 0) return { uuid, isRepeated: false };
    return { uuid: idOfName('note', `${uuid} ${before}`).slice('note--'.length), isRepeated: true };
  }

  /** The members that every object with a version has. */
  versioned(id: string, time: string, label: Label) {
    return {
      type: typeOfId(id) ?? '',
      spec_version: '2.1',
      id,
      created_by_ref: this.frame.author,
      created: time,
      modified: time,
      object_marking_refs: [tlpMarkingId(label.tlp)],
    };
  }

  /** Keeps objects that are all valid, or none of them; whether it did. */
  keepAll(objects: readonly StixObject[], label: Label, path: string): boolean {
    if (objects.some((object) => validateObject(object).length > 0)) return false;
    for (const object of objects) {
      this.#keep(object, label, path);
      if (!isObservable(object)) this.#members.set(object.id, label);
    }
    return true;
  }

  /** Keeps one object; an invalid one is refused. `isMember`: whether it stands in the event itself. */
  keep(object: StixObject, label: Label, { path, isMember = true }: { path: string; isMember?: boolean }): boolean {
    if (validateObject(object).length > 0) {
      this.frame.findings.fault('misp-object', path);
      return false;
    }
    this.#keep(object, label, path);
    if (isMember) this.#members.set(object.id, label);
    return true;
  }

  /** What several parts name takes the widest of their labels: it says no more than each of them. Spec: MSP-4. */
  #keep(object: StixObject, label: Label, path: string): void {
    const twin = this.#kept.get(object.id);
    if (twin === undefined) this.#kept.set(object.id, { object, label });
    else if (!sameJson(twin.object, object)) this.frame.findings.loss('misp-loss-given-again', path);
    else if (labelAtMost(label, twin.label)) this.#kept.set(object.id, { object, label });
  }

  /** Remembers which object stands for a part of this UUID, for those that refer to it. */
  stand(uuid: string, main: Main): void {
    if (!this.#mains.has(uuid)) this.#mains.set(uuid, main);
  }

  /** The object that stands for a part. */
  mainOf(uuid: string): Main | undefined {
    return this.#mains.get(uuid);
  }

  /** Does something once all parts are known, since references may point forwards. */
  afterwards(task: () => void): void {
    this.#waiting.push(task);
  }

  finish(): void {
    for (const task of this.#waiting.splice(0)) task();
  }
}
