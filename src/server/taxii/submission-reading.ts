import { type BundleReading, readBundle } from '#exchange/stix/read-bundle.ts';
import { isMembers, type JsonValue } from '#exchange/stix/stix-object.ts';
import { fromUtf8 } from '#protocol/bytes/text.ts';
import { noVersion } from './taxii-time.ts';

/** One object of a status resource (section 4.3.1). */
export interface StatusDetail {
  readonly id: string;
  readonly version: string;
  readonly message?: string;
}

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly path: string;
}

/** A body that is no envelope of objects, with the HTTP status that says so. */
export class EnvelopeRefused extends Error {
  readonly status: 400 | 422;
  readonly faults: readonly Finding[];

  constructor(status: 400 | 422, message: string, faults: readonly Finding[] = []) {
    super(message);
    this.status = status;
    this.faults = faults;
  }
}

/** What an envelope held: good objects, and a detail for each of the others. */
export interface SubmissionReading {
  readonly reading: BundleReading;
  readonly repeated: readonly StatusDetail[];
  readonly refused: readonly StatusDetail[];
}

const bounds = { objects: 50_000, faults: 100_000 } as const;
const shownFaults = 20;
const faultsOfOne = 3;
const objectPath = /^\/objects\/(\d{1,9})(?:\/|$)/;

/** Which object a finding is about; undefined for the envelope as a whole. */
function indexOf(path: string): number | undefined {
  const [, index] = objectPath.exec(path) ?? [];
  return index === undefined ? undefined : Number(index);
}

const textIn = (value: unknown, name: string): string | undefined => {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof found === 'string' ? found.slice(0, 300) : undefined;
};

/** Id and version as an object gives them itself, valid or not; where it gives no id, its place stands for it. */
const nameOf = (object: unknown, index: number): StatusDetail => ({
  id: textIn(object, 'id') ?? `/objects/${index}`,
  version: textIn(object, 'modified') ?? textIn(object, 'created') ?? noVersion,
});

/** The first faults of an object in one line. */
export function messageOf(faults: readonly Finding[]): string {
  const said = faults.slice(0, faultsOfOne).map(({ code, message, path }) => `${message} (${code}, ${path})`);
  return faults.length > faultsOfOne ? `${said.join(' ')} ${faults.length - faultsOfOne} more faults.` : said.join(' ');
}

/** Objects as they came, for those that were not read. The text was parsed before, so it is JSON. */
function rawObjects(body: Uint8Array): readonly JsonValue[] {
  const envelope: JsonValue = JSON.parse(fromUtf8(body).replace(/^\ufeff/, ''));
  const objects = isMembers(envelope) ? envelope['objects'] : undefined;
  return Array.isArray(objects) ? objects : [];
}

function refuseWhole({ form, faults, seen }: BundleReading): void {
  const [first] = faults;
  if (first?.code === 'stix-syntax' || first?.code === 'stix-text')
    throw new EnvelopeRefused(400, first.message, [first]);
  if (form === 'bundle' || form === 'list')
    throw new EnvelopeRefused(422, 'A TAXII envelope was expected, not a bundle and not a list.');
  const ofWhole = faults.filter(({ code, path }) => code !== 'stix-more-faults' && indexOf(path) === undefined);
  if (ofWhole.length > 0) throw new EnvelopeRefused(422, 'The envelope cannot be read.', ofWhole.slice(0, shownFaults));
  if (seen === 0) throw new EnvelopeRefused(422, 'The envelope holds no objects.');
}

/** Details of the refused: those with listed faults, and, should the list be cut, whatever else was not kept. */
function refusedOf(reading: BundleReading, raw: readonly JsonValue[]): StatusDetail[] {
  const byObject = Map.groupBy(reading.faults, ({ path }) => indexOf(path) ?? -1);
  byObject.delete(-1);
  const details = [...byObject].map(([index, faults]) => ({
    ...nameOf(raw[index], index),
    message: messageOf(faults),
  }));
  if (details.length >= reading.refused) return details;
  const kept = new Set(reading.objects.map(({ id }) => id));
  const unlisted = raw.flatMap((object, index) =>
    byObject.has(index) || kept.has(textIn(object, 'id') ?? '')
      ? []
      : [{ ...nameOf(object, index), message: 'The object has faults; the list of them was cut.' }],
  );
  return [...details, ...unlisted].slice(0, reading.refused);
}

/**
 * Reads the body of Add Objects (section 5.5). Only an envelope with objects is taken; what is wrong
 * with single objects is told about each of them. Throws EnvelopeRefused. Spec: TAX-8, STX-2.
 */
export function readSubmission(body: Uint8Array): SubmissionReading {
  const reading = readBundle(body, bounds);
  refuseWhole(reading);
  if (reading.refused === 0 && reading.repeated === 0) return { reading, repeated: [], refused: [] };
  const raw = rawObjects(body);
  const repeated = reading.losses
    .filter(({ code }) => code === 'loss-duplicate-object')
    .map(({ path }) => indexOf(path) ?? -1)
    .map((index) => nameOf(raw[index], index));
  return { reading, repeated, refused: refusedOf(reading, raw) };
}
