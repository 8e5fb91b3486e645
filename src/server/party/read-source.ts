import type { Advisory } from '#exchange/csaf/advisory.ts';
import { advisoryObjects } from '#exchange/csaf/advisory-objects.ts';
import { csafLimits } from '#exchange/csaf/csaf-source.ts';
import { signatureKeyId } from '#exchange/csaf/openpgp-armor.ts';
import { type CsafBeside, looksLikeCsaf, readCsaf } from '#exchange/csaf/read-csaf.ts';
import { readList } from '#exchange/list/read-list.ts';
import type { LabelRules } from '#exchange/misp/misp-label.ts';
import { looksLikeMisp, readMisp } from '#exchange/misp/read-misp.ts';
import { type BundleReading, readBundle } from '#exchange/stix/read-bundle.ts';
import type { JsonValue, StixObject } from '#exchange/stix/stix-object.ts';
import { type Label, strictestUnmarked } from '#protocol/record/label.ts';

/** Formats in which statements come in. `csv` and `list` are indicators, one a line. */
export const sourceFormats = ['stix', 'csaf', 'misp', 'csv', 'list'] as const;
export type SourceFormat = (typeof sourceFormats)[number];

/** One thing that was not taken over, or not as it was, and where it stood. */
export interface SourceRemark {
  readonly code: string;
  readonly message: string;
  readonly path: string;
  /** True when a statement was refused for what is held here, and not for what it is. */
  readonly isAgainstHeld?: boolean;
}

/** One statement of a source. */
export type SourceEntry =
  | {
      readonly media: 'stix';
      readonly object: StixObject;
      /** Properties that the source does not state: they are no news, and kept from what is held. */
      readonly unstated?: readonly string[];
      /** What the format says beside the object; a marking is in the object itself. */
      readonly label?: Label;
    }
  | { readonly media: 'csaf'; readonly advisory: Advisory };

/** What a source held, whatever its format: seen = entries + refused + repeated. Spec: STX-12. */
export interface SourceReading {
  readonly format: SourceFormat;
  readonly entries: readonly SourceEntry[];
  readonly seen: number;
  readonly refused: number;
  readonly repeated: number;
  readonly faults: readonly SourceRemark[];
  readonly losses: readonly SourceRemark[];
  /** How it was read, where nothing is lost. */
  readonly notes: readonly SourceRemark[];
}

/** STIX as a source: a bundle, a TAXII envelope or a list of objects. */
export const stixSource = (source: Uint8Array | string): SourceReading => bundleSource(readBundle(source));

/** A bundle that was read, as a source. */
export function bundleSource({ objects, seen, refused, repeated, faults, losses }: BundleReading): SourceReading {
  const entries = objects.map((object): SourceEntry => ({ media: 'stix', object }));
  return { format: 'stix', entries, seen, refused, repeated, faults, losses, notes: [] };
}

/** What is known of the signature beside a file that was read. Spec: CSF-11. */
function signatureNote({ signature }: Advisory, holds: boolean): SourceRemark[] {
  if (signature === undefined) return [];
  const key = signatureKeyId(signature) ?? '?';
  const message = holds
    ? `The signature holds: key ${key} made it over this file.`
    : `There is a signature of key ${key}, which is not known; it was not checked.`;
  return [{ code: holds ? 'csaf-signature-holds' : 'csaf-signature-unchecked', message, path: '' }];
}

/** A CSAF file as a source: the advisory, and what it says in STIX. Spec: CSF-8. */
function csafSource(source: Uint8Array, beside: CsafBeside = {}): SourceReading {
  const { advisories, faults, losses } = readCsaf(source, beside);
  const entries = advisories.flatMap((advisory): SourceEntry[] => [
    ...advisoryObjects(advisory.document).map((object): SourceEntry => ({ media: 'stix', object })),
    { media: 'csaf', advisory },
  ]);
  const refused = advisories.length === 0 ? 1 : 0;
  const notes = advisories.flatMap((advisory) => signatureNote(advisory, beside.signatureHolds === true));
  return { format: 'csaf', entries, seen: entries.length + refused, refused, repeated: 0, faults, losses, notes };
}

