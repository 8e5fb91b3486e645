import { fromUtf8 } from '#protocol/bytes/text.ts';
import { auditSource } from './source-audit.ts';
import { type ScanLimits, scanSource } from './source-scan.ts';
import type { FaultList } from './stix-fault.ts';
import { isList, isMembers, type JsonValue, pointer } from './stix-object.ts';

export interface SourceLimits extends ScanLimits {
  /** UTF-8 bytes, or UTF-16 units when a string is given. */
  readonly bytes: number;
}

/** A parsed text, and where it held something that the value does not show. */
export interface ParsedSource {
  readonly value: JsonValue;
  readonly byteOrderMark: boolean;
  readonly negativeZeros: readonly string[];
  /** JSON pointers of the faults that only the text shows; whatever holds one must not be kept. */
  readonly broken: readonly string[];
  /** Whether texts may hold lone surrogates, so that `checkUnicode` is due. */
  readonly surrogateEscape: boolean;
}

const byteOrderMark = '\ufeff';
// More places than this in one text and all of it is refused: nobody wrote that by mistake.
const mostOddities = 1000;

function textOfInput(input: Uint8Array | string, limits: SourceLimits, faults: FaultList): string | undefined {
  if (input.length > limits.bytes) {
    faults.add('stix-size', '');
    return undefined;
  }
  try {
    const text = typeof input === 'string' ? input : fromUtf8(input);
    if (text.isWellFormed()) return text;
  } catch {
    // fromUtf8 refuses with its own code; this mapping has one code for both.
  }
  faults.add('stix-text', '');
  return undefined;
}

function countMembers(value: JsonValue): number {
  if (isList(value)) return value.reduce<number>((sum, item) => sum + countMembers(item), 0);
  if (!isMembers(value)) return 0;
  const keys = Object.keys(value);
  return keys.reduce((sum, key) => sum + countMembers(value[key] ?? null), keys.length);
}

/** Adds a fault for every text or key below `path` that holds a lone surrogate. Spec: STX-11. */
export function checkUnicode(value: JsonValue, path: string, faults: FaultList): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) faults.add('stix-not-unicode', path);
  } else if (isList(value)) value.forEach((item, at) => checkUnicode(item, pointer(path, at), faults));
  else if (isMembers(value))
    for (const key of Object.keys(value)) {
      const at = pointer(path, key);
      if (!key.isWellFormed()) faults.add('stix-not-unicode', at);
      checkUnicode(value[key] ?? null, at, faults);
    }
}

function parse(text: string, faults: FaultList): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    faults.add('stix-syntax', '');
    return undefined;
  }
}

/**
 * Parses a JSON text after bounding it, and notes what parsing would lose in silence: keys given
 * twice, numbers that change, lone surrogates. Undefined when nothing can be read; the reason is
 * then in `faults`. Spec: STX-10, STX-11.
 */
export function parseSource(
  input: Uint8Array | string,
  limits: SourceLimits,
  faults: FaultList,
): ParsedSource | undefined {
  const whole = textOfInput(input, limits, faults);
  if (whole === undefined) return undefined;
  const marked = whole.startsWith(byteOrderMark);
  const text = marked ? whole.slice(1) : whole;
  const scan = scanSource(text, limits);
  if (scan.refused !== undefined) {
    faults.add(scan.refused, '');
    return undefined;
  }
  const value = parse(text, faults);
  if (value === undefined) return undefined;
  const suspect = scan.oddNumber || countMembers(value) !== scan.members;
  const audit = suspect ? auditSource(text, mostOddities) : undefined;
  for (const path of audit?.inexactNumbers ?? []) faults.add('stix-number-inexact', path);
  for (const path of audit?.duplicateKeys ?? []) faults.add('stix-duplicate-key', path);
  if (audit?.cutShort) {
    faults.add('stix-more-faults', '');
    return undefined;
  }
  return {
    value,
    byteOrderMark: marked,
    negativeZeros: audit?.negativeZeros ?? [],
    broken: [...(audit?.inexactNumbers ?? []), ...(audit?.duplicateKeys ?? [])],
    surrogateEscape: scan.surrogateEscape,
  };
}
