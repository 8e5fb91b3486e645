import type { Purpose, Tlp } from '#protocol/record/label.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { type PartyRef, partyNames } from './party.ts';

/** A label as pages show it: the parties of `only` with their names. */
export interface LabelView {
  readonly tlp: Tlp;
  readonly only?: readonly PartyRef[];
  readonly purposes?: readonly Purpose[];
}

/** The colour of a level; the word is always beside it. */
const colours: Readonly<Record<Tlp, string>> = {
  clear: 'clear',
  green: 'green',
  amber: 'amber',
  'amber+strict': 'amber',
  red: 'red',
};

/** A TLP level in the shape that FIRST prescribes: coloured on black, with the word. */
export const tlp = (level: Tlp): Html => html`<span class="tlp ${colours[level]}">TLP:${level.toUpperCase()}</span>`;

/** Purposes in words, joined as the language joins them. */
export function purposeWords(reader: Reader, purposes: readonly Purpose[]): Html {
  const { t, list } = words(reader);
  return list(purposes.map((purpose) => t(`purpose.${purpose}`)));
}

/** A label with its conditions in words. */
export function label(reader: Reader, view: LabelView): Html {
  const { t } = words(reader);
  const only = view.only && html` <small>${t('label.only', { parties: partyNames(reader, view.only) })}</small>`;
  const purposes =
    view.purposes && html` <small>${t('label.purposes', { purposes: purposeWords(reader, view.purposes) })}</small>`;
  return html`${tlp(view.tlp)}${only}${purposes}`;
}
