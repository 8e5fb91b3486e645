import type { Party } from './party.ts';
import { isReissueAutomatic, reissuedAtOnce, reissueItems } from './reissue.ts';
import { reissuesOfObject } from './reissue-book.ts';

/** What names something that is not re-issued yet can be looked at again when more has come. */
const waitsFor = new Set(['reissue-incomplete', 'reissue-marking']);
const mostWaiting = reissuedAtOnce / 2;

interface Row {
  readonly seq: number;
  readonly class: number;
  readonly object: string;
}

/** Whether anything is held whose source must not be named: mostly nothing is, and then nothing is looked through. */
const holdsUnnamed = (party: Party): boolean =>
  party.db.get(
    "SELECT 1 FROM class WHERE own = 0 AND author <> ? AND json_extract(facts, '$.holding.duties.attribution') = 'anonymous' LIMIT 1",
    party.id,
  ) !== undefined;

/** Received items whose source must not be named, among those that came since the last look. */
function unnamed(party: Party, after: number, end: number): Row[] {
  const rows = party.db.all<Row>(
    `SELECT seq, class, object FROM item WHERE seq > ? AND seq <= ? AND text IS NOT NULL
     AND class IN (SELECT id FROM class WHERE own = 0 AND author <> ?)`,
    after,
    end,
    party.id,
  );
  return rows.filter(({ class: id }) => {
    const { holding } = party.items.factsOf(id);
    return holding !== 'own' && holding.duties.attribution === 'anonymous';
  });
}

function keepWaiting(party: Party, tried: readonly number[], waiting: readonly number[]): void {
  for (const seq of tried) party.db.run('DELETE FROM reissue_waiting WHERE item = ?', seq);
  for (const seq of waiting.slice(-mostWaiting)) party.db.run('INSERT INTO reissue_waiting (item) VALUES (?)', seq);
}

/**
 * Re-issues, of a bounded part of what came since the last look, the newer versions of what was
 * re-issued before and, where the operator has said so, everything that may be. False when there was
 * nothing new. Spec: RIS-2.
 */
export function followReissues(party: Party): boolean {
  const after = Number(party.meta.get('reissue-seen') ?? -1);
  const end = Math.min(after + mostWaiting, party.items.lastSeq());
  if (end <= after) return false;
  if (!holdsUnnamed(party)) {
    party.meta.set('reissue-seen', String(party.items.lastSeq()));
    return false;
  }
  party.transaction(() => {
    const isAll = isReissueAutomatic(party);
    const fresh = unnamed(party, after, end).filter(
      ({ object }) => isAll || reissuesOfObject(party, object).length > 0,
    );
    if (fresh.length > 0) {
      const waiting = party.db.all<{ item: number }>('SELECT item FROM reissue_waiting').map(({ item }) => item);
      const tried = [...new Set([...waiting, ...fresh.map(({ seq }) => seq)])].toSorted((a, b) => a - b);
      const { held } = reissueItems(party, tried);
      const later = held.filter(({ fault }) => waitsFor.has(fault.code)).map(({ source }) => source);
      keepWaiting(party, tried, later);
    }
    party.meta.set('reissue-seen', String(end));
  });
  return true;
}
