import { everyPosition, type ObjectPath, type PathStep } from '../pattern/pattern.ts';
import { isList, isMembers, type JsonMembers, type JsonValue } from '../stix-object.ts';
import type { MatchBudget } from './match-budget.ts';
import { type ObservedValue, observedValue } from './observed-value.ts';

/** What a test may look at besides its object: others that references lead to, and how much work it may do. */
export interface Scene {
  readonly objects: ReadonlyMap<string, JsonMembers>;
  readonly budget: MatchBudget;
}

const refers = (key: string | undefined): boolean => key?.endsWith('_ref') === true || key?.endsWith('_refs') === true;

/** The object that a value refers to when the path goes on below it; else the value. Spec: MAT-6. */
function followed(value: JsonValue, key: string | undefined, { objects, budget }: Scene): JsonValue {
  if (typeof value !== 'string' || !refers(key)) return value;
  budget.reference();
  return objects.get(value) ?? null;
}

function below(value: JsonValue, step: PathStep): readonly JsonValue[] {
  if (typeof step === 'string') return isMembers(value) && Object.hasOwn(value, step) ? [value[step] ?? null] : [];
  if (step === everyPosition) return isList(value) ? value : isMembers(value) ? Object.values(value) : [];
  return isList(value) && step >= 0 && step < value.length ? [value[step] ?? null] : [];
}

/** Every value that a path leads to from an object, each object on the way once. Spec: MAT-6, MAT-9. */
export function valuesAt({ steps }: ObjectPath, root: JsonMembers, scene: Scene): readonly ObservedValue[] {
  let found: readonly JsonValue[] = [root];
  let key: string | undefined;
  for (const step of steps) {
    const next = new Set<JsonValue>();
    for (const value of found)
      for (const member of below(typeof step === 'string' ? followed(value, key, scene) : value, step)) {
        scene.budget.step();
        next.add(member);
      }
    found = [...next];
    if (typeof step === 'string') key = step;
  }
  return found.map((value) => observedValue(value, key));
}
