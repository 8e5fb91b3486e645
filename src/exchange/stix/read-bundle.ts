import { observableId } from '../observable-id.ts';
import { typeOfId } from './identifier.ts';
import { checkTogether } from './object-set.ts';
import { checkUnicode, type ParsedSource, parseSource, type SourceLimits } from './parsed-source.ts';
import { FaultList, type StixFault } from './stix-fault.ts';
import { type StixLoss, stixLoss } from './stix-loss.ts';
import {
  isList,
  isMembers,
  isStixObject,
  type JsonMembers,
  type JsonValue,
  pointer,
  type StixObject,
  sameJson,
  textOf,
} from './stix-object.ts';
import { checkObject } from './validate-object.ts';
import { type PlacedObject, VersionIndex } from './version-index.ts';

/** Bounds of one text, checked before or while it is parsed. Spec: STX-10. */
export interface ReadLimits extends SourceLimits {
  readonly objects: number;
  /** How many faults are listed; all are counted, and every faulty object is refused. */
  readonly faults: number;
}

const defaultLimits: ReadLimits = {
  bytes: 64 * 1024 * 1024,
  depth: 64,
  values: 8_000_000,
  objects: 500_000,
  faults: 10_000,
};

/** What a text held. `seen` = `objects.length` + `refused` + `repeated`. Spec: STX-2, STX-12. */
export interface BundleReading {
  readonly objects: readonly StixObject[];
  readonly faults: readonly StixFault[];
  readonly losses: readonly StixLoss[];
  readonly seen: number;
  /** Objects with at least one fault; none of them is in `objects`. */
  readonly refused: number;
  /** Objects that were given again with equal content. */
  readonly repeated: number;
  /** What the objects came in; undefined when it was none of these. Spec: STX-1. */
  readonly form: WrapperForm | undefined;
}

export type WrapperForm = 'bundle' | 'envelope' | 'list';

interface Wrapper {
  readonly form: WrapperForm;
  /** JSON pointer of the list. */
  readonly base: string;
  readonly items: readonly JsonValue[];
}

// A wrapper has a handful of members; thousands of them are no bundle, and each would be a loss to list.
const mostWrapperMembers = 1000;
const envelopeMembers = ['objects', 'more', 'next'];

/** Reads the members of one bundle, envelope or list. Spec: STX-1. */
class Reader {
  readonly faults: FaultList;
  readonly losses: StixLoss[] = [];

  constructor(faults: FaultList) {
    this.faults = faults;
  }

  /** The list in a bundle, a TAXII envelope or a bare list; undefined when it is none of them. */
  wrapper(value: JsonValue): Wrapper | undefined {
    if (isList(value)) return { form: 'list', base: '', items: value };
    if (!isMembers(value)) return this.#refuse('');
    const keys = Object.keys(value);
    if (keys.length > mostWrapperMembers) return this.#refuse('');
    if (value['type'] === 'bundle') return this.#bundle(value);
    const isEnvelope =
      !keys.includes('type') && (keys.length === 0 || envelopeMembers.some((key) => keys.includes(key)));
    return isEnvelope ? this.#wrapped('envelope', value, ['objects']) : this.#refuse('');
  }

  #refuse(path: string): undefined {
    this.faults.add('stix-not-a-bundle', path);
    return undefined;
  }

  #bundle(bundle: JsonMembers): Wrapper | undefined {
    const version = bundle['spec_version'];
    if (version !== undefined && version !== '2.1') {
      this.faults.add('stix-version', '/spec_version');
      return undefined;
    }
    const id = textOf(bundle, 'id');
    if (id === undefined) this.faults.add('stix-missing', '/id');
    else if (typeOfId(id) !== 'bundle') this.faults.add('stix-id', '/id');
    else this.losses.push(stixLoss('loss-bundle-id', '/id'));
    return this.#wrapped('bundle', bundle, ['type', 'id', 'objects']);
  }

  #wrapped(form: WrapperForm, members: JsonMembers, known: readonly string[]): Wrapper | undefined {
    for (const key of Object.keys(members))
      if (!known.includes(key)) this.losses.push(stixLoss('loss-wrapper-property', pointer('', key)));
    const items = Object.hasOwn(members, 'objects') ? members['objects'] : [];
    if (isList(items)) return { form, base: '/objects', items };
    this.faults.add('stix-list-expected', '/objects');
    return undefined;
  }
}

/** Whether an observable has an id of version 5 that is not its own: others will not meet it by its id. Spec: STX-17. */
function hasOtherId(object: StixObject): boolean {
  if (object.id.charAt(object.id.length - 22) !== '5') return false;
  const own = observableId(object.type, object);
  return own !== undefined && own !== object.id.toLowerCase();
}

