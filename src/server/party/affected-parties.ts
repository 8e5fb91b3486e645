import { hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { strictestUnmarked } from '#protocol/record/label.ts';
import { originLeaf } from './item-proof.ts';
import type { Party } from './party.ts';
import { peers } from './peer-book.ts';

/** Items looked at in one step. */
const atOnce = 500;
const longestProof = 500;

/** One party that is to be told of a record that names it. Times in Unix seconds. */
export interface AffectedParty {
  readonly item: number;
  readonly party: string;
  readonly at: number;
  readonly done: number | null;
  readonly proof: string | null;
}

const nameOf = (text: string): string => text.trim().toLowerCase();

/** Known parties by each of their names. */
function partiesByName(party: Party): Map<string, string> {
  const others = peers(party).filter(({ id }) => id !== party.id);
  return new Map(others.flatMap(({ id, names }) => names.map(({ text }) => [nameOf(text), id] as const)));
}

// An identity that is named by a record, whichever of the two came first.
const pairs = `WITH fresh AS (SELECT seq, object, class FROM item WHERE seq > ?1 AND seq <= ?2 AND text IS NOT NULL),
  pair AS (
    SELECT fresh.seq AS record, fresh.class AS class, named.seq AS identity FROM fresh
      JOIN item_reference ON item_reference.item = fresh.seq
      JOIN item_name ON item_name.key = object_key(item_reference.object)
      JOIN item AS named ON named.seq = item_name.seq AND named.object = item_reference.object
    UNION SELECT record.seq, record.class, fresh.seq FROM fresh JOIN item_reference ON item_reference.object = fresh.object
      JOIN item AS record ON record.seq = item_reference.item AND record.text IS NOT NULL)
  SELECT pair.record AS record, pair.class AS class, identity.title AS title FROM pair
    JOIN item AS identity ON identity.seq = pair.identity JOIN class ON class.id = identity.class
    WHERE class.kind = 'identity' AND identity.text IS NOT NULL`;

interface Pair {
  readonly record: number;
  readonly class: number;
  readonly title: string;
}

/** The party that a record obliges us to tell; its author needs no telling. */
function obliged(party: Party, pair: Pair, names: ReadonlyMap<string, string>): string | undefined {
  const { holding, author } = party.items.factsOf(pair.class);
  if (holding === 'own' || author === party.id || holding.duties.notify !== 'affected-parties') return undefined;
  const named = names.get(nameOf(pair.title));
  return named === author ? undefined : named;
}

/** Whether any clause under which something is held obliges to notify: mostly none, and then nothing is looked through. */
const isObliged = (party: Party): boolean =>
  party.db.get(
    "SELECT 1 FROM class WHERE own = 0 AND json_extract(facts, '$.holding.duties.notify') = 'affected-parties' LIMIT 1",
  ) !== undefined;

/** Looks through a bounded part of what came since the last look; false when there was nothing. Spec: DUT-6. */
export function findAffected(party: Party): boolean {
  const after = Number(party.meta.get('affected') ?? -1);
  const end = Math.min(after + atOnce, party.items.lastSeq());
  if (end <= after) return false;
  if (!isObliged(party)) {
    party.meta.set('affected', String(party.items.lastSeq()));
    return false;
  }
  party.transaction(() => {
    const names = partiesByName(party);
    for (const pair of party.db.all<Pair>(pairs, after, end)) {
      const named = obliged(party, pair, names);
      if (named !== undefined)
        party.db.run(
          'INSERT INTO affected (item, party, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
          pair.record,
          named,
          party.now,
        );
    }
    party.meta.set('affected', String(end));
  });
  return true;
}

/** Whom we are to notify, what is open first, then the newest. */
export const affectedParties = (party: Party, limit: number): AffectedParty[] =>
  party.db.all<AffectedParty>(
    `SELECT affected.* FROM affected JOIN item ON item.seq = affected.item WHERE text IS NOT NULL
     ORDER BY done IS NOT NULL, affected.at DESC, item DESC LIMIT ?`,
    limit,
  );

/** Notes that an affected party was told, with how that can be shown; logged. Faults: `affected-unknown`, `affected-proof`. Spec: DUT-6. */
export function markNotified(party: Party, item: number, affected: string, proof: string): void {
  const text = proof.trim();
  if (text === '' || text.length > longestProof)
    throw new Fault('affected-proof', `Say how it was told, in 1 to ${longestProof} characters.`, '/proof');
  party.transaction(() => {
    const { changes } = party.db.run(
      'UPDATE affected SET done = ?, proof = ? WHERE item = ? AND party = ? AND done IS NULL',
      party.now,
      text,
      item,
      affected,
    );
    if (changes === 0) throw new Fault('affected-unknown', 'Nothing open obliges to notify this party of the record.');
    const data = { item: hex(originLeaf(party, item)), party: affected };
    party.record({ kind: 'notified', label: strictestUnmarked, data });
  });
  party.sealOrWait();
}
