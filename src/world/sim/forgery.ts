import type { JsonObject } from '#protocol/bytes/canonical-json.ts';
import { type Act, actJson } from '#protocol/case/act.ts';
import { type SuccessionStatement, statementJson } from '#protocol/case/succession.ts';
import { keyNames } from '#protocol/identity/key-history.ts';
import { noteKeyType, noteSigner } from '#protocol/identity/note-key.ts';
import type { NoteSignature, SignedNote } from '#protocol/identity/signed-note.ts';
import { cosignatureOf } from '#protocol/log/cosignature.ts';
import { signRecord } from '#protocol/record/record.ts';
import { newestHead } from '#server/case/case-heads.ts';
import { caseLog } from '#server/case/case-store.ts';
import type { Liar } from './liar.ts';
import type { SimParty } from './sim-party.ts';

/* What a liar can sign: anything, with its own keys. */

function signed({ party, file: { label } }: Liar, kind: 'act' | 'succession', data: JsonObject): SignedNote {
  return signRecord({ author: party.id, version: 0, kind, at: party.now, label, data }, party.secrets.record).note;
}

/** An act of the liar with any number, and anything that it claims to have seen. */
export const forgedAct = (liar: Liar, act: Omit<Act, 'case'>): SignedNote =>
  signed(liar, 'act', actJson({ ...act, case: liar.ground.id }));

/** The number that its next act would have by right. */
export function nextNumber({ party, file, ground }: Liar): number {
  const own = [...caseLog(party, file).records()].filter(({ head }) => head.author === party.id && head.kind === 'act');
  const sql = 'SELECT coalesce(max(n), 0) FROM case_act WHERE case_id = ? AND author = ?';
  return Math.max(party.db.count(sql, ground.id, party.id), ...own.map(({ head }) => Number(head.data['n']))) + 1;
}

/** What it really has seen. */
export function truly({ party, file }: Liar): Act['seen'] {
  const log = caseLog(party, file);
  const size = Math.max(1, log.finality.accepted);
  return { size, root: (log.rootAt(size) ?? log.head.root).subarray(0, 16).toHex() };
}

/** A statement of the liar for a term. */
export const forgedStatement = (
  liar: Liar,
  term: number,
  shown: Omit<SuccessionStatement, 'case' | 'term'>,
): SignedNote => signed(liar, 'succession', statementJson({ case: liar.ground.id, term, ...shown }));

const isOwn = (liar: Liar, { name }: NoteSignature): boolean => name === keyNames.witness(liar.party.id);

/** A head with the liar's cosignature of any time, in the place of a true one. */
export function cosignedAt(liar: Liar, { text, signatures }: SignedNote, time: number): SignedNote {
  const signer = noteSigner(keyNames.witness(liar.party.id), liar.party.secrets.witness, noteKeyType.cosignature);
  return { text, signatures: [...signatures.filter((line) => !isOwn(liar, line)), cosignatureOf(text, signer, time)] };
}

export const hasOwnLine = (liar: Liar, { signatures }: SignedNote): boolean =>
  signatures.some((line) => isOwn(liar, line));

/** The newest head that a party holds, of whatever log it has. */
export const headOf = ({ ground, file }: Liar, { party }: SimParty): SignedNote | undefined =>
  newestHead(party, ground.id, caseLog(party, file).term)?.note;
