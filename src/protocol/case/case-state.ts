import { canonicalText, type Json } from '../bytes/canonical-json.ts';
import { sha256Hex } from '../bytes/sha256.ts';
import { utf8 } from '../bytes/text.ts';
import type { FieldValue } from './act.ts';
import type { Silence } from './procedure.ts';

/** A value that an act gave. */
export interface Given {
  readonly value: FieldValue;
  readonly by: string;
  readonly index: number;
  /** The visit of the state in which it was given. */
  readonly visit: number;
  /** When it was given: case time, Unix seconds. */
  readonly time: number;
}

/** One running machine: the case's own, or a party's. */
export interface Instance {
  readonly machine: string;
  /** Absent for a machine of the whole case. */
  readonly party?: string;
  /** The record id of the act that made its item. Spec: PRO-20. */
  readonly item?: string;
  state: string;
  /** When the state was entered: case time, Unix seconds. */
  since: number;
  /** The entry that led to the state; 0 where the case began with it. */
  index: number;
  /** Counts the states entered, from 1. */
  visit: number;
  /** Who did which act in this visit, in order. */
  done: Record<string, string[]>;
  values: Record<string, Given>;
  /** Waits of this visit whose silence has taken effect. */
  lapsed: string[];
}

/** Why an act is void: it stays in the log and changes nothing. Spec: CAS-13. */
export const voidCodes = [
  'void-author',
  'void-number',
  'void-seen',
  'void-act',
  'void-about',
  'void-role',
  'void-state',
  'void-early',
  'void-requires',
  'void-field',
  'void-words',
  'void-repeated',
  'void-full',
  'void-epoch',
  'void-readers',
  'void-room',
] as const;
export type VoidCode = (typeof voidCodes)[number];

/** One thing that happened, in order. */
export type Step =
  | {
      readonly kind: 'act';
      readonly index: number;
      readonly act: string;
      readonly by: string;
      readonly machine: string;
      readonly party?: string;
      readonly item?: string;
      readonly from: string;
      readonly to: string;
      readonly time: number;
      /** Seconds after the deadline that it answers; absent: in time. */
      readonly late?: number;
    }
  | {
      readonly kind: 'void';
      readonly index: number;
      readonly by: string;
      readonly code: VoidCode;
      readonly time: number;
    }
  | {
      readonly kind: 'lapse';
      readonly machine: string;
      readonly party?: string;
      readonly item?: string;
      readonly wait: string;
      readonly silence: Silence;
      /** Silent parties that are not shown to have received what they are silent about: they have consented to nothing. Spec: PRO-21. */
      readonly unreached?: readonly string[];
      /** Silent parties that what now stands among the others does not bind. Spec: PRO-24. */
      readonly unbound?: readonly string[];
      readonly from: string;
      readonly to: string;
      readonly time: number;
      /** How often, and when last: of silence that began its state anew with nothing in between. Spec: PRO-6. */
      readonly times?: number;
      readonly last?: number;
    };

/** One key of a room, for those who read it. Spec: ROM-3, ROM-8. */
export interface Epoch {
  /** Place in the log of the entry that began it. */
  readonly index: number;
  readonly by: string;
  readonly time: number;
  readonly recipient: string;
  /** Sorted; those to whom the key was passed on later included. */
  readonly readers: readonly string[];
  readonly passed: readonly {
    readonly index: number;
    readonly by: string;
    readonly time: number;
    readonly to: readonly string[];
  }[];
}

/** All that replay derives. Two servers with the same entries have the same state. Spec: CAS-14. */
export interface CaseState {
  /** Case time, Unix seconds: that of the newest certificate that was replayed. */
  time: number;
  /** Roles by party. */
  members: Record<string, string[]>;
  /** Machines by name, or by name and party, as in `status/…`. */
  machines: Record<string, Instance>;
  /** The number of each author's last act. */
  numbers: Record<string, number>;
  /** How much of the log each party is shown to hold: by what it cosigned, and by what its acts had seen. Spec: PRO-21. */
  reached: Record<string, number>;
  steps: Step[];
  /** Epochs by the name of the room, oldest first. */
  rooms: Map<string, readonly Epoch[]>;
}

