import { readAct } from '#protocol/case/act.ts';
import type { Finality } from '#protocol/case/case-log.ts';
import type { Step } from '#protocol/case/case-state.ts';
import type { Procedure } from '#protocol/case/procedure.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { parseRecordHead, type RecordHead } from '#protocol/record/record.ts';
import type { ActView, CaseStanding, StepView, ValueView } from '#web/parts/case-timeline.ts';
import type { UnderWay } from '#web/parts/case-way.ts';
import type { Paging } from '#web/parts/pager.ts';
import { draftRows, drafts, storedDraft } from '../case/act-drafts.ts';
import { bodyOf, erasedAt } from '../case/case-body.ts';
import { membersOf } from '../case/case-channel.ts';
import type { CaseFile } from '../case/case-file.ts';
import { isEntry, itemTitle } from '../case/case-items.ts';
import { caseLog } from '../case/case-store.ts';
import { waitingActs, waitingNotes } from '../case/waiting-acts.ts';
import { withheldBodies } from '../case/withheld-bodies.ts';
import { readersOf } from './case-room-view.ts';
import { type Looking, pagingOf } from './visit.ts';

const ruleOf = ({ machines }: Procedure, act: string) =>
  machines.flatMap(({ acts }) => acts).find(({ key }) => key === act);

/** The values of an act that its procedure knows, in the procedure's order. */
function valuesOf({ names }: Looking, procedure: Procedure, head: RecordHead): ValueView[] {
  const { act, fields } = readAct(head.data);
  return (ruleOf(procedure, act)?.fields ?? []).flatMap(({ key, type }): ValueView[] => {
    const value = fields[key];
    if (value === undefined) return [];
    return [{ key, type, value: type === 'party' && typeof value === 'string' ? names.of(value) : value }];
  });
}

/** The item that something is about, if the case has it. */
const itemOf = ({ party }: Looking, file: CaseFile, item: string | undefined): Pick<ActView, 'item'> =>
  item === undefined || !isEntry(party, file.id, item)
    ? {}
    : { item: { id: item, title: itemTitle(party, file.id, item) } };

/** What the signed act itself says. */
function actOf(visit: Looking, file: CaseFile, head: RecordHead): Omit<ActView, 'standing' | 'time'> {
  const { act, about, item, room } = readAct(head.data);
  const withholds = ruleOf(file.procedure.procedure, act)?.withheld !== undefined;
  const isWithheld = withholds && withheldBodies(visit.party, file).has(head.body ?? '');
  const readers = room === undefined ? undefined : readersOf(visit, file, room);
  const body = head.body === undefined ? undefined : bodyOf(visit.party, file.id, head.body);
  const isGone = head.body !== undefined && body === undefined;
  const erased = isGone ? erasedAt(visit.party, file.id, head.body) : undefined;
  return {
    kind: 'act',
    act,
    by: visit.names.of(head.author),
    ...(about === undefined ? {} : { about: visit.names.of(about) }),
    ...itemOf(visit, file, item),
    values: valuesOf(visit, file.procedure.procedure, head),
    ...(head.body === undefined ? {} : { words: body?.words ?? false }),
    ...(erased === undefined ? {} : { erased }),
    ...(readers === undefined ? {} : { readers }),
    ...(body?.parts === undefined ? {} : { parts: body.parts }),
    ...(body === undefined ? {} : { files: body.files.map(({ name, bytes }) => ({ name, size: bytes.length })) }),
    ...(isWithheld ? { isWithheld: true } : {}),
  };
}

/** How firmly an entry stands. Spec: CAS-7. */
export const standingOf = (index: number, { accepted, settled }: Finality): CaseStanding =>
  index < settled ? 'settled' : index < accepted ? 'accepted' : 'pending';

/** Where an act stands in the log, and who provably has it besides its author. Spec: CPG-3. */
function inLog({ party, names }: Looking, file: CaseFile, index: number): Pick<ActView, 'index' | 'seenBy'> {
  const log = caseLog(party, file);
  const author = log.recordAt(index)?.head.author;
  const others = membersOf(party, file).filter((id) => id !== author);
  const parties = others.filter((id) => log.proven.of(id) > index).map((id) => names.of(id));
  return { index, seenBy: { parties, all: others.length } };
}

function happened(visit: Looking, file: CaseFile, step: Step): StepView[] {
  const log = caseLog(visit.party, file);
  const { time } = step;
  if (step.kind === 'lapse') {
    const { wait, silence, from, to, party: about, item, unreached, unbound, times, last } = step;
    const whom = {
      ...(about === undefined ? {} : { about: visit.names.of(about) }),
      ...itemOf(visit, file, item),
      ...(unreached === undefined ? {} : { unreached: unreached.map((id) => visit.names.of(id)) }),
      ...(unbound === undefined ? {} : { unbound: unbound.map((id) => visit.names.of(id)) }),
      ...(times === undefined || last === undefined ? {} : { again: { times, last } }),
    };
    // Silence is derived from the time of an accepted certificate, and is no entry that could settle.
    return [{ kind: 'lapse', time, standing: 'accepted', wait, silence, ...whom, ...(to === from ? {} : { to }) }];
  }
  const record = log.recordAt(step.index);
  if (record?.head.kind !== 'act') return [];
  const said = {
    ...actOf(visit, file, record.head),
    time,
    standing: standingOf(step.index, log.finality),
    ...inLog(visit, file, step.index),
  };
  if (step.kind === 'void') return [{ ...said, code: step.code }];
  const { from, to, late } = step;
  return [{ ...said, ...(to === from ? {} : { to }), ...(late === undefined ? {} : { late }) }];
}

