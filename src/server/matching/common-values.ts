import { readFileSync } from 'node:fs';
import { Guards } from '#exchange/stix/match/guard.ts';
import type { JsonValue } from '#exchange/stix/stix-object.ts';

const file = new URL('../../../samples/common-values.json', import.meta.url);

/** Values that everybody has, as they ship with the product. Spec: MAT-12. */
export const commonValueGuards = new Guards(JSON.parse(readFileSync(file, 'utf8')) as JsonValue);
