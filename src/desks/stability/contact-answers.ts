import type { CaseState } from '#protocol/case/case-state.ts';

/** How one contact did in the tests of one case. Times in Unix seconds, spans in seconds. Spec: CNT-6. */
export interface ContactAnswers {
  readonly party: string;
  /** State of its card in the case: fresh, tested, missed, flagged or stale. */
  readonly state: string;
  readonly tests: number;
  /** How long each answer took, in order. */
  readonly spans: readonly number[];
  readonly missed: number;
  /** When it answered last; absent: never. */
  readonly answered?: number;
}

/** What the tests of a case have shown of each contact, measured by the log alone. Spec: CNT-6. */
export function contactAnswers({ machines, steps }: CaseState): ContactAnswers[] {
  const tests = steps.flatMap((step) => (step.kind === 'act' && step.act === 'test' ? [step.time] : []));
  return Object.values(machines).flatMap(({ machine, party, state }): ContactAnswers[] => {
    if (machine !== 'card' || party === undefined) return [];
    const answers = steps.flatMap((step) =>
      step.kind === 'act' && step.act === 'answer-test' && step.party === party ? [step.time] : [],
    );
    const missed = steps.filter(
      (step) => step.kind === 'lapse' && step.party === party && step.wait === 'answer-test-by',
    ).length;
    const spans = answers.flatMap((at) => {
      const asked = tests.findLast((time) => time <= at);
      return asked === undefined ? [] : [at - asked];
    });
    const answered = answers.at(-1);
    return [{ party, state, tests: tests.length, spans, missed, ...(answered === undefined ? {} : { answered }) }];
  });
}

/** The lower median of spans; undefined without any. */
export const medianSpan = (spans: readonly number[]): number | undefined =>
  spans.toSorted((a, b) => a - b)[Math.floor((spans.length - 1) / 2)];
