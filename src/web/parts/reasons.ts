import type { ReasonCode } from '#protocol/agreement/release-decision.ts';
import type { Purpose, Tlp } from '#protocol/record/label.ts';
import { bdi, type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { kindName } from './clause.ts';
import { purposeWords, tlp } from './tlp.ts';

/** An agreement as pages name it. */
export interface AgreementRef {
  readonly id: string;
  readonly title: string;
}

/** One step of a release decision, with what its text names. What is unknown is left out. */
export interface ReasonView {
  readonly code: ReasonCode;
  readonly allows: boolean;
  readonly agreement?: AgreementRef;
  readonly clause?: number;
  /** Level of the record. */
  readonly label?: Tlp;
  /** Level up to which the rule allows. */
  readonly ceiling?: Tlp;
  readonly kind?: string;
  readonly purposes?: readonly Purpose[];
}

/** The answer for one party. Only 'allowed' lets anything leave. */
export type Verdict = 'allowed' | 'refused' | 'undecided';

/** The verdict as a state in words. */
export function verdict(reader: Reader, answer: Verdict): Html {
  const { t } = words(reader);
  return html`<span class="${answer === 'allowed' ? 'yes' : 'no'}">${t(`verdict.${answer}`)}</span>`;
}

/** An agreement's title, leading to it. */
export const agreementLink = (agreement: AgreementRef): Html =>
  html`<a href="/agreements/${agreement.id}">${bdi(agreement.title)}</a>`;

/** One reason in words. */
export function reasonWords(reader: Reader, reason: ReasonView): Html {
  const { t } = words(reader);
  const unknown = html`<span>?</span>`;
  return t(`reason.${reason.code}`, {
    agreement: reason.agreement === undefined ? unknown : agreementLink(reason.agreement),
    clause: reason.clause ?? 0,
    label: reason.label === undefined ? unknown : tlp(reason.label),
    ceiling: reason.ceiling === undefined ? unknown : tlp(reason.ceiling),
    kind: reason.kind === undefined ? unknown : kindName(reader, reason.kind),
    purpose: reason.purposes === undefined ? unknown : purposeWords(reader, reason.purposes),
  });
}

/** The reason that decided: the clause that allows, or the first that refuses. */
export function decisiveReason(answer: Verdict, reasons: readonly ReasonView[]): ReasonView | undefined {
  if (answer === 'allowed')
    return reasons.find(({ code }) => code === 'clause-allows') ?? reasons.find(({ allows }) => allows);
  return reasons.find(({ allows }) => !allows);
}

/** The decisive reason, and the whole chain behind a control that needs no script. */
export function reasonChain(reader: Reader, answer: Verdict, reasons: readonly ReasonView[]): Html {
  const { t } = words(reader);
  const first = decisiveReason(answer, reasons);
  if (first === undefined) return t('reason.undecided');
  const rest = reasons.map(
    (reason) =>
      html`<li><span class="${reason.allows ? 'yes' : 'no'}">${t(reason.allows ? 'reasons.allows' : 'reasons.refuses')}</span> ${reasonWords(reader, reason)}</li>`,
  );
  return html`${reasonWords(reader, first)}${
    reasons.length > 1 &&
    html`
<details><summary>${t('reasons.all', { count: reasons.length })}</summary><ol class="reasons">${rest}</ol></details>`
  }`;
}
