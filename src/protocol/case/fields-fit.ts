import type { Act, FieldValue } from './act.ts';
import type { Given } from './case-state.ts';
import type { FieldRule } from './procedure.ts';

function fieldFits({ type, choices }: FieldRule, value: FieldValue): boolean {
  switch (type) {
    case 'choice':
      return typeof value === 'string' && (choices ?? []).includes(value);
    case 'party':
    case 'hash':
    case 'act':
      return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
    case 'time':
      return typeof value === 'number' && value >= 0 && value < 253_402_300_800;
    case 'number':
      return typeof value === 'number' && value >= 0;
  }
}

type Values = Readonly<Record<string, Given>>;

/**
 * Whether a value lies on the wrong side of another. That is the one which the same act gives for the other field, or
 * else the one that stands. Spec: PRO-22.
 */
export function breaksBound({ key, above, below }: FieldRule, fields: Act['fields'], values: Values): boolean {
  const value = fields[key];
  const [lower, upper] = [above, below].map((other) =>
    other === undefined ? undefined : ((other === key ? undefined : fields[other]) ?? values[other]?.value),
  );
  if (value === undefined) return false;
  return (lower !== undefined && value <= lower) || (upper !== undefined && value >= upper);
}

/**
 * Whether an act gives every field that its rule requires, and none that it does not know. `values`:
 * those that stand in its machine. Spec: CAS-13.
 */
export function fieldsFit(rules: readonly FieldRule[], fields: Act['fields'], values: Values): boolean {
  const known = rules.map(({ key }) => key);
  return (
    Object.keys(fields).every((key) => known.includes(key)) &&
    rules.every((rule) => {
      const value = fields[rule.key];
      return value === undefined ? !rule.isRequired : fieldFits(rule, value) && !breaksBound(rule, fields, values);
    })
  );
}
