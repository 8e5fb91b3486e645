/** Everything that reading gives up or should be known of what it keeps, with its sentence. Closed. Spec: STX-12. */
const sentences = {
  'loss-bundle-id': 'The id of the bundle is not kept: a bundle is a wrapper, and the next one gets its own.',
  'loss-wrapper-property': 'A property of the wrapper is not kept.',
  'loss-duplicate-object': 'The same version of an object was given again with equal content; one is kept.',
  'loss-negative-zero': 'A number −0 is written as 0.',
  'observable-id-other':
    'The id of an observable is a hash, but not the one that STIX derives from what names it; it is kept.',
  'loss-byte-order-mark': 'The byte order mark before the text is not kept.',
} as const;

export type StixLossCode = keyof typeof sentences;

/** One thing that was in the input and is not in the result. */
export interface StixLoss {
  readonly code: StixLossCode;
  readonly message: string;
  readonly path: string;
}

/** A loss of a code at a JSON pointer. */
export const stixLoss = (code: StixLossCode, path: string): StixLoss => ({ code, message: sentences[code], path });
