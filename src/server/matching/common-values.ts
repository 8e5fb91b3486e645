import { Guards } from '#exchange/stix/match/guard.ts';
import commonValues from '../../../samples/common-values.json' with { type: 'json' };

/** Values that everybody has, as they ship with the product. Spec: MAT-12. */
export const commonValueGuards = new Guards(commonValues);
