import { idOfName } from '#exchange/stix/identifier.ts';
import type { StixObject } from '#exchange/stix/stix-object.ts';
import { parseCanonical } from '#protocol/bytes/canonical-json.ts';
import { Fields } from '#protocol/bytes/fields.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { type Label, readLabel } from '#protocol/record/label.ts';
import { keepSource } from '../party/import-objects.ts';
import type { Party } from '../party/party.ts';
import { stixSource } from '../party/read-source.ts';
import { milliseconds } from '../powers.ts';

interface Pending {
  readonly item: number;
  readonly label: string;
  readonly object: string;
  readonly pending: number;
  readonly pending_first: number;
  readonly pending_last: number;
}

/** Matches of one indicator within this time become one sighting. Milliseconds. */
const together = 3_600_000;
const mostAtOnce = 1_000;
const mostCounted = 999_999_999;

// A clock that was set back must not silence anything, so the distance counts, whatever its sign.
const due = `SELECT match_hit.item, label, object, pending, pending_first, pending_last FROM match_hit
  JOIN item ON item.seq = match_hit.item WHERE pending > 0 AND abs(? - stated) >= ${together} AND text IS NOT NULL
  ORDER BY label, match_hit.item LIMIT ${mostAtOnce}`;

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

const sightingOf = (party: Party, { object, label, pending, ...times }: Pending, now: number): StixObject => ({
  type: 'sighting',
  spec_version: '2.1',
  id: idOfName('sighting', `${party.id} ${object} ${label} ${now}`),
  created: iso(now),
  modified: iso(now),
  sighting_of_ref: object,
  first_seen: iso(times.pending_first),
  last_seen: iso(times.pending_last),
  count: Math.min(pending, mostCounted),
  summary: true,
});

/** Drops what waits of indicators that were recalled since: they may not go on, so neither does word that they were met. */
function dropRecalled(party: Party): void {
  const classes = party.db.all<{ class: number }>(
    'SELECT DISTINCT class FROM match_hit JOIN item ON item.seq = match_hit.item WHERE pending > 0',
  );
  const recalled = classes.map((row) => row.class).filter((id) => party.items.factsOf(id).recalled === true);
  if (recalled.length === 0) return;
  party.db.run(
    `UPDATE match_hit SET pending = 0 WHERE pending > 0
     AND item IN (SELECT seq FROM item WHERE class IN (SELECT value FROM json_each(?)))`,
    JSON.stringify(recalled),
  );
}

/**
 * States a sighting for every indicator that was matched since the last one, at most one an hour for
 * each label. They are our own statements and leave only as any record may. Gives how many. Spec: MAT-14.
 */
export function stateSightings(party: Party): number {
  const now = milliseconds(party.powers.now());
  dropRecalled(party);
  const rows = party.db.all<Pending>(due, now);
  for (const [text, group] of Map.groupBy(rows, ({ label }) => label)) {
    const label: Label = readLabel(new Fields(parseCanonical(utf8(text))));
    party.transaction(() => {
      const sightings = stixSource(JSON.stringify(group.map((row) => sightingOf(party, row, now))));
      keepSource(party, sightings, { unmarked: label });
      for (const { item } of group)
        party.db.run('UPDATE match_hit SET pending = 0, stated = ? WHERE item = ? AND label = ?', now, item, text);
    });
  }
  if (rows.length > 0) party.sealOrWait();
  return rows.length;
}
