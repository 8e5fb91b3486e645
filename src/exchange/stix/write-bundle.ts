import { Fault } from '#protocol/bytes/fault.ts';
import { isIdOf } from './identifier.ts';
import type { StixObject } from './stix-object.ts';

/**
 * The parts of a bundle's text, for streaming; `objects` are the JSON texts of single objects and
 * go out as they are. No two parts need to be in memory at once. Fault: `stix-id` when `bundleId`
 * is not `bundle--` and a UUID. Spec: STX-13.
 */
export function* bundleParts(bundleId: string, objects: Iterable<string>): Generator<string> {
  if (!isIdOf(bundleId, 'bundle')) throw new Fault('stix-id', 'The id of a bundle is "bundle--" and a UUID.');
  yield `{"type":"bundle","id":${JSON.stringify(bundleId)}`;
  let first = true;
  for (const object of objects) {
    // STIX forbids empty lists, so the list begins with its first object.
    yield first ? ',"objects":[\n' : ',\n';
    yield object;
    first = false;
  }
  yield first ? '}\n' : '\n]}\n';
}

/** The text of a STIX 2.1 bundle; reading it gives the same objects. Fault: `stix-id`. Spec: STX-13. */
export const writeBundle = (bundleId: string, objects: readonly StixObject[]): string =>
  [
    ...bundleParts(
      bundleId,
      objects.map((object) => JSON.stringify(object)),
    ),
  ].join('');
