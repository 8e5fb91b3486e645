import { actJson } from '#protocol/case/act.ts';
import { formatNote } from '#protocol/identity/signed-note.ts';
import { signRecord } from '#protocol/record/record.ts';
import type { CaseFile } from '#server/case/case-file.ts';
import { keepWaiting } from '#server/case/waiting-acts.ts';
import type { Party } from '#server/party/party.ts';

const nowhere = '0'.repeat(64);

/**
 * Makes a server never take what one member does, whoever tells it. Acts that are heard are appended at once unless
 * others wait; so one that never can be appended is made to wait for ever, and what comes behind it is dropped.
 */
export function withhold(party: Party, { id, label }: CaseFile, member: string): void {
  const act = { case: nowhere, n: 1, seen: { size: 1, root: nowhere.slice(32) }, act: 'nothing', fields: {} };
  const head = { author: party.id, version: 0, kind: 'act', at: party.now, label, data: actJson(act) } as const;
  const record = signRecord(head, party.secrets.record);
  keepWaiting(party, id, { record, n: 0, bytes: formatNote(record.note) });
  // Nor does its own server lose patience over it.
  party.db.raw.exec(`UPDATE case_act SET at = at + 1000000000 WHERE record = '${record.id}';
    CREATE TRIGGER stays BEFORE DELETE ON case_act WHEN old.record = '${record.id}' BEGIN SELECT RAISE(IGNORE); END;
    CREATE TRIGGER withheld BEFORE INSERT ON case_act WHEN new.author = '${member}' BEGIN SELECT RAISE(IGNORE); END`);
}
