import { canonicalText, parseCanonical } from '#protocol/bytes/canonical-json.ts';
import { base64, fromBase64 } from '#protocol/bytes/encodings.ts';
import { Fields } from '#protocol/bytes/fields.ts';
import { concat, utf8 } from '#protocol/bytes/text.ts';
import type { Offer } from './private-offer.ts';
import type { Evaluation } from './voprf.ts';

/** Bytes of an element of the group. */
const elementLength = 32;

const packed = (elements: readonly Uint8Array[]): string => base64(concat(...elements));

function unpacked(text: string): Uint8Array[] {
  const bytes = fromBase64(text);
  return Array.from({ length: Math.ceil(bytes.length / elementLength) }, (_, at) =>
    bytes.subarray(at * elementLength, (at + 1) * elementLength),
  );
}

const read = <T>(body: Uint8Array, take: (fields: Fields) => T): T => {
  const fields = new Fields(parseCanonical(body));
  const found = take(fields);
  fields.end();
  return found;
};

export const offerBytes = ({ epoch, key, perDay, asked, tags }: Offer): Uint8Array =>
  utf8(canonicalText({ epoch, key: base64(key), perDay, asked, tags: base64(tags) }));

export const readOffer = (body: Uint8Array): Offer =>
  read(body, (fields) => ({
    epoch: fields.integer('epoch'),
    key: fromBase64(fields.text('key'), elementLength),
    perDay: fields.integer('perDay'),
    asked: fields.integer('asked'),
    tags: fromBase64(fields.text('tags')),
  }));

/** A question: the epoch, and elements of 32 bytes each. */
export const questionBytes = (epoch: number, elements: readonly Uint8Array[]): Uint8Array =>
  utf8(canonicalText({ epoch, elements: packed(elements) }));

export const readQuestion = (body: Uint8Array): { epoch: number; elements: Uint8Array[] } =>
  read(body, (fields) => ({ epoch: fields.integer('epoch'), elements: unpacked(fields.text('elements')) }));

export const evaluationBytes = ({ evaluated, proof }: Evaluation): Uint8Array =>
  utf8(canonicalText({ evaluated: packed(evaluated), proof: base64(proof) }));

export const readEvaluation = (body: Uint8Array): Evaluation =>
  read(body, (fields) => ({ evaluated: unpacked(fields.text('evaluated')), proof: fromBase64(fields.text('proof')) }));
