import type { VoidCode } from '#protocol/case/case-state.ts';
import type { FieldRule, Silence } from '#protocol/case/procedure.ts';
import { bdi, type Html, html } from '../html.ts';
import { moment, span } from '../moment.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { type BroughtFile, fileSize } from './act-fields.ts';
import { type ReadersView, readersLine } from './case-readers.ts';
import type { CaseView } from './case-view.ts';
import { aboutWords, caseName, type ItemRef, silenceWords } from './case-words.ts';
import { draftFault } from './draft-fault.ts';
import { postForm } from './form.ts';
import { shortHash } from './hash.ts';
import { type PartyRef, partyLink, partyNames } from './party.ts';
import { type SaidView, saidParts } from './said-parts.ts';

/** How firmly something stands: not signed yet, not cosigned by a quorum yet, cosigned, or beyond undoing. Spec: CAS-7. */
export const standings = ['draft', 'pending', 'accepted', 'settled'] as const;
export type CaseStanding = (typeof standings)[number];

/** A value that an act gave; a party has its name. */
export interface ValueView {
  readonly key: string;
  readonly type: FieldRule['type'];
  readonly value: string | number | PartyRef;
}

interface Happening {
  /** Unix seconds; absent while no certificate gives one. */
  readonly time?: number;
  /** What it is about, in what is kept for each item. */
  readonly item?: ItemRef;
  readonly standing: CaseStanding;
}

/** An act: done, void, or still on its way. */
export interface ActView extends Happening {
  readonly kind: 'act';
  readonly act: string;
  readonly by: PartyRef;
  /** Whom it is about, in what is kept for each party. */
  readonly about?: PartyRef;
  /** The state that it led to; absent when the state stayed. */
  readonly to?: string;
  /** Seconds after the deadline that it answers. */
  readonly late?: number;
  readonly code?: VoidCode;
  readonly values: readonly ValueView[];
  /** False: there are words, and they are not here. */
  readonly words?: string | false;
  /** When they were erased here, Unix seconds; absent: they have not come. */
  readonly erased?: number;
  /** Who can read its words; absent: they are in no room. */
  readonly readers?: ReadersView;
  /** What it says part by part. */
  readonly parts?: readonly SaidView[];
  /** Its words open at one moment, which has not come: others do not have them. Spec: SAY-2. */
  readonly isWithheld?: boolean;
  /** The number of a draft of ours, and why it could not be signed. */
  readonly draft?: number;
  readonly fault?: string;
  /** What is attached, in order. */
  readonly files?: readonly BroughtFile[];
  /** Its place in the log. */
  readonly index?: number;
  /** Those who provably have it besides its author, of all others. Spec: CPG-3. */
  readonly seenBy?: { readonly parties: readonly PartyRef[]; readonly all: number };
}

/** A deadline that passed without an act. */
export interface LapseView extends Happening {
  readonly kind: 'lapse';
  readonly wait: string;
  readonly about?: PartyRef;
  readonly silence: Silence;
  readonly to?: string;
  /** Who is not shown to have received it, so that silence is no consent. Spec: PRO-21. */
  readonly unreached?: readonly PartyRef[];
  /** Who did not answer, and is not bound by what stands among the others. Spec: PRO-24. */
  readonly unbound?: readonly PartyRef[];
  /** How often it passed with nothing done in between, and when last. Spec: PRO-6. */
  readonly again?: { readonly times: number; readonly last: number };
}

export type StepView = ActView | LapseView;

/** A value that an act gave, without its name. */
export function valueWords(reader: Reader, procedure: string, { type, value: given }: ValueView): Html {
  if (typeof given === 'object') return partyLink(given);
  if (type === 'time' && typeof given === 'number') return moment(reader, given);
  if (type === 'choice') return caseName(reader, procedure, `choice.${given}`);
  return type === 'hash' || type === 'act' ? shortHash(String(given)) : bdi(String(given));
}

/** A value that an act gave. */
export function valueLine(reader: Reader, procedure: string, value: ValueView): Html {
  const name = caseName(reader, procedure, `field.${value.key}`);
  return html`<li>${words(reader).t('line.named', { name, value: valueWords(reader, procedure, value) })}</li>`;
}

function said(
  reader: Reader,
  procedure: string,
  { words: text, erased, parts = [], isWithheld, readers }: ActView,
): Html | false {
  const { t } = words(reader);
  if (text === undefined) return false;
  const withheld = isWithheld === true && html`<p class="soft">${t('said.withheld')}</p>`;
  const who = readers !== undefined && readersLine(reader, readers);
  const isOthers = readers !== undefined && !readers.isOurs;
  if (text === false) {
    const gone =
      erased === undefined
        ? !isOthers && t('cases.words-gone')
        : t('cases.words-erased', { moment: moment(reader, erased) });
    return html`${withheld || (gone && html`<p class="soft">${gone}</p>`)}${who}`;
  }
  return html`${withheld}${text !== '' && html`<p class="said"><bdi>${text}</bdi></p>`}${saidParts(reader, procedure, parts)}${who}`;
}

const remedies: Partial<Record<VoidCode, 'moved' | 'other' | 'none'>> = {
  'void-state': 'moved',
  'void-role': 'other',
  'void-requires': 'other',
  'void-about': 'other',
  'void-author': 'other',
  'void-repeated': 'none',
};

