import type { Machine, Procedure } from '#protocol/case/procedure.ts';
import { bdi, type Html, html } from '../html.ts';
import { link } from '../link.ts';
import { page } from '../page.ts';
import { caseTimeline, type StepView } from '../parts/case-timeline.ts';
import {
  type CaseRef,
  caseName,
  caseTitle,
  type OwedView,
  ownersNames,
  plainCaseName,
  roleNames,
  silenceWords,
  untilWhen,
} from '../parts/case-words.ts';
import { buttonClass, postForm } from '../parts/form.ts';
import { type PartyRef, partyLink, partyNames } from '../parts/party.ts';
import { procedureDiagram } from '../parts/procedure-diagram.ts';
import { numberWords, procedureTable } from '../parts/procedure-table.ts';
import { marginList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import { type LabelView, label } from '../parts/tlp.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** An act that we may do now. */
export interface PossibleView {
  readonly act: string;
  readonly machine: string;
  readonly about?: PartyRef;
  /** Whether it answers something that is owed. */
  readonly isOwed: boolean;
}

/** A member, its roles, and how much of the log it has as far as this server knows. */
export interface CaseMemberView {
  readonly party: PartyRef;
  readonly roles: readonly string[];
  readonly keeps: 'self' | 'joined' | 'none';
  readonly size: number;
}

/** GET /cases/:id. */
export interface CaseView extends CaseRef {
  readonly self: string;
  readonly rules: Procedure;
  readonly stage: 'invited' | 'joined' | 'left';
  readonly opener: PartyRef;
  readonly ourRoles: readonly string[];
  readonly label: LabelView;
  /** States by machine, as far as the machine is one for the whole case or ours; empty while the case has not begun. */
  readonly states: Readonly<Record<string, string>>;
  readonly isEnd: boolean;
  /** The main machine's first, then by deadline. */
  readonly owed: readonly OwedView[];
  readonly possible: readonly PossibleView[];
  readonly mayAct: boolean;
  readonly steps: readonly StepView[];
  readonly members: readonly CaseMemberView[];
  readonly log: { readonly size: number; readonly settled: number };
  readonly depositary: PartyRef;
  readonly council: readonly PartyRef[];
}

const mainOf = ({ machines }: Procedure): Machine | undefined => machines.find(({ isMain }) => isMain);

function invitation(reader: Reader, view: CaseView): Html {
  const { t } = words(reader);
  const { opener, ourRoles, procedure, mayAct } = view;
  const said = t('cases.invited', { party: partyLink(opener), roles: roleNames(reader, procedure, ourRoles) });
  return html`<div class="turn"><p>${said}</p>${
    mayAct
      ? postForm(reader, { action: `/cases/${view.id}/join`, content: '', submit: 'cases.join' })
      : html`<p>${t('cases.may-role')}</p>`
  }</div>`;
}

/** Whose turn, until when, and what silence means: the first thing that a reader sees. */
function turn(reader: Reader, view: CaseView): Html {
  const { t } = words(reader);
  const { procedure, rules, states, owed, self } = view;
  if (view.stage === 'invited') return invitation(reader, view);
  const state = states[mainOf(rules)?.key ?? ''];
  if (state === undefined) return html`<div class="turn"><p><strong>${t('cases.not-begun')}</strong></p></div>`;
  const name = caseName(reader, procedure, `state.${state}`);
  if (view.isEnd) return html`<div class="turn"><p><strong>${t('cases.ended', { state: name })}</strong></p></div>`;
  const next = owed.find(({ isMain }) => isMain);
  if (next === undefined)
    return html`<div class="turn"><p><strong>${name}</strong></p><p>${t('cases.nothing-owed')}</p></div>`;
  const who = t('cases.turn-of', {
    parties: ownersNames(reader, next, self),
    wait: caseName(reader, procedure, `wait.${next.wait}`),
  });
  const hasPassed = next.due !== undefined && next.due < reader.now;
  return html`<div class="turn"><p>${t('cases.where')}: <strong>${name}</strong></p><p><strong>${who}</strong></p><p>${t('cases.until')}: ${untilWhen(reader, next)}</p><p>${t('cases.silence')}: ${silenceWords(reader, procedure, next)}</p>${hasPassed && html`<p class="soft">${t('cases.passed')}</p>`}</div>`;
}

function actLink(reader: Reader, view: CaseView, { act, about, isOwed }: PossibleView): Html {
  const name = caseName(reader, view.procedure, `act.${act}`);
  const href = link(`/cases/${view.id}/acts/${act}`, { about: about?.id });
  return html`<a class="${buttonClass(isOwed ? undefined : 'quiet')}" href="${href}">${name}${about !== undefined && about.id !== view.self && html` <small>(${bdi(about.name)})</small>`}</a>\n`;
}

/** What we may do now, by the part of the procedure; what answers something owed stands out. */
function mayDo(reader: Reader, view: CaseView): Html | false {
  const { t } = words(reader);
  const { possible, rules, procedure } = view;
  if (view.stage !== 'joined' || Object.keys(view.states).length === 0) return false;
  if (possible.length === 0) return html`<h2>${t('cases.may')}</h2><p>${t('cases.may-none')}</p>`;
  if (!view.mayAct) return html`<h2>${t('cases.may')}</h2><p>${t('cases.may-role')}</p>`;
  const parts = rules.machines.flatMap(({ key, isMain }) => {
    const acts = possible.filter(({ machine }) => machine === key);
    if (acts.length === 0) return [];
    const heading = !isMain && html`<h3>${caseName(reader, procedure, `machine.${key}`)}</h3>`;
    return [html`${heading}<p>${acts.map((one) => actLink(reader, view, one))}</p>`];
  });
  return html`<h2>${t('cases.may')}</h2>${parts}`;
}

function partiesTable(reader: Reader, { members, procedure, log }: CaseView): Html {
  const { t, plain } = words(reader);
  return table<CaseMemberView>({
    caption: plain('cases.parties'),
    rows: members,
    columns: [
      { head: plain('party.one'), as: 'name', cell: ({ party }) => partyLink(party) },
      { head: plain('cases.role'), cell: ({ roles }) => roleNames(reader, procedure, roles) },
      {
        head: plain('cases.keeps'),
        cell: ({ keeps, size }) =>
          keeps === 'none' ? t('cases.keeps.none') : t(`cases.keeps.${keeps}`, { count: size, all: log.size }),
      },
    ],
  });
}

function deadlinesTable(reader: Reader, view: CaseView): Html | false {
  const { t, plain } = words(reader);
  const { owed, procedure, rules, self } = view;
  if (owed.length === 0) return false;
  const waitOf = ({ machine, state, wait }: OwedView) =>
    rules.machines
      .find(({ key }) => key === machine)
      ?.states.find(({ key }) => key === state)
      ?.waits.find(({ key }) => key === wait);
  const rows = table<OwedView>({
    caption: plain('cases.deadlines'),
    rows: owed,
    columns: [
      {
        head: plain('cases.owed'),
        as: 'name',
        cell: ({ wait, party }) =>
          html`${caseName(reader, procedure, `wait.${wait}`)}${party !== undefined && html` <small>(${bdi(party.name)})</small>`}`,
      },
      { head: plain('cases.turn'), cell: (row) => ownersNames(reader, row, self) },
      { head: plain('cases.until'), cell: (row) => untilWhen(reader, row) },
      {
        head: plain('cases.number'),
        cell: (row) => {
          const wait = waitOf(row);
          return wait !== undefined && numberWords(reader, rules, wait);
        },
      },
      { head: plain('cases.silence'), cell: (row) => silenceWords(reader, procedure, row) },
    ],
  });
  return html`<h2>${t('cases.deadlines')}</h2>${rows}<p class="hint">${t('cases.unverified-note')}</p>`;
}

/** The whole procedure: each part as a picture, and beside it as a table. */
function procedurePart(reader: Reader, { rules, procedure, states }: CaseView): Html {
  const { t } = words(reader);
  const parts = rules.machines.map((machine) => {
    const here = states[machine.key];
    const rows = html`<details><summary>${t('cases.table')}</summary>${procedureTable(reader, rules, machine, here)}</details>`;
    const both = html`${procedureDiagram(reader, procedure, machine, here)}${rows}`;
    const name = caseName(reader, procedure, `machine.${machine.key}`);
    return html`<details${machine.isMain && html` open`}><summary>${name}</summary>${both}</details>`;
  });
  return html`<h2>${t('cases.procedure')}</h2><p>${caseName(reader, procedure, 'about')}</p>${parts}`;
}

function margin(reader: Reader, view: CaseView): Html {
  const { t } = words(reader);
  const { procedure, rules, log, ourRoles } = view;
  const version = t('cases.version', { version: rules.version });
  return marginList([
    [t('cases.procedure'), html`${caseName(reader, procedure, 'name')}<br><small>${version}</small>`],
    [t('cases.our-role'), ourRoles.length > 0 ? roleNames(reader, procedure, ourRoles) : undefined],
    [t('cases.label'), label(reader, view.label)],
    [t('cases.depositary'), partyLink(view.depositary)],
    [t('cases.council'), partyNames(reader, view.council)],
    [
      t('cases.log'),
      view.stage === 'invited'
        ? undefined
        : html`${t('cases.log-size', log)}<br><a href="/cases/${view.id}/log">${t('cases.log-get')}</a>`,
    ],
  ]);
}

/** A case: where it is, whose turn, until when, what silence means; then everything else. */
export function casePage(view: CaseView, reader: Reader): Html {
  const { t } = words(reader);
  return page(reader, {
    title: caseTitle(reader, view),
    tab: view.title ?? plainCaseName(reader, view.procedure, 'name'),
    trail: html`<a href="/cases">${t('nav.cases')}</a> / ${caseName(reader, view.procedure, 'name')}`,
    main: html`${view.stage === 'left' && html`<p class="wait">${t('cases.left')}</p>`}${turn(reader, view)}
${mayDo(reader, view)}
${view.stage !== 'invited' && html`<h2>${t('cases.happened')}</h2>${caseTimeline(reader, view.procedure, view.steps)}`}
${deadlinesTable(reader, view)}
<h2>${t('cases.parties')}</h2>${partiesTable(reader, view)}
${procedurePart(reader, view)}`,
    margin: margin(reader, view),
  });
}
