import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAdvisoryContent } from '#exchange/csaf/advisory-content.ts';
import { type WrittenAdvisory, writeAdvisory } from '#exchange/csaf/write-csaf.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { parseItem } from '#protocol/record/item.ts';
import { isAdvisory } from '#server/party/content.ts';
import type { Party } from '#server/party/party.ts';
import type { ExportRow, Filter } from './export-command.ts';

/** What became of the advisories that were looked at. */
export interface CsafTally {
  written: number;
  /** Older versions; a folder has one file of each advisory. */
  repeated: number;
  readonly refused: { readonly code: string; readonly message: string; readonly path: string }[];
}

/** The newest wanted version of each advisory, and how many older ones there are. */
function newest(party: Party, wanted: Filter): { rows: ExportRow[]; repeated: number } {
  const byName = new Map<string, ExportRow>();
  let repeated = 0;
  for (const row of party.db.each<ExportRow>(
    "SELECT seq, class, object, version, text FROM item WHERE text IS NOT NULL AND object GLOB 'csaf:*' ORDER BY version, seq DESC",
  )) {
    if (!isAdvisory(row.text) || !wanted(row)) continue;
    if (byName.has(row.object)) repeated++;
    byName.set(row.object, row);
  }
  return { rows: [...byName.values()], repeated };
}

function writeOne(folder: string, advisory: WrittenAdvisory, write: (path: string, text: string) => void): void {
  const path = join(folder, advisory.name);
  if (existsSync(path)) throw new Fault('file-exists', `There is a file ${advisory.name} already.`);
  write(path, advisory.text);
  write(`${path}.sha512`, advisory.sha512);
  if (advisory.signature !== undefined) write(`${path}.asc`, advisory.signature);
}

/** Writes advisories as CSAF files into a folder, each with its hash and, if it still holds, its signature. Spec: CSF-10. */
export function exportCsaf(
  party: Party,
  folder: string,
  wanted: Filter,
  write: (path: string, text: string) => void,
): CsafTally {
  mkdirSync(folder, { recursive: true });
  const { rows, repeated } = newest(party, wanted);
  const tally: CsafTally = { written: 0, repeated, refused: [] };
  for (const row of rows) {
    try {
      const { content, label } = parseItem(utf8(row.text));
      writeOne(folder, writeAdvisory(parseAdvisoryContent(content), label), write);
      tally.written++;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      tally.refused.push({ code: error.code, message: error.message, path: row.object });
    }
  }
  return tally;
}
