import { basename } from 'node:path';
import { fromUtf8 } from '#protocol/bytes/text.ts';
import { strictestUnmarked, type Tlp, tlpLevels } from '#protocol/record/label.ts';
import { checkHeldSignatures, trustedKeys } from '#server/party/file-keys.ts';
import { type PublicKeys, readPublicKeys } from '#server/party/file-signature.ts';
import { type ImportReport, importSource } from '#server/party/import-objects.ts';
import { labelRules } from '#server/party/misp-organisations.ts';
import { type SourceFormat, type SourceRemark, sourceFormats } from '#server/party/read-source.ts';
import { indexAllWords } from '#server/party/word-index.ts';
import { command, shared, type Terminal, UsageError } from './command.ts';
import { fetchBytes, isUrl, readBounded } from './outside.ts';
import { changeParty, commandLine, pendingNote } from './party-access.ts';
import { filesAt, readFiles, sourceBytes, withSignatures } from './source-files.ts';

const listedAtMost = 20;
const barWidth = 30;

function levelOf(word: string | undefined): Tlp | undefined {
  if (word === undefined) return undefined;
  const level = tlpLevels.find((known) => known === word);
  if (level === undefined) throw new UsageError(`import: --unmarked is one of ${tlpLevels.join(', ')}`);
  return level;
}

function formatOf(word: string | undefined): SourceFormat | undefined {
  if (word === undefined) return undefined;
  const format = sourceFormats.find((known) => known === word);
  if (format === undefined) throw new UsageError(`import: --format is one of ${sourceFormats.join(', ')}`);
  return format;
}

const keyBytes = 1024 * 1024;
const keysIn = async (path: string | undefined): Promise<PublicKeys> =>
  path === undefined ? [] : readPublicKeys(fromUtf8(readBounded(path, keyBytes)));

/** A bar on one line of the screen that is drawn over itself. */
export function progressLine(done: number, of: number): string {
  const full = of === 0 ? barWidth : Math.round((done / of) * barWidth);
  return `\r[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}] ${done} of ${of}${done >= of ? '\n' : ''}`;
}

export function listLines(word: string, list: readonly SourceRemark[]): string {
  const lines = list.slice(0, listedAtMost).map(({ code, path, message }) => `${word} ${code} ${path}: ${message}\n`);
  const more = list.length - lines.length;
  return lines.join('') + (more > 0 ? `${more} more; --json lists all.\n` : '');
}

const summary = ({ seen, accepted, known, refused, losses }: ImportReport): string =>
  `${seen} objects: ${accepted} accepted, ${known} known, ${refused} refused; ${losses.length} losses\n`;

function tell(terminal: Terminal, report: ImportReport, note: string): void {
  terminal.out(summary(report));
  const remarks = [
    listLines('refused', report.faults),
    listLines('loss', report.losses),
    listLines('note', report.notes),
  ];
  terminal.err(remarks.join('') + note);
}

/** `comity import`: takes statements in as our own. */
export const importFile = command({
  about: 'Import STIX 2.1, CSAF 2.0, MISP events or a list of indicators from a file, a folder or a URL',
  words: ['FILE|FOLDER|URL'],
  options: {
    ...shared,
    format: {
      type: 'string',
      value: 'FORMAT',
      about: `What the source is: ${sourceFormats.join(', ')}; seen from the content if not given`,
    },
    key: {
      type: 'string',
      value: 'FILE',
      about:
        'Public OpenPGP keys in ASCII armor, with which signatures beside CSAF files are checked, beside those kept',
    },
    source: {
      type: 'string',
      value: 'NAME',
      about: 'Whose list of indicators it is; the name of the file if not given',
    },
    unmarked: {
      type: 'string',
      value: 'LEVEL',
      about: `Level of objects without a TLP marking: ${tlpLevels.join(', ')}; amber+strict if not given`,
    },
  },
  example: 'import --data ./party bundle.json --unmarked green',
  notes: `Of a folder, all JSON files are read. Hashes (.sha512, .sha256) and signatures (.asc) beside a CSAF file are read with it.
What was refused or lost is listed on standard error (the first ${listedAtMost}), or in full with --json.
Exit code 0: something was accepted or known already, or there was nothing. 1: all was refused.`,
  async run({ values, words: [source = ''] }, terminal) {
    const level = levelOf(values.unmarked);
    const format = formatOf(values.format);
    const context = {
      now: Date.now(),
      source: values.source ?? basename(source),
      ...(format === undefined ? {} : { format }),
    };
    const unmarked = level === undefined ? strictestUnmarked : { tlp: level };
    const given = await keysIn(values.key);
    const found = isUrl(source) ? [{ bytes: await fetchBytes(source, sourceBytes), beside: {} }] : filesAt(source);
    const progress = (done: number, of: number): void => terminal.err(progressLine(done, of));
    const { report, note } = await changeParty(values.data, 'import', async (party) => {
      const keys = [...(await trustedKeys(party)), ...given];
      const files = await withSignatures(found, keys);
      const reading = readFiles(files, { ...context, labels: labelRules(party, unmarked) });
      const done = importSource(party, reading, {
        unmarked,
        ...(terminal.isScreen ? { progress } : {}),
      });
      indexAllWords(party);
      if (reading.format === 'csaf') await checkHeldSignatures(party, keys);
      party.deed(commandLine, 'import', `${done.accepted} of ${done.seen}`);
      return { report: done, note: pendingNote(party) };
    });
    if (values.json === true) terminal.out(`${JSON.stringify(report)}\n`);
    else tell(terminal, report, note);
    return report.faults.length > 0 && report.accepted + report.known === 0 ? 1 : 0;
  },
});
