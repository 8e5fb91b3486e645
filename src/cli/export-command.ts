import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { bundleParts } from '#exchange/stix/write-bundle.ts';
import { mayBeFiled, mayReachTools } from '#protocol/agreement/permitted-use.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { parseItem } from '#protocol/record/item.ts';
import { type Purpose, purposes } from '#protocol/record/label.ts';
import { isStix } from '#server/party/content.ts';
import { mispEvents } from '#server/party/misp-events.ts';
import type { Party } from '#server/party/party.ts';
import { toolPurpose, usableFor } from '#server/party/permitted-use.ts';
import { releasableTo } from '#server/process/release-forecast.ts';
import { command, shared, type Terminal, UsageError } from './command.ts';
import { exportCsaf } from './export-csaf.ts';
import { listLines } from './import-command.ts';
import { readParty } from './party-access.ts';
import { partyNamed } from './party-reference.ts';

/** A held record, as an export looks at it. */
export interface ExportRow {
  readonly seq: number;
  readonly class: number;
  readonly object: string;
  readonly version: string;
  readonly text: string;
}

/** What of the held records is wanted. */
interface Selection {
  readonly kind: string | undefined;
  readonly isOwnOnly: boolean;
  /** Only what may be released to this party. */
  readonly to: string | undefined;
  /** What the file is for. */
  readonly purpose: Purpose;
  /** Whether the file stays inside the party. */
  readonly isInternal: boolean;
}

/** What became of the records that were looked at. */
interface Tally {
  written: number;
  /** Left out, as the bundle has one object of each id and version. */
  repeated: number;
}

export type Filter = (row: Pick<ExportRow, 'seq' | 'class'>) => boolean;

function filterOf(party: Party, { kind, isOwnOnly, to, purpose, isInternal }: Selection): Filter {
  const isUsable = usableFor(party, purpose);
  // The same decision, record by record, that the link makes. Spec: REL-1, REL-12.
  const releasable = to === undefined ? undefined : releasableTo(party, partyNamed(party, to).id);
  return (row) => {
    const facts = party.items.factsOf(row.class);
    return (
      (kind === undefined || facts.kind === kind) &&
      (!isOwnOnly || facts.holding === 'own') &&
      isUsable(facts) &&
      (isInternal ? mayReachTools(facts) : mayBeFiled(facts)) &&
      (releasable?.has(row.seq) ?? true)
    );
  };
}

function* contents(party: Party, wanted: Filter, tally: Tally): Generator<string> {
  const seen = new Set<string>();
  for (const row of party.db.each<ExportRow>(
    'SELECT seq, class, object, version, text FROM item WHERE text IS NOT NULL ORDER BY seq',
  )) {
    if (!isStix(row.text) || !wanted(row)) continue;
    const name = `${row.object} ${row.version}`;
    if (seen.has(name)) {
      tally.repeated++;
      continue;
    }
    seen.add(name);
    tally.written++;
    yield parseItem(utf8(row.text)).content;
  }
}

