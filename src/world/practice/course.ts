import { type CaseState, type Instance, instanceKey } from '#protocol/case/case-state.ts';
import { type ActRule, type Machine, type Procedure, silentTargets } from '#protocol/case/procedure.ts';
import { type Possible, possibleFor } from '#protocol/case/view.ts';
import { type Sight, timesDone } from './character.ts';
import type { Waypoint } from './exercise.ts';

/** One step of a way through a machine: an act, or silence. */
export type WayStep =
  | { readonly kind: 'act'; readonly rule: ActRule; readonly machine: string; readonly to: string }
  | { readonly kind: 'silence'; readonly wait: string; readonly machine: string; readonly to: string };

/** What leads on towards the next waypoint: what the trainee does, or that it waits; and the whole way. */
export interface Advice {
  readonly goal?: Waypoint;
  /** Absent: it is for others to act, or for time to pass. */
  readonly act?: Possible;
  readonly way: readonly WayStep[];
}

/** What one can do oneself is the shorter way; silence takes time and decides for nobody. */
const cost = { ours: 4, theirs: 5, silence: 6 } as const;

/** How often an act is advised that led nowhere before. */
const tries = 3;

/** Whether the trainee's roles let it do an act, wherever the case then is. */
export function isOurs({ state, self }: Sight, { by }: ActRule): boolean {
  const roles = state.members[self] ?? [];
  return by.some((one) => one === 'any' || one === 'self' || roles.includes(one));
}

const costOf = (sight: Sight, step: WayStep): number =>
  step.kind === 'silence' ? cost.silence : isOurs(sight, step.rule) ? cost.ours : cost.theirs;

function holders({ state }: Sight, rule: ActRule): number {
  const roles = rule.needs?.from ?? rule.by;
  return Object.values(state.members).filter((held) => roles.some((role) => role === 'any' || held.includes(role)))
    .length;
}

/** Whether enough members have the roles that an act takes; whoever is named in a field may come to have them. */
function isWithinReach(sight: Sight, rule: ActRule): boolean {
  if (rule.by.some((by) => by === 'self' || by.startsWith('named:'))) return true;
  const { needs } = rule;
  return holders(sight, rule) >= (needs === undefined || needs.count === 'all' ? 1 : needs.count);
}

function stepsFrom(sight: Sight, machine: Machine, from: string): WayStep[] {
  const acts = machine.acts.flatMap((rule): WayStep[] =>
    rule.to === undefined || rule.to === from || !rule.from.includes(from) || !isWithinReach(sight, rule)
      ? []
      : [{ kind: 'act', rule, machine: machine.key, to: rule.to }],
  );
  const waits = machine.states.find(({ key }) => key === from)?.waits ?? [];
  const silences = waits.flatMap((wait) =>
    silentTargets(wait)
      .filter((to) => to !== from)
      .map((to): WayStep => ({ kind: 'silence', wait: wait.key, machine: machine.key, to })),
  );
  return [...acts, ...silences];
}

interface Reached {
  readonly state: string;
  readonly cost: number;
  readonly way: readonly WayStep[];
}

/** The cheapest way through a machine; undefined when there is none. */
function wayTo(sight: Sight, machine: Machine, from: string, to: string): readonly WayStep[] | undefined {
  const open: Reached[] = [{ state: from, cost: 0, way: [] }];
  const closed = new Set<string>();
  for (;;) {
    open.sort((a, b) => a.cost - b.cost);
    const here = open.shift();
    if (here === undefined || here.state === to) return here?.way;
    if (closed.has(here.state)) continue;
    closed.add(here.state);
    for (const step of stepsFrom(sight, machine, here.state))
      open.push({ state: step.to, cost: here.cost + costOf(sight, step), way: [...here.way, step] });
  }
}

const instanceOf = ({ state, self }: Sight, machine: string): Instance | undefined =>
  state.machines[machine] ?? state.machines[instanceKey(machine, self)] ?? ofItem(state, machine, self);

/** The newest item's own, where a machine runs for each item. */
const ofItem = ({ machines }: CaseState, machine: string, self: string): Instance | undefined =>
  Object.values(machines).findLast((one) => one.machine === machine && [undefined, self].includes(one.party));

/** Whether a step brings a waypoint about. In what is kept for each party our own counts, or anybody's if we have none. */
function brings({ state, self }: Sight, step: CaseState['steps'][number], waypoint: Waypoint): boolean {
  if (step.kind === 'void') return false;
  if ('act' in waypoint) return step.kind === 'act' && step.act === waypoint.act && step.by === self;
  const isOurs =
    step.party === undefined ||
    step.party === self ||
    !Object.values(state.machines).some(({ machine, party }) => machine === step.machine && party === self);
  return step.machine === waypoint.machine && step.to === waypoint.state && isOurs;
}

const stands = (sight: Sight, waypoint: Waypoint): boolean =>
  !('act' in waypoint) && instanceOf(sight, waypoint.machine)?.state === waypoint.state;

/** The waypoints that are still to come, in order. */
function remaining(sight: Sight, course: readonly Waypoint[]): readonly Waypoint[] {
  let at = 0;
  for (const step of sight.state.steps) {
    const next = course[at];
    if (next !== undefined && brings(sight, step, next)) at++;
  }
  return course.slice(at).filter((waypoint) => !stands(sight, waypoint));
}

const machineOf = ({ machines }: Procedure, key: string): Machine | undefined =>
  machines.find((machine) => machine.key === key);

function towards(sight: Sight, waypoint: Waypoint, possible: readonly Possible[]): Advice | undefined {
  const doing = (name: string): Possible | undefined => possible.find(({ rule }) => rule.key === name);
  if ('act' in waypoint) {
    const act = doing(waypoint.act);
    return act === undefined ? undefined : { goal: waypoint, act, way: [] };
  }
  const machine = machineOf(sight.procedure, waypoint.machine);
  const instance = instanceOf(sight, waypoint.machine);
  if (machine === undefined) return undefined;
  // Others' own machines cannot be moved: they are waited for.
  if (instance === undefined) return waypoint.isTheirs === undefined ? undefined : { goal: waypoint, way: [] };
  const way = wayTo(sight, machine, instance.state, waypoint.state);
  if (way === undefined) return undefined;
  const [first] = way;
  const act = first?.kind === 'act' && waypoint.isTheirs === undefined ? doing(first.rule.key) : undefined;
  // Others who will not agree are not asked for ever.
  if (act !== undefined && timesDone(sight, act.rule.key) >= tries) return undefined;
  return { goal: waypoint, ...(act === undefined ? {} : { act }), way };
}

/** What leads on: derived from the procedure and the course alone. Spec: PRA-5. */
export function adviceFor(sight: Sight, course: readonly Waypoint[]): Advice {
  const possible = possibleFor(sight.procedure, sight.state, sight.self);
  for (const waypoint of remaining(sight, course)) {
    const advice = towards(sight, waypoint, possible);
    if (advice !== undefined) return advice;
  }
  return { way: [] };
}
