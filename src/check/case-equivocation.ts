import { hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Fields } from '#protocol/bytes/fields.ts';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { type KnownCase, openHead } from '#protocol/case/certificate.ts';
import { caseOrigin, depositaryOf, openCase } from '#protocol/case/genesis.ts';
import { convicts, type Equivocation, equivocationJson, readEquivocation } from '#protocol/case/succession.ts';
import { type KeyHistory, verifyKeyHistory } from '#protocol/identity/key-history.ts';
import { formatNote, parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { openRecord, parseRecordHead } from '#protocol/record/record.ts';
import { proofFileText } from './proof-file.ts';

export const equivocationFormat = 'comity/case-equivocation/v1';

/** All that a stranger needs to see that a depositary has signed two logs. Spec: CHK-4. */
export interface EquivocationEvidence {
  /** The first record of the case. */
  readonly genesis: SignedNote;
  /** Key histories of the opener and of the depositary. */
  readonly histories: readonly (readonly SignedNote[])[];
  readonly equivocation: Equivocation;
}

/** What the evidence proves. */
export interface EquivocationVerdict {
  /** Id of the case. */
  readonly case: string;
  readonly term: number;
  /** The party that signed both. */
  readonly depositary: string;
  /** The smaller first. */
  readonly heads: readonly { readonly size: number; readonly root: string }[];
}

const text = (note: SignedNote): string => fromUtf8(formatNote(note));

/** Signatures of others prove nothing here. */
const onlyBy = (name: string, { text: signed, signatures }: SignedNote): SignedNote => ({
  text: signed,
  signatures: signatures.filter((one) => one.name === name),
});

/** The file of a proof of `known`'s depositary. Spec: CHK-3, CHK-4. */
export function formatEquivocation(known: KnownCase, genesis: SignedNote, equivocation: Equivocation): string {
  const origin = caseOrigin(known.id);
  const { term } = openHead(known, equivocation.one);
  const opener = parseRecordHead(genesis.text).author;
  const parties = [...new Set([opener, depositaryOf(known.terms, term)])];
  const histories = parties.map((party) => (known.histories.get(party)?.notes ?? []).map(text));
  const { one, other } = equivocation;
  const heads = { ...equivocation, one: onlyBy(origin, one), other: onlyBy(origin, other) };
  return proofFileText(equivocationFormat, { case: text(genesis), histories, ...equivocationJson(heads) });
}

const noteForm = /^.{1,128000}$/s;

/** Reads the members of evidence; proves nothing yet. */
export function readEquivocationEvidence(members: Fields): EquivocationEvidence {
  const genesis = parseNote(utf8(members.text('case', noteForm)));
  const histories = members.list('histories', 2).map((notes) => {
    if (!Array.isArray(notes) || notes.length > 64) throw members.fault('histories', 'A list of notes was expected.');
    return notes.map((note: unknown) => parseNote(utf8(typeof note === 'string' ? note : '')));
  });
  return { genesis, histories, equivocation: readEquivocation(members) };
}

/** Only the keys that are needed, in one order: what nobody checks must not stand in a proof. */
function checkParties(histories: readonly KeyHistory[], needed: ReadonlySet<string>): void {
  if (histories.map(({ party }) => party).join() !== [...needed].join())
    throw new Fault(
      'proof-keys',
      'The key histories are not those of the opener and of the depositary, in this order.',
    );
}

/** Verifies that the evidence convicts a depositary. Faults: `proof-keys`, `proof-convicts-nobody` and those of what it reads. Spec: CHK-4, CAS-11. */
export function verifyEquivocation({ genesis, histories, equivocation }: EquivocationEvidence): EquivocationVerdict {
  const verified = histories.map(verifyKeyHistory);
  const keys = new Map(verified.map((history) => [history.party, history]));
  const { author } = parseRecordHead(genesis.text);
  const opener = keys.get(author);
  if (opener === undefined) throw new Fault('proof-keys', 'The keys of the opener are missing.');
  const record = openRecord(genesis, opener);
  const known = { id: record.id, terms: openCase(record), histories: keys };
  if (!convicts(known, equivocation))
    throw new Fault('proof-convicts-nobody', 'One log can have both heads: they contradict each other in nothing.');
  const heads = [equivocation.one, equivocation.other].map((note) => openHead(known, note));
  const { term } = openHead(known, equivocation.one);
  const depositary = depositaryOf(known.terms, term);
  checkParties(verified, new Set([author, depositary]));
  const shown = heads.toSorted((a, b) => a.size - b.size).map(({ size, root }) => ({ size, root: hex(root) }));
  return { case: known.id, term, depositary, heads: shown };
}