/** The index of the object that a path lies in, or undefined when it lies in none. */
function objectIndex(path: string, base: string): number | undefined {
  if (!path.startsWith(`${base}/`)) return undefined;
  const step = path.slice(base.length + 1).split('/', 1)[0] ?? '';
  return /^\d{1,9}$/.test(step) ? Number(step) : undefined;
}

/** The paths of the objects that have a fault beside others. The list of faults may be cut, the refusal is not. */
function refusedTogether(
  { placed, index }: { placed: readonly PlacedObject[]; index: VersionIndex },
  base: string,
  faults: FaultList,
): ReadonlySet<string> {
  const found = new FaultList(Number.POSITIVE_INFINITY);
  checkTogether(placed, index, found);
  for (const fault of found.listed) faults.addListed(fault);
  return new Set(found.listed.map(({ path }) => pointer(base, objectIndex(path, base) ?? 0)));
}

type Sorted = Omit<BundleReading, 'faults' | 'losses' | 'form'>;

/** Keeps faultless objects, one per version, and says what became of each of the others. Spec: STX-2, STX-12. */
class Sorter {
  readonly #reader: Reader;
  readonly #index = new VersionIndex();
  readonly #kept: PlacedObject[] = [];
  #refused = 0;
  #repeated = 0;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  refuse(): void {
    this.#refused++;
  }

  keep(object: StixObject, path: string): void {
    const placed = { object, path };
    const twin = this.#index.add(placed);
    if (twin === undefined) {
      this.#kept.push(placed);
      if (hasOtherId(object)) this.#reader.losses.push(stixLoss('observable-id-other', path));
    } else if (sameJson(twin.object, object)) {
      this.#repeated++;
      this.#reader.losses.push(stixLoss('loss-duplicate-object', path));
    } else {
      this.#refused++;
      this.#reader.faults.add('stix-version-conflict', path);
    }
  }

  sorted(seen: number, base: string): Sorted {
    const placed = this.#kept;
    const refused = refusedTogether({ placed, index: this.#index }, base, this.#reader.faults);
    const objects = placed.filter(({ path }) => !refused.has(path)).map(({ object }) => object);
    return { objects, seen, refused: this.#refused + placed.length - objects.length, repeated: this.#repeated };
  }
}

function readObjects(source: ParsedSource, { base, items }: Wrapper, reader: Reader): Sorted {
  const broken = new Set(source.broken.map((path) => objectIndex(path, base)));
  // A fault of the text outside of every object, such as two lists of objects: nothing in it can be trusted.
  if (broken.has(undefined)) return { objects: [], seen: items.length, refused: items.length, repeated: 0 };
  const sorter = new Sorter(reader);
  items.forEach((item, at) => {
    const path = pointer(base, at);
    const before = reader.faults.count;
    checkObject(item, path, reader.faults);
    if (source.surrogateEscape) checkUnicode(item, path, reader.faults);
    const faulty = reader.faults.count > before || broken.has(at) || !isStixObject(item);
    if (faulty) sorter.refuse();
    else sorter.keep(item, path);
  });
  return sorter.sorted(items.length, base);
}

const nothing = { objects: [], seen: 0, refused: 0, repeated: 0 };

/**
 * Reads a STIX 2.1 bundle, a TAXII envelope or a bare list of objects. Never throws: what cannot be
 * read is a fault, what is given up is a loss, and an object with a fault is refused alone.
 * Any type is read, custom ones and custom properties included. Spec: STX-1, STX-2, STX-10 to STX-12.
 */
export function readBundle(input: Uint8Array | string, limits: Partial<ReadLimits> = {}): BundleReading {
  const bounds = { ...defaultLimits, ...limits };
  const reader = new Reader(new FaultList(bounds.faults));
  const source = parseSource(input, bounds, reader.faults);
  const wrapper = source === undefined ? undefined : reader.wrapper(source.value);
  const tooMany = wrapper !== undefined && wrapper.items.length > bounds.objects;
  if (tooMany) reader.faults.add('stix-objects', wrapper.base);
  const findings = { faults: reader.faults.listed, losses: reader.losses };
  if (source === undefined || wrapper === undefined || tooMany) return { ...nothing, ...findings, form: wrapper?.form };
  if (source.byteOrderMark) reader.losses.push(stixLoss('loss-byte-order-mark', ''));
  for (const path of source.negativeZeros) reader.losses.push(stixLoss('loss-negative-zero', path));
  return { ...readObjects(source, wrapper, reader), ...findings, form: wrapper.form };
}
