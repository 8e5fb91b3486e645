import { sameBytes, utf8 } from '#protocol/bytes/text.ts';
import type { Party } from '../party/party.ts';
import { introductionJson, ownIntroduction, peer } from '../party/peer-book.ts';
import type { LogFiles } from '../store/log-files.ts';

/** Beside the checkpoint: who the log is of, and who its witnesses are, for a check with no server. */
export const logKeysFiles = { identity: 'identity.json', witnesses: 'witnesses.json' } as const;

function witnessesJson(party: Party): string {
  const rows = party.db.all<{ witness: string }>('SELECT DISTINCT witness FROM cosignature ORDER BY witness');
  const introductions = rows.flatMap(({ witness }) => {
    const known = peer(party, witness);
    return known?.card === undefined ? [] : [introductionJson({ history: known.history.notes, card: known.card })];
  });
  return `[${introductions.join(',\n')}]\n`;
}

function keep(files: LogFiles, path: string, text: string): void {
  const bytes = utf8(text);
  const before = files.read(path);
  if (before === undefined || !sameBytes(before, bytes)) files.write(path, bytes);
}

/** Writes both files where they differ from what is known now. Only the holder of the party's lock may. */
export function keepLogKeys(party: Party, files: LogFiles): void {
  keep(files, logKeysFiles.identity, `${introductionJson(ownIntroduction(party))}\n`);
  keep(files, logKeysFiles.witnesses, witnessesJson(party));
}
