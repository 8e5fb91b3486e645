import type { Reach } from '#web/pages/agreement-page.ts';
import type { DryRunClass } from '#web/pages/dry-run-page.ts';
import type { CoveredClass, DryRun, DryRunFor } from '../party/dry-run.ts';
import { labelView, originView, type ReasonTeller } from './decision-view.ts';
import type { Visit } from './visit.ts';

/** The consequence in numbers: how much would leave to whom, and what stays. */
export const reachOf = ({ names }: Visit, run: DryRun): Reach => ({
  parties: run.recipients
    .map(({ recipient, classes }) => ({
      party: names.of(recipient),
      count: classes.reduce((sum, { would }) => sum + would, 0),
    }))
    .filter(({ count }) => count > 0),
  stays: run.stays,
});

const isLate = ({ code }: { readonly code: string }): boolean => code === 'clause-history';

/** A class that is partly older than the agreement has a line for each part. */
function lines(visit: Visit, teller: ReasonTeller, one: CoveredClass): DryRunClass[] {
  const { facts, would, stays } = one;
  const shown = { kind: facts.kind, label: labelView(visit, facts.label), origin: originView(visit, facts) };
  const all = one.reasons.map((reason) => teller.tell(reason, facts));
  const leaving: DryRunClass = {
    ...shown,
    count: would,
    verdict: 'allowed',
    reasons: all.filter((reason) => !isLate(reason)),
  };
  // What refuses stands first for the part that stays: an allowing clause did not reach it.
  const refusing = all.toSorted((a, b) => Number(isLate(b)) - Number(isLate(a)));
  const staying: DryRunClass = { ...shown, count: stays, verdict: 'refused', reasons: refusing };
  return [...(would > 0 ? [leaving] : []), ...(stays > 0 ? [staying] : [])];
}

/** The classes for one recipient: those that would leave first, larger ones before smaller. */
export const dryRunClasses = (visit: Visit, teller: ReasonTeller, run: DryRunFor): DryRunClass[] =>
  run.classes
    .flatMap((one) => lines(visit, teller, one))
    .sort((a, b) => Number(b.verdict === 'allowed') - Number(a.verdict === 'allowed') || b.count - a.count);
