import { procedures } from '#desks/procedures.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { type CaseMember, type CaseTerms, caseTermsJson, openCase } from '#protocol/case/genesis.ts';
import type { Procedure } from '#protocol/case/procedure.ts';
import { currentKeys, textId } from '#protocol/identity/key-history.ts';
import { formatNote, parseNote } from '#protocol/identity/signed-note.ts';
import type { Label } from '#protocol/record/label.ts';
import { parseRecordHead, type SignedRecord, signRecord } from '#protocol/record/record.ts';
import { openFreshRecord } from '../party/fresh-record.ts';
import type { Party } from '../party/party.ts';
import { introductionJson, keepPeer, knownPeer, peer, readIntroduction } from '../party/peer-book.ts';
import type { SaltedBody } from './case-body.ts';
import { checkReach, mayReach, membersOf } from './case-channel.ts';
import { type CaseFile, type CaseStage, caseFile, knownCaseFile, procedureOf } from './case-file.ts';
import { noteMember } from './case-members.ts';
import { keepTitle, titleBody, titleFor } from './case-title.ts';
import { caseLimits, invitationBytes, readInvitation } from './case-wire.ts';

/** What a person decides when opening a case. */
export interface CaseOpening {
  readonly procedure: string;
  readonly label: Label;
  readonly members: readonly CaseMember[];
  /** Parties that cosign; all members when absent and few enough. */
  readonly council?: readonly string[];
  readonly faults?: number;
  /** Who orders the acts, in turn; the council in its order, the opener first, when absent. */
  readonly depositaries?: readonly string[];
  /** Every party that is invited reads it. Spec: CPG-8. */
  readonly title?: string;
}

const mostCouncil = 13;
const mostInvited = 100;

/** Refuses members that do not fit the roles. Fault: `case-roles`. Spec: CEX-5. */
function checkRoles({ roles }: Procedure, members: readonly CaseMember[]): void {
  const unknown = members.flatMap((member) => member.roles).find((role) => !roles.some(({ key }) => key === role));
  if (unknown !== undefined) throw new Fault('case-roles', `The procedure has no role "${unknown}".`);
  for (const { key, least, most } of roles) {
    const count = members.filter((member) => member.roles.includes(key)).length;
    if (count < least || count > most)
      throw new Fault('case-roles', `The role "${key}" needs ${least} to ${most} parties.`);
  }
}

/** Who cosigns, and how many of them may lie. */
export function councilOf({
  members,
  council: named,
  faults,
}: Pick<CaseOpening, 'members' | 'council' | 'faults'>): Pick<CaseTerms, 'council' | 'faults'> {
  const ids = members.map((member) => member.party).toSorted();
  const council = [...(named ?? ids.slice(0, mostCouncil))].toSorted();
  return { council, faults: faults ?? Math.floor((council.length - 1) / 3) };
}

function termsOf(party: Party, { procedure: name, members, ...rest }: CaseOpening): CaseTerms {
  const known = procedures.findLast(({ procedure }) => procedure.id === name);
  if (known === undefined) throw new Fault('case-procedure', 'There is no such procedure.');
  const sorted = members.toSorted((a, b) => (a.party < b.party ? -1 : 1));
  const { council, faults } = councilOf({ members, ...rest });
  const inTurn = [party.id, ...council.filter((id) => id !== party.id)].filter((id) => council.includes(id));
  return {
    procedure: { id: name, version: known.procedure.version, hash: known.hash },
    members: sorted.map((member) => ({ party: member.party, roles: [...member.roles].toSorted() })),
    council,
    faults,
    depositaries: rest.depositaries ?? inTurn,
  };
}

function keepCase(
  party: Party,
  record: SignedRecord,
  { stage, title }: { readonly stage: CaseStage; readonly title: SaltedBody | undefined },
): void {
  const bytes = formatNote(record.note);
  party.db.run(
    'INSERT INTO case_file (id, genesis, opener, stage, moved, entered, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    record.id,
    bytes,
    record.head.author,
    stage,
    party.now,
    party.now,
    party.now,
  );
  party.db.run(
    'INSERT INTO case_entry (case_id, position, record, bytes) VALUES (?, 0, ?, ?)',
    record.id,
    record.id,
    bytes,
  );
  keepTitle(party, record, title);
}

