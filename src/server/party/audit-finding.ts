/** Closed list of what an audit may find. Spec: AUD-1. */
export const auditCodes = [
  'entry-unopened',
  'entry-opening-wrong',
  'entry-position-gap',
  'note-id-wrong',
  'note-unlogged',
  'frontier-differs',
  'checkpoint-wrong',
  'batch-missing',
  'batch-root-differs',
  'batch-text-missing',
  'erasure-undone',
  'item-missing',
  'item-extra',
  'item-differs',
  'words-count-differs',
  'agreement-differs',
  'withdrawal-differs',
  'policy-differs',
  'approval-unknown-item',
  'recall-unknown-item',
  'correction-differs',
  'hold-differs',
  'expiry-differs',
  'recall-differs',
  'erasure-differs',
  'reissue-differs',
  'affected-differs',
  'notice-differs',
  'receipt-wrong',
  'note-unreadable',
  'case-differs',
] as const;
export type AuditCode = (typeof auditCodes)[number];

/** One difference between the store and what the log says it should be. */
export interface AuditFinding {
  readonly code: AuditCode;
  readonly where: string;
  readonly detail: string;
}

/** Collects findings and counts what was looked at, so that an audit of nothing is seen as such. Spec: AUD-4. */
export class AuditReport {
  readonly findings: AuditFinding[] = [];
  readonly checked = {
    entries: 0,
    notes: 0,
    checkpoints: 0,
    batches: 0,
    items: 0,
    agreements: 0,
    receipts: 0,
    follows: 0,
    cases: 0,
  };

  add(code: AuditCode, where: string, detail: string): void {
    this.findings.push({ code, where, detail });
  }
}
