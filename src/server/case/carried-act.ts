import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { readAct } from '#protocol/case/act.ts';
import { type ProvedAct, readActProof, verifyActProof } from '#protocol/case/act-proof.ts';
import type { ActRule, Procedure } from '#protocol/case/procedure.ts';
import { labelAtMost } from '#protocol/record/label.ts';
import type { RecordHead } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import type { ActDraft } from './act-drafts.ts';
import { bodyOf, type CaseBody, readBody } from './case-body.ts';
import { type CaseFile, caseFile } from './case-file.ts';
import { caseLog } from './case-store.ts';
import { openWithKey } from './file-key.ts';
import { isCarriable, releasedAct, releaseOf } from './released-act.ts';

/** The media type of a proof that is attached to the act that carries it. Spec: LNC-7. */
const proofType = 'application/vnd.comity.act-proof+json';

/** The rule of an act that carries, and the field that names what. */
export interface CarryingRule {
  readonly rule: ActRule;
  readonly field: string;
}

const rulesOnce = new WeakMap<Procedure, readonly CarryingRule[]>();

/** Acts of a procedure that carry something from another case. Spec: LNC-7. */
export const carryingRules = (procedure: Procedure): readonly CarryingRule[] =>
  rulesOnce.getOrInsertComputed(procedure, ({ machines }) =>
    machines.flatMap(({ acts }) =>
      acts.flatMap((rule) => {
        const field = rule.fields.find(({ type }) => type === 'act');
        return field === undefined ? [] : [{ rule, field: field.key }];
      }),
    ),
  );

/** The proof that an act brings, verified: of the act in its field, and of another case. Faults: `case-carry-…`, `act-proof-…`. Spec: LNC-10. */
function provedBy({ files }: CaseBody, named: unknown, target: string): ProvedAct {
  const [proof, ...more] = files.filter(({ type }) => type === proofType);
  if (proof === undefined || more.length > 0)
    throw new Fault('case-carry-proof', 'One proof of what is carried was expected.');
  const proved = verifyActProof(readActProof(proof.bytes));
  if (proved.id !== named || proved.act.case === target)
    throw new Fault('case-carry-proof', 'The proof is not of the act that is named, or not of another case.');
  return proved;
}

/** Refuses to carry what its case has not released, as far as this server can know. Faults: `case-carry-…`. Spec: LNC-8, LNC-9. */
function checkMayCarry(party: Party, target: CaseFile, { head, act, index }: ProvedAct): void {
  const source = caseFile(party, act.case);
  if (source !== undefined && source.stage !== 'invited') releasedAct(party, source, index);
  const release = releaseOf(head);
  if (release === undefined) throw new Fault('case-carry-unmarked', 'No procedure lets such an act leave its case.');
  if (!isCarriable(release.label) || !labelAtMost(release.label, target.label))
    throw new Fault('case-carry-label', 'The label of the words does not let them enter this case.');
}

/** Judges a draft that carries, before it is kept. Faults: `case-carry-…`, `act-proof-…`. Spec: LNC-7, LNC-8. */
export function checkCarries(party: Party, target: CaseFile, { act, fields, body }: ActDraft): void {
  const carrying = carryingRules(target.procedure.procedure).find(({ rule }) => rule.key === act);
  if (carrying === undefined) return;
  if (body === undefined) throw new Fault('case-carry-proof', 'One proof of what is carried was expected.');
  checkMayCarry(party, target, provedBy(body, fields[carrying.field], target.id));
}

/** The draft of an act that carries what a proof file proves. Faults: those of reading it. Spec: LNC-7. */
export function carryingDraft({ rule, field }: CarryingRule, file: Uint8Array, words: string): ActDraft {
  const { id } = verifyActProof(readActProof(file));
  const files = [{ name: `act-${id.slice(0, 12)}.json`, type: proofType, bytes: file }];
  return { act: rule.key, fields: { [field]: id }, body: { words, files } };
}

/** What a proof file would carry, with its words. Faults: those of reading it. Spec: LNC-10. */
export async function openedProof(file: Uint8Array | string): Promise<{ proved: ProvedAct; words?: string }> {
  const proved = verifyActProof(readActProof(typeof file === 'string' ? utf8(file) : file));
  const words = await wordsOf(proved);
  return { proved, ...(words === undefined ? {} : { words }) };
}

async function wordsOf({ body, key }: ProvedAct): Promise<string | undefined> {
  const opened = body && key && (await openWithKey(key, body));
  return opened === undefined ? undefined : readBody(opened).words;
}

/** An act of another case as this case holds it: proved, or with what is wrong with its proof. */
export interface CarriedAct {
  /** Place of the act that carries it. */
  readonly index: number;
  readonly carrier: string;
  readonly proved?: ProvedAct;
  readonly words?: string;
  readonly fault?: string;
}

const mostShown = 64;

async function carriedAt(party: Party, file: CaseFile, index: number, field: string): Promise<CarriedAct | undefined> {
  const record = caseLog(party, file).recordAt(index);
  if (record === undefined) return undefined;
  const { author, body, data } = record.head;
  const plain = { index, carrier: author };
  try {
    const said = body === undefined ? undefined : bodyOf(party, file.id, body);
    if (said === undefined) throw new Fault('case-carry-words', 'The proof is not here, or not for us to read.');
    const proved = provedBy(said, readAct(data).fields[field], file.id);
    const words = await wordsOf(proved);
    return { ...plain, proved, ...(words === undefined ? {} : { words }) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { ...plain, fault: error.code };
  }
}

/** What was carried into a case, oldest first; each proof is verified anew. Spec: LNC-10. */
export async function carriedInto(party: Party, file: CaseFile): Promise<CarriedAct[]> {
  const fields = new Map(carryingRules(file.procedure.procedure).map(({ rule, field }) => [rule.key, field]));
  const steps = caseLog(party, file).state()?.steps ?? [];
  const found = steps.flatMap((step) => {
    const field = step.kind === 'act' ? fields.get(step.act) : undefined;
    return step.kind === 'act' && field !== undefined ? [carriedAt(party, file, step.index, field)] : [];
  });
  return (await Promise.all(found.slice(-mostShown))).flatMap((one) => one ?? []);
}

/** Notes what an entry carries, so that the other case can be found from it. Call inside a transaction. Spec: LNC-11. */
export function noteCarried(party: Party, file: CaseFile, head: RecordHead | undefined): void {
  if (head?.kind !== 'act') return;
  const { data } = head;
  const field = carryingRules(file.procedure.procedure).find(({ rule }) => rule.key === data['act'])?.field;
  if (field === undefined) return;
  const carried = String(readAct(data).fields[field]);
  party.db.run('INSERT OR IGNORE INTO case_carried (case_id, act) VALUES (?, ?)', file.id, carried);
}

/** Cases of this server into which acts of this one were carried. Spec: LNC-11. */
export const carriedFrom = (party: Party, { id }: CaseFile): CaseFile[] =>
  party.db
    .all<{ id: string }>(
      `SELECT DISTINCT c.case_id AS id FROM case_carried c
       JOIN case_entry e ON substr(e.record, 1, 16) = substr(c.act, 1, 16) AND e.record = c.act
       WHERE e.case_id = ? AND c.case_id <> e.case_id ORDER BY c.case_id LIMIT ? + 0`,
      id,
      mostShown,
    )
    .flatMap((row) => caseFile(party, row.id) ?? []);