/** The act at one place of the log, as it happened or as it waits; undefined where none is. */
export function stepAt(visit: Looking, file: CaseFile, index: number): ActView | undefined {
  const log = caseLog(visit.party, file);
  const head = log.recordAt(index)?.head;
  if (head?.kind !== 'act') return undefined;
  const step = log.state()?.steps.find((one) => one.kind !== 'lapse' && one.index === index);
  const [view] = step === undefined ? [] : happened(visit, file, step);
  if (view?.kind === 'act') return view;
  return { ...actOf(visit, file, head), standing: standingOf(index, log.finality), ...inLog(visit, file, index) };
}

/** Acts that replay has not reached, the newest first: drafted here, told by members, or in the log. */
function onTheWay(visit: Looking, file: CaseFile): (() => ActView)[] {
  const { party, names } = visit;
  const log = caseLog(party, file);
  const from = log.replayed;
  const logged = [...log.records(from)].flatMap(({ head }, index): (() => ActView)[] =>
    head.kind === 'act'
      ? [
          () => ({
            ...actOf(visit, file, head),
            standing: standingOf(from + index, log.finality),
            ...inLog(visit, file, from + index),
          }),
        ]
      : [],
  );
  const told = waitingActs(party, file.id).flatMap(({ bytes }) => {
    const head = parseRecordHead(parseNote(bytes).text);
    return head.kind === 'act' ? [(): ActView => ({ ...actOf(visit, file, head), standing: 'pending' })] : [];
  });
  const drafted = drafts(party, file.id).map(({ n, act, fault }) => (): ActView => {
    const failed = fault === undefined ? {} : { fault };
    return { kind: 'act', act, by: names.of(party.id), values: [], standing: 'draft', draft: n, ...failed };
  });
  return [...logged, ...told, ...drafted].toReversed();
}

/** Acts of ours that replay has not reached, those in the log first; no words of theirs are looked up. Spec: CAS-7. */
export function underWay({ party }: Pick<Looking, 'party'>, file: CaseFile): UnderWay[] {
  const log = caseLog(party, file);
  const ours = (head: RecordHead, standing: UnderWay['standing']): UnderWay[] => {
    if (head.kind !== 'act' || head.author !== party.id) return [];
    const { act, about, item } = readAct(head.data);
    return [{ act, ...(about === undefined ? {} : { about }), ...(item === undefined ? {} : { item }), standing }];
  };
  const from = log.replayed;
  const logged = [...log.records(from)].flatMap(({ head }, index) =>
    ours(head, standingOf(from + index, log.finality) === 'pending' ? 'logged' : 'accepted'),
  );
  const signed = waitingNotes(party, file.id).flatMap(({ text }) => ours(parseRecordHead(text), 'signed'));
  const drafted = draftRows(party, file.id).map((row): UnderWay => {
    const { act, about, item } = storedDraft(row);
    const whose = { ...(about === undefined ? {} : { about }), ...(item === undefined ? {} : { item }) };
    return { act, ...whose, standing: row.fault === null ? 'draft' : 'failed' };
  });
  return [...logged, ...signed, ...drafted];
}

/** A step without words that are withheld: they are in no copy. Spec: SAY-3. */
function released(step: StepView): StepView {
  if (step.kind !== 'act' || step.isWithheld !== true) return step;
  const { parts: _parts, ...rest } = step;
  return { ...rest, words: false };
}

/** All that happened, the oldest first, for what is read without a server. */
export const allSteps = (visit: Looking, file: CaseFile): StepView[] =>
  (caseLog(visit.party, file).state()?.steps ?? []).flatMap((step) => happened(visit, file, step)).map(released);

const onPage = 50;

/**
 * What happened in a case and what is on its way, the newest first: only what stands on the page that
 * the reader asks for is looked up. Spec: CAS-7, CAS-13.
 */
export function caseSteps(visit: Looking, file: CaseFile): { steps: StepView[]; paging: Paging } {
  const steps = caseLog(visit.party, file).state()?.steps ?? [];
  const fresh = onTheWay(visit, file);
  const { paging, slice } = pagingOf(visit.query, fresh.length + steps.length, onPage);
  const { offset, limit } = slice;
  const shown = fresh.slice(offset, offset + limit).map((view) => view());
  const end = steps.length - Math.max(0, offset - fresh.length);
  const past = steps.slice(Math.max(0, end - limit + shown.length), end).toReversed();
  return { steps: [...shown, ...past.flatMap((step) => happened(visit, file, step))], paging };
}