/** The key of a machine in the state; each machine has a party, an item, both or neither. */
export const instanceKey = (machine: string, party?: string, item?: string): string =>
  [machine, item, party].filter((part) => part !== undefined).join('/');

/** Members by name become a sorted list: party ids and names of acts are no keys of canonical JSON. */
const listed = <T>(members: Readonly<Record<string, T>>, write: (member: T) => Json): Json[] =>
  Object.keys(members)
    .toSorted()
    .map((key) => [key, write(members[key] as T)]);

const instanceJson = ({ machine, party, item, state, since, index, visit, values, lapsed }: Instance): Json => ({
  machine,
  ...(party === undefined ? {} : { party }),
  ...(item === undefined ? {} : { item }),
  state,
  since,
  index,
  visit,
  values: listed(values, (given) => ({ ...given })),
  lapsed,
});

/** A running machine, and apart from it each party that did something in this visit: there may be hundreds. */
const machineLines = (machine: Instance): Json[] => [
  ['machine', instanceJson(machine)],
  ...Object.keys(machine.done)
    .toSorted()
    .flatMap((act) => (machine.done[act] ?? []).map((party): Json => ['done', act, party])),
];

/** The epochs of a room, and apart from each those to whom its key was passed on. */
const roomLines = ([room, epochs]: [string, readonly Epoch[]]): Json[] =>
  epochs.flatMap(({ index, by, time, recipient, readers, passed }, at): Json[] => [
    ['epoch', room, at + 1, index, by, time, recipient, [...readers]],
    ...passed.map((one): Json => ['passed', room, at + 1, { ...one, to: [...one.to] }]),
  ]);

interface Chain {
  readonly count: number;
  readonly hash: string;
}

// Steps that are fixed are only ever added to, so the hash of many is taken once and goes on from there.
const chains = new WeakMap<readonly Step[], Chain>();

/** How many steps are fixed: silence at the end that begins its state anew may be counted on (PRO-6). */
const fixedSteps = (steps: readonly Step[]): number =>
  steps.findLastIndex((step) => step.kind !== 'lapse' || step.from !== step.to) + 1;

/** The hash of the steps that are fixed: each is hashed with the hash of those before it. */
function chainOf(steps: readonly Step[], fixed: number): string {
  let { count, hash } = chains.get(steps) ?? { count: 0, hash: '' };
  for (; count < fixed; count++) hash = sha256Hex(utf8(`${hash}\n${canonicalText({ ...steps[count] } as Json)}`));
  chains.set(steps, { count, hash });
  return hash;
}

/**
 * The hash by which two servers compare what they derived: over lines, each of bounded length, so
 * that no case is too large for it. Spec: CAS-14.
 */
export function stateHash({ time, members, machines, numbers, reached, steps, rooms }: CaseState): string {
  const fixed = fixedSteps(steps);
  const lines: Json[] = [
    ['time', time],
    ...listed(members, (roles) => roles).map((member): Json => ['member', member]),
    ...Object.keys(machines)
      .toSorted()
      .flatMap((key) => machineLines(machines[key] as Instance)),
    ...listed(numbers, (number) => number).map((number): Json => ['number', number]),
    ...[...rooms].toSorted(([one], [other]) => (one < other ? -1 : 1)).flatMap(roomLines),
    ...listed(reached, (size) => size).map((size): Json => ['reached', size]),
    ['steps', fixed, chainOf(steps, fixed)],
    ...steps.slice(fixed).map((step): Json => ({ ...step })),
  ];
  return sha256Hex(utf8(lines.map((line) => `${canonicalText(line)}\n`).join('')));
}
