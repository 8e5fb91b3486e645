import { hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { CaseLog } from '#protocol/case/case-log.ts';
import { bodyHash } from '#protocol/record/salted-body.ts';
import type { AuditReport } from '../party/audit-finding.ts';
import type { Party } from '../party/party.ts';
import { type CaseFile, casesAt } from './case-file.ts';
import { keptCertificate } from './case-heads.ts';
import { entriesFrom, logOf } from './case-store.ts';
import { isSummaryTrue } from './case-summary.ts';

/** What the log of a case must contain: what we cosigned in its term, and the highest certificate. */
function compareHeads(party: Party, { id }: CaseFile, log: CaseLog, report: AuditReport): void {
  const cosigned = party.db.all<{ size: number; root: string }>(
    'SELECT size, root FROM case_cosigned WHERE case_id = ? AND term = ?',
    id,
    log.term,
  );
  for (const { size, root } of cosigned) {
    const ours = log.rootAt(size);
    // What others reminded us of may be ahead of the entries that we have.
    if (size <= log.size && (ours === undefined || hex(ours) !== root))
      report.add('case-differs', `case ${id}`, `The log is not the one of which a head of size ${size} was cosigned.`);
  }
  const certificate = keptCertificate(party, id);
  if (certificate !== undefined) log.accept(certificate.note);
}

function compareBodies(party: Party, { id }: CaseFile, log: CaseLog, report: AuditReport): void {
  const named = new Set([...log.records()].map(({ head }) => head.body));
  const bodies = party.db.each<{ hash: string; salt: Uint8Array; body: Uint8Array }>(
    'SELECT hash, salt, body FROM case_body WHERE case_id = ? AND body IS NOT NULL ORDER BY hash',
    id,
  );
  for (const { hash, salt, body } of bodies)
    if (named.has(hash) && bodyHash(salt, body) !== hash)
      report.add('case-differs', `case ${id}`, `The body ${hash} is not the one that its act names.`);
}

function auditCase(party: Party, file: CaseFile, report: AuditReport): void {
  report.checked.cases++;
  try {
    const log = logOf(party, file, entriesFrom(party, file.id, 0));
    compareHeads(party, file, log, report);
    compareBodies(party, file, log, report);
    if (!isSummaryTrue(party, file))
      report.add('case-differs', `case ${file.id}`, 'What lists say of the case is not what its log leads to.');
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    report.add('case-differs', `case ${file.id}`, `The log of the case does not verify: ${error.code}.`);
  }
}

/** Verifies every case again from its entries alone. Spec: AUD-6. */
export function auditCases(party: Party, report: AuditReport): void {
  for (const stage of ['joined', 'left'] as const)
    for (const file of casesAt(party, stage)) auditCase(party, file, report);
}
