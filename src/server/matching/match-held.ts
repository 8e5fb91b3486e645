import { observationsAmong } from '#exchange/stix/match/observation.ts';
import { type StixObject, textsOf } from '#exchange/stix/stix-object.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Label } from '#protocol/record/label.ts';
import { contentOf } from '../party/content.ts';
import type { Party } from '../party/party.ts';
import { milliseconds } from '../powers.ts';
import { heldIndicators } from './held-indicators.ts';
import { keepMatches } from './match-book.ts';
import { MatchRun } from './match-run.ts';
import { stateSightings } from './state-sightings.ts';

/** Up to which position the observed data held here was matched. */
const place = 'matched';
const portion = 500;
/** Objects that one observation may name. */
const mostObjects = 1_000;

interface Row {
  readonly seq: number;
  readonly class: number;
  readonly text: string;
}

const next = `SELECT item.seq, item.class, item.text FROM item JOIN class ON class.id = item.class
  WHERE item.seq > ? AND item.text IS NOT NULL AND class.kind = 'observed-data' AND class.own = 1
  ORDER BY item.seq LIMIT ${portion}`;

/** The objects that observed data names, as far as they are held, and those that these name in turn. */
function objectsOf(party: Party, data: StixObject): StixObject[] {
  const found = new Map<string, StixObject>();
  const wanted = [...textsOf(data['object_refs'])];
  for (let id = wanted.shift(); id !== undefined && found.size < mostObjects; id = wanted.shift()) {
    if (found.has(id)) continue;
    const row = party.items.newestOf(id);
    if (row === undefined || row.text === null) continue;
    const object = contentOf(row.text);
    found.set(id, object);
    for (const [key, value] of Object.entries(object)) {
      if (key.endsWith('_ref') && typeof value === 'string') wanted.push(value);
      if (key.endsWith('_refs')) wanted.push(...textsOf(value));
    }
  }
  return [...found.values()];
}

function matchRows(party: Party, rows: readonly Row[], label: Label): void {
  const run = new MatchRun(party);
  for (const { text } of rows) {
    const data = contentOf(text);
    try {
      for (const seen of observationsAmong([data, ...objectsOf(party, data)], milliseconds(party.powers.now())))
        run.observe(seen);
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
    }
  }
  keepMatches(party, run, label);
}

/**
 * Matches the observed data that this party states itself and has not matched yet, however it came
 * in: import, TAXII, another tool. Each goes under its own label. Then the sightings that are due are
 * stated. Spec: MAT-10, MAT-14.
 */
export async function matchHeldObservations(party: Party): Promise<void> {
  const from = Number(party.meta.get(place) ?? -1);
  const rows = party.db.all<Row>(next, from);
  if (rows.length > 0) await heldIndicators(party).takeAll(party);
  party.transaction(() => {
    const groups = Map.groupBy(rows, (row) => row.class);
    for (const [id, group] of groups) matchRows(party, group, party.items.factsOf(id).label);
    const last = rows.length === portion ? (rows.at(-1)?.seq ?? from) : Math.max(from, party.items.lastSeq());
    if (last !== from) party.meta.set(place, String(last));
  });
  stateSightings(party);
}
