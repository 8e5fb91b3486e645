import { hex } from '#protocol/bytes/encodings.ts';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { isStix } from '../party/content.ts';
import type { Party } from '../party/party.ts';
import { type Collection, type CollectionEntry, type CollectionPage, keepsVersion } from './collection.ts';
import type { TaxiiQuery } from './taxii-query.ts';

/** A stable id in UUIDv4 form (TAXII 2.1 section 2) for a collection of this party. */
export function collectionId(...names: readonly string[]): string {
  const h = hex(sha256(utf8(names.join('\n'))));
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}`;
}

interface Row {
  readonly seq: number;
  readonly object: string;
  readonly version: string;
  readonly added: number;
  readonly text: string;
}

const scan = `SELECT seq, object, version, added, text FROM item WHERE added > :after AND text IS NOT NULL
  AND (:ids IS NULL OR (object IN (SELECT value FROM json_each(:ids))
    AND seq IN (SELECT seq FROM item_name WHERE key IN (SELECT object_key(value) FROM json_each(:ids)))))
  AND (:types IS NULL OR class IN (SELECT id FROM class WHERE kind IN (SELECT value FROM json_each(:types))))
  ORDER BY added LIMIT :limit`;

const jsonOrNull = (values: readonly string[] | undefined): string | null =>
  values === undefined ? null : JSON.stringify(values);

/** The content line of an item's text. */
export const contentLine = (text: string): string => text.slice(text.indexOf('\n') + 1);

/** Everything this party holds, for its own people and tools: each object version once. */
export class OwnCollection implements Collection {
  readonly id: string;
  readonly title: string;
  readonly alias = 'records';
  readonly #party: Party;

  constructor(party: Party, title: string) {
    this.#party = party;
    this.title = title;
    this.id = collectionId('comity/collection/own', party.id);
  }

  page(query: TaxiiQuery): CollectionPage {
    const entries: CollectionEntry[] = [];
    let { after } = query;
    for (;;) {
      const rows = this.#scan(query, after);
      for (const row of rows) {
        if (!this.#keeps(row, query)) continue;
        if (entries.length === query.limit) return { entries, more: true };
        entries.push({ object: row.object, version: row.version, added: row.added, content: contentLine(row.text) });
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length <= query.limit) return { entries, more: false };
      after = last.added;
    }
  }

  #scan(query: TaxiiQuery, after: number): Row[] {
    const [ids, types] = [jsonOrNull(query.ids), jsonOrNull(query.types)];
    return this.#party.db.allNamed<Row>(scan, { after, ids, types, limit: query.limit + 1 });
  }

  #keeps(row: Row, query: TaxiiQuery): boolean {
    if (!isStix(row.text)) return false;
    if (query.specVersions !== undefined && !query.specVersions.includes('2.1')) return false;
    const all = this.#party.db.all<{ version: string; seq: number }>(
      `SELECT version, min(seq) AS seq FROM item_name JOIN item USING (seq)
       WHERE key = object_key(?) AND object = ? AND text IS NOT NULL GROUP BY version ORDER BY version`,
      row.object,
      row.object,
    );
    if (all.length === 1) return all[0]?.seq === row.seq;
    return (
      all.some(({ seq }) => seq === row.seq) &&
      keepsVersion(
        query.versions,
        row.version,
        all.map(({ version }) => version),
      )
    );
  }
}