/** Opens a case. The others are invited at the next round. Faults: `case-…`. Spec: CEX-2, CEX-5. */
export function openNewCase(party: Party, opening: CaseOpening, account: string): string {
  const terms = termsOf(party, opening);
  const title = opening.title === undefined ? undefined : titleBody(party, opening.title);
  const head = {
    author: party.id,
    version: currentKeys(party.history).version,
    kind: 'case',
    at: party.now,
    label: opening.label,
    data: caseTermsJson(terms),
    ...(title === undefined ? {} : { body: title.hash }),
  } as const;
  const record = signRecord(head, party.secrets.record);
  checkRoles(procedureOf(openCase(record)).procedure, terms.members);
  if (!terms.members.some((member) => member.party === party.id))
    throw new Fault('case-not-member', 'This party is no member of the case.');
  checkReach(
    party,
    terms.members.map((member) => member.party),
    opening.label,
  );
  party.transaction(() => {
    if (caseFile(party, record.id) !== undefined) throw new Fault('case-known', 'The same case was opened just now.');
    keepCase(party, record, { stage: 'joined', title });
    if (invitationTo(party, knownCaseFile(party, record.id)).length > caseLimits.invite)
      throw new Fault('case-size', 'The introductions of so many members do not fit into an invitation.');
    party.deed(account, 'case-open', record.id);
  });
  return record.id;
}

/** What an invited member needs. Spec: CEX-5. */
export function invitationTo(party: Party, file: CaseFile): Uint8Array {
  const introductions = membersOf(party, file).map((id) => introductionOf(party, id));
  const title = titleFor(party, file.id, file.genesis);
  return invitationBytes({
    genesis: parseNote(file.genesis),
    introductions,
    ...(title === undefined ? {} : { title }),
  });
}

/** The introduction of a party that is known here. */
export function introductionOf(party: Party, id: string): string {
  const { history, card } = knownPeer(party, id);
  if (card === undefined) throw new Fault('card-missing', 'A member of the case has no card.');
  return introductionJson({ history: history.notes, card });
}

/** Keeps introductions of parties that are not known here, if given only `of` these; nobody becomes a partner by it. */
export function takeIntroductions(party: Party, introductions: readonly string[], of?: ReadonlySet<string>): void {
  for (const text of introductions) {
    const { history, cardNote } = readIntroduction(text);
    if (of?.has(history.party) === false || peer(party, history.party) !== undefined) continue;
    keepPeer(party, { history: history.notes, card: cardNote }, false);
  }
}

/** Keeps an invitation; repeated, it changes nothing. Faults: `case-…`. Spec: CEX-5, CEX-6. */
export function takeInvitation(party: Party, from: string, body: Uint8Array): void {
  const { genesis, introductions, title } = readInvitation(body);
  if (caseFile(party, textId(genesis.text)) !== undefined) return;
  party.transaction(() => {
    takeIntroductions(party, introductions);
    const record = openFreshRecord(genesis, knownPeer(party, parseRecordHead(genesis.text).author).history);
    const terms = openCase(record);
    checkRoles(procedureOf(terms).procedure, terms.members);
    const ids = terms.members.map((member) => member.party);
    // Whoever is admitted later is invited by a member that the first record names.
    if (!ids.includes(from)) throw new Fault('case-not-member', 'Only a member of the case invites.');
    if (!mayReach(party, from, record.head.label))
      throw new Fault('case-release', 'No agreement with the inviting party covers acts of this label.');
    const open = party.db.count("SELECT count(*) FROM case_file WHERE stage = 'invited'");
    if (open >= mostInvited) throw new Fault('case-flood', 'Too many invitations are open.');
    for (const id of ids) knownPeer(party, id);
    keepCase(party, record, { stage: 'invited', title });
    noteMember(party, record.id, from, { joined: 1 });
  });
}

/** Joins a case as a person decides: from now on what we do in it goes to its members. Faults: `case-…`. Spec: CEX-2, CEX-6. */
export function joinCase(party: Party, id: string, account: string): void {
  const file = knownCaseFile(party, id);
  if (file.stage === 'joined') return;
  checkReach(party, membersOf(party, file), file.label);
  setStage(party, id, 'joined');
  party.deed(account, 'case-join', id);
}

/** Leaves a case: the copy stays and verifies; nothing more is said or asked. Spec: CPY-3. */
export function leaveCase(party: Party, id: string, account: string): void {
  knownCaseFile(party, id);
  setStage(party, id, 'left');
  party.deed(account, 'case-leave', id);
}

const setStage = (party: Party, id: string, stage: CaseStage): void =>
  void party.db.run('UPDATE case_file SET stage = ? WHERE id = ?', stage, id);