/** Why an act is without effect and, if it is ours, what to do. Spec: CAS-13. */
function voidWords(reader: Reader, code: VoidCode, isOurs: boolean): Html {
  const { t, gap } = words(reader);
  const remedy = isOurs && html`${gap}${t(`cases.remedy.${remedies[code] ?? 'again'}`)}`;
  const name = html`<span class="no">${t('cases.void')}</span>`;
  const stop = gap === '' ? '。' : '.';
  return html`<p>${t('line.named', { name, value: t(`cases.reason.${code}`) })}${stop}${remedy}</p>`;
}

/** Why a draft could not be signed, and how to get rid of it. */
function draftWords(reader: Reader, view: Timeline, { fault, draft }: ActView): Html {
  const why = fault !== undefined && html`<p class="no">${draftFault(reader, fault)}</p>`;
  const out =
    view.mayAct &&
    postForm(reader, {
      action: `/cases/${view.id}/drafts/${draft}/drop`,
      content: '',
      submit: 'cases.drop',
      style: 'quiet',
    });
  return html`${why}${out}`;
}

const fewSeers = 4;

/** Who provably has an act besides its author. Spec: CPG-3. */
function seenWords(reader: Reader, { parties, all }: NonNullable<ActView['seenBy']>): Html {
  const { t } = words(reader);
  if (parties.length === 0) return t('cases.seen-none');
  return parties.length <= fewSeers
    ? t('cases.seen-by', { parties: partyNames(reader, parties) })
    : t('cases.seen-count', { count: parties.length, all });
}

const colour = { draft: 'wait', pending: 'wait', accepted: 'wait', settled: 'yes' } as const;

/** How firmly it stands, where it is proved, and who has it. Spec: CPY-4. */
function proofLine(reader: Reader, id: string, step: StepView): Html {
  const { t } = words(reader);
  const firm = html`<span class="${colour[step.standing]}">${t(`cases.finality.${step.standing}`)}</span>`;
  if (step.kind === 'lapse' || step.index === undefined) return html`<p><small>${firm}</small></p>`;
  const seen = step.seenBy !== undefined && html` · ${seenWords(reader, step.seenBy)}`;
  return html`<p><small>${firm} · <a href="/cases/${id}/entries/${step.index}">${t('cases.entry', { number: step.index })}</a>${seen}</small></p>`;
}

/** What is attached, to be saved. Spec: CPG-7. */
function attached(reader: Reader, id: string, { files = [], index }: ActView): Html | false {
  if (files.length === 0 || index === undefined) return false;
  const items = files.map(
    ({ name, size }, n) =>
      html`<li><a href="/cases/${id}/files/${index}/${n}" download>${bdi(name)}</a> <small>${fileSize(reader, size)}</small></li>`,
  );
  return html`<ul class="duties">${items}</ul>`;
}

function act(reader: Reader, timeline: Timeline, view: ActView): Html {
  const { t } = words(reader);
  const { procedure, self } = timeline;
  const { by, about, item, to, late, code, values, draft } = view;
  const did = html`<strong>${caseName(reader, procedure, `act.${view.act}`)}</strong>`;
  return html`<p>${t('line.named', { name: partyLink(by), value: did })}${aboutWords(
    about,
    item,
    by.id,
  )}${late !== undefined && html` <span class="no">${t('time.late', { span: span(reader, late) })}</span>`}</p>${
    code !== undefined && voidWords(reader, code, by.id === self)
  }${said(reader, procedure, view)}${attached(reader, timeline.id, view)}${values.length > 0 && html`<ul class="duties">${values.map((one) => valueLine(reader, procedure, one))}</ul>`}${
    to !== undefined && html`<p>${t('cases.leads', { state: caseName(reader, procedure, `state.${to}`) })}</p>`
  }${draft !== undefined && draftWords(reader, timeline, view)}`;
}

function lapse(reader: Reader, procedure: string, view: LapseView): Html {
  const { t, gap } = words(reader);
  const { about, item, wait, unreached, unbound, again } = view;
  const silent =
    unreached === undefined
      ? silenceWords(reader, procedure, view)
      : t('cases.unreached', { parties: partyNames(reader, unreached) });
  const others = unbound !== undefined && html`${gap}${t('cases.unbound', { parties: partyNames(reader, unbound) })}`;
  return html`<p><strong>${t('cases.lapsed', { wait: caseName(reader, procedure, `wait.${wait}`) })}</strong>${aboutWords(about, item)}</p><p>${silent}${others}${
    again !== undefined &&
    html`${gap}${t('cases.lapsed-again', { count: again.times })}${gap}${moment(reader, again.last)}`
  }</p>`;
}

/** What the timeline needs to know of its case. */
type Timeline = Pick<CaseView, 'id' | 'procedure' | 'self' | 'mayAct' | 'steps'>;

/** What happened, newest first, each with how firmly it stands. */
export function caseTimeline(reader: Reader, timeline: Timeline): Html {
  const { t } = words(reader);
  const { steps, procedure } = timeline;
  if (steps.length === 0) return html`<p>${t('cases.nothing-yet')}</p>`;
  const items = steps.map((step) => {
    const what = step.kind === 'act' ? act(reader, timeline, step) : lapse(reader, procedure, step);
    const id = step.kind === 'act' && step.index !== undefined && `entry-${step.index}`;
    return html`<li id="${id}"><div>${step.time !== undefined && moment(reader, step.time)}</div><div>${what}${proofLine(reader, timeline.id, step)}</div></li>`;
  });
  return html`<ol class="acts happened">${items}</ol><p class="hint">${t('cases.finality-note')}</p>`;
}
