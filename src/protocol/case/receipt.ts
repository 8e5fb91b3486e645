import type { CaseState, Instance } from './case-state.ts';
import { silentOwners } from './may-act.ts';
import type { Machine, Procedure, Wait } from './procedure.ts';

type Known = Pick<CaseState, 'members' | 'reached'>;

/**
 * Silent parties whose silence would be taken for consent to what they are not shown to have received:
 * while there is one, nobody has consented, and the state begins anew. Spec: PRO-21.
 */
export function unreachedIn(machine: Pick<Machine, 'acts'>, wait: Wait, instance: Instance, state: Known): string[] {
  if (wait.silence !== 'consent') return [];
  return silentOwners(machine, wait, instance, state).filter((party) => (state.reached[party] ?? 0) <= instance.index);
}

/** A party whose silence counts only once it is shown to hold the entry. */
interface AwaitedReceipt {
  readonly party: string;
  readonly index: number;
}

/** Receipts that running waits depend on and that nothing shows yet. Spec: PRO-21, CEX-11. */
export function receiptsAwaited({ machines }: Procedure, state: CaseState): AwaitedReceipt[] {
  return Object.values(state.machines).flatMap((instance) => {
    const machine = machines.find(({ key }) => key === instance.machine);
    const waits = machine?.states.find(({ key }) => key === instance.state)?.waits ?? [];
    const open = waits.filter(({ key }) => !instance.lapsed.includes(key));
    if (machine === undefined) return [];
    const parties = open.flatMap((wait) => unreachedIn(machine, wait, instance, state));
    return parties.map((party) => ({ party, index: instance.index }));
  });
}
