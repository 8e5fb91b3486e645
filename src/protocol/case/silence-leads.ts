import type { CaseState, Instance } from './case-state.ts';
import { ownersOf, silentOwners } from './may-act.ts';
import type { Machine, Wait } from './procedure.ts';

/** Where silence leads. */
interface SilentWay {
  /** Undefined: the state stays. */
  readonly to: string | undefined;
  /** Silent parties that are not bound by what then stands among the others. */
  readonly unbound: readonly string[];
}

/** Where silence leads as things stand, and whom what then stands does not bind. Spec: PRO-3, PRO-24. */
export function silenceLeads(
  machine: Pick<Machine, 'acts'>,
  wait: Wait,
  instance: Instance,
  state: Pick<CaseState, 'members'>,
): SilentWay {
  if (wait.otherwise === undefined) return { to: wait.to, unbound: [] };
  const unbound = silentOwners(machine, wait, instance, state);
  const agreed = ownersOf(wait, instance, state).length - unbound.length;
  // What binds one party alone is no agreement.
  return agreed > 1 ? { to: wait.to, unbound } : { to: wait.otherwise, unbound: [] };
}
