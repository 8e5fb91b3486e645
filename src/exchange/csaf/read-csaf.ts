import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { sha512Hex } from '#protocol/bytes/sha512.ts';
import { isMembers, type JsonValue } from '../stix/stix-object.ts';
import { type Advisory, advisoryFileName } from './advisory.ts';
import type { CsafDocument } from './csaf-document.ts';
import { type CsafFault, CsafFaults } from './csaf-fault.ts';
import { parseCsafSource } from './csaf-source.ts';
import { documentShape } from './document-shape.ts';
import { signatureKeyId } from './openpgp-armor.ts';
import { checkProducts } from './product-tests.ts';
import { checkProfiles } from './profile-tests.ts';
import { checkTracking } from './tracking-tests.ts';
import { checkVulnerabilities } from './vulnerability-tests.ts';

/** What stands beside the file of an advisory. */
export interface CsafBeside {
  /** Name of the file, without folders. */
  readonly name?: string;
  /** Text of the hash files: a hash in hex and the name of the file. */
  readonly sha256?: string;
  readonly sha512?: string;
  /** Text of the detached signature. */
  readonly signature?: string;
  /** Whether it holds, where the key that it names is known to the caller. Spec: CSF-11. */
  readonly signatureHolds?: boolean;
}

/** One thing that was in the input and is not in the result. */
export interface CsafLoss {
  readonly code: 'loss-csaf-filename';
  readonly message: string;
  readonly path: string;
}

/** What a file held: an advisory, or the reasons why not. */
export interface CsafReading {
  readonly advisories: readonly Advisory[];
  readonly faults: readonly CsafFault[];
  readonly losses: readonly CsafLoss[];
}

/** Whether a JSON value claims to be CSAF, so that it is read as such and its faults are told. */
export function looksLikeCsaf(value: JsonValue): boolean {
  const head = isMembers(value) ? value['document'] : undefined;
  return isMembers(head) && Object.hasOwn(head, 'csaf_version');
}

/** Checks a parsed value against the schema, and if it fits, against the mandatory tests. Spec: CSF-3, CSF-4. */
function checkDocument(value: JsonValue, faults: CsafFaults): CsafDocument | undefined {
  if (!isMembers(value) || !looksLikeCsaf(value)) {
    faults.add('csaf-not-csaf');
    return undefined;
  }
  documentShape(value, '', faults);
  if (faults.count > 0) return undefined;
  // The schema holds, so the value has these properties; this is the one place where that is said.
  const document = value as unknown as CsafDocument;
  checkProducts(document, faults);
  checkVulnerabilities(document, faults);
  checkTracking(document, faults);
  checkProfiles(document, faults);
  return document;
}

/** The hash in a hash file, if it is one of this file: hex, white space, perhaps a star, and the name. Spec: CSF-5. */
function statedHash(text: string, length: number, name: string | undefined): string | undefined {
  const [stated = '', file = '', ...rest] = text.slice(0, 4096).trim().split(/\s+/);
  const isHash = stated.length === length && /^[0-9a-fA-F]+$/.test(stated) && rest.length === 0;
  const isNamed = file === '' || name === undefined || file.replace(/^\*/, '').split('/').at(-1) === name;
  return isHash && isNamed ? stated.toLowerCase() : undefined;
}

type Hashes = Pick<Advisory, 'sha256' | 'sha512'>;

function checkHashes(input: Uint8Array, beside: CsafBeside, faults: CsafFaults): Hashes {
  const checked: { -readonly [K in keyof Hashes]: Hashes[K] } = {};
  for (const [algorithm, hash] of [
    ['sha256', sha256Hex],
    ['sha512', sha512Hex],
  ] as const) {
    const text = beside[algorithm];
    if (text === undefined) continue;
    const expected = hash(input);
    const stated = statedHash(text, expected.length, beside.name);
    if (stated === undefined) faults.add('csaf-hash-form');
    else if (stated !== expected) faults.add('csaf-hash-differs');
    else checked[algorithm] = stated;
  }
  return checked;
}

function filenameLoss({ name }: CsafBeside, document: CsafDocument): CsafLoss[] {
  const expected = advisoryFileName(document);
  if (name === undefined || name === expected) return [];
  const message = `The file is not named after its tracking id; it is kept as ${expected}.`;
  return [{ code: 'loss-csaf-filename', message, path: '' }];
}

/**
 * Reads one CSAF 2.0 file: bounded, its schema and mandatory tests, the hashes and the form of the
 * signature beside it. Never throws: whatever is wrong is a fault with its path, and one fault
 * refuses the file. Who signed is for the caller to check. Spec: CSF-1 to CSF-5.
 */
export function readCsaf(input: Uint8Array, beside: CsafBeside = {}): CsafReading {
  const faults = new CsafFaults();
  const source = parseCsafSource(input, faults);
  const document = source === undefined ? undefined : checkDocument(source.value, faults);
  const hashes = checkHashes(input, beside, faults);
  const { signature } = beside;
  if (signature !== undefined && signatureKeyId(signature) === undefined) faults.add('csaf-signature-form');
  if (beside.signatureHolds === false) faults.add('csaf-signature-wrong');
  if (source === undefined || document === undefined || faults.count > 0)
    return { advisories: [], faults: faults.listed, losses: [] };
  const advisory: Advisory = {
    document,
    text: source.text,
    ...hashes,
    ...(signature === undefined ? {} : { signature }),
  };
  return { advisories: [advisory], faults: [], losses: filenameLoss(beside, document) };
}
