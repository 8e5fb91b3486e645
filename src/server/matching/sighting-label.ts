import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import { type Label, tlpAtMost } from '#protocol/record/label.ts';

const inBoth = <T extends string>(
  a: readonly T[] | undefined,
  b: readonly T[] | undefined,
): readonly T[] | undefined => (a === undefined ? b : b === undefined ? a : a.filter((member) => b.includes(member)));

/** Whom an indicator's duties let know that it was met: none of them but its author, when use is internal or nothing goes on. */
function reachOf({ author, holding }: ReleaseFacts): readonly string[] | undefined {
  if (holding === 'own') return undefined;
  const { actions, onward } = holding.duties;
  return actions === 'internal-only' || onward === 'none' ? [author] : undefined;
}

/**
 * The label of a sighting: that of the stream, no wider than that of the indicator which it names,
 * and within what its duties allow. Spec: MAT-15.
 */
export function sightingLabel(indicator: ReleaseFacts, stream: Label): Label {
  const { label } = indicator;
  const tlp = tlpAtMost(label.tlp, stream.tlp) ? stream.tlp : label.tlp;
  const only = inBoth(inBoth(label.only, stream.only), reachOf(indicator));
  const purposes = inBoth(label.purposes, stream.purposes);
  return {
    tlp,
    ...(only === undefined ? {} : { only: only.toSorted() }),
    ...(purposes === undefined ? {} : { purposes: purposes.toSorted() }),
  };
}
