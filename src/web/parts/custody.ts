import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** Says that another party keeps the keys of one, and what that means. Spec: CST-2. */
export const custodyMark = (reader: Reader, custodian: string): Html =>
  html`<span class="wait">${words(reader).t('custody.kept-by', { party: custodian })}</span>`;
