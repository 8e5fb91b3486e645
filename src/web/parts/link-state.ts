import { type Html, html } from '../html.ts';
import { span } from '../moment.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** Health of the link to a party. `since` (Unix seconds): when it was last in step, for 'behind' and 'broken'. */
export interface LinkState {
  readonly state: 'in-step' | 'behind' | 'broken' | 'never';
  readonly since?: number;
}

const classes = { 'in-step': 'yes', behind: 'wait', broken: 'no', never: 'wait' } as const;

/** The state of a link in words. */
export function linkState(reader: Reader, { state, since }: LinkState): Html {
  const { t } = words(reader);
  const text =
    since !== undefined && (state === 'behind' || state === 'broken')
      ? t(`link.${state}-for`, { span: span(reader, reader.now - since) })
      : t(`link.${state}`);
  return html`<span class="${classes[state]}">${text}</span>`;
}
