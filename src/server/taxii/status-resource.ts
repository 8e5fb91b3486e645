import type { Party } from '../party/party.ts';
import type { StatusDetail } from './submission-reading.ts';
import { taxiiTime, versionText } from './taxii-time.ts';

/** Details of a submission that cannot be found elsewhere: objects held before, and objects refused. */
export interface KeptDetails {
  readonly known: readonly StatusDetail[];
  readonly failures: readonly StatusDetail[];
}

interface SubmissionRow {
  readonly n: number;
  readonly id: string;
  readonly at: number;
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly details: string;
}

const newItems = `SELECT object, version FROM submission_batch JOIN batch_item ON batch_item.batch = submission_batch.batch
  JOIN item ON item.seq = batch_item.item WHERE submission = ? AND text IS NOT NULL ORDER BY batch_item.batch, position`;

const nameOf = ({ id, version }: StatusDetail): string => `${id} ${version}`;

/** In an order that does not tell what was held before. Spec: TAX-10. */
const inOrder = (details: readonly StatusDetail[]): StatusDetail[] =>
  details.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));

const listed = (name: string, details: readonly StatusDetail[]): object =>
  details.length === 0 ? {} : { [name]: details };

/** The status resource of a submission (section 4.3) as JSON text, the same at every asking. */
function statusText(party: Party, row: SubmissionRow): string {
  const { known, failures } = JSON.parse(row.details) as KeptDetails;
  const fresh = party.db
    .all<{ object: string; version: string }>(newItems, row.n)
    .map(({ object, version }) => ({ id: object, version: versionText(version) }));
  return JSON.stringify({
    id: row.id,
    status: 'complete',
    request_timestamp: taxiiTime(row.at),
    total_count: row.total,
    success_count: row.succeeded,
    ...listed('successes', inOrder([...fresh, ...known])),
    failure_count: row.failed,
    ...listed('failures', failures),
    pending_count: 0,
  });
}

/**
 * Takes erased objects out of what is told about submissions: an id that is derived from content
 * would confirm a guess. The counts stay. Call inside a transaction. Spec: ERA-2, TAX-9.
 */
export function forgetInStatus(party: Party, erased: readonly { object: string; version: string }[]): void {
  const gone = new Set(erased.map(({ object, version }) => nameOf({ id: object, version: versionText(version) })));
  const staying = (details: readonly StatusDetail[]) => details.filter((detail) => !gone.has(nameOf(detail)));
  for (const { n } of party.db.all<{ n: number }>('SELECT n FROM submission WHERE details IS NOT NULL')) {
    const kept = party.db.get<{ details: string }>('SELECT details FROM submission WHERE n = ?', n)?.details ?? '{}';
    const { known, failures } = JSON.parse(kept) as KeptDetails;
    const left: KeptDetails = { known: staying(known), failures: staying(failures) };
    if (left.known.length + left.failures.length < known.length + failures.length)
      party.db.run('UPDATE submission SET details = ? WHERE n = ?', JSON.stringify(left), n);
  }
}

/** The status resource that an account may see: that of its own submissions, while they are kept. Spec: TAX-9. */
export function statusOf(party: Party, account: string, id: string): string | undefined {
  const row = party.db.get<SubmissionRow>(
    'SELECT * FROM submission WHERE id = ? AND account = ? AND details IS NOT NULL',
    id,
    account,
  );
  return row === undefined ? undefined : statusText(party, row);
}