function writeFileWhole(path: string, parts: Iterable<string>): void {
  const beside = `${path}.new`;
  const file = openSync(beside, 'w', 0o600);
  try {
    for (const part of parts) writeSync(file, part);
    fsyncSync(file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
}

function write(out: string, parts: Iterable<string>, terminal: Terminal): void {
  if (out !== '-') return writeFileWhole(out, parts);
  for (const part of parts) terminal.out(part);
}

const formats = ['stix', 'misp', 'csaf'] as const;
type ExportFormat = (typeof formats)[number];

function formatOf(word: string | undefined, out: string): ExportFormat {
  const format = formats.find((known) => known === (word ?? 'stix'));
  if (format === undefined) throw new UsageError(`export: --format is one of ${formats.join(', ')}`);
  if (format === 'csaf' && out === '-') throw new UsageError('export: CSAF is written to a folder');
  return format;
}

/** Writes the advisories into a folder, and says what could not be written. */
function toFolder(
  party: Party,
  wanted: Filter,
  { out, asJson }: { out: string; asJson: boolean },
  terminal: Terminal,
): void {
  const tally = exportCsaf(party, out, wanted, (path, text) => writeFileWhole(path, [text]));
  if (asJson) return terminal.out(`${JSON.stringify({ ...tally, out })}\n`);
  const { refused, written, repeated } = tally;
  terminal.err(
    `${listLines('refused', refused)}${written} advisories written, ${refused.length} refused, ${repeated} older versions left out\n`,
  );
}

/** Writes the wanted objects as MISP events and says what MISP cannot carry. */
function exportMisp(
  party: Party,
  wanted: Filter,
  { out, asJson }: { out: string; asJson: boolean },
  terminal: Terminal,
): void {
  const { events, ...counts } = mispEvents(party, wanted);
  write(out, [`${JSON.stringify({ response: events })}\n`], terminal);
  if (asJson && out !== '-') return terminal.out(`${JSON.stringify({ events: events.length, ...counts, out })}\n`);
  const { written, folded, left, losses } = counts;
  terminal.err(
    `${listLines('loss', losses)}${events.length} events: ${written} objects written, ${folded} rest on these, ${left} left out\n`,
  );
}

/** What a file is for. Spec: DUT-4. */
function purposeOf(given: string = toolPurpose): Purpose {
  const purpose = purposes.find((one) => one === given);
  if (purpose === undefined) throw new UsageError(`export: "${given}" is none of ${purposes.join(', ')}`);
  return purpose;
}

/** `comity export`: writes held records as a STIX bundle, MISP events or CSAF files. */
export const exportRecords = command({
  about: 'Write the records held as a STIX 2.1 bundle or MISP events, or the advisories as CSAF 2.0 files',
  words: [],
  options: {
    ...shared,
    out: {
      type: 'string',
      value: 'FILE',
      about: 'Where to write; - is standard output; a folder for CSAF',
      required: true,
    },
    to: { type: 'string', value: 'PARTY', about: 'Only what may be released to this party now' },
    format: { type: 'string', value: 'FORMAT', about: `${formats.join(' or ')}; stix if not given` },
    kind: { type: 'string', value: 'KIND', about: 'Only this kind, e.g. indicator' },
    own: { type: 'boolean', about: 'Only what this party stated itself' },
    purpose: {
      type: 'string',
      value: 'USE',
      about: `What the file is for: ${purposes.join(', ')}; defence if not said`,
    },
    internal: { type: 'boolean', about: 'The file stays inside this party: with what is for internal use only' },
  },
  example: 'export --data ./party --out bundle.json',
  notes:
    'STIX objects come out as they came in; what MISP cannot carry is left out and listed. A file is no release: nothing is logged and no receipt is made. Notices are left out.',
  async run({ values }, terminal) {
    const { data, out, to, kind } = values;
    const purpose = purposeOf(values.purpose);
    const [isOwnOnly, isInternal] = [values.own === true, values.internal === true];
    const format = formatOf(values.format, out);
    const asked = { out, asJson: values.json === true };
    const tally: Tally = { written: 0, repeated: 0 };
    await readParty(data, (party) => {
      const wanted = filterOf(party, { kind, isOwnOnly, to, purpose, isInternal });
      if (format === 'misp') exportMisp(party, wanted, asked, terminal);
      else if (format === 'csaf') toFolder(party, wanted, asked, terminal);
      else write(out, bundleParts(`bundle--${crypto.randomUUID()}`, contents(party, wanted, tally)), terminal);
    });
    if (format !== 'stix') return 0;
    if (values.json === true && out !== '-') terminal.out(`${JSON.stringify({ ...tally, out })}\n`);
    else terminal.err(`${tally.written} objects written, ${tally.repeated} left out as repeated\n`);
    return 0;
  },
});
