import { hex } from '#protocol/bytes/encodings.ts';
import { fromUtf8 } from '#protocol/bytes/text.ts';
import { councilCosignatures, depositaryKeys, openHead } from '#protocol/case/certificate.ts';
import { depositaryOf, quorumOf } from '#protocol/case/genesis.ts';
import { formatVkey } from '#protocol/identity/note-key.ts';
import { leafHash } from '#protocol/log/merkle.ts';
import type { RecordHead } from '#protocol/record/record.ts';
import type { CaseEntryView, EntryProofView } from '#web/pages/case-entry-page.ts';
import { erasedAt, hasBody } from '../case/case-body.ts';
import { type CaseFile, knownHistories } from '../case/case-file.ts';
import { keptCertificate } from '../case/case-heads.ts';
import { caseLog, entriesFrom } from '../case/case-store.ts';
import { summaryOf } from '../case/case-summary.ts';
import { knownPeer } from '../party/peer-book.ts';
import { standingOf, stepAt } from './case-steps.ts';
import { caseRef } from './case-view.ts';
import { may, type Visit } from './visit.ts';

/** Under what the entry is proved; nothing while no certificate covers it. */
function proofOf({ party, names }: Visit, file: CaseFile, index: number, kind: string): EntryProofView | undefined {
  const certificate = keptCertificate(party, file.id);
  if (certificate === undefined || index >= certificate.size) return undefined;
  const known = { id: file.id, terms: file.terms, histories: knownHistories(party) };
  const { term } = openHead(known, certificate.note);
  const depositary = knownPeer(party, depositaryOf(file.terms, term)).history;
  // The newest of its keys that signed this head.
  const key = depositaryKeys(file.id, depositary).find(({ keyId }) =>
    certificate.note.signatures.some((line) => line.keyId === keyId),
  );
  const at = `/cases/${file.id}/entries/${index}`;
  return {
    size: certificate.size,
    cosigners: [...councilCosignatures(known, certificate.note)].map(([id, { time }]) => ({
      party: names.of(id),
      at: time,
    })),
    needed: quorumOf(file.terms),
    council: file.terms.council.length,
    verify: {
      entryHref: `${at}/entry`,
      proofHref: `${at}/inclusion`,
      vkey: key === undefined ? '' : formatVkey(key),
    },
    ...(kind === 'act' ? { file: `${at}/proof` } : {}),
  };
}

function bodyView({ party }: Visit, file: CaseFile, { body }: RecordHead): Pick<CaseEntryView, 'body'> {
  if (body === undefined) return {};
  const erased = erasedAt(party, file.id, body);
  return {
    body: { hash: body, isHere: hasBody(party, file.id, body), ...(erased === undefined ? {} : { erased }) },
  };
}

/** All that the page of one entry shows; undefined beyond the end of the log. */
export function caseEntryView(visit: Visit, file: CaseFile, index: number): CaseEntryView | undefined {
  const { party, names } = visit;
  const log = caseLog(party, file);
  const record = log.recordAt(index);
  const [bytes] = entriesFrom(party, file.id, index, index + 1);
  if (record === undefined || bytes === undefined) return undefined;
  const { kind, author, at } = record.head;
  const act = stepAt(visit, file, index);
  const proof = proofOf(visit, file, index, kind);
  return {
    ...caseRef(visit, summaryOf(party, file.id)),
    index,
    size: log.size,
    kind,
    by: names.of(author),
    at,
    depositary: names.of(depositaryOf(file.terms, log.term)),
    standing: standingOf(index, log.finality),
    record: record.id,
    leaf: hex(leafHash(bytes)),
    ...(act === undefined ? {} : { act }),
    ...bodyView(visit, file, record.head),
    text: fromUtf8(bytes),
    ...(proof === undefined ? {} : { proof }),
    self: party.id,
    // What other entries hold, such as the key of a room, are no words: nothing erases it.
    mayErase: kind === 'act' && may(visit, 'erase-records'),
  };
}
