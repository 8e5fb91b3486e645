import { type KnownProcedure, procedures } from '#desks/procedures.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { KnownCase } from '#protocol/case/certificate.ts';
import { type CaseTerms, openCase, quorumOf } from '#protocol/case/genesis.ts';
import type { KeyHistory } from '#protocol/identity/key-history.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import type { Label } from '#protocol/record/label.ts';
import { openRecord } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import { knownPeer, peers } from '../party/peer-book.ts';

export type CaseStage = 'invited' | 'joined' | 'left';

/** A case as this server keeps it: what never changes, and where it stands here. */
export interface CaseFile {
  readonly id: string;
  readonly opener: string;
  readonly stage: CaseStage;
  readonly terms: CaseTerms;
  readonly label: Label;
  readonly procedure: KnownProcedure;
  /** The bytes of the first entry. */
  readonly genesis: Uint8Array;
  /** The newest term that this party takes part in. Spec: CAS-8. */
  readonly ready: number;
  readonly epoch: number;
  readonly progress: string;
  /** When term, finality or what is owed changed last, by our clock. */
  readonly moved: number;
  /** When the term that we take part in changed last. */
  readonly entered: number;
  readonly at: number;
}

type CaseRow = Pick<
  CaseFile,
  'id' | 'opener' | 'stage' | 'genesis' | 'ready' | 'epoch' | 'progress' | 'moved' | 'entered' | 'at'
>;

/** The procedure under which a case began. Fault: `case-procedure`. Spec: CEX-5. */
export function procedureOf({ procedure: { hash } }: CaseTerms): KnownProcedure {
  const found = procedures.find((one) => one.hash === hash);
  if (found === undefined) throw new Fault('case-procedure', 'This server does not have the procedure of the case.');
  return found;
}

type Fixed = Pick<CaseFile, 'terms' | 'label' | 'procedure'>;

const fixedOnce = new WeakMap<Party, Map<string, Fixed>>();

/** What the first record says; it never changes, so it is verified once. */
function fixedOf(party: Party, { id, opener, genesis }: CaseRow): Fixed {
  const known = fixedOnce.get(party) ?? new Map<string, Fixed>();
  fixedOnce.set(party, known);
  return known.getOrInsertComputed(id, () => {
    const record = openRecord(parseNote(genesis), knownPeer(party, opener).history);
    const terms = openCase(record);
    return { terms, label: record.head.label, procedure: procedureOf(terms) };
  });
}

const fromRow = (party: Party, row: CaseRow): CaseFile => ({ ...row, ...fixedOf(party, row) });

/** The case with this id, or undefined. */
export function caseFile(party: Party, id: string): CaseFile | undefined {
  const row = party.db.get<CaseRow>('SELECT * FROM case_file WHERE id = ?', id);
  return row === undefined ? undefined : fromRow(party, row);
}

/** The case with this id. Fault: `case-unknown`. */
export function knownCaseFile(party: Party, id: string): CaseFile {
  const found = caseFile(party, id);
  if (found === undefined) throw new Fault('case-unknown', 'This server does not know the case.');
  return found;
}

/** Ids that begin with these hexadecimal digits: two at most, which is more than one. */
export const casesLike = (party: Party, digits: string): string[] =>
  party.db
    .all<{ id: string }>("SELECT id FROM case_file WHERE id >= ?1 AND id < ?1 || 'g' ORDER BY id LIMIT 2", digits)
    .map(({ id }) => id);

const mostCases = 1_000;

/** Cases at a stage, the newest first. */
export const casesAt = (party: Party, stage: CaseStage): CaseFile[] =>
  party.db
    .all<CaseRow>('SELECT * FROM case_file WHERE stage = ? ORDER BY at DESC, id LIMIT ? + 0', stage, mostCases)
    .map((row) => fromRow(party, row));

interface Histories {
  stamp: string;
  readonly byParty: Map<string, KeyHistory>;
}

const historiesOf = new WeakMap<Party, Histories>();

/** Key histories of everybody who is known: authors are looked for among them. One map for all cases, which grows with what becomes known. */
export function knownHistories(party: Party): ReadonlyMap<string, KeyHistory> {
  const known = historiesOf.get(party) ?? { stamp: '', byParty: new Map<string, KeyHistory>() };
  historiesOf.set(party, known);
  const stamp = party.stamp();
  if (known.stamp === stamp) return known.byParty;
  known.byParty.clear();
  for (const { id, history } of peers(party)) known.byParty.set(id, history);
  known.stamp = stamp;
  return known.byParty;
}

/** What verifying anything of a case needs. */
export const knownCase = (party: Party, { id, terms }: CaseFile): KnownCase => ({
  id,
  terms,
  histories: knownHistories(party),
});

export const isOfCouncil = (party: Party, { terms }: CaseFile): boolean => terms.council.includes(party.id);

/** How many others must be heard so that they and we make a quorum. Spec: CEX-13. */
export const othersToHear = (party: Party, file: CaseFile): number =>
  isOfCouncil(party, file) ? quorumOf(file.terms) - 1 : 1;
