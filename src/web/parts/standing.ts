import type { Standing } from '#protocol/agreement/standing.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

const classes: Readonly<Record<Standing, string>> = {
  'in-force': 'yes',
  'no-parties': 'no',
  'not-signed': 'wait',
  'not-started': 'wait',
  expired: 'no',
  withdrawn: 'no',
  superseded: 'no',
};

/** Whether an agreement releases anything now, in words. */
export const standing = (reader: Reader, state: Standing): Html =>
  html`<span class="${classes[state]}">${words(reader).t(`standing.${state}`)}</span>`;
