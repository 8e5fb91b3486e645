import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import type { FieldValue } from '#protocol/case/act.ts';
import { type CaseState, type Instance, instanceKey, type Step } from '#protocol/case/case-state.ts';
import type { Machine, Procedure } from '#protocol/case/procedure.ts';
import type { Possible } from '#protocol/case/view.ts';
import type { AnsweredView } from '#web/parts/case-answered.ts';
import type { ActView, ValueView } from '#web/parts/case-timeline.ts';
import type { CaseFile } from '../case/case-file.ts';
import { stepAt } from './case-steps.ts';
import type { Looking } from './visit.ts';

const instanceOf = ({ machines }: CaseState, { machine, about, item }: Possible): Instance | undefined =>
  machines[instanceKey(machine, about, item)];

/** Names where the machine of an act stands and with which values, so that a page shows whether it has moved since. Spec: CPG-9. */
export function standingName(state: CaseState, possible: Possible): string {
  const instance = instanceOf(state, possible);
  const values = Object.entries(instance?.values ?? {}).map(([key, { value }]): [string, FieldValue] => [key, value]);
  const sorted = values.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return sha256Hex(utf8(JSON.stringify([instance?.visit ?? 0, instance?.index ?? 0, sorted])));
}

/** Whether it was this step that led to where a machine stands: silence keeps the entry of the state before. */
function hasLed({ machines }: Procedure, step: Step, instance: Instance): boolean {
  if (step.kind !== 'act') return false;
  const { machine, party, item, state } = instance;
  if (step.machine === machine && step.party === party && step.item === item) return step.to === state;
  const rule = machines.flatMap(({ acts }) => acts).find(({ key }) => key === step.act);
  const moved = rule?.effects.some((one) => one.kind === 'goto' && one.machine === machine && one.to === state);
  const own = machines.find(({ key }) => key === machine);
  return moved === true || (own?.item === step.act && own.initial === state);
}

function ledBy(visit: Looking, file: CaseFile, state: CaseState, instance: Instance): ActView | undefined {
  const step = state.steps.find((one) => one.kind === 'act' && one.index === instance.index);
  const isLed = step !== undefined && hasLed(file.procedure.procedure, step, instance);
  return isLed ? stepAt(visit, file, instance.index) : undefined;
}

/** Values of a machine, with their types. */
function valuesOf({ names }: Looking, { acts }: Machine, { values }: Instance, keys: readonly string[]): ValueView[] {
  return keys.flatMap((key): ValueView[] => {
    const value = values[key]?.value;
    const type = acts.flatMap(({ fields }) => fields).find((one) => one.key === key)?.type;
    if (value === undefined || type === undefined) return [];
    return [{ key, type, value: type === 'party' && typeof value === 'string' ? names.of(value) : value }];
  });
}

/** What an act that takes several parties answers; undefined for one that a party does for itself. Spec: CPG-9. */
export function answeredBy(
  visit: Looking,
  file: CaseFile,
  state: CaseState,
  possible: Possible,
): AnsweredView | undefined {
  const { rule } = possible;
  const instance = instanceOf(state, possible);
  const machine = file.procedure.procedure.machines.find(({ key }) => key === possible.machine);
  if (rule.needs === undefined || instance === undefined || machine === undefined) return undefined;
  const act = ledBy(visit, file, state, instance);
  const sets = rule.effects.flatMap((effect): AnsweredView['sets'] => {
    if (effect.kind !== 'set') return [];
    const [before] = valuesOf(visit, machine, instance, [effect.field]);
    const [after] = valuesOf(visit, machine, instance, [effect.from]);
    return after === undefined ? [] : [{ field: effect.field, after, ...(before === undefined ? {} : { before }) }];
  });
  const waits = machine.states.find(({ key }) => key === (rule.to ?? instance.state))?.waits ?? [];
  const times = waits.flatMap(({ within }) => (typeof within === 'string' ? [within] : []));
  const kept = valuesOf(visit, machine, instance, times).filter(
    ({ key, value }) =>
      !act?.values.some((one) => one.key === key && one.value === value) &&
      !rule.effects.some((effect) => effect.kind === 'set' && effect.field === key),
  );
  return { ...(act === undefined ? {} : { act }), kept, sets };
}
