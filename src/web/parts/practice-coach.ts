import type { ActRule } from '#protocol/case/procedure.ts';
import { bdi, type Html, html } from '../html.ts';
import { link } from '../link.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { type StepView, valueLine } from './case-timeline.ts';
import { aboutWords, caseName, type ItemRef, type OwedView, silenceWords, untilWhen } from './case-words.ts';
import { postForm } from './form.ts';
import { type PartyRef, partyNames } from './party.ts';
import { exerciseText } from './practice-names.ts';
import { practiceSays } from './practice-says.ts';
import { saidParts } from './said-parts.ts';

/** An act that the trainee may do, and what it would lead to. */
export interface OptionView {
  readonly rule: ActRule;
  readonly about?: PartyRef;
  readonly item?: ItemRef;
}

/** One step on the way: an act, by the trainee or others, or silence. */
export type WayView =
  | { readonly step: 'act'; readonly act: string; readonly isOurs: boolean }
  | { readonly step: 'silence'; readonly wait: string };

/** What the coach of a practice says of the case as it stands. */
export interface CoachView {
  readonly case: string;
  readonly exercise: string;
  readonly procedure: string;
  readonly self: string;
  readonly next: 'join' | 'act' | 'wait' | 'end';
  /** The act that leads on, when `next` is one. */
  readonly act?: OptionView;
  /** What happened since the trainee did something; empty at the beginning. */
  readonly happened: readonly StepView[];
  readonly owed?: OwedView;
  /** The name of the goal as in `state.talking`, and the way there. */
  readonly goal?: string;
  readonly way: readonly WayView[];
}

function whatHappened(reader: Reader, procedure: string, step: StepView): Html {
  const { t } = words(reader);
  if (step.kind !== 'act') {
    const wait = caseName(reader, procedure, `wait.${step.wait}`);
    const whose = step.about === undefined ? '' : html` (${bdi(step.about.name)})`;
    return html`<li>${t('cases.lapsed', { wait: html`${wait}${whose}` })} <small>${silenceWords(reader, procedure, step)}</small></li>`;
  }
  const { to, by, act, values } = step;
  const given = values.length > 0 && html`<ul>${values.map((one) => valueLine(reader, procedure, one))}</ul>`;
  const leads = to !== undefined && t('cases.leads', { state: caseName(reader, procedure, `state.${to}`) });
  const said =
    typeof step.words === 'string' && step.words !== '' && html`<p class="said"><bdi>${step.words}</bdi></p>`;
  const parts = saidParts(reader, procedure, step.parts ?? []);
  return html`<li>${t('practice.did', { party: by.name, act: caseName(reader, procedure, `act.${act}`) })} <small>${leads}</small>${given}${said}${parts}</li>`;
}

function situation(reader: Reader, { exercise, happened }: CoachView): Html {
  const { t } = words(reader);
  const told = html`<p>${exerciseText(reader, exercise, 'situation')}</p>`;
  const heading = t('practice.situation');
  return happened.length === 0
    ? html`<h3>${heading}</h3>${told}`
    : html`<details><summary>${heading}</summary>${told}</details>`;
}

function actButton(reader: Reader, { case: id, procedure, self }: CoachView, { rule, about, item }: OptionView): Html {
  const href = link(`/cases/${id}/acts/${rule.key}`, { about: about?.id, item: item?.id });
  const whom = aboutWords(about, item, self);
  return html`<p><a class="button" href="${href}">${caseName(reader, procedure, `act.${rule.key}`)}${whom}</a></p>`;
}

/** "From us" has its own messages: some languages write the two words as one, or bend the second. */
function nextDeadline(reader: Reader, { procedure, self }: CoachView, owed: OwedView): Html {
  const { t, gap } = words(reader);
  const wait = caseName(reader, procedure, `wait.${owed.wait}`);
  const time = untilWhen(reader, owed);
  const others = owed.owners.filter(({ id }) => id !== self);
  const parties = partyNames(reader, others);
  const line = !owed.isOurs
    ? t('practice.next-deadline', { wait, parties, time })
    : others.length === 0
      ? t('practice.next-deadline-ours', { wait, time })
      : t('practice.next-deadline-both', { wait, parties, time });
  return html`${line}${gap}${silenceWords(reader, procedure, owed)}`;
}

