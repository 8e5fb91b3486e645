import { fromUtf8 } from '#protocol/bytes/text.ts';
import { endOfText } from '../stix/source-scan.ts';
import { isMembers, type JsonValue } from '../stix/stix-object.ts';
import type { CsafFaults } from './csaf-fault.ts';

/** Bounds of one advisory, checked before a parser runs. An item holds it whole, so it is at most one item. Spec: CSF-2. */
export const csafLimits = { bytes: 900_000, depth: 80, values: 200_000 } as const;

interface Scan {
  readonly fits: boolean;
  readonly members: number;
}

/** One linear pass that bounds depth and values, and counts members. */
function scan(source: string): Scan {
  let [depth, values, members] = [0, 1, 0];
  for (let i = 0; i < source.length; i++) {
    const c = source.charAt(i);
    if (c === '"') i = endOfText(source, i);
    else if (c === '{' || c === '[') depth++;
    else if (c === '}' || c === ']') depth--;
    else if (c === ',') values++;
    else if (c === ':') members++;
    if (depth > csafLimits.depth || values > csafLimits.values) return { fits: false, members };
  }
  return { fits: true, members };
}

function countMembers(value: JsonValue): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one: JsonValue) => sum + countMembers(one), 0);
  if (!isMembers(value)) return 0;
  const inner = Object.values(value);
  return inner.reduce<number>((sum, one) => sum + countMembers(one), inner.length);
}

function decode(input: Uint8Array, faults: CsafFaults): string | undefined {
  if (input.length > csafLimits.bytes) faults.add('csaf-size');
  else
    try {
      return fromUtf8(input);
    } catch {
      faults.add('csaf-text');
    }
  return undefined;
}

/** The text and value of a JSON file; undefined when it cannot be read, and then `faults` says why. Spec: CSF-2. */
export function parseCsafSource(input: Uint8Array, faults: CsafFaults): { text: string; value: JsonValue } | undefined {
  const text = decode(input, faults);
  if (text === undefined) return undefined;
  const { fits, members } = scan(text);
  if (!fits) faults.add('csaf-depth');
  else
    try {
      const value: JsonValue = JSON.parse(text);
      // Two readers of a member that is given twice may see two documents, so nobody gets one.
      if (countMembers(value) === members) return { text, value };
      faults.add('csaf-duplicate-key');
    } catch {
      faults.add('csaf-syntax');
    }
  return undefined;
}
