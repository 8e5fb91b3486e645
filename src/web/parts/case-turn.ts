import type { Machine, Procedure } from '#protocol/case/procedure.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { caseInvitation } from './case-invitation.ts';
import { nextOwed } from './case-next.ts';
import type { CaseView } from './case-view.ts';
import { failedOf, type OnItsWay, wayOf } from './case-way.ts';
import { aboutWords, caseName, type OwedView, silenceWords, untilWhen } from './case-words.ts';
import { partyNames } from './party.ts';
import { summaryList } from './summary.ts';

const mainOf = ({ machines }: Procedure): Machine | undefined => machines.find(({ isMain }) => isMain);

/** The states that the case went through, where it is, and where silence leads. */
function path(reader: Reader, { path: states, procedure }: CaseView, next: OwedView | undefined): Html | false {
  const { t, plain } = words(reader);
  if (states.length === 0) return false;
  const name = (state: string): Html => caseName(reader, procedure, `state.${state}`);
  const items = states.map((state, index) => {
    const isHere = index === states.length - 1;
    return html`<li${isHere && html` aria-current="step"`}>${name(state)}</li>`;
  });
  const silent =
    next?.to !== undefined &&
    next.to !== states.at(-1) &&
    html`<li>${t('line.named', { name: html`<small>${t('cases.path-silent')}</small>`, value: name(next.to) })}</li>`;
  return html`<ol class="path" aria-label="${plain('cases.path')}">${items}${silent}</ol>`;
}

/** Whose turn it is and for what, in one line. */
function turnWords(
  reader: Reader,
  { procedure, self }: CaseView,
  { owners, isOurs, wait, party, item }: OwedView,
): Html {
  const { t } = words(reader);
  const others = owners.filter(({ id }) => id !== self);
  const whom = aboutWords(party, item, self);
  const said = {
    wait: html`${caseName(reader, procedure, `wait.${wait}`)}${whom}`,
    parties: partyNames(reader, others),
  };
  if (!isOurs) return t('cases.turn-theirs', said);
  return t(others.length === 0 ? 'cases.turn-ours' : 'cases.turn-both', said);
}

/** The same where an act of ours that answers it is on its way: it is our turn no more, and nothing is done yet. */
function wayWords(reader: Reader, view: CaseView, { owners, wait, party, item }: OwedView, way: OnItsWay): Html {
  const { t } = words(reader);
  const others = owners.filter(({ id }) => id !== view.self);
  const act = html`${caseName(reader, view.procedure, `act.${way.act}`)}${aboutWords(party, item, view.self)}`;
  if (others.length === 0) return t('cases.way-ours', { act });
  return t('cases.way-both', {
    act,
    wait: caseName(reader, view.procedure, `wait.${wait}`),
    parties: partyNames(reader, others),
  });
}

/** What is ours to do beside the main thing. */
function alsoOurs(reader: Reader, view: CaseView, next: OwedView | undefined): Html | false {
  const { t } = words(reader);
  const more = view.owed.filter((one) => one.isOurs && one !== next);
  const items = more.map((one) => {
    const way = wayOf(view, one);
    const far =
      way !== undefined &&
      html`<br><small>${wayWords(reader, view, one, way)}<br>${t(`cases.way.${way.standing}`)}</small>`;
    const wait = html`${caseName(reader, view.procedure, `wait.${one.wait}`)}${aboutWords(undefined, one.item)}`;
    return html`<li>${t('line.named', { name: wait, value: untilWhen(reader, one) })}${far}</li>`;
  });
  return more.length > 0 && html`<p>${t('cases.also-ours')}:</p><ul>${items}</ul>`;
}

/** What the case as a whole waits for, where that is for others and something of ours is said first. */
const mainBeside = (reader: Reader, view: CaseView, main: OwedView | undefined, next: OwedView): Html | false =>
  main !== undefined &&
  main !== next &&
  !main.isOurs &&
  html`<p>${words(reader).t('line.named', { name: turnWords(reader, view, main), value: untilWhen(reader, main) })}</p>`;

/** The headline and the facts of what is next. */
function nextWords(reader: Reader, view: CaseView, next: OwedView): Html {
  const { t } = words(reader);
  const way = next.isOurs ? wayOf(view, next) : undefined;
  const failed = next.isOurs && way === undefined ? failedOf(view, next) : undefined;
  const hasPassed = next.due !== undefined && next.due < reader.now;
  const facts = summaryList([
    [t('cases.way'), way && t(`cases.way.${way.standing}`)],
    [t('cases.until'), untilWhen(reader, next)],
    [t(way === undefined ? 'cases.silence' : 'cases.way-else'), silenceWords(reader, view.procedure, next)],
  ]);
  const headline = way === undefined ? turnWords(reader, view, next) : wayWords(reader, view, next, way);
  const act = failed && caseName(reader, view.procedure, `act.${failed.act}`);
  return html`<p class="headline"><strong>${headline}</strong></p>${act && html`<p class="no">${t('cases.way-failed', { act })}</p>`}${facts}${hasPassed && html`<p class="hint">${t('cases.passed')}</p>`}`;
}

const box = (content: Html): Html => html`<div class="turn">${content}</div>`;

/** Whose turn, until when, and what silence means: the first thing that a reader sees. Spec: CPG-1, P1. */
export function caseTurn(reader: Reader, view: CaseView): Html {
  const { t } = words(reader);
  const { procedure, rules, states, owed } = view;
  if (view.stage === 'invited') return caseInvitation(reader, view);
  const state = states[mainOf(rules)?.key ?? ''];
  if (state === undefined) return box(html`<p><strong>${t('cases.not-begun')}</strong></p>`);
  if (view.isEnd) {
    const ended = t('cases.ended', { state: caseName(reader, procedure, `state.${state}`) });
    return html`${path(reader, view, undefined)}${box(html`<p class="headline"><strong>${ended}</strong></p>`)}`;
  }
  const next = nextOwed(owed);
  if (next === undefined)
    return html`${path(reader, view, undefined)}${box(html`<p class="headline"><strong>${t('cases.nothing-owed')}</strong></p>`)}`;
  const main = owed.find(({ isMain }) => isMain);
  return html`${path(reader, view, main)}${box(html`${nextWords(reader, view, next)}${mainBeside(reader, view, main, next)}${alsoOurs(reader, view, next)}`)}`;
}
