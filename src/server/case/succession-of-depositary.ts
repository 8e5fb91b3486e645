import { Fault, faultCode } from '#protocol/bytes/fault.ts';
import { sameBytes } from '#protocol/bytes/text.ts';
import type { CaseLog } from '#protocol/case/case-log.ts';
import { openHead } from '#protocol/case/certificate.ts';
import { depositaryOf, quorumOf } from '#protocol/case/genesis.ts';
import {
  baseOfTerm,
  type Equivocation,
  openStatement,
  readStatement,
  statementJson,
  type TermBeginning,
  termBeginningJson,
} from '#protocol/case/succession.ts';
import { formatNote, parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import { type CaseFile, isOfCouncil, knownCase, othersToHear } from './case-file.ts';
import { keptCertificate } from './case-heads.ts';
import { standingIn } from './case-members.ts';
import { appendEntry, caseLog, caseTransaction, cutLog, entriesFrom } from './case-store.ts';
import { contradictionOf, proofFrom, proofTexts } from './contradiction.ts';
import { longestCosigned } from './cosign-head.ts';
import { dueTick, ownEntry, signHead } from './order-acts.ts';
import { waitingActs } from './waiting-acts.ts';

/** Seconds without what is owed after which a member leaves a term. Spec: CEX-14. */
const patience = 1_800;
const mostDoublings = 4;

/**
 * Terms that bring no certificate last longer and longer: members whose patience ends at different
 * times are so at last in one term for long enough. Spec: CEX-14.
 */
function patienceIn(party: Party, file: CaseFile, log: CaseLog): number {
  const certified = keptCertificate(party, file.id)?.term ?? 0;
  const barren = Math.max(file.ready, log.term) - certified - 1;
  return patience * 2 ** Math.min(Math.max(barren, 0), mostDoublings);
}

const statementsOf = (party: Party, id: string, term: number): { party: string; note: SignedNote }[] =>
  party.db
    .all<{ party: string; note: Uint8Array }>(
      'SELECT party, note FROM case_statement WHERE case_id = ? AND term = ? ORDER BY party',
      id,
      term,
    )
    .map((row) => ({ party: row.party, note: parseNote(row.note) }));

/** Most bytes of a statement: a certificate of thirteen and a tail are a quarter of it. */
const longestStatement = 12_000;
/** Statements of one party that are kept: whoever states a term has left those before it. */
const keptOfEach = 2;

/** Statements for the terms after that of the log: what members tell each other. Spec: CEX-9. */
export const openStatements = (party: Party, id: string, after: number): SignedNote[] =>
  party.db
    .all<{ note: Uint8Array }>(
      'SELECT note FROM case_statement WHERE case_id = ? AND term > ? ORDER BY term DESC, party LIMIT 26',
      id,
      after,
    )
    .map(({ note }) => parseNote(note));

/** The newest statement of a party, of whatever term. Spec: CEX-13. */
export function newestStatementOf(party: Party, id: string, by: string): SignedNote | undefined {
  const row = party.db.get<{ note: Uint8Array }>(
    'SELECT note FROM case_statement WHERE case_id = ? AND party = ? ORDER BY term DESC LIMIT 1',
    id,
    by,
  );
  return row === undefined ? undefined : parseNote(row.note);
}

/** Takes part in a term and in none before it. Call inside a transaction. Spec: CAS-8, CAS-10. */
export function leaveEarlierTerms(party: Party, id: string, term: number): void {
  party.db.run(
    'UPDATE case_file SET ready = ?, moved = ?, entered = ? WHERE id = ? AND ready < ?',
    term,
    party.now,
    party.now,
    id,
    term,
  );
}

/** Keeps a statement that a member told; one of our own that we had forgotten binds us again. Call inside a case transaction. Spec: CAS-10, CEX-13. */
export function takeStatement(party: Party, file: CaseFile, note: SignedNote): void {
  const head = parseRecordHead(note.text);
  const { term } = readStatement(head.data);
  if (statementsOf(party, file.id, term).some((one) => one.party === head.author)) return;
  const bytes = formatNote(note);
  if (bytes.length > longestStatement || note.signatures.length !== 1)
    throw new Fault('succession-size', 'The statement is larger than any that is honest.');
  const { author } = openStatement(knownCase(party, file), term, note);
  party.db.run(
    'INSERT OR IGNORE INTO case_statement (case_id, term, party, note) VALUES (?, ?, ?, ?)',
    file.id,
    term,
    author,
    bytes,
  );
  // Nobody fills the store, or crowds out the others' statements, with terms that will never be. Spec: CEX-9.
  party.db.run(
    `DELETE FROM case_statement WHERE case_id = ? AND party = ? AND term NOT IN
       (SELECT term FROM case_statement WHERE case_id = ? AND party = ? ORDER BY term DESC LIMIT ? + 0)`,
    file.id,
    author,
    file.id,
    author,
    keptOfEach,
  );
  if (author === party.id) leaveEarlierTerms(party, file.id, term);
}

/** Writes our statement for a term. Call inside a case transaction. Spec: CAS-10. */
function stateTerm(party: Party, file: CaseFile, term: number): void {
  const certificate = keptCertificate(party, file.id)?.note;
  const tail = longestCosigned(party, file.id, term);
  const data = statementJson({
    case: file.id,
    term,
    ...(certificate === undefined ? {} : { certificate }),
    ...(tail === undefined ? {} : { tail }),
  });
  const { note } = ownEntry(party, file, 'succession', data);
  leaveEarlierTerms(party, file.id, term);
  takeStatement(party, file, note);
}

/** Whether entries wait for acceptance or settlement, a deadline for its tick, or a stated term for its beginning. */
function isOwed(party: Party, file: CaseFile, log: CaseLog): boolean {
  const { accepted, settled } = log.finality;
  const unsettled = [...log.records(settled)].some(({ head }) => head.kind !== 'tick');
  return accepted < log.size || unsettled || file.ready > log.term || dueTick(party, file, log) !== undefined;
}

/** Notes when term, finality or what is owed changed, so that patience is counted from there. */
function noteProgress(party: Party, file: CaseFile, log: CaseLog): { moved: number; owed: boolean } {
  const owed = isOwed(party, file, log);
  const { accepted, settled } = log.finality;
  const progress = `${log.term} ${file.ready} ${accepted} ${settled} ${owed}`;
  if (progress === file.progress) return { moved: file.moved, owed };
  party.db.run('UPDATE case_file SET progress = ?, moved = ? WHERE id = ?', progress, party.now, file.id);
  return { moved: party.now, owed };
}

/** Whether enough of the council were met lately that another term could begin at all. */
function meetsQuorum(party: Party, file: CaseFile): boolean {
  const met = file.terms.council.filter(
    (other) => other !== party.id && standingIn(party, file.id, other).met >= party.now - patience,
  );
  return met.length >= othersToHear(party, file);
}

/** Whether the depositary of this term owes too much for too long. Spec: CEX-14. */
function isPatienceOver(party: Party, file: CaseFile, log: CaseLog): boolean {
  const since = party.now - patienceIn(party, file, log);
  const { moved, owed } = noteProgress(party, file, log);
  const isWithheld = file.entered < since && waitingActs(party, file.id).some(({ at }) => at < since);
  return isWithheld || (owed && moved < since);
}

const furthestJump = 64;

/** The newest terms that the others have stated, the highest first. */
const statedByOthers = (party: Party, id: string): number[] =>
  party.db
    .all<{ term: number }>(
      'SELECT max(term) AS term FROM case_statement WHERE case_id = ? AND party <> ? GROUP BY party ORDER BY 1 DESC',
      id,
      party.id,
    )
    .map(({ term }) => term);

/** The term that this party should be ready for now, by what it knows. Spec: CEX-14. */
function termDue(party: Party, file: CaseFile, log: CaseLog): number {
  const current = Math.max(file.ready, log.term);
  const stated = statedByOthers(party, file.id);
  // Of f + 1 others one is honest: there, or beyond it.
  const joined = Math.max(current, stated[file.terms.faults] ?? 0);
  const isOver = isPatienceOver(party, file, log) && meetsQuorum(party, file);
  const isConvicted = proofTexts(party, file.id).some(({ term }) => term === current);
  if (joined > current || (!isOver && !isConvicted)) return joined;
  // One that may lie is followed only so far.
  return Math.max(current + 1, ...stated.filter((term) => term <= current + furthestJump));
}

/** States the next term when the depositary of this one owes too much for too long. Spec: CAS-10, CEX-14. */
export function stateSuccession(party: Party, file: CaseFile): void {
  if (!isOfCouncil(party, file)) return;
  caseTransaction(party, file.id, () => {
    const log = caseLog(party, file);
    const due = termDue(party, file, log);
    if (due > Math.max(file.ready, log.term)) stateTerm(party, file, due);
  });
}

/** Choices of so many of a list, at most a hundred. */
function choices<T>(all: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return all
    .flatMap((one, index) => choices(all.slice(index + 1), size - 1).map((rest) => [one, ...rest]))
    .slice(0, 100);
}

/** A proof against the depositary of the newest term that tails show: one that we hold, or that two of them make. */
function proofFor(party: Party, file: CaseFile, statements: readonly SignedNote[]): Equivocation | undefined {
  const known = knownCase(party, file);
  const log = caseLog(party, file);
  const shown = statements.flatMap((note) => {
    const { tail, certificate } = readStatement(parseRecordHead(note.text).data);
    return [tail, certificate].flatMap((one) => (one === undefined ? [] : [one]));
  });
  const newest = Math.max(...shown.map((note) => openHead(known, note).term));
  const held = proofTexts(party, file.id).find(({ term }) => term === newest);
  if (held !== undefined) return proofFrom(held.proof);
  const rooted = { rootAt: (size: number) => log.rootAt(size), entries: entriesFrom(party, file.id, 0) };
  for (const [one, other] of choices(shown, 2)) {
    const proof = one && other ? contradictionOf(known, [one, other], rooted) : undefined;
    if (proof !== undefined && openHead(known, proof.one).term === newest) return proof;
  }
  return undefined;
}

/** Whether our log has the base of a beginning and all heads that it must contain; and where it ends. */
function baseHere(party: Party, file: CaseFile, beginning: TermBeginning): number | undefined {
  const log = caseLog(party, file);
  const { head, within } = baseOfTerm(knownCase(party, file), beginning);
  const has = ({ size, root }: { size: number; root: Uint8Array }): boolean => {
    const ours = log.rootAt(size);
    return ours !== undefined && sameBytes(ours, root);
  };
  if (!within.every(has) || (head !== undefined && !has(head))) return undefined;
  return head?.size ?? 1;
}

/** A beginning of a term that our log can carry. Spec: CEX-15. */
function possibleBeginning(
  party: Party,
  file: CaseFile,
  term: number,
): { beginning: TermBeginning; size: number } | undefined {
  const all = statementsOf(party, file.id, term).map(({ note }) => note);
  for (const statements of choices(all, quorumOf(file.terms))) {
    const plain = { case: file.id, term, statements };
    const proof = proofFor(party, file, statements);
    for (const beginning of proof === undefined ? [plain] : [plain, { ...plain, equivocation: proof }]) {
      const size = sizeOrNone(() => baseHere(party, file, beginning));
      if (size !== undefined) return { beginning, size };
    }
  }
  return undefined;
}

function sizeOrNone(work: () => number | undefined): number | undefined {
  try {
    return work();
  } catch (error) {
    if (faultCode(error) === undefined) throw error;
    return undefined;
  }
}

/** Begins the term of which we are depositary, once a quorum has stated it. Spec: CAS-12, CEX-15. */
export function beginTerm(party: Party, file: CaseFile): void {
  const term = file.ready;
  const before = caseLog(party, file);
  if (term <= before.term || depositaryOf(file.terms, term) !== party.id) return;
  const found = possibleBeginning(party, file, term);
  if (found === undefined) return;
  caseTransaction(party, file.id, () => {
    cutLog(party, file, found.size);
    const { note } = ownEntry(party, file, 'term', termBeginningJson(found.beginning));
    appendEntry(party, { id: file.id, log: caseLog(party, file) }, formatNote(note));
    signHead(party, file, caseLog(party, file));
  });
  party.powers.step('case-term');
}
