import { hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { CaseLog } from '#protocol/case/case-log.ts';
import { councilCosignatures, openHead } from '#protocol/case/certificate.ts';
import { readUnpacked, type Unpacked } from '#protocol/case/unpack-entries.ts';
import type { SignedNote } from '#protocol/identity/signed-note.ts';
import { parseCheckpoint } from '#protocol/log/checkpoint.ts';
import type { Courier } from '../link/link-client.ts';
import type { Party } from '../party/party.ts';
import type { Peer } from '../party/peer-book.ts';
import { bodiesFor, lackingBodies, noteWanted, takeBody } from './case-body.ts';
import { mayReach, membersOf } from './case-channel.ts';
import { type CaseFile, caseFile, knownCase } from './case-file.ts';
import {
  certifyNewest,
  cosignedHead,
  headAt,
  headWithin,
  isKept,
  keepHead,
  keptCertificate,
  newestHead,
  withCosignatures,
} from './case-heads.ts';
import { noteAsked, noteMember, standingIn } from './case-members.ts';
import { packActs, unpackLog } from './case-packing.ts';
import { caseLog, caseTransaction, entriesFrom } from './case-store.ts';
import {
  answerBytes,
  type CaseHolding,
  type CaseNews,
  type CaseSyncAnswer,
  caseLimits,
  readAnswer,
  readSync,
  syncBytes,
} from './case-wire.ts';
import { contradictionOf, keepProof, proofFrom, proofTexts } from './contradiction.ts';
import { isRemembered, rememberCosigned } from './cosign-head.ts';
import { givingFor } from './give-log.ts';
import { noteHeard } from './heard-council.ts';
import { inOwnTurn, inTurnOf } from './hearing-turns.ts';
import { takeIntroductions } from './open-case.ts';
import { isDepositary } from './order-acts.ts';
import { leaveEarlierTerms, newestStatementOf, openStatements, takeStatement } from './succession-of-depositary.ts';
import { takeEach } from './take-each.ts';
import { checkLeads, openEntries, takeEntries } from './take-log.ts';
import { hearActs, type ToldAct, takeActs } from './told-acts.ts';
import { waitingActs } from './waiting-acts.ts';
import { mayLeave } from './withheld-bodies.ts';

const noNews: CaseNews = { statements: [], proofs: [] };
const nothing = new Uint8Array();

/**
 * Acts that wait, but for those that the other has just told, as many as a request surely holds. Whoever orders
 * the acts of the term tells none: they come with its log. Spec: CEX-10.
 */
function actsFor(party: Party, file: CaseFile, log: CaseLog, told: ReadonlySet<string> = new Set()): Uint8Array {
  if (isDepositary(party, file, log)) return nothing;
  let acts = waitingActs(party, file.id).filter(({ record }) => !told.has(record));
  if (acts.length === 0) return nothing;
  let packed = packActs(file, acts);
  while (packed.length > caseLimits.told) {
    acts = acts.slice(0, Math.floor(acts.length / 2));
    packed = packActs(file, acts);
  }
  return packed;
}

function newsOf(party: Party, file: CaseFile, log: CaseLog): CaseNews {
  const certificate = keptCertificate(party, file.id)?.note;
  const newest = newestHead(party, file.id, log.term);
  return {
    statements: openStatements(party, file.id, log.term),
    ...(certificate === undefined ? {} : { certificate }),
    ...(newest === undefined ? {} : { head: withCosignatures(party, file.id, newest) }),
    proofs: proofTexts(party, file.id).map(({ proof }) => proof),
  };
}

/** A head that is not of our log convicts its depositary if we have one of that term that contradicts it. Spec: CAS-11. */
function takeHead(party: Party, file: CaseFile, note: SignedNote): void {
  const known = knownCase(party, file);
  const log = caseLog(party, file);
  const within = headWithin(known, log, note);
  if (within !== undefined) return keepHead(party, known, within, note);
  const head = openHead(known, note);
  const ours = newestHead(party, file.id, head.term);
  if (ours === undefined || head.size > log.size) return;
  const rooted = { rootAt: (size: number) => log.rootAt(size), entries: entriesFrom(party, file.id, 0) };
  const proof = contradictionOf(known, [headAt(party, file.id, head.term, head.size)?.note ?? ours.note, note], rooted);
  if (proof !== undefined) keepProof(party, known, proof);
}

interface Told {
  readonly news: CaseNews;
  readonly acts: readonly ToldAct[];
}

/** Takes what a member told. Spec: CEX-8. */
function takeNews(party: Party, file: CaseFile, from: string, { news, acts }: Told): void {
  const known = knownCase(party, file);
  caseTransaction(party, file.id, () => {
    const proofs = new Set(proofTexts(party, file.id).map(({ proof }) => proof));
    const unknown = news.proofs.filter((text) => !proofs.has(text));
    takeEach(party, from, unknown, (text) => keepProof(party, known, proofFrom(text)));
    takeEach(party, from, news.statements, (note) => takeStatement(party, file, note));
    takeActs(party, file, from, acts);
    const heads = [news.head, news.certificate].flatMap((note) => (note === undefined ? [] : [note]));
    const fresh = heads.filter((note) => !isKept(party, known, note));
    takeEach(party, from, fresh, (note) => takeHead(party, file, note));
    certifyNewest(party, known, caseLog(party, file));
  });
}

/** What we had signed and may have forgotten binds us again. Call inside a case transaction. Spec: CEX-13. */
function remember(party: Party, file: CaseFile, { cosigned, stated }: CaseSyncAnswer): void {
  const known = knownCase(party, file);
  if (stated !== undefined) takeStatement(party, file, stated);
  if (cosigned === undefined || isRemembered(party, file.id, cosigned)) return;
  const head = openHead(known, cosigned);
  const ours = councilCosignatures(known, cosigned).get(party.id);
  if (ours === undefined) return;
  const own = { text: cosigned.text, signatures: [head.line, ours.line] };
  rememberCosigned(party, file.id, { ...head, root: hex(head.root), at: ours.time }, own);
  // Who cosigned in a term has left those before it, also if it never stated so.
  leaveEarlierTerms(party, file.id, head.term);
}

const holdingOf = (log: CaseLog): CaseHolding => ({
  size: log.size,
  root: hex(log.head.root),
  term: log.term,
  settled: log.finality.settled,
});

/** The case, if the sender is one of its members and we may speak with it. Spec: CEX-1, CEX-3. */
function caseWith(party: Party, from: string, id: string): CaseFile {
  const file = caseFile(party, id);
  const isOpen = file?.stage === 'joined' && membersOf(party, file).includes(from) && mayReach(party, from, file.label);
  if (file === undefined || !isOpen) throw new Fault('case-unknown', 'This server does not know the case.');
  return file;
}

/** Answers a member of a case. Faults: `case-unknown`, `server-busy` and those of the wire. Spec: CEX-3, CEX-7. */
export async function answerSync(party: Party, from: string, body: Uint8Array): Promise<Uint8Array> {
  const { sync, acts } = await inTurnOf(party, from, body.length, async () => {
    const { acts: packed, ...sync } = readSync(body);
    return { sync, acts: await hearActs(party, caseWith(party, from, sync.case), from, packed) };
  });
  // While signatures were verified, the sender or we may have left.
  const file = caseWith(party, from, sync.case);
  caseTransaction(party, file.id, () => {
    noteAsked(party, file.id, from, sync.holding.size);
    takeNews(party, file, from, { news: sync.news, acts });
  });
  const log = caseLog(party, file);
  const [cosigned, stated] = [cosignedHead(party, file.id, from), newestStatementOf(party, file.id, from)];
  return answerBytes({
    news: newsOf(party, file, log),
    acts: actsFor(party, file, log, new Set(acts.map(({ id }) => id))),
    ...givingFor(party, file, log, sync.holding),
    bodies: bodiesFor(party, file.id, mayLeave(party, file, sync.want)),
    ...(cosigned === undefined ? {} : { cosigned }),
    ...(stated === undefined ? {} : { stated }),
  });
}

type GivenPacked = Pick<CaseSyncAnswer, 'from' | 'entries' | 'introductions'> & Required<Pick<CaseSyncAnswer, 'until'>>;

/** Of those who wrote what was given, those who are not known here: a head that was signed says that they did. */
function introduceAuthors(party: Party, file: CaseFile, given: GivenPacked, entries: readonly Unpacked[]): void {
  if (given.introductions.length === 0) return;
  checkLeads(party, file, given, entries);
  const authors = new Set(entries.map((entry) => readUnpacked(entry).head.author));
  party.transaction(() => takeIntroductions(party, given.introductions, authors));
}

async function takeGiven(party: Party, file: CaseFile, from: string, given: GivenPacked): Promise<void> {
  try {
    const entries = await inOwnTurn(party, async () => {
      const unpacked = unpackLog(party, file, given.from, given.entries);
      introduceAuthors(party, file, given, unpacked);
      return openEntries(party, file, unpacked);
    });
    takeEntries(party, file, { ...given, ...entries });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    party.refusal(from, error);
  }
}

async function takeAnswer(party: Party, file: CaseFile, from: string, answer: CaseSyncAnswer): Promise<void> {
  const { until } = answer;
  if (until !== undefined && answer.entries.length > 0) await takeGiven(party, file, from, { ...answer, until });
  const acts = await inOwnTurn(party, () => hearActs(party, file, from, answer.acts));
  takeNews(party, file, from, { news: answer.news, acts });
  caseTransaction(party, file.id, () => {
    takeEach(party, from, answer.bodies, (body) => takeBody(party, file.id, body));
    takeEach(party, from, [answer], () => remember(party, file, answer));
  });
  if (until === undefined || reaches(party, file, until)) noteHeard(party, file.id, from);
}

/**
 * What we had signed counts only with the entries below it: whether our log reaches a head that a
 * member showed, or never can, since the depositary of our term has signed two logs. Spec: CEX-13.
 */
function reaches(party: Party, file: CaseFile, until: SignedNote): boolean {
  const log = caseLog(party, file);
  if (log.size >= parseCheckpoint(until.text).size) return true;
  const isConvicted = proofTexts(party, file.id).some(({ term }) => term === log.term);
  return isConvicted && openHead(knownCase(party, file), until).term === log.term;
}

/** Meets one member about a case: tells what is new, takes what is lacking. Spec: CEX-7. */
export async function syncWith(party: Party, courier: Courier, file: CaseFile, member: Peer): Promise<void> {
  if (!mayReach(party, member.id, file.label)) return;
  const log = caseLog(party, file);
  const isJoined = standingIn(party, file.id, member.id).joined === 1;
  const want = lackingBodies(party, file.id);
  noteWanted(party, file.id, want);
  const request = syncBytes({
    case: file.id,
    holding: holdingOf(log),
    // Before a member has shown that it joined, nothing of others goes to it. Spec: CEX-6.
    news: isJoined ? newsOf(party, file, log) : noNews,
    acts: isJoined ? actsFor(party, file, log) : nothing,
    want,
  });
  try {
    const answer = await courier.post(member, '/link/case-sync', request);
    if (answer.status !== 200) throw new Fault('link-answer', `The partner's server answered ${answer.status}.`);
    await takeAnswer(party, file, member.id, readAnswer(answer.body));
    noteMember(party, file.id, member.id, { joined: 1, met: party.now, tried: party.now, failures: 0 });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (!error.code.startsWith('egress-')) party.refusal(member.id, error);
    const { failures } = standingIn(party, file.id, member.id);
    noteMember(party, file.id, member.id, { tried: party.now, failures: failures + 1 });
  }
}
