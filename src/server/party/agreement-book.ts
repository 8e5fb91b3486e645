import {
  type Agreement,
  type AgreementTerms,
  readAgreement,
  signAgreement,
  signers,
  termsText,
} from '#protocol/agreement/agreement.ts';
import { type AgreementFacts, nextChange, type Standing, standingOf } from '#protocol/agreement/standing.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { Fields, idForm } from '#protocol/bytes/fields.ts';
import { fromUtf8 } from '#protocol/bytes/text.ts';
import { currentKeys, recordKey } from '#protocol/identity/key-history.ts';
import { formatNote, mergeSignatures, parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { openFreshRecord } from './fresh-record.ts';
import { queue } from './outbox.ts';
import type { Party } from './party.ts';
import { knownPeer, peer, peers } from './peer-book.ts';

interface AgreementRow {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly since: number | null;
}

/** An agreement with its standing here and now. */
export interface AgreementEntry extends AgreementFacts {
  readonly standing: Standing;
}

const histories = (party: Party, agreement: Agreement) =>
  agreement.terms.parties.map((id) => peer(party, id)?.history).filter((history) => history !== undefined);

interface ReadNote {
  readonly agreement: Agreement;
  readonly signedBy: Map<string, readonly string[]>;
}

const read = new Map<string, ReadNote>();
const mostRead = 1000;

/** Reads a kept agreement once: the same bytes give the same agreement. */
function readOnce(bytes: Uint8Array): ReadNote {
  const name = fromUtf8(bytes);
  const known = read.get(name);
  if (known) return known;
  if (read.size >= mostRead) read.clear();
  const fresh = { agreement: readAgreement(parseNote(bytes)), signedBy: new Map<string, readonly string[]>() };
  read.set(name, fresh);
  return fresh;
}

/** Distinct parties whose signature verifies; remembered for the histories known. */
function signedBy(party: Party, { agreement, signedBy: remembered }: ReadNote): readonly string[] {
  const known = histories(party, agreement);
  const name = known.map((h) => `${h.party}:${h.entries.length}`).join();
  const found = remembered.get(name) ?? signers(agreement, known);
  remembered.set(name, found);
  return found;
}

function fromRow(party: Party, row: AgreementRow): AgreementFacts {
  const note = readOnce(row.bytes);
  const { agreement } = note;
  const withdrawnBy = party.db.all<{ party: string }>('SELECT party FROM withdrawal WHERE agreement = ?', row.id);
  return {
    agreement,
    signedBy: signedBy(party, note),
    withdrawnBy: withdrawnBy.map((withdrawal) => withdrawal.party),
    superseded: false,
    since: row.since === null ? notInForce : Math.max(row.since, lastBefore(party, agreement.terms.start)),
  };
}

const notInForce = Number.MAX_SAFE_INTEGER;

/** The newest position that was held before a moment: what is older than an agreement that starts then. */
const lastBefore = (party: Party, moment: number): number =>
  party.db.get<{ seq: number }>('SELECT seq FROM item WHERE added < ? ORDER BY added DESC LIMIT 1', moment * 1_000_000)
    ?.seq ?? -1;

const isComplete = ({ agreement, signedBy: by }: AgreementFacts): boolean =>
  agreement.terms.parties.every((member) => by.includes(member));

/** Whether `later` replaces `old`: signed by all of both, begun, and never undone, even when it has ended itself. Spec: AGR-8. */
const replaces = (later: AgreementFacts, old: AgreementFacts, now: number): boolean =>
  later.agreement.terms.supersedes === old.agreement.id &&
  later.agreement.terms.start <= now &&
  isComplete(later) &&
  old.agreement.terms.parties.every((member) => later.agreement.terms.parties.includes(member));

/** All agreements as they were read, while nothing changed and no moment passed that changes them. */
interface Remembered {
  readonly stamp: string;
  readonly from: number;
  readonly until: number;
  readonly entries: readonly AgreementEntry[];
}

const rememberedEntries = new WeakMap<Party, Remembered>();

/** All agreements known here, oldest first. The order decides which clause is cited. */
export function agreements(party: Party): readonly AgreementEntry[] {
  const [stamp, { now }] = [party.stamp(), party];
  const known = rememberedEntries.get(party);
  if (known?.stamp === stamp && now >= known.from && now < known.until) return known.entries;
  const entries = readAgreements(party);
  const until = entries.reduce((least, facts) => Math.min(least, nextChange(facts, now)), Number.POSITIVE_INFINITY);
  rememberedEntries.set(party, { stamp, from: now, until, entries });
  return entries;
}

function readAgreements(party: Party): AgreementEntry[] {
  const rows = party.db.all<AgreementRow>('SELECT * FROM agreement ORDER BY seen, id');
  const known = rows.map((row) => fromRow(party, row));
  return known.map((old) => {
    const facts = { ...old, superseded: known.some((later) => replaces(later, old, party.now)) };
    return { ...facts, standing: standingOf(facts, party.now, [party.id]) };
  });
}

/** One agreement; a fault when it is not known here. */
export function agreementById(party: Party, id: string): AgreementEntry {
  const found = agreements(party).find(({ agreement }) => agreement.id === id);
  if (found === undefined) throw new Fault('agreement-unknown', 'This server does not know the agreement.');
  return found;
}

/** Takes in an agreement note, new or with further signatures; merges and acts on completion. Spec: AGR-2. */
export function receiveAgreement(party: Party, note: SignedNote): AgreementEntry {
  const offered = readAgreement(note);
  if (!offered.terms.parties.includes(party.id))
    throw new Fault('agreement-not-party', 'This party is not named in the agreement.');
  return party.transaction(() => {
    const known = party.db.get<AgreementRow>('SELECT * FROM agreement WHERE id = ?', offered.id);
    const merged = known === undefined ? note : mergeSignatures(parseNote(known.bytes), note);
    const agreement = readAgreement(
      keepVerified(party, merged, known === undefined ? [] : parseNote(known.bytes).signatures),
    );
    const bytes = formatNote(agreement.note);
    party.db.run(
      'INSERT INTO agreement (id, bytes, seen) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET bytes = excluded.bytes',
      agreement.id,
      bytes,
      party.powers.now(),
    );
    party.gate++;
    return enterIntoForce(party, agreement.id);
  });
}

type Line = SignedNote['signatures'][number];

/**
 * Drops signature lines of strangers and wrong ones, so that a spammer cannot fill the note; and
 * new ones by a key that its party has replaced, since whoever stole it could have made them.
 */
function keepVerified(party: Party, note: SignedNote, known: readonly Line[]): SignedNote {
  const agreement = readAgreement(note);
  const isKnown = (line: Line): boolean => known.some(({ name, keyId }) => name === line.name && keyId === line.keyId);
  const valid = note.signatures.filter(
    (line) => isValidLine(party, agreement, line) && (isKnown(line) || isNewestKey(party, line)),
  );
  if (valid.length === 0)
    throw new Fault('agreement-unsigned', 'No party of the agreement that is known here has signed it.');
  return { text: note.text, signatures: valid };
}

/** Whether a signature is by the newest record key of its party. Spec: IDN-9. */
const isNewestKey = (party: Party, line: Line): boolean =>
  peers(party).some(({ history }) => {
    const newest = recordKey(history, currentKeys(history).version);
    return newest.name === line.name && newest.keyId === line.keyId;
  });

function isValidLine(party: Party, agreement: Agreement, signature: Line): boolean {
  const single: Agreement = { ...agreement, note: { text: agreement.note.text, signatures: [signature] } };
  try {
    return signers(single, histories(party, agreement)).length === 1;
  } catch {
    return false;
  }
}

/** Notes the position at which a fully signed agreement came into force, once, and logs it. Spec: AGR-6. */
function enterIntoForce(party: Party, id: string): AgreementEntry {
  const entry = agreementById(party, id);
  if (!isComplete(entry) || entry.since !== notInForce) return entry;
  party.db.run('UPDATE agreement SET since = ? WHERE id = ?', party.items.lastSeq(), id);
  party.gate++;
  party.keep(entry.agreement.note, { kind: 'agreement', author: party.id, open: false });
  return agreementById(party, id);
}

/** Agreements whose last signature could not be verified before come into force once its party is known. */
export function settleAgreements(party: Party): void {
  const waiting = party.db.all<{ id: string }>('SELECT id FROM agreement WHERE since IS NULL');
  if (waiting.length > 0) party.transaction(() => waiting.forEach(({ id }) => enterIntoForce(party, id)));
}

/** Proposes terms: this party signs first and sends the note to the others. */
export function proposeAgreement(party: Party, terms: AgreementTerms): AgreementEntry {
  const text = termsText(terms);
  return signAndSend(party, readAgreement({ text, signatures: [] }));
}

/** Adds this party's signature to a known agreement and sends it to the others. */
export const signKnownAgreement = (party: Party, id: string): AgreementEntry =>
  signAndSend(party, agreementById(party, id).agreement);

function signAndSend(party: Party, agreement: Agreement): AgreementEntry {
  return party.transaction(() => {
    const entry = receiveAgreement(party, signAgreement(agreement, party.history, party.secrets.record).note);
    sendToOthers(party, entry, {
      path: '/link/agreement',
      body: formatNote(entry.agreement.note),
      topic: `agreement ${entry.agreement.id}`,
    });
    return entry;
  });
}

function sendToOthers(
  party: Party,
  entry: AgreementEntry,
  message: { path: string; body: Uint8Array; topic: string },
): void {
  for (const member of entry.agreement.terms.parties)
    if (member !== party.id) queue(party, { party: member, ...message });
}

/** Withdraws: what this party sends under the agreement stops with this call. Spec: AGR-9. */
export function withdrawFromAgreement(party: Party, id: string): void {
  party.transaction(() => {
    const entry = agreementById(party, id);
    const only = [...entry.agreement.terms.parties];
    const record = party.record({ kind: 'withdrawal', label: { tlp: 'amber', only }, data: { agreement: id } });
    keepWithdrawal(party, { agreement: id, party: party.id, note: record.id });
    sendToOthers(party, entry, { path: '/link/withdrawal', body: formatNote(record.note), topic: `withdrawal ${id}` });
  });
}

/** Takes in another party's withdrawal. Spec: AGR-9. */
export function receiveWithdrawal(party: Party, from: string, note: SignedNote): void {
  const { head } = openFreshRecord(note, knownPeer(party, from).history);
  if (head.kind !== 'withdrawal') throw new Fault('withdrawal-kind', 'A withdrawal record was expected.');
  const fields = new Fields(head.data, '/data');
  const id = fields.text('agreement', idForm);
  fields.end();
  const entry = agreementById(party, id);
  if (!entry.agreement.terms.parties.includes(from))
    throw new Fault('agreement-not-party', 'Only a party of the agreement may withdraw from it.');
  if (entry.withdrawnBy.includes(from)) return;
  party.transaction(() => {
    const noteId = party.keep(note, { kind: 'withdrawal', author: from, open: false });
    keepWithdrawal(party, { agreement: id, party: from, note: noteId });
  });
}

function keepWithdrawal(party: Party, withdrawal: { agreement: string; party: string; note: string }): void {
  party.db.run(
    'INSERT INTO withdrawal (agreement, party, note, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    withdrawal.agreement,
    withdrawal.party,
    withdrawal.note,
    party.now,
  );
  party.gate++;
}
