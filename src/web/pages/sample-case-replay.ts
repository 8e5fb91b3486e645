import { procedures } from '#desks/procedures.ts';
import type { Act } from '#protocol/case/act.ts';
import type { CaseState } from '#protocol/case/case-state.ts';
import type { Procedure } from '#protocol/case/procedure.ts';
import { CaseReplay } from '#protocol/case/replay.ts';
import { matrixView } from '../parts/case-matrix.ts';
import { caseOutlook, type Onlooker } from '../parts/case-outlook.ts';
import type { StepView, ValueView } from '../parts/case-timeline.ts';
import type { CaseView } from '../parts/case-view.ts';
import { findParty, type PartyRef } from '../parts/party.ts';
import { ago, aldoria, bereth, calder, meridian, openNets, sampleId, sampleNow } from './sample-facts.ts';

/** A procedure by its name. */
export function rulesOf(id: string): Procedure {
  const found = procedures.find(({ procedure }) => procedure.id === id);
  if (found === undefined) throw new Error(`There is no procedure ${id}.`);
  return found.procedure;
}

const everybody = [aldoria, bereth, calder, meridian, openNets];
const us: Onlooker = { self: aldoria.id, name: (id) => findParty(everybody, id), title: (item) => item.slice(0, 12) };

/** What a sample calls the record of its act at a place. */
export const sampleRecord = (index: number): string => sampleId(100 + index);

/** What an act of a made-up case has made is called by its words. */
const titleIn = ({ acts }: SampleCase, item: string): string =>
  acts.find((_, index) => sampleRecord(index) === item)?.words ?? item;

/** An act of a made-up case. */
export interface SampleAct {
  readonly by: PartyRef;
  readonly act: string;
  /** How many hours ago. */
  readonly ago: number;
  readonly fields?: Act['fields'];
  readonly about?: PartyRef;
  readonly item?: string;
  readonly words?: string;
}

/** A made-up case: who takes part, and what was done. */
export interface SampleCase {
  readonly procedure: string;
  readonly title?: string;
  readonly members: readonly (readonly [PartyRef, role: string])[];
  /** When it began, in hours ago. */
  readonly began: number;
  readonly acts: readonly SampleAct[];
}

/** Every act gets its place as a log would give it: the first record stands before, a tick after each. */
function replay(rules: Procedure, { members, began, acts }: SampleCase): CaseState {
  const terms = {
    procedure: { id: rules.id, version: rules.version, hash: sampleId(70) },
    members: members.map(([{ id }, role]) => ({ party: id, roles: [role] })),
    council: [],
    faults: 0,
    depositaries: [],
  };
  const running = new CaseReplay(terms, rules, ago(began));
  acts.forEach(({ by, act, ago: hours, fields = {}, about, item, words }, index) => {
    running.apply({
      index: index + 1,
      record: sampleRecord(index),
      author: by.id,
      act: {
        case: sampleId(71),
        n: index + 1,
        seen: { size: index + 1, root: '' },
        act,
        fields,
        ...(about === undefined ? {} : { about: about.id }),
        ...(item === undefined ? {} : { item }),
      },
      hasWords: words !== undefined,
      seenHolds: true,
      time: ago(hours),
    });
    // Every server is up, and all have cosigned it before long.
    running.reach(Object.keys(running.state.members), index + 2);
  });
  running.advance(sampleNow);
  return running.state;
}

function valuesOf(rules: Procedure, { act, fields = {} }: SampleAct): ValueView[] {
  const rule = rules.machines.flatMap(({ acts }) => acts).find(({ key }) => key === act);
  return (rule?.fields ?? []).flatMap(({ key, type }): ValueView[] => {
    const value = fields[key];
    if (value === undefined) return [];
    return [{ key, type, value: type === 'party' ? us.name(String(value)) : value }];
  });
}

/** Newest first. */
function stepsOf(rules: Procedure, made: SampleCase, { steps }: CaseState): StepView[] {
  const { acts, members } = made;
  return steps.toReversed().flatMap((step): StepView[] => {
    if (step.kind === 'lapse') {
      const { time, wait, silence, to, from, party, unbound } = step;
      const whom = {
        ...(party === undefined ? {} : { about: us.name(party) }),
        ...(unbound === undefined ? {} : { unbound: unbound.map((id) => us.name(id)) }),
      };
      return [{ kind: 'lapse', time, standing: 'accepted', wait, silence, ...whom, ...(to === from ? {} : { to }) }];
    }
    const said = acts[step.index - 1];
    if (said === undefined) return [];
    const { by, act, about, item, words } = said;
    return [
      {
        kind: 'act',
        act,
        by,
        time: step.time,
        standing: step.time > ago(2) ? 'accepted' : 'settled',
        index: step.index,
        ...(words === undefined ? {} : { files: [{ name: 'traces.csv', size: 12_000 }] }),
        seenBy: {
          parties: members
            .map(([party]) => party)
            .filter(({ id }) => id !== by.id)
            .slice(1),
          all: members.length - 1,
        },
        values: valuesOf(rules, said),
        ...(about === undefined ? {} : { about }),
        ...(item === undefined ? {} : { item: { id: item, title: titleIn(made, item) } }),
        ...(words === undefined ? {} : { words }),
        ...(step.kind === 'void' ? { code: step.code } : step.to === step.from ? {} : { to: step.to }),
        ...(step.kind === 'act' && step.late !== undefined ? { late: step.late } : {}),
      },
    ];
  });
}

/** What the engine makes of a made-up case, as our people see it. */
export function sampleCase(made: SampleCase): CaseView {
  const rules = rulesOf(made.procedure);
  const state = replay(rules, made);
  const [opener] = made.members;
  const who = { ...us, title: (item: string) => titleIn(made, item) };
  const members = made.members.map(([party, role]) => ({
    party,
    roles: state.members[party.id] ?? [role],
    keeps: party.id === aldoria.id ? ('self' as const) : ('joined' as const),
    size: 2 * made.acts.length + 1,
    met: ago(1),
    proven: made.acts.length,
  }));
  return {
    id: sampleId(71),
    ...(made.title === undefined ? {} : { title: made.title }),
    procedure: rules.id,
    others: members.map(({ party }) => party).filter(({ id }) => id !== aldoria.id),
    self: aldoria.id,
    rules,
    stage: 'joined',
    opener: opener?.[0] ?? bereth,
    ourRoles: state.members[aldoria.id] ?? [],
    label: { tlp: 'amber' },
    ...caseOutlook(rules, state, who),
    ...matrixView(rules.id, state, who),
    mayAct: true,
    steps: stepsOf(rules, made, state),
    members,
    log: { size: 2 * made.acts.length + 1, settled: made.acts.length },
    depositary: meridian,
    council: made.members.map(([party]) => party),
  };
}
