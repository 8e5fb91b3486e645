import { Fault } from '#protocol/bytes/fault.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import { bodyOf } from './case-body.ts';

const longestTitle = 120;

/** The first line of what was said; undefined when nothing was, or it is not here. */
export function firstLine(party: Party, id: string, hash: string | undefined): string | undefined {
  const body = hash === undefined ? undefined : bodyOf(party, id, hash);
  const [line = ''] = (body?.words || body?.parts?.[0]?.text || '').trim().split('\n');
  return line === '' ? undefined : [...line].slice(0, longestTitle).join('');
}

const entryOf = (party: Party, id: string, record: string): Uint8Array | undefined =>
  party.db.get<{ bytes: Uint8Array }>(
    'SELECT bytes FROM case_entry WHERE substr(record, 1, 16) = substr(?1, 1, 16) AND record = ?1 AND case_id = ?2',
    record,
    id,
  )?.bytes;

/** Whether a record is an entry of a case. */
export const isEntry = (party: Party, id: string, record: string): boolean => entryOf(party, id, record) !== undefined;

/** What an item of a case is called: the first line of the act that made it, or else its fingerprint. Fault: `case-item`. Spec: PRO-20. */
export function itemTitle(party: Party, id: string, item: string): string {
  const entry = entryOf(party, id, item);
  if (entry === undefined) throw new Fault('case-item', 'No act of the case made this item.');
  return firstLine(party, id, parseRecordHead(parseNote(entry).text).body) ?? item.slice(0, 12);
}
