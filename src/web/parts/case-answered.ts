import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { type ActView, caseTimeline, type ValueView, valueLine, valueWords } from './case-timeline.ts';
import { caseName } from './case-words.ts';

/** What an act that takes several parties answers, so that nobody consents to what was not seen. Spec: CPG-9. */
export interface AnsweredView {
  /** The act that led to where its machine stands; absent where silence or the beginning did. */
  readonly act?: ActView;
  /** Times that will hold and that the act answered does not give as they are now. */
  readonly kept: readonly ValueView[];
  /** Fields that take the value of another by it. */
  readonly sets: readonly { readonly field: string; readonly before?: ValueView; readonly after: ValueView }[];
}

interface Answered {
  readonly id: string;
  readonly procedure: string;
  readonly self: string;
  readonly answered?: AnsweredView;
}

function setLine(reader: Reader, procedure: string, { field, before, after }: AnsweredView['sets'][number]): Html {
  const { t } = words(reader);
  const name = caseName(reader, procedure, `field.${field}`);
  const said = { field: name, after: valueWords(reader, procedure, after) };
  return before === undefined
    ? html`<li>${t('cases.sets-first', said)}</li>`
    : html`<li>${t('cases.sets-now', { ...said, before: valueWords(reader, procedure, before) })}</li>`;
}

/** What is answered, as the page of the case shows it, with each value that it changes. Spec: CPG-9. */
export function caseAnswered(reader: Reader, { id, procedure, self, answered }: Answered): Html | false {
  if (answered === undefined) return false;
  const { act, kept, sets } = answered;
  const lines = [
    ...kept.map((one) => valueLine(reader, procedure, one)),
    ...sets.map((one) => setLine(reader, procedure, one)),
  ];
  if (act === undefined && lines.length === 0) return false;
  const shown = act !== undefined && caseTimeline(reader, { id, procedure, self, mayAct: false, steps: [act] });
  return html`<h2>${words(reader).t('cases.refers-to')}</h2>${lines.length > 0 && html`<ul class="duties">${lines}</ul>`}${shown}`;
}
