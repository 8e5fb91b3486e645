import { idOfName } from '#exchange/stix/identifier.ts';
import type { StixObject } from '#exchange/stix/stix-object.ts';
import { tlpMarkingId } from '#exchange/stix/tlp-definition.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';

const first = 1_767_225_600;

/** Seconds since 1970 as STIX writes them. */
const timeOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** An indicator as feeds of file hashes have them by the million: about 460 bytes, and little in it repeats. */
function indicator(number: number): StixObject {
  const at = timeOf(first + number * 37);
  return {
    type: 'indicator',
    spec_version: '2.1',
    id: idOfName('indicator', `bench ${number}`),
    created: at,
    modified: at,
    name: `Dropper seen in mail campaign ${number % 997}`,
    pattern: `[file:hashes.'SHA-256' = '${sha256Hex(utf8(`bench ${number}`))}']`,
    pattern_type: 'stix',
    valid_from: at,
    object_marking_refs: [tlpMarkingId('green')],
  };
}

/** `count` invented indicators from `start` on; the same numbers give the same objects. */
export const inventedFeed = (start: number, count: number): StixObject[] =>
  Array.from({ length: count }, (_, index) => indicator(start + index));
