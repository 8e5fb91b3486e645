import { classText } from '#protocol/agreement/release-facts.ts';
import { checkCountersigned } from '#protocol/agreement/release-record.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { parseItem } from '#protocol/record/item.ts';
import { auditCases } from '../case/audit-cases.ts';
import { type ItemRow, rankOf } from '../store/item-store.ts';
import { AuditReport } from './audit-finding.ts';
import { auditLog, auditUnlogged } from './audit-log.ts';
import { AuditReplay, type ExpectedItem } from './audit-replay.ts';
import { originOf } from './batch-book.ts';
import { describeContent } from './content.ts';
import type { Party } from './party.ts';
import { knownPeer } from './peer-book.ts';
import { wordsReach } from './word-index.ts';

function compareItems(party: Party, report: AuditReport, replay: AuditReplay): void {
  const unseen = new Set(replay.items.keys());
  for (const row of party.db.each<ItemRow & { hash: Uint8Array }>('SELECT * FROM item ORDER BY seq')) {
    report.checked.items++;
    const name = hex(row.hash);
    const expected = replay.items.get(name);
    unseen.delete(name);
    if (expected === undefined) report.add('item-extra', `item ${row.seq}`, 'No batch in the log contains this item.');
    else compareItem(party, report, { row, expected, name });
  }
  for (const name of unseen)
    report.add('item-missing', `item ${name}`, 'The log says that this item was accepted; the store lacks it.');
  const missing = party.db.count(
    `SELECT count(*) FROM item WHERE seq <= ? AND text IS NOT NULL AND seq NOT IN (SELECT id FROM item_words_docsize)`,
    wordsReach(party),
  );
  const extra = party.db.count(
    'SELECT count(*) FROM item_words_docsize WHERE id > ? OR id NOT IN (SELECT seq FROM item WHERE text IS NOT NULL)',
    wordsReach(party),
  );
  if (missing + extra > 0)
    report.add('words-count-differs', 'search', `The search index lacks ${missing} records and has ${extra} too many.`);
  compareKeys(party, report);
}

/** Every item that is held is found by the id of its object, and nothing else is. Spec: AUD-3. */
function compareKeys(party: Party, report: AuditReport): void {
  const held = party.db.count('SELECT count(*) FROM item WHERE text IS NOT NULL');
  const named = party.db.count('SELECT count(*) FROM item_name');
  const found = party.db.count(
    'SELECT count(*) FROM item_name JOIN item USING (seq) WHERE key = name_key AND name_key = object_key(object) AND text IS NOT NULL',
  );
  if (named !== held || found !== held)
    report.add('item-differs', 'item_name', `${found} of ${held} items are found by their object.`);
}

/** A text is gone exactly when the log says that it was erased. Spec: ERA-3. */
function compareErasures(party: Party, report: AuditReport, replay: AuditReplay): void {
  const gone = party.db.all<{ seq: number; hash: Uint8Array }>('SELECT seq, hash FROM item WHERE text IS NULL');
  for (const { seq, hash } of gone)
    if (!replay.erased.delete(hex(hash)))
      report.add('batch-text-missing', `item ${seq}`, 'The text is gone, and no erasure says why.');
  for (const leaf of replay.erased)
    report.add('erasure-undone', `leaf ${leaf}`, 'The log says that this was erased; its text is here.');
}

function compareItem(
  party: Party,
  report: AuditReport,
  found: { row: ItemRow; expected: ExpectedItem; name: string },
): void {
  const { row, expected, name } = found;
  const where = `item ${row.seq}`;
  if (row.text !== null && sha256Hex(utf8(row.text)) !== name)
    return report.add('item-differs', where, 'The text has another hash than stored.');
  if (row.seq !== expected.seq || row.turn !== expected.turn)
    report.add('item-differs', where, `Position ${row.seq}/${row.turn} instead of ${expected.seq}/${expected.turn}.`);
  if (originOf(party, row.seq)?.batch.n !== expected.batch)
    report.add('item-differs', where, 'The batch that brought the item is another one.');
  if (classText(party.items.factsOf(row.class)) !== classText(expected.facts))
    report.add('item-differs', where, 'The release class is not the one that follows from the log.');
  if (row.text === null) return;
  const about = describeContent(parseItem(utf8(row.text)));
  const named = party.db.all<{ object: string }>(
    'SELECT object FROM item_reference WHERE item = ? ORDER BY object',
    row.seq,
  );
  if (named.map(({ object }) => object).join() !== about.references.toSorted().join())
    report.add('item-differs', where, 'The references are not those of the content.');
  if (about.object !== row.object || about.version !== row.version || about.title !== row.title)
    report.add('item-differs', where, 'The id, version or title is not that of the content.');
  if (rankOf(about.marked) !== row.marked)
    report.add('item-differs', where, 'The content carries another TLP level than the store says.');
}

function compareAgreements(party: Party, report: AuditReport, replay: AuditReplay): void {
  for (const { id, since } of party.db.all<{ id: string; since: number | null }>('SELECT id, since FROM agreement')) {
    report.checked.agreements++;
    const expected = replay.since.get(id) ?? null;
    if (since !== expected)
      report.add('agreement-differs', `agreement ${id}`, `In force since ${since} instead of ${expected}.`);
  }
  for (const { agreement, party: by } of party.db.all<{ agreement: string; party: string }>(
    'SELECT agreement, party FROM withdrawal',
  ))
    if (!replay.withdrawn.delete(`${agreement} ${by}`))
      report.add('withdrawal-differs', `agreement ${agreement}`, 'A withdrawal is not in the log.');
  for (const name of replay.withdrawn)
    report.add('withdrawal-differs', `agreement ${name}`, 'A logged withdrawal is not in the store.');
  if (replay.policy !== undefined && replay.policy !== party.meta.get('policy'))
    report.add('policy-differs', 'policy', 'The release policy is not the one that was logged last.');
}

function auditReceipts(party: Party, report: AuditReport): void {
  const rows = party.db.all<{ id: string; party: string; countersigned: Uint8Array }>(
    "SELECT id, party, countersigned FROM delivery JOIN batch ON batch.n = delivery.batch WHERE state = 'acknowledged'",
  );
  for (const row of rows) {
    report.checked.receipts++;
    try {
      checkCountersigned(parseNote(row.countersigned), knownPeer(party, row.party).history);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      report.add('receipt-wrong', `release ${row.id}`, `The receipt does not verify: ${error.code}.`);
    }
  }
}

/**
 * Derives the whole store again from the log, the kept notes and the item texts, and names each
 * difference. Changes nothing. Spec: AUD-1 to AUD-4, AUD-6.
 */
export function auditParty(party: Party): AuditReport {
  const report = new AuditReport();
  const logged = auditLog(party, report);
  auditUnlogged(party, report, logged);
  const replay = new AuditReplay(party, report);
  for (const note of logged) {
    try {
      replay.take(note);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      report.add('note-unreadable', note.where, `The note cannot be replayed: ${error.code}.`);
    }
  }
  compareItems(party, report, replay);
  compareErasures(party, report, replay);
  replay.follows.compare(report);
  compareAgreements(party, report, replay);
  auditReceipts(party, report);
  auditCases(party, report);
  return report;
}