/** Nobody is known, and what is unmarked goes nowhere: for those who bring no rules. */
const strictestRules: LabelRules = { unmarked: strictestUnmarked, partyOf: () => undefined };

/** Events of MISP as a source: their objects, each with its label. Spec: MSP-1, MSP-5. */
function mispSource(source: Uint8Array, rules: LabelRules = strictestRules): SourceReading {
  const { objects, ...reading } = readMisp(source, rules);
  // MISP says when a part was edited last, and not when it came to be. Spec: MSP-11.
  const entries = objects.map(
    ({ object, label }): SourceEntry => ({ media: 'stix', object, label, unstated: ['created'] }),
  );
  return { format: 'misp', entries, ...reading, notes: [] };
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Whether a file is CSAF by what it says of itself. One above the bound of an advisory is not parsed:
 * it is CSAF if it has that member and is no bundle, and is refused for its size. Spec: CSF-2.
 */
function saysCsaf(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes);
  if (!text.includes('"csaf_version"')) return false;
  return bytes.length > csafLimits.bytes ? !text.includes('"spec_version"') : looksLikeCsaf(parsed(text));
}

/** What a source is read with. */
export interface SourceContext {
  /** Unix milliseconds. */
  readonly now: number;
  /** The format, if it is said. */
  readonly format?: SourceFormat;
  /** What stands beside a CSAF file. */
  readonly beside?: CsafBeside;
  /** Whose list of indicators it is. */
  readonly source?: string;
  /** How limits of MISP become labels. */
  readonly labels?: LabelRules;
}

/** A list or table of indicators as a source. Spec: LST-1. */
function listSource(bytes: Uint8Array, format: 'csv' | 'list', { now, source = '' }: SourceContext): SourceReading {
  const { indicators, ...rest } = readList(bytes, { format, source, now });
  const entries = indicators.map((one): SourceEntry => ({ media: 'stix', ...one }));
  return { format, entries, ...rest };
}

/** The format of a source by its first line: JSON is MISP, STIX or CSAF, anything else a list or a table. Spec: LST-6. */
function formatOf(bytes: Uint8Array): SourceFormat {
  if (looksLikeMisp(bytes)) return 'misp';
  const start = new TextDecoder().decode(bytes.subarray(0, 4096)).trimStart();
  if (start === '' || start.startsWith('{') || /^\[\s*(?:[[{\]]|$)/.test(start))
    return saysCsaf(bytes) ? 'csaf' : 'stix';
  const line = start.split(/[\r\n]/).find((one) => one.trim() !== '' && !/^\s*(?:#|\/\/)/.test(one)) ?? '';
  return /[,;\t]/.test(line) ? 'csv' : 'list';
}

/** Reads a source in the format that it is said to have, or seems to have. */
export function readSource(bytes: Uint8Array, context: SourceContext): SourceReading {
  const format = context.format ?? formatOf(bytes);
  if (format === 'csaf') return csafSource(bytes, context.beside);
  if (format === 'misp') return mispSource(bytes, context.labels);
  return format === 'stix' ? stixSource(bytes) : listSource(bytes, format, context);
}

/** Several files as one source. The path of a remark begins with the name of its file. */
export function joinSources(named: readonly (readonly [name: string, reading: SourceReading])[]): SourceReading {
  const inFile = (name: string, remarks: readonly SourceRemark[]): SourceRemark[] =>
    remarks.map((remark) => ({ ...remark, path: `${name}${remark.path}` }));
  const readings = named.map(([, reading]) => reading);
  const sum = (key: 'seen' | 'refused' | 'repeated'): number => readings.reduce((total, one) => total + one[key], 0);
  return {
    format: readings[0]?.format ?? 'stix',
    entries: readings.flatMap(({ entries }) => entries),
    seen: sum('seen'),
    refused: sum('refused'),
    repeated: sum('repeated'),
    faults: named.flatMap(([name, { faults }]) => inFile(name, faults)),
    losses: named.flatMap(([name, { losses }]) => inFile(name, losses)),
    notes: named.flatMap(([name, { notes }]) => inFile(name, notes)),
  };
}
