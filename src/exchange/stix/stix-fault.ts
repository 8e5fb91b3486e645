import type { PatternFault, PatternFaultCode } from './pattern/pattern-fault.ts';

/** Every reason to refuse a STIX text or object, with its sentence. Closed. Spec: STX-2. */
const sentences = {
  'stix-size': 'The text is larger than allowed.',
  'stix-text': 'The bytes are not UTF-8 text.',
  'stix-syntax': 'The text is not JSON.',
  'stix-depth': 'The text is nested deeper than allowed.',
  'stix-values': 'The text holds more values than allowed.',
  'stix-objects': 'The bundle holds more objects than allowed.',
  'stix-not-a-bundle': 'A bundle, a TAXII envelope or a list of objects was expected.',
  'stix-nested-bundle': 'A bundle must not hold a bundle.',
  'stix-more-faults': 'There are more faults than are listed.',
  'stix-number-inexact':
    'A number cannot be kept exactly: an integer within ±(2^53−1) or a finite decimal was expected.',
  'stix-duplicate-key': 'A member is given twice.',
  'stix-not-unicode': 'A text holds a lone surrogate.',
  'stix-version': 'Only STIX 2.1 is read; spec_version must be "2.1".',
  'stix-version-conflict': 'Another object has the same id and modified time, but other content.',
  'stix-object-expected': 'An object was expected.',
  'stix-list-expected': 'A list was expected.',
  'stix-text-expected': 'A text was expected.',
  'stix-integer-expected': 'An integer was expected.',
  'stix-number-expected': 'A number was expected.',
  'stix-boolean-expected': 'true or false was expected.',
  'stix-missing': 'A required property is missing.',
  'stix-missing-one-of': 'At least one of several properties is required, and none is there.',
  'stix-not-allowed': 'A property is not allowed here.',
  'stix-list-empty': 'A list must not be empty.',
  'stix-object-empty': 'An object must not be empty.',
  'stix-null': 'STIX has no null.',
  'stix-dictionary-key': 'A key of a dictionary is letters, digits, underscores and hyphens, at most 250 characters.',
  'stix-reserved-name': 'STIX keeps this name for later versions.',
  'stix-selector': 'The selector names nothing in the object.',
  'stix-extension-type': 'An extension of this kind does not fit the object or its definition.',
  'stix-extension-property': 'The definition of the extension does not name this property.',
  'stix-marking-cycle': 'A marking definition marks itself, alone or through others.',
  'stix-translation': 'A translation does not have the form of the property that it translates.',
  'stix-creator-changed': 'A version names another creator or creation time than the one before it.',
  'stix-revoked': 'The object was revoked, so that no later version can exist.',
  'stix-type-name': 'A type name is lower-case words joined by hyphens, 3 to 250 characters.',
  'stix-property-name': 'A property name is a-z, 0-9 and underscores, 3 to 250 characters.',
  'stix-id': 'An id is a type name, two hyphens and a UUID.',
  'stix-id-type': 'The id does not begin with the type of the object.',
  'stix-ref-type': 'The reference points to a type that is not allowed here.',
  'stix-timestamp': 'A time is RFC 3339 in UTC and ends in Z.',
  'stix-time-order': 'A time is before the time that it must follow.',
  'stix-range': 'The number is outside its range.',
  'stix-unknown-value': 'The value is not one of those allowed.',
  'stix-text-form': 'The text does not have the form of its property.',
  'stix-extension-key': 'An extension is named by the id of its definition, or is one of the predefined.',
  'stix-tlp-definition': 'The id of a standard TLP marking stands over other content.',
} as const;

export type StixFaultCode = keyof typeof sentences;

/** Also what is wrong inside the pattern of an indicator. */
type FindingCode = StixFaultCode | PatternFaultCode;

/** One finding: closed code, one plain sentence, JSON pointer into the input. */
export interface StixFault {
  readonly code: FindingCode;
  readonly message: string;
  readonly path: string;
}

/** Collects findings; counts all of them, lists the first `most`. Spec: STX-2. */
export class FaultList {
  readonly listed: StixFault[] = [];
  readonly #most: number;
  #count = 0;

  constructor(most = 10_000) {
    this.#most = most;
  }

  /** How many faults were found, listed or not. */
  get count(): number {
    return this.#count;
  }

  add(code: StixFaultCode, path: string): void {
    this.#list({ code, message: sentences[code], path });
  }

  /** A fault inside the pattern at `path`. */
  addPattern({ code, message, at }: PatternFault, path: string): void {
    this.#list({ code, message: `${message} (character ${at + 1})`, path });
  }

  /** A fault that another list has already. */
  addListed(fault: StixFault): void {
    this.#list(fault);
  }

  #list(fault: StixFault): void {
    this.#count++;
    if (this.listed.length < this.#most) this.listed.push(fault);
    else if (this.listed.length === this.#most)
      this.listed.push({ code: 'stix-more-faults', message: sentences['stix-more-faults'], path: '' });
  }
}
