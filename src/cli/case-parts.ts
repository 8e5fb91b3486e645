import type { ActRule } from '#protocol/case/procedure.ts';
import type { SaidPart } from '#server/case/said-parts.ts';
import { UsageError } from './command.ts';

/** The parts of the words as `KEY=TEXT`, several of one key counted from 1. Whoever speaks in parts leaves none out that must be said. Spec: SAY-1. */
export function partsOf({ key: act, parts }: Pick<ActRule, 'key' | 'parts'>, texts: readonly string[]): SaidPart[] {
  const count = new Map<string, number>();
  const said = texts.map((text): SaidPart => {
    const at = text.indexOf('=');
    const key = text.slice(0, Math.max(at, 0));
    if (!parts.some((part) => part.key === key)) throw new UsageError(`case: ${act} has no part like --part "${text}"`);
    const n = (count.get(key) ?? 0) + 1;
    count.set(key, n);
    return { key, n, text: text.slice(at + 1) };
  });
  const missing = parts.find(({ key, isRequired }) => isRequired && !count.has(key));
  if (said.length > 0 && missing !== undefined) throw new UsageError(`case: --part ${missing.key}=… is missing`);
  return said;
}
