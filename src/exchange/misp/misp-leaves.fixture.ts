import { isList, isMembers, type JsonValue, pointer, textOf } from '../stix/stix-object.ts';
import type { MispFinding } from './misp-finding.ts';

/** One value at the end of a path. */
export interface Leaf {
  /** JSON pointer into the input. */
  readonly pointer: string;
  /** The same place named by UUIDs and tag names, since a list may come back in another order. */
  readonly place: string;
  readonly value: string | number | boolean | null;
}

/** A galaxy comes back once for each of its clusters; every other repeated part is told apart by its count. */
function stepOf(key: string, entry: JsonValue, at: number, seen: Map<string, number>): string {
  const name = isMembers(entry) ? textOf(entry, key === 'Tag' ? 'name' : 'uuid') : undefined;
  if (name === undefined) return String(at);
  const count = seen.get(name) ?? 0;
  seen.set(name, count + 1);
  return key === 'Galaxy' || key === 'Tag' || count === 0 ? name : `${name}#${count}`;
}

/** Every value of a JSON value that is no list and no object. */
export function leavesOf(value: JsonValue, at = '', place = '', key = ''): Leaf[] {
  if (isList(value)) {
    const seen = new Map<string, number>();
    return value.flatMap((entry, n) => leavesOf(entry, pointer(at, n), `${place}/${stepOf(key, entry, n, seen)}`, key));
  }
  if (!isMembers(value)) return [{ pointer: at, place, value }];
  return Object.keys(value).flatMap((name) =>
    leavesOf(value[name] ?? null, pointer(at, name), `${place}/${name}`, name),
  );
}

const names = (loss: MispFinding, path: string): boolean => path === loss.path || path.startsWith(`${loss.path}/`);

/** The leaves of `before` that are neither in `after` nor named as a loss: none may be. */
export function silentLosses(before: JsonValue, after: JsonValue, losses: readonly MispFinding[]): string[] {
  const found = new Map(leavesOf(after).map((leaf) => [leaf.place, leaf.value]));
  return leavesOf(before)
    .filter((leaf) => !(found.has(leaf.place) && found.get(leaf.place) === leaf.value))
    .filter((leaf) => !losses.some((loss) => names(loss, leaf.pointer)))
    .map((leaf) => leaf.pointer);
}
