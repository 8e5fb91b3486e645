import type { VoidCode } from '#protocol/case/case-state.ts';
import type { FieldRule, Silence } from '#protocol/case/procedure.ts';
import { bdi, type Html, html } from '../html.ts';
import { moment, span } from '../moment.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { caseName, silenceWords } from './case-words.ts';
import { shortHash } from './hash.ts';
import { type PartyRef, partyLink } from './party.ts';
import { type SaidView, saidParts } from './said-parts.ts';
import { table } from './table.ts';

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
  /** What it says part by part. */
  readonly parts?: readonly SaidView[];
  /** Its words open at one moment, which has not come: others do not have them. Spec: SAY-2. */
  readonly isSealed?: boolean;
  /** Why it could not be signed. */
  readonly fault?: string;
}

/** A deadline that passed without an act. */
export interface LapseView extends Happening {
  readonly kind: 'lapse';
  readonly wait: string;
  readonly about?: PartyRef;
  readonly silence: Silence;
  readonly to?: string;
}

export type StepView = ActView | LapseView;

function value(reader: Reader, procedure: string, { key, type, value: given }: ValueView): Html {
  const name = caseName(reader, procedure, `field.${key}`);
  if (typeof given === 'object') return html`<li>${name}: ${partyLink(given)}</li>`;
  if (type === 'time' && typeof given === 'number') return html`<li>${name}: ${moment(reader, given)}</li>`;
  if (type === 'choice') return html`<li>${name}: ${caseName(reader, procedure, `choice.${given}`)}</li>`;
  return html`<li>${name}: ${type === 'hash' ? shortHash(String(given)) : bdi(String(given))}</li>`;
}

function said(reader: Reader, procedure: string, { words: text, parts = [], isSealed }: ActView): Html | false {
  const { t } = words(reader);
  if (text === undefined) return false;
  const seal = isSealed === true && html`<p class="soft">${t('said.sealed')}</p>`;
  if (text === false) return seal === false ? html`<p class="soft">${t('cases.words-gone')}</p>` : seal;
  return html`${seal}${text !== '' && html`<p class="said"><bdi>${text}</bdi></p>`}${saidParts(reader, procedure, parts)}`;
}

function act(reader: Reader, procedure: string, view: ActView): Html {
  const { t } = words(reader);
  const { about, to, late, code, values, fault } = view;
  return html`${caseName(reader, procedure, `act.${view.act}`)}${about !== undefined && html` <small>(${bdi(about.name)})</small>`}${
    late !== undefined && html` <span class="no">${t('time.late', { span: span(reader, late) })}</span>`
  }${code !== undefined && html` <span class="no">${t('cases.void')}</span> <small>${t(`cases.reason.${code}`)}</small>`}${
    fault !== undefined && html` <code class="no" dir="ltr">${fault}</code>`
  }${values.length > 0 && html`<ul>${values.map((one) => value(reader, procedure, one))}</ul>`}${said(reader, procedure, view)}${
    to !== undefined && html`<small>${t('cases.leads', { state: caseName(reader, procedure, `state.${to}`) })}</small>`
  }`;
}

function lapse(reader: Reader, procedure: string, view: LapseView): Html {
  const { t } = words(reader);
  const { about, wait } = view;
  return html`${t('cases.lapsed', { wait: caseName(reader, procedure, `wait.${wait}`) })}${about !== undefined && html` <small>(${bdi(about.name)})</small>`}<br><small>${silenceWords(reader, procedure, view)}</small>`;
}

const colour = { draft: 'wait', pending: 'wait', accepted: 'wait', settled: 'yes' } as const;

/** What happened, newest first, each with how firmly it stands. */
export function caseTimeline(reader: Reader, procedure: string, steps: readonly StepView[]): Html {
  const { t, plain } = words(reader);
  if (steps.length === 0) return html`<p>${t('cases.nothing-yet')}</p>`;
  const rows = table<StepView>({
    caption: plain('cases.happened'),
    rows: steps,
    columns: [
      { head: plain('cases.when'), cell: ({ time }) => time !== undefined && moment(reader, time) },
      {
        head: plain('cases.what'),
        as: 'name',
        cell: (step) => (step.kind === 'act' ? act(reader, procedure, step) : lapse(reader, procedure, step)),
      },
      { head: plain('party.one'), cell: (step) => step.kind === 'act' && partyLink(step.by) },
      {
        head: plain('cases.standing'),
        cell: ({ standing }) => html`<span class="${colour[standing]}">${t(`cases.finality.${standing}`)}</span>`,
      },
    ],
  });
  return html`${rows}<p class="hint">${t('cases.finality-note')}</p>`;
}
