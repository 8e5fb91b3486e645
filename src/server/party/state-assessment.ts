import { advisoryName } from '#exchange/csaf/advisory.ts';
import type { CsafDocument } from '#exchange/csaf/csaf-document.ts';
import { type Assessment, type VexFrame, vexDocument } from '#exchange/csaf/vex-document.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import type { Tlp } from '#protocol/record/label.ts';
import { objectKey } from '../store/object-key.ts';
import { advisoryOf } from './content.ts';
import { type ImportReport, importSource } from './import-objects.ts';
import type { Party } from './party.ts';
import { inLanguage } from './party-names.ts';
import { peers } from './peer-book.ts';
import { readSource } from './read-source.ts';

/** What CSAF calls a publisher. */
export const publisherRoles = ['coordinator', 'discoverer', 'other', 'user', 'vendor'] as const;
export type PublisherRole = (typeof publisherRoles)[number];

const roleOf = (kind: string | undefined): PublisherRole =>
  kind === 'cert' ? 'coordinator' : kind === 'company' ? 'user' : 'other';

/** How an assessment is stated. */
export interface StatedAs {
  readonly tlp: Tlp;
  /** That of the party's kind, unless said. */
  readonly role?: PublisherRole;
}

function publisherOf(party: Party, role: PublisherRole | undefined): VexFrame['publisher'] {
  const own = peers(party).find(({ id }) => id === party.id);
  return {
    category: role ?? roleOf(own?.kind),
    name: inLanguage(own?.names ?? [], 'en') ?? party.id,
    namespace: party.url === '' ? `urn:comity:${party.id}` : party.url,
  };
}

/** Our newest advisory of a name. */
function newestOwn(party: Party, name: string): CsafDocument | undefined {
  const row = party.db.get<{ text: string }>(
    `SELECT text FROM item_name JOIN item USING (seq) WHERE key = ? AND object = ? AND text IS NOT NULL
     AND class IN (SELECT id FROM class WHERE own = 1) ORDER BY version DESC LIMIT 1`,
    objectKey(name),
    name,
  );
  return row === undefined ? undefined : advisoryOf(row.text);
}

/** An assessment as the document that would be stated; the next version where one is held. Spec: CSF-13. */
export function assessmentDocument(party: Party, assessment: Assessment, { tlp, role }: StatedAs): CsafDocument {
  const frame: VexFrame = { publisher: publisherOf(party, role), at: party.now, tlp };
  const first = vexDocument(assessment, frame);
  const before = newestOwn(party, advisoryName(first));
  return before === undefined ? first : vexDocument(assessment, { ...frame, before });
}

/**
 * States an assessment as our own advisory in the VEX profile, read as strictly as a file; it goes
 * where its label and the agreements allow. Faults: those of CSAF. Spec: CSF-13.
 */
export function stateAssessment(party: Party, assessment: Assessment, as: StatedAs): ImportReport {
  const document = assessmentDocument(party, assessment, as);
  const bytes = utf8(`${JSON.stringify(document, undefined, 2)}\n`);
  const reading = readSource(bytes, { now: party.now * 1000, format: 'csaf' });
  const [fault] = reading.faults;
  if (fault !== undefined) throw new Fault(fault.code, fault.message, fault.path);
  return importSource(party, reading, { unmarked: { tlp: as.tlp } });
}
