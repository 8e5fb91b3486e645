import type { JsonObject } from '#protocol/bytes/canonical-json.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { CaseLog } from '#protocol/case/case-log.ts';
import { openHead, termLine } from '#protocol/case/certificate.ts';
import { caseOrigin, depositaryOf } from '#protocol/case/genesis.ts';
import { receiptsAwaited } from '#protocol/case/receipt.ts';
import { tickJson } from '#protocol/case/tick.ts';
import { owedIn } from '#protocol/case/view.ts';
import { currentKeys, keyNames } from '#protocol/identity/key-history.ts';
import { noteSigner } from '#protocol/identity/note-key.ts';
import { formatNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { signCheckpoint } from '#protocol/log/checkpoint.ts';
import { signRecord } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import { noteCarried } from './carried-act.ts';
import { nameBody } from './case-body.ts';
import { type CaseFile, knownCase } from './case-file.ts';
import { headAt, type KeptCertificate, keepHead, keptCertificate, signedSize, withCosignatures } from './case-heads.ts';
import { appendEntry, caseLog, caseTransaction, endWaiting } from './case-store.ts';
import { type KeptAct, type WaitingAct, waitingActs, waitingRecord } from './waiting-acts.ts';

/** Whether this party orders the acts of the log's term and has not left it. */
export const isDepositary = (party: Party, file: CaseFile, log: CaseLog): boolean =>
  depositaryOf(file.terms, log.term) === party.id && file.ready <= log.term;

/** The bytes of a record of ours in a case: a tick or the beginning of a term. */
export function ownEntry(
  party: Party,
  file: CaseFile,
  kind: 'tick' | 'term' | 'succession' | 'room',
  data: JsonObject,
) {
  const version = currentKeys(party.history).version;
  const head = { author: party.id, version, kind, at: party.now, label: file.label, data } as const;
  return signRecord(head, party.secrets.record);
}

/** The earliest deadline whose silence changes anything; undefined when nothing is owed by a time. Spec: PRO-6. */
export function nextDeadline(file: CaseFile, log: CaseLog): number | undefined {
  const state = log.state();
  if (state === undefined) return undefined;
  const [first] = owedIn(file.procedure.procedure, state).flatMap(({ due, every }) =>
    due === undefined || every !== undefined ? [] : [due],
  );
  return first;
}

/** A certificate that the log should hold: what it covers is new, or its time passes a deadline. Spec: CEX-11. */
export function dueTick(party: Party, file: CaseFile, log: CaseLog): SignedNote | undefined {
  const kept = keptCertificate(party, file.id);
  if (kept === undefined) return undefined;
  if (log.isNews(kept.size)) return kept.note;
  const due = nextDeadline(file, log);
  const told = log.certificate?.time ?? 0;
  return due !== undefined && kept.at > due && told <= due ? kept.note : receiptShown(party, file, log, kept);
}

/** The kept head with all its cosignatures, if they show a receipt that a consent by silence depends on and no tick shows yet. Spec: PRO-21, CEX-11. */
function receiptShown(party: Party, file: CaseFile, log: CaseLog, { term, size }: KeptCertificate) {
  const state = log.state();
  const head = headAt(party, file.id, term, size);
  if (state === undefined || head === undefined) return undefined;
  const told = log.certificate;
  const awaited = receiptsAwaited(file.procedure.procedure, state).filter(
    (one) => one.index < size && !(told?.signers.includes(one.party) && told.head.size > one.index),
  );
  if (awaited.length === 0) return undefined;
  const note = withCosignatures(party, file.id, head);
  const names = new Set(note.signatures.map(({ name }) => name));
  return awaited.some((one) => names.has(keyNames.witness(one.party))) ? note : undefined;
}

/**
 * Signs the head of our log, once for each size of a term: whoever finds another root there has an
 * old store, and signs nothing. Call inside a case transaction. Spec: CEX-11, CAS-11.
 */
export function signHead(party: Party, file: CaseFile, log: CaseLog): void {
  const { size, root } = log.head;
  const before = headAt(party, file.id, log.term, size);
  if (before !== undefined) {
    if (before.root !== hex(root)) throw new Fault('case-head-signed', 'Another head of this size was signed before.');
    return;
  }
  const origin = caseOrigin(file.id);
  const checkpoint = { origin, size, root, extensions: [termLine(log.term)] };
  const note = signCheckpoint(checkpoint, [noteSigner(origin, party.secrets.log)]);
  const known = knownCase(party, file);
  keepHead(party, known, openHead(known, note), note);
}

/** How much may still be appended below the next head: whoever takes that in takes it whole. */
export interface Space {
  readonly acts: number;
  readonly bytes: number;
}

const mostBelowHead: Space = { acts: 4_096, bytes: 4_000_000 };
export const noSpace: Space = { acts: 0, bytes: 0 };

/** What is left with one act more; `noSpace` if it does not fit. */
export const lessSpace = ({ acts, bytes }: Space, act: Pick<WaitingAct, 'bytes'>): Space =>
  acts > 0 && bytes >= act.bytes.length ? { acts: acts - 1, bytes: bytes - act.bytes.length } : noSpace;

/** What is left with all that has been appended beyond the last head. */
export function spaceBelowHead(party: Party, file: CaseFile, log: CaseLog): Space {
  const { acts, bytes } = party.db.get<Space>(
    'SELECT count(*) AS acts, coalesce(sum(length(bytes)), 0) AS bytes FROM case_entry WHERE case_id = ? AND position >= ?',
    file.id,
    signedSize(party, file, log),
  ) ?? { acts: 0, bytes: 0 };
  return { acts: mostBelowHead.acts - acts, bytes: mostBelowHead.bytes - bytes };
}

/** Appends a verified act or room. Call inside a case transaction. Faults: `case-…`. */
export function appendAct(party: Party, file: CaseFile, log: CaseLog, { record, bytes }: Omit<KeptAct, 'n'>): void {
  appendEntry(party, { id: file.id, log }, bytes, record);
  nameBody(party, file.id, record.head);
  noteCarried(party, file, record.head);
}

/** Appends one act that waits, verified when it came; one that is no entry is forgotten, and the refusal noted. */
function appendWaiting(party: Party, file: CaseFile, log: CaseLog, act: WaitingAct): void {
  try {
    appendAct(party, file, log, { record: waitingRecord(party, act), bytes: act.bytes });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    party.refusal(act.author, error);
    party.db.run('DELETE FROM case_act WHERE case_id = ? AND record = ?', file.id, act.record);
  }
}

/** Appends in one batch what waits and the tick that is due, and signs the new head. Spec: CAS-4, CEX-11. */
export function orderActs(party: Party, file: CaseFile): void {
  const log = caseLog(party, file);
  if (!isDepositary(party, file, log)) return;
  caseTransaction(party, file.id, () => {
    const tick = dueTick(party, file, log);
    if (tick !== undefined) appendTick(party, file, tick);
    const grown = caseLog(party, file);
    const from = grown.size;
    let space = spaceBelowHead(party, file, grown);
    for (const act of waitingActs(party, file.id)) {
      space = lessSpace(space, act);
      if (space === noSpace) break;
      appendWaiting(party, file, grown, act);
    }
    endWaiting(party, file.id, from);
    signHead(party, file, grown);
  });
  party.powers.step('case-ordered');
}

function appendTick(party: Party, file: CaseFile, certificate: SignedNote): void {
  const record = ownEntry(party, file, 'tick', tickJson({ case: file.id, certificate }));
  appendEntry(party, { id: file.id, log: caseLog(party, file) }, formatNote(record.note), record);
}
