import { canonicalText } from '#protocol/bytes/canonical-json.ts';
import { base64 } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { type Bytes, concat, fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { formatNote } from '#protocol/identity/signed-note.ts';
import { growLog } from '#protocol/log/growth.ts';
import type { Party } from '../party/party.ts';
import { knownPeer } from '../party/peer-book.ts';
import { bodyKey } from './body-key.ts';
import { membersOf } from './case-channel.ts';
import { type CaseFile, knownCase, knownCaseFile } from './case-file.ts';
import { keptCertificate } from './case-heads.ts';
import { entriesFrom } from './case-store.ts';
import { proofFiles } from './contradiction.ts';
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

interface KeptBody {
  readonly hash: string;
  readonly salt: Uint8Array;
  readonly body: Uint8Array;
  readonly room: string | null;
  readonly epoch: number | null;
  /** What it says, if we can read it. */
  readonly opened: Uint8Array | null;
}

const keyText = (party: Party, id: string, { room, epoch, body }: KeptBody): string | undefined => {
  const key = room === null || epoch === null ? undefined : bodyKey(party, id, { name: room, epoch }, body);
  return key === undefined ? undefined : base64(key);
};

/** What was said, as it was sealed, and in the clear where we read it. What is withheld goes nowhere, not even with a copy. Spec: CEX-18, SAY-3. */
function bodiesIn(party: Party, file: CaseFile): { path: string; bytes: Uint8Array }[] {
  const withheld = withheldBodies(party, file);
  const kept = party.db
    .all<KeptBody>(
      `SELECT hash, salt, body, room, epoch, iif(recipient IS NULL AND length(opened) > 0, opened, NULL) AS opened
       FROM case_body WHERE case_id = ? AND body IS NOT NULL ORDER BY hash`,
      file.id,
    )
    .filter(({ hash }) => !withheld.has(hash));
  const opened = kept.flatMap((one) => (one.opened === null ? [] : [{ ...one, opened: one.opened }]));
  const keys = opened.flatMap((one) => {
    const key = keyText(party, file.id, one);
    return key === undefined ? [] : [[one.hash, key]];
  });
  return [
    ...kept.map(({ hash, salt, body }) => ({ path: `bodies/${hash}`, bytes: concat(salt, body) })),
    ...opened.map(({ hash, opened: bytes }) => ({ path: `words/${hash}`, bytes })),
    { path: 'openings.json', bytes: utf8(`${JSON.stringify(Object.fromEntries(keys))}\n`) },
  ];
}
