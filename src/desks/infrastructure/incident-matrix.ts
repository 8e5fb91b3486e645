import { type CaseState, instanceKey } from '#protocol/case/case-state.ts';

/** Whether a party is bound by the embargo in force, or what it said of the one proposed: only `agreed` binds. */
export type Consent = 'none' | 'asked' | 'not-reached' | 'agreed' | 'silent' | 'unbound';

/** What one party of an incident has said, and whether it is heard of at all. Nothing is said for it. */
export interface IncidentRow {
  readonly party: string;
  readonly roles: readonly string[];
  readonly handling?: string;
  /** By the item's id; absent: the party is not asked about it. */
  readonly status: Readonly<Record<string, string>>;
  readonly consent: Consent;
  /** While a longer embargo is asked: whether it has agreed to that. */
  readonly longer?: 'agreed' | 'asked';
  /** When it acted last, Unix seconds; absent: never. */
  readonly acted?: number;
  /** Whether it is shown to hold any of the log. */
  readonly isSeen: boolean;
  /** How many deadlines of its own have passed without a word. */
  readonly lapsed: number;
}

const bound = ['coordinator', 'vendor', 'cert'];

/** Parties that agreed to the embargo, each by an act, and those that were asked and did not answer. */
function signatories({ steps }: CaseState) {
  let signed = new Set<string>();
  let silent: readonly string[] = [];
  let wanting = new Set<string>();
  for (const step of steps) {
    if (step.kind === 'void' || step.machine !== 'embargo') continue;
    if (step.kind === 'lapse') {
      silent = step.unbound ?? silent;
      continue;
    }
    const { act, by } = step;
    if (act === 'propose-embargo' || act === 'shorten-proposal') [signed, silent] = [new Set([by]), []];
    else if (act === 'agree-embargo' || act === 'sign-embargo') signed.add(by);
    else if (act === 'revise-embargo') wanting = new Set([by]);
    else if (act === 'agree-revision') wanting.add(by);
    if (act === 'agree-revision' && step.to === 'embargoed') signed = new Set(wanting);
  }
  return { signed, silent };
}

function consentOf(state: CaseState, party: string, { signed, silent }: ReturnType<typeof signatories>): Consent {
  const embargo = state.machines['embargo'];
  const isAsked = state.members[party]?.some((role) => bound.includes(role)) === true;
  if (embargo === undefined || !isAsked || ['free', 'ended'].includes(embargo.state)) return 'none';
  if (signed.has(party)) return 'agreed';
  if (embargo.state !== 'embargo-proposed') return silent.includes(party) ? 'silent' : 'unbound';
  return (state.reached[party] ?? 0) > embargo.index ? 'asked' : 'not-reached';
}

function longerOf({ machines }: CaseState, party: string, consent: Consent): Pick<IncidentRow, 'longer'> {
  const embargo = machines['embargo'];
  if (embargo?.state !== 'revision-proposed' || consent === 'none') return {};
  const { done } = embargo;
  const has = ['revise-embargo', 'agree-revision'].some((act) => done[act]?.includes(party));
  return { longer: has ? 'agreed' : 'asked' };
}

/** Products and vulnerabilities, in the order in which they were named. */
export const itemsOf = ({ machines }: CaseState): string[] => [
  ...new Set(Object.values(machines).flatMap(({ machine, item }) => (machine === 'status' && item ? [item] : []))),
];

/** Party by party what each said of itself. */
export function incidentMatrix(state: CaseState): IncidentRow[] {
  const items = itemsOf(state);
  const agreed = signatories(state);
  return Object.entries(state.members).map(([party, roles]): IncidentRow => {
    const handling = state.machines[instanceKey('handling', party)]?.state;
    const consent = consentOf(state, party, agreed);
    const acted = state.steps.findLast((step) => step.kind === 'act' && step.by === party)?.time;
    const status = items.flatMap((item): [string, string][] => {
      const said = state.machines[instanceKey('status', party, item)];
      return said === undefined ? [] : [[item, String(said.values['status']?.value ?? 'not-said')]];
    });
    return {
      party,
      roles,
      ...(handling === undefined ? {} : { handling }),
      status: Object.fromEntries(status),
      consent,
      ...longerOf(state, party, consent),
      ...(acted === undefined ? {} : { acted }),
      isSeen: (state.reached[party] ?? 0) > 0,
      lapsed: state.steps.filter((step) => step.kind === 'lapse' && step.party === party).length,
    };
  });
}
