import type { ActRule, Effect, Machine, Procedure, StateRule, Wait } from '#protocol/case/procedure.ts';
import { bdi, type Html, html } from '../html.ts';
import type { MessageKey } from '../messages/catalogue.ts';
import { span } from '../moment.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { caseName } from './case-words.ts';
import { type PartyRef, partyNames } from './party.ts';
import { doers } from './procedure-table.ts';

/** Who else must do an act before it leads on, as far as its rule asks for several. Spec: PRO-5. */
export interface StillNeeded {
  /** All that are entitled and have not done it, we left out; for a number, how many more after us. */
  readonly others: readonly PartyRef[] | number;
}

/** An act before it is done, seen by the party that may do it. */
export interface PlannedAct {
  readonly rules: Procedure;
  readonly rule: ActRule;
  /** The state that the act would leave. */
  readonly state: string;
  readonly about?: PartyRef;
  readonly needs?: StillNeeded;
  /** Whoever takes part, with roles. */
  readonly members: readonly { readonly party: PartyRef; readonly roles: readonly string[] }[];
}

const machineOf = ({ machines }: Procedure, { key }: ActRule): Machine | undefined =>
  machines.find(({ acts }) => acts.some((one) => one.key === key));

/** What an act changes beside the state of its own machine. */
function effectLine(reader: Reader, procedure: string, effect: Effect): Html {
  const { t } = words(reader);
  const role = (key: string): Html => caseName(reader, procedure, `role.${key}`);
  if (effect.kind === 'take-role') return t('cases.takes', { role: role(effect.role) });
  if (effect.kind === 'end-role') return t('cases.ends-role', { role: role(effect.role) });
  if (effect.kind === 'set') {
    const [field, from] = [effect.field, effect.from].map((key) => caseName(reader, procedure, `field.${key}`));
    return t('cases.sets', { field: field ?? '', from: from ?? '' });
  }
  if (effect.kind === 'admit') return t('cases.admits', { role: role(effect.role) });
  return t('cases.moves', {
    machine: caseName(reader, procedure, `machine.${effect.machine}`),
    state: caseName(reader, procedure, `state.${effect.to}`),
  });
}

const owners = ({ members, about }: PlannedAct, { owner }: Wait): PartyRef[] =>
  owner === 'self'
    ? about === undefined
      ? []
      : [about]
    : members
        .filter(({ roles }) => owner.some((one) => one === 'any' || roles.includes(one)))
        .map(({ party }) => party);

const mostNamed = 3;

/** Who owes it, by name while they are few, else by role. */
function whoOwes(reader: Reader, planned: PlannedAct, wait: Wait): { readonly names: Html; readonly count: number } {
  const all = owners(planned, wait);
  const { id } = planned.rules;
  if (all.length > 0 && all.length <= mostNamed) return { names: partyNames(reader, all), count: all.length };
  const roles = wait.owner === 'self' ? [] : wait.owner;
  return { names: doers(reader, id, roles), count: 2 };
}

/** What is owed once the act has led on: by whom, for how long, and what silence will mean. */
function thenOwed(reader: Reader, planned: PlannedAct, wait: Wait): Html {
  const { t, gap } = words(reader);
  const { rules } = planned;
  const { names, count } = whoOwes(reader, planned, wait);
  const said = { parties: names, wait: caseName(reader, rules.id, `wait.${wait.key}`) };
  const owed =
    typeof wait.within === 'number'
      ? t(count === 1 ? 'cases.then' : 'cases.then-several', { ...said, time: bdi(span(reader, wait.within * 3600)) })
      : t('cases.then-agreed', said);
  return html`${owed}${gap}${t(`cases.silence.${wait.silence}`)}`;
}

/** Whether what an act agrees to may stand without those who are missing. Spec: PRO-24. */
function standsWithout({ rules, rule, state }: PlannedAct): boolean {
  const waits = machineOf(rules, rule)?.states.find(({ key }) => key === state)?.waits ?? [];
  return waits.some(({ key, silence }) => key === rule.answers && silence === 'not-bound');
}

function needsLine(reader: Reader, planned: PlannedAct): Html | undefined {
  const { t, gap } = words(reader);
  if (planned.needs === undefined) return undefined;
  const { others } = planned.needs;
  const count = typeof others === 'number' ? others : others.length;
  if (count === 0) return t('cases.needs-last');
  const missing =
    typeof others === 'number' || count > mostNamed
      ? t('cases.needs-more', { count })
      : t('cases.needs-others', { parties: partyNames(reader, others) });
  return standsWithout(planned) ? html`${missing}${gap}${t('cases.silence.not-bound')}` : missing;
}

/** A state that is entered again begins its deadlines anew; an act that leads nowhere leaves them as they are. */
function whereTo({ rules, rule, state }: PlannedAct, to: StateRule | undefined): MessageKey {
  if (to === undefined) return 'cases.stays-at';
  if (to.key === state) return 'cases.anew';
  return to.isEnd && machineOf(rules, rule)?.isMain === true ? 'cases.ends-at' : 'cases.to';
}

/** All that an act leads to, sentence by sentence; derived from the procedure alone. Spec: CPG-2. */
export function consequences(reader: Reader, planned: PlannedAct): Html[] {
  const { t } = words(reader);
  const { rules, rule, state, members } = planned;
  const to = machineOf(rules, rule)?.states.find(({ key }) => key === rule.to);
  const name = caseName(reader, rules.id, `state.${rule.to ?? state}`);
  const where = t(whereTo(planned, to), { state: name });
  const owed = (to?.waits ?? []).map((wait) => thenOwed(reader, planned, wait));
  const effects = rule.effects
    .filter((effect) => effect.kind !== 'end-role' || members.some(({ roles }) => roles.includes(effect.role)))
    .map((effect) => effectLine(reader, rules.id, effect));
  return [where, needsLine(reader, planned), ...effects, ...owed].filter((line) => line !== undefined);
}
