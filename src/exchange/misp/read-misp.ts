import { labelAtMost } from '#protocol/record/label.ts';
import { checkUnicode, type ParsedSource, parseSource, type SourceLimits } from '../stix/parsed-source.ts';
import { FaultList } from '../stix/stix-fault.ts';
import { isList, isMembers, type JsonValue, pointer, sameJson, textOf } from '../stix/stix-object.ts';
import type { LabelledObject } from './event-draft.ts';
import { readEvent } from './event-reader.ts';
import { mispDefinitions } from './kept-members.ts';
import { Findings, type MispFinding } from './misp-finding.ts';
import type { LabelRules } from './misp-label.ts';
import type { Part } from './misp-value.ts';

/** Bounds of one text, checked before or while it is parsed. Spec: MSP-2. */
export interface MispLimits extends SourceLimits {
  readonly events: number;
}

const defaultLimits: MispLimits = { bytes: 64 * 1024 * 1024, depth: 64, values: 8_000_000, events: 50_000 };

/** What a text of MISP held. `seen` = `objects.length` + `refused` + `repeated`. Spec: MSP-2, MSP-3. */
export interface MispReading {
  readonly objects: readonly LabelledObject[];
  readonly faults: readonly MispFinding[];
  readonly losses: readonly MispFinding[];
  readonly seen: number;
  /** Events, or parts of events, that were refused whole. */
  readonly refused: number;
  /** Objects that several events gave, with equal content. */
  readonly repeated: number;
}

/** Whether a text begins as one of MISP does; looks at its first characters only. */
export function looksLikeMisp(input: Uint8Array | string): boolean {
  const head = typeof input === 'string' ? input.slice(0, 200) : asciiOf(input.subarray(0, 200));
  return /^\ufeff?\s*(?:\[\s*)?\{\s*"(?:Event|response)"\s*:/.test(head);
}

const asciiOf = (bytes: Uint8Array): string =>
  String.fromCharCode(...(bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes));

interface Wrapped {
  readonly events: readonly Part[];
  readonly losses: readonly string[];
}

/** The event in `{"Event": …}`, or that is given bare. */
function unwrap(value: JsonValue, path: string): Part | undefined {
  if (!isMembers(value)) return undefined;
  const event = Object.hasOwn(value, 'Event') ? value['Event'] : undefined;
  if (isMembers(event)) return { members: event, path: pointer(path, 'Event') };
  const isBare = event === undefined && textOf(value, 'uuid') !== undefined && textOf(value, 'info') !== undefined;
  return isBare ? { members: value, path } : undefined;
}

/** Members that stand beside the one of a wrapper. */
const beside = (value: JsonValue, known: string, path: string): string[] =>
  isMembers(value) && Object.hasOwn(value, known)
    ? Object.keys(value).flatMap((key) => (key === known ? [] : [pointer(path, key)]))
    : [];

/** The list that a text of MISP is, or wraps. */
function entriesOf(value: JsonValue): readonly JsonValue[] {
  const list = isMembers(value) && Object.hasOwn(value, 'response') ? value['response'] : value;
  return isList(list) ? list : [];
}

/** The events of a text in one of its wrappers; undefined when it is none of them. Spec: MSP-1. */
function wrapped(value: JsonValue): Wrapped | undefined {
  const response = isMembers(value) && Object.hasOwn(value, 'response') ? value['response'] : undefined;
  const [list, base] = response === undefined ? [value, ''] : [response, '/response'];
  const entries = isList(list) ? list.map((entry, at) => [entry, pointer(base, at)] as const) : [[list, base] as const];
  const events = entries.map(([entry, path]) => unwrap(entry, path));
  if (events.includes(undefined)) return undefined;
  const outer = response === undefined ? [] : beside(value, 'response', '');
  const losses = [...outer, ...entries.flatMap(([entry, path]) => beside(entry, 'Event', path))];
  return { events: events.filter((event) => event !== undefined), losses };
}

const isWithin = (path: string, part: string): boolean => path === part || path.startsWith(`${part}/`);

/** Objects of all events, each version once. */
class Collection {
  readonly #kept = new Map<string, LabelledObject>();
  repeated = 0;

  add({ object, label }: LabelledObject, findings: Findings): void {
    const version = textOf(object, 'modified') ?? '';
    const key = `${object.id} ${version}`;
    const twin = this.#kept.get(key);
    if (twin === undefined) this.#kept.set(key, { object, label });
    else {
      this.repeated++;
      if (!sameJson(twin.object, object)) findings.loss('misp-loss-given-again', object.id);
      else if (labelAtMost(label, twin.label)) this.#kept.set(key, { object, label });
    }
  }

  get objects(): readonly LabelledObject[] {
    return [...this.#kept.values()];
  }
}

/** Where an event holds what a value cannot keep: keys given twice, inexact numbers, lone surrogates. Spec: MSP-2. */
function brokenIn(source: ParsedSource, { members, path }: Part): string | undefined {
  const unicode = new FaultList();
  if (source.surrogateEscape) checkUnicode(members, path, unicode);
  return source.broken.find((at) => isWithin(at, path)) ?? unicode.listed[0]?.path;
}

const nothing = { objects: [], seen: 0, refused: 0, repeated: 0 };

/**
 * Reads events of MISP as STIX objects, each with its label. Never throws: what cannot be read is a
 * fault, what is given up is a loss. Spec: MSP-1 to MSP-8.
 */
export function readMisp(input: Uint8Array | string, rules: LabelRules, limits: Partial<MispLimits> = {}): MispReading {
  const bounds = { ...defaultLimits, ...limits };
  const textFaults = new FaultList();
  const source = parseSource(input, bounds, textFaults);
  const findings = new Findings();
  if (source === undefined) return { ...nothing, faults: textFaults.listed, losses: [] };
  // Counted before a place is worked out for each of them.
  const isTooMany = entriesOf(source.value).length > bounds.events;
  const found = isTooMany ? undefined : wrapped(source.value);
  if (found === undefined) {
    findings.fault(isTooMany ? 'misp-too-many' : 'misp-not-an-event', '');
    return { ...nothing, faults: findings.faults, losses: [] };
  }
  if (source.byteOrderMark) findings.loss('misp-loss-byte-order-mark', '');
  for (const path of source.negativeZeros) findings.loss('misp-loss-negative-zero', path);
  for (const path of found.losses) findings.loss('misp-loss-wrapper', path);
  const collection = new Collection();
  for (const event of found.events) {
    const broken = brokenIn(source, event);
    if (broken !== undefined) findings.fault('misp-broken', broken);
    else for (const one of readEvent(event, rules, findings)) collection.add(one, findings);
  }
  const definitions = collection.objects.length === 0 ? [] : mispDefinitions;
  for (const object of definitions) collection.add({ object, label: { tlp: 'clear' } }, findings);
  const { objects, repeated } = collection;
  const { faults, losses, refused } = findings;
  return { objects, faults, losses, refused, repeated, seen: objects.length + refused + repeated };
}
