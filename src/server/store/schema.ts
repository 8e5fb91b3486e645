import { Fault } from '#protocol/bytes/fault.ts';
import type { Database } from './database.ts';

import { affectedTables } from './tables/affected-tables.ts';
import { batchTables } from './tables/batch-tables.ts';
import { caseTables } from './tables/case-tables.ts';
import { channelTables } from './tables/channel-tables.ts';
import { constituentTables } from './tables/constituent-tables.ts';
import { contactTables } from './tables/contact-tables.ts';
import { correctionTables } from './tables/correction-tables.ts';
import { dutyTables } from './tables/duty-tables.ts';
import { erasureTables } from './tables/erasure-tables.ts';
import { fileKeyTables } from './tables/file-key-tables.ts';
import { itemTables } from './tables/item-tables.ts';
import { logTables } from './tables/log-tables.ts';
import { matchingTables } from './tables/matching-tables.ts';
import { mispTables } from './tables/misp-tables.ts';
import { noticeTables } from './tables/notice-tables.ts';
import { partyTables } from './tables/party-tables.ts';
import { privateMatchingTables } from './tables/private-matching-tables.ts';
import { refusalTables } from './tables/refusal-tables.ts';
import { reissueTables } from './tables/reissue-tables.ts';
import { situationTables } from './tables/situation-tables.ts';
import { taxiiTables } from './tables/taxii-tables.ts';
import { variantTables } from './tables/variant-tables.ts';

/**
 * Every table of a party's store. Everything here but the secrets of people (accounts), who
 * submitted what, delivery state and counters can be derived again from the log and the kept notes
 * and items; `comity audit` does so and compares.
 */
const tables = [
  logTables,
  itemTables,
  batchTables,
  partyTables,
  refusalTables,
  erasureTables,
  correctionTables,
  affectedTables,
  reissueTables,
  situationTables,
  mispTables,
  fileKeyTables,
  noticeTables,
  constituentTables,
  matchingTables,
  privateMatchingTables,
  taxiiTables,
  variantTables,
  channelTables,
  caseTables,
  dutyTables,
  contactTables,
];

/** Version of the schema in the file's own header (PRAGMA user_version). */
export const schemaVersion = 4;

/** Creates the tables in an empty file. Fault: `store-version`, for a file of another version. */
export function prepareSchema(db: Database): void {
  const version = db.count('PRAGMA user_version');
  if (version === schemaVersion) return;
  if (version !== 0)
    throw new Fault(
      'store-version',
      `The store was made by another version of Comity (schema ${version}; this one reads ${schemaVersion}). Use that version, or found the party anew.`,
    );
  db.transaction(() => {
    for (const statements of tables) db.raw.exec(statements);
    db.raw.exec(`PRAGMA user_version=${schemaVersion}`);
  });
}
