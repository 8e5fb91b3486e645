import { anchorsOf, pathText } from '#exchange/stix/match/anchor.ts';
import { hashValue } from '#exchange/stix/match/observed-value.ts';
import { parsePattern } from '#exchange/stix/pattern/parse-pattern.ts';
import { isMembers, type JsonMembers, textOf } from '#exchange/stix/stix-object.ts';

/** Types of which the value itself can be asked for. */
const valued = new Set(['ipv4-addr', 'ipv6-addr', 'domain-name', 'url', 'email-addr', 'mac-addr']);
const mostPerPattern = 16;

const inputOf = (type: string, steps: readonly string[], value: string): string =>
  `${type}\n${JSON.stringify(steps)}\n${value}`;

const isAsked = (type: string, steps: readonly string[]): boolean =>
  (valued.has(type) && steps.length === 1 && steps[0] === 'value') ||
  (type === 'file' && steps.length === 2 && steps[0] === 'hashes');

/**
 * What an indicator looks for, as inputs of private matching: only values of which one alone is a match.
 * Any other pattern gives none. Spec: MAT-18.
 */
export function privateInputsOfPattern(text: string): readonly string[] {
  const { pattern } = parsePattern(text);
  const found = pattern?.kind === 'observation' ? anchorsOf(pattern.shows) : undefined;
  if (found?.suffices !== true || found.anchors.length > mostPerPattern) return [];
  const inputs = found.anchors.map(({ path, value }) => {
    const steps: unknown = JSON.parse(pathText(path));
    const names = Array.isArray(steps) ? steps.filter((step): step is string => typeof step === 'string') : [];
    const isWhole = names.length === path.steps.length && isAsked(path.type, names);
    return isWhole && typeof value === 'string' ? inputOf(path.type, names, value) : undefined;
  });
  return inputs.every((input) => input !== undefined) ? inputs : [];
}

/** What of an observed object can be asked for privately. Spec: MAT-18. */
export function privateInputsOfObject(object: JsonMembers): readonly string[] {
  const [type, value] = [textOf(object, 'type') ?? '', textOf(object, 'value')];
  if (valued.has(type) && value !== undefined) return [inputOf(type, ['value'], value)];
  const hashes = object['hashes'];
  if (type !== 'file' || !isMembers(hashes)) return [];
  return Object.entries(hashes).flatMap(([name, hash]) =>
    typeof hash === 'string' ? [inputOf(type, ['hashes', name], hashValue(hash))] : [],
  );
}
