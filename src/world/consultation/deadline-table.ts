import type { CaseState, Step } from '#protocol/case/case-state.ts';
import type { ActRule, Procedure } from '#protocol/case/procedure.ts';

/** One kind of deadline of a procedure, and when it was met and missed first, Unix seconds of case time. */
export interface DeadlineLine {
  readonly machine: string;
  readonly state: string;
  readonly wait: string;
  readonly met?: number;
  readonly missed?: number;
}

type Done = Extract<Step, { kind: 'act' }>;

/**
 * Whether an act in time leads the state away before its end, or answers the wait. Where several must answer, the answer
 * of one meets nothing: the last of them leads on.
 */
const meets = (step: Done, { state, wait }: DeadlineLine, rule: ActRule | undefined): boolean =>
  step.from === state && (step.to !== step.from || (rule?.answers === wait && rule.needs === undefined));

/** Every kind of deadline in a procedure, with what some cases show of it. */
export function deadlineTable(procedure: Procedure, cases: readonly CaseState[]): DeadlineLine[] {
  const rules = new Map(procedure.machines.flatMap(({ acts }) => acts).map((rule) => [rule.key, rule]));
  const steps = cases.flatMap((one) => one.steps);
  const lines = procedure.machines.flatMap(({ key: machine, states }) =>
    states.flatMap(({ key: state, waits }) => waits.map(({ key: wait }): DeadlineLine => ({ machine, state, wait }))),
  );
  return lines.map((line) => {
    const met = steps.find(
      (step) => step.kind === 'act' && step.machine === line.machine && meets(step, line, rules.get(step.act)),
    );
    const missed = steps.find(
      (step) => step.kind === 'lapse' && step.machine === line.machine && step.wait === line.wait,
    );
    return {
      ...line,
      ...(met === undefined ? {} : { met: met.time }),
      ...(missed === undefined ? {} : { missed: missed.time }),
    };
  });
}

/** Deadlines that were never met, or never missed. */
export const uncovered = (lines: readonly DeadlineLine[]): DeadlineLine[] =>
  lines.filter(({ met, missed }) => met === undefined || missed === undefined);
