import { procedures } from '#desks/procedures.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { readAct } from '#protocol/case/act.ts';
import { closedActProof, formatActProof, type ProvedBody } from '#protocol/case/act-proof.ts';
import { instanceKey } from '#protocol/case/case-state.ts';
import type { ActRule, Procedure, ReleaseRule } from '#protocol/case/procedure.ts';
import { type Label, type Tlp, tlpLevels } from '#protocol/record/label.ts';
import type { RecordHead, SignedRecord } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import { type CaseFile, knownHistories } from './case-file.ts';
import { keptCertificate } from './case-heads.ts';
import { caseLog, entriesFrom } from './case-store.ts';
import { fileKeyOf } from './file-key.ts';
import { secretsOf } from './open-bodies.ts';

/** An act that may be carried into another case, and the label under which its words go on. */
export interface ReleasedAct {
  readonly index: number;
  readonly record: SignedRecord;
  readonly label: Label;
}

const rulesIn = ({ machines }: Procedure): readonly ActRule[] => machines.flatMap(({ acts }) => acts);

/** The label that an act gives to its words beyond the case, by the rule that releases it. Spec: LNC-9. */
function labelBeyond({ label: key }: ReleaseRule, { data, label }: RecordHead): Label {
  const given = key === undefined ? undefined : readAct(data).fields[key];
  const tlp = tlpLevels.find((level) => level === given);
  return key === undefined || tlp === undefined ? label : { ...label, tlp };
}

/** How an act of a case that this server may not have is released; undefined when no known procedure marks it. Spec: LNC-8. */
export function releaseOf(head: RecordHead): { readonly label: Label } | undefined {
  const { act } = readAct(head.data);
  const rules = procedures.flatMap(({ procedure }) => rulesIn(procedure));
  const releases = rules.find((rule) => rule.key === act && rule.releases !== undefined)?.releases;
  return releases === undefined ? undefined : { label: labelBeyond(releases, head) };
}

/** Levels that never go on. Spec: LNC-9. */
export const isCarriable = ({ tlp }: Label): boolean => (tlp satisfies Tlp) !== 'red';

function checkRelease(
  file: CaseFile,
  { record, index }: ReleasedAct,
  rule: ReleaseRule,
  log: ReturnType<typeof caseLog>,
) {
  const machine = file.procedure.procedure.machines.find(({ key }) => key === rule.machine);
  const item = machine?.item === undefined ? undefined : record.id;
  const instance = log.state()?.machines[instanceKey(rule.machine, undefined, item)];
  if (instance === undefined || !rule.states.includes(instance.state))
    throw new Fault('case-carry-unreleased', 'The case has not released this act.');
  const { settled } = log.finality;
  if (index >= settled || instance.index >= settled)
    throw new Fault('case-carry-unsettled', 'What releases the act is not settled yet.');
}

/** The act at a place of a case that we have, if it may be carried. Faults: `case-carry-…`. Spec: LNC-8, LNC-9. */
export function releasedAct(party: Party, file: CaseFile, index: number): ReleasedAct {
  const log = caseLog(party, file);
  const record = log.recordAt(index);
  const isDone = log.state()?.steps.some((step) => step.kind === 'act' && step.index === index) === true;
  if (record === undefined || !isDone) throw new Fault('case-carry-void', 'This act has no effect in its case.');
  const { act } = readAct(record.head.data);
  const rule = rulesIn(file.procedure.procedure).find(({ key }) => key === act)?.releases;
  if (rule === undefined) throw new Fault('case-carry-unmarked', 'The procedure lets no such act leave its case.');
  const released = { index, record, label: labelBeyond(rule, record.head) };
  if (!isCarriable(released.label))
    throw new Fault('case-carry-label', 'Its label does not let the act leave its case.');
  checkRelease(file, released, rule, log);
  return released;
}

/** All acts of a case that may be carried, oldest first. */
export function releasedActs(party: Party, file: CaseFile): ReleasedAct[] {
  const releasing = new Set(rulesIn(file.procedure.procedure).flatMap((rule) => (rule.releases ? [rule.key] : [])));
  const steps = caseLog(party, file).state()?.steps ?? [];
  return steps.flatMap((step) => {
    if (step.kind !== 'act' || !releasing.has(step.act)) return [];
    try {
      return [releasedAct(party, file, step.index)];
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return [];
    }
  });
}

/** The words of an act with the key that opens them and nothing else. Fault: `case-carry-words`. Spec: LNC-6. */
async function openedBody(party: Party, id: string, { head }: SignedRecord): Promise<ProvedBody> {
  const { room } = readAct(head.data);
  const held = party.db.get<{ salt: Uint8Array; body: Uint8Array }>(
    'SELECT salt, body FROM case_body WHERE case_id = ? AND hash = ? AND body IS NOT NULL',
    id,
    head.body ?? '',
  );
  const secrets = room === undefined ? [] : secretsOf(party, id, room).map(({ secret }) => secret);
  const key = held && (await fileKeyOf(secrets, held.body));
  if (held === undefined || key === undefined)
    throw new Fault('case-carry-words', 'The words of the act are not here, or not for us to read.');
  return { salt: held.salt, bytes: held.body, key };
}

/**
 * The closed proof of a released act with its words, as a file. `named`: who may be named beside the
 * author and ourselves. Faults: `case-carry-…`, `act-proof-…`. Spec: LNC-2, LNC-8.
 */
export async function releasedProof(
  party: Party,
  file: CaseFile,
  index: number,
  named: readonly string[],
): Promise<string> {
  const { record } = releasedAct(party, file, index);
  const certificate = keptCertificate(party, file.id);
  if (certificate === undefined) throw new Fault('case-uncertified', 'Nothing of the case is accepted yet.');
  const source = {
    entries: entriesFrom(party, file.id, 0, certificate.size),
    certificate: certificate.note,
    histories: knownHistories(party),
  };
  const body = record.head.body === undefined ? {} : { body: await openedBody(party, file.id, record) };
  return formatActProof({ ...closedActProof(source, index, [party.id, ...named]), ...body });
}
