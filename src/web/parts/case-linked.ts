import { bdi, type Html, html } from '../html.ts';
import { moment } from '../moment.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { type CaseRef, caseLink } from './case-words.ts';
import { buttonClass } from './form.ts';
import { shortHash } from './hash.ts';
import { type PartyRef, partyLink, partyNames } from './party.ts';
import { type LabelView, label } from './tlp.ts';

/** A case that is linked: as this server has it, or by its id alone. */
export type LinkedCase = { readonly known: CaseRef } | { readonly id: string };

/** What the proof of a carried act shows. Spec: LNC-10. */
export interface StatedView {
  readonly author: PartyRef;
  readonly case: LinkedCase;
  /** Unix seconds, by those who cosigned. */
  readonly time: number;
  readonly cosigners: readonly PartyRef[];
  readonly label: LabelView;
  /** Absent when the act has none, or the proof does not open them. */
  readonly words?: string;
}

/** What an act of this case carries from another: stated by somebody, or not proved. */
export interface CarriedView {
  readonly index: number;
  readonly carrier: PartyRef;
  readonly stated?: StatedView;
  readonly fault?: string;
}

/** How a case is linked to others. Spec: LNC-11. */
export interface LinkedView {
  readonly carried: readonly CarriedView[];
  /** Acts of this case that may be carried into others. */
  readonly released: readonly { readonly index: number; readonly title: string }[];
  /** Cases of this server into which acts of this one were carried. */
  readonly onward: readonly CaseRef[];
  /** The act by which we may carry something into this case now. */
  readonly carryBy?: string;
}

const caseOf = (reader: Reader, one: LinkedCase): Html =>
  'known' in one ? caseLink(reader, one.known) : words(reader).t('linked.unknown-case', { id: shortHash(one.id) });

/** A statement of another case, in the name of its author. Spec: LNC-10. */
export function statedWords(reader: Reader, view: StatedView): Html {
  const { t } = words(reader);
  const said =
    view.words === undefined
      ? html`<p class="soft">${t('linked.no-words')}</p>`
      : html`<p class="said"><bdi>${view.words}</bdi></p>`;
  return html`<p>${t('linked.stated', { party: partyLink(view.author), moment: moment(reader, view.time), case: caseOf(reader, view.case) })} ${label(reader, view.label)}</p>${said}`;
}

function carried(reader: Reader, { index, carrier, stated, fault }: CarriedView): Html {
  const { t } = words(reader);
  if (stated === undefined)
    return html`<li id="carried-${index}"><p class="no">${t('linked.broken', { number: index, code: fault ?? '', party: bdi(carrier.name) })}</p></li>`;
  const proof = t('linked.holds', { parties: partyNames(reader, stated.cosigners), carrier: bdi(carrier.name) });
  return html`<li id="carried-${index}">${statedWords(reader, stated)}<p class="hint"><span class="yes">${t('linked.proof')}</span> ${proof}</p></li>`;
}

/** What crossed between this case and others, in both directions. Spec: LNC-10, LNC-11. */
export function caseLinked(reader: Reader, { id, linked, mayAct }: LinkedPart): Html | false {
  const { t } = words(reader);
  if (linked === undefined) return false;
  const { carried: into, released, onward, carryBy } = linked;
  const bring = carryBy !== undefined && mayAct;
  if (into.length + released.length + onward.length === 0 && !bring) return false;
  return html`<h2 id="linked">${t('linked.title')}</h2>${
    into.length > 0 && html`<p>${t('linked.lead')}</p><ul class="plain">${into.map((one) => carried(reader, one))}</ul>`
  }${
    onward.length > 0 &&
    html`<p>${t('linked.onward')}</p><ul>${onward.map((one) => html`<li>${caseLink(reader, one)}</li>`)}</ul>`
  }${
    released.length > 0 &&
    html`<p>${t('linked.released')}</p><ul>${released.map(({ index, title }) => html`<li>${bdi(title)}${mayAct && html` <a href="/cases/${id}/released/${index}">${t('linked.save')}</a>`}</li>`)}</ul>`
  }${bring && html`<p><a class="${buttonClass('quiet')}" href="/cases/${id}/carry/${carryBy}">${t('linked.bring')}</a></p>`}`;
}

/** What this part needs of the page of a case. */
interface LinkedPart {
  readonly id: string;
  readonly linked?: LinkedView;
  readonly mayAct: boolean;
}
