import { canonicalText } from '#protocol/bytes/canonical-json.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { type Bytes, concat, fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { formatNote } from '#protocol/identity/signed-note.ts';
import { growLog } from '#protocol/log/growth.ts';
import type { Party } from '../party/party.ts';
import { knownPeer } from '../party/peer-book.ts';
import { membersOf } from './case-channel.ts';
import { type CaseFile, knownCaseFile } from './case-file.ts';
import { keptCertificate } from './case-heads.ts';
import { entriesFrom } from './case-store.ts';
import { proofFiles } from './contradiction.ts';
import { knownCase } from './order-acts.ts';
import { withheldBodies } from './withheld-bodies.ts';

/** A case as a folder that verifies offline, up to what is accepted. Fault: `case-uncertified`. Spec: CEX-18, CPY-1. */
export function caseFolder(party: Party, id: string): { path: string; bytes: Uint8Array }[] {
  const file = knownCaseFile(party, id);
  const certificate = keptCertificate(party, id);
  if (certificate === undefined) throw new Fault('case-uncertified', 'Nothing of the case is accepted yet.');
  const entries = entriesFrom(party, id, 0, certificate.size);
  const { files } = growLog({ size: 0, read: () => undefined }, entries);
  const histories = membersOf(party, file).map((member) =>
    knownPeer(party, member).history.notes.map((note) => fromUtf8(formatNote(note))),
  );
  const json = (value: unknown): Bytes => utf8(`${JSON.stringify(value)}\n`);
  return [
    ...files,
    { path: 'checkpoint', bytes: formatNote(certificate.note) },
    { path: 'procedure.json', bytes: utf8(canonicalText(file.procedure.data)) },
    { path: 'identities.json', bytes: json(histories) },
    ...proofFiles(party, knownCase(party, file), file.genesis).map(({ term, file: proof }) => ({
      path: `equivocation-${term}.json`,
      bytes: utf8(proof),
    })),
    ...bodiesIn(party, file),
  ];
}

/** What is withheld goes nowhere, not even with a copy. Spec: SAY-3. */
function bodiesIn(party: Party, file: CaseFile): { path: string; bytes: Uint8Array }[] {
  const withheld = withheldBodies(party, file);
  return party.db
    .all<{ hash: string; salt: Uint8Array; body: Uint8Array; words: Uint8Array | null }>(
      `SELECT hash, salt, body, CASE WHEN recipient IS NULL AND length(opened) > 0 THEN opened END AS words
       FROM case_body WHERE case_id = ? AND body IS NOT NULL ORDER BY hash`,
      file.id,
    )
    .filter(({ hash }) => !withheld.has(hash))
    .flatMap(({ hash, salt, body, words }) => [
      { path: `bodies/${hash}`, bytes: concat(salt, body) },
      ...(words === null ? [] : [{ path: `words/${hash}`, bytes: words }]),
    ]);
}
