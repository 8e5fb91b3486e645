import type { StixObject } from '#exchange/stix/stix-object.ts';
import { versionInstant } from '#exchange/stix/version-index.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { type ImportOutcome, keepSource, sealImport } from '../party/import-objects.ts';
import type { Party } from '../party/party.ts';
import { bundleSource } from '../party/read-source.ts';
import { type KeptDetails, statusOf } from './status-resource.ts';
import { messageOf, readSubmission, type StatusDetail, type SubmissionReading } from './submission-reading.ts';
import { SubmittedBook } from './submitted-book.ts';
import { versionText } from './taxii-time.ts';

/** Whose objects are taken in: one of our own accounts, or that of a party without a server. */
export interface Submitter {
  readonly account: string;
  readonly party: string | undefined;
}

// A status can be asked for at least a day (section 4.3); a week lets people look at what failed.
const keptFor = 7 * 86_400_000_000;

/** A random UUIDv4. */
function newId(party: Party): string {
  const h = hex(party.powers.random(16));
  const variant = '89ab'.charAt(Number.parseInt(h.charAt(16), 16) % 4);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${variant}${h.slice(17, 20)}-${h.slice(20)}`;
}

const detailOf = (object: StixObject, message?: string): StatusDetail => ({
  id: object.id,
  version: versionText(versionInstant(object)),
  ...(message === undefined ? {} : { message }),
});

/** What the sender is told about an object of the import. */
function endOf({ verdict, seq }: ImportOutcome) {
  if (seq !== undefined) return 'new';
  return typeof verdict === 'object' && 'code' in verdict ? verdict : 'known';
}

function keepObjects(
  party: Party,
  by: Submitter,
  n: number,
  { reading, repeated, refused }: SubmissionReading,
): KeptDetails {
  const details = { known: [...repeated], failures: [...refused] };
  const book = by.party === undefined ? undefined : new SubmittedBook(party, by.party, n);
  keepSource(party, bundleSource(reading), {
    ...(book === undefined
      ? {}
      : { statements: book.statements(), mayFollow: (object: string) => book.mayFollow(object) }),
    kept(outcomes, batch) {
      if (batch !== undefined) party.db.run('INSERT INTO submission_batch (batch, submission) VALUES (?, ?)', batch, n);
      for (const outcome of outcomes) {
        if (outcome.entry.media !== 'stix') continue;
        const { object } = outcome.entry;
        const end = book?.note(object, outcome) ?? endOf(outcome);
        if (end === 'known') details.known.push(detailOf(object));
        else if (end !== 'new') details.failures.push(detailOf(object, messageOf([end])));
      }
    },
  });
  return details;
}

function keepSubmission(party: Party, by: Submitter, id: string, submission: SubmissionReading): void {
  const now = party.powers.now();
  const total = submission.reading.seen;
  const { lastId: n } = party.db.run(
    'INSERT INTO submission (id, at, account, total, succeeded, failed) VALUES (?, ?, ?, ?, 0, 0)',
    id,
    now,
    by.account,
    total,
  );
  const details = keepObjects(party, by, n, submission);
  const failed = details.failures.length;
  party.db.run(
    'UPDATE submission SET succeeded = ?, failed = ?, details = ? WHERE n = ?',
    total - failed,
    failed,
    JSON.stringify(details),
    n,
  );
  party.db.run('UPDATE submission SET details = NULL WHERE at < ? AND details IS NOT NULL', now - keptFor);
  party.deed(by.account, 'taxii-add', id);
}

/**
 * Takes in the body of Add Objects (section 5.5) as statements of this party: checked, labelled,
 * signed in batches and logged as any import, and kept whole or not at all before the answer. Gives
 * the status resource. Throws EnvelopeRefused. Spec: TAX-8, TAX-9, KEP-2.
 */
export function submit(party: Party, by: Submitter, body: Uint8Array): string {
  const submission = readSubmission(body);
  const id = newId(party);
  party.transaction(() => keepSubmission(party, by, id, submission));
  sealImport(party);
  return statusOf(party, by.account, id) ?? '';
}