/** Buttons that let time pass. The one that leads on stands out. */
function passing(reader: Reader, view: CoachView): Html {
  const { t } = words(reader);
  const { owed, next } = view;
  const quiet = next === 'wait' ? '' : ' quiet';
  const deadline = owed !== undefined && html`<p class="hint">${nextDeadline(reader, view, owed)}</p>`;
  return postForm(reader, {
    action: '/practice/pass',
    content: html`${deadline}<p><button class="button${quiet}" name="until" value="event">${t('practice.pass-event')}</button>${
      owed !== undefined &&
      html`<button class="button quiet" name="until" value="deadline">${t('practice.pass-deadline')}</button>`
    }</p>`,
  });
}

function nextStep(reader: Reader, view: CoachView): Html {
  const { t } = words(reader);
  const { next, act } = view;
  if (next === 'end')
    return html`<p>${t('practice.over')}</p><p><a class="button" href="/practice/debrief">${t('practice.debrief')}</a></p>`;
  if (next === 'join')
    return html`<p>${t('practice.join')}</p>${postForm(reader, { action: `/cases/${view.case}/join`, content: '', submit: 'cases.join' })}`;
  if (act !== undefined)
    return html`<p>${t('practice.your-turn')}</p>${actButton(reader, view, act)}${passing(reader, view)}`;
  return html`<p>${t('practice.their-turn')}</p>${passing(reader, view)}`;
}

function wayLine(reader: Reader, { procedure }: CoachView, step: WayView): Html {
  const { t } = words(reader);
  if (step.step === 'silence')
    return html`<li>${t('practice.way-silence', { wait: caseName(reader, procedure, `wait.${step.wait}`) })}</li>`;
  const act = caseName(reader, procedure, `act.${step.act}`);
  return html`<li>${t(step.isOurs ? 'practice.way-ours' : 'practice.way-theirs', { act })}</li>`;
}

function hint(reader: Reader, view: CoachView): Html | false {
  const { goal, way, procedure } = view;
  if (goal === undefined || way.length === 0) return false;
  const { t } = words(reader);
  return html`<details><summary>${t('practice.hint')}</summary><p>${t('practice.way', { state: caseName(reader, procedure, goal) })}</p><ol>${way.map((step) => wayLine(reader, view, step))}</ol></details>`;
}

/** What helps to fill in a form: the situation again, and what one might write. */
export interface BriefView {
  readonly exercise: string;
  readonly example?: string;
}

/** The coach beside the form of an act. Spec: PRA-5. */
export function practiceBrief(reader: Reader, { exercise, example }: BriefView): Html {
  const { t, plain } = words(reader);
  const might =
    example !== undefined &&
    html`<details><summary>${t('practice.example')}</summary><p class="said">${practiceSays(reader.language, example)}</p></details>`;
  return html`<section class="turn" aria-label="${plain('practice.coach')}"><details><summary>${t('practice.situation')}</summary><p>${exerciseText(reader, exercise, 'situation')}</p></details>${might}</section>`;
}

/** The coach: the situation, what just happened, the next step, and on request a hint. Spec: PRA-5. */
export function practiceCoach(reader: Reader, view: CoachView): Html {
  const { t, plain } = words(reader);
  const { happened, procedure } = view;
  const news =
    happened.length > 0 &&
    html`<h3>${t('practice.happened')}</h3><ul>${happened.map((step) => whatHappened(reader, procedure, step))}</ul>`;
  return html`<section class="turn" aria-label="${plain('practice.coach')}"><h2>${t('practice.coach')}</h2>
${situation(reader, view)}
${news}
<h3>${t('practice.next')}</h3>${nextStep(reader, view)}
${hint(reader, view)}</section>`;
}
