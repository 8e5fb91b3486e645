import type { Concern } from '#desks/infrastructure/concern.ts';
import { sectorNamed } from '#desks/infrastructure/sector.ts';
import { urgencies } from '#desks/infrastructure/urgency.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** Why a record concerns an organisation; that it was addressed by name is a reason of its own. */
export type ReasonWords = Concern | { readonly kind: 'addressed' };

/** A sector in the reader's language; a name that is none of them as it is written. */
export function sectorName(reader: Reader, name: string): Html {
  const sector = sectorNamed(name);
  return sector === undefined ? html`<bdi>${name}</bdi>` : words(reader).t(`sector.${sector}`);
}

function declaredWords(reader: Reader, { kind, declared }: Concern): Html {
  if (kind === 'sector') return sectorName(reader, declared);
  const urgency = urgencies.find((one) => kind === 'urgency' && one === declared);
  if (urgency !== undefined) return words(reader).t(`warn.urgency.${urgency}`);
  return html`<bdi>${declared}</bdi>`;
}

/** One reason: which declaration was met. */
function reasonWords(reader: Reader, reason: ReasonWords): Html {
  const { t } = words(reader);
  if (reason.kind === 'addressed') return t('concern.addressed');
  return t(`concern.${reason.kind}`, { declared: declaredWords(reader, reason) });
}

const mostShown = 4;

/** The reasons, the first few. */
export function reasonList(reader: Reader, reasons: readonly ReasonWords[]): Html {
  const { t } = words(reader);
  if (reasons.length === 0) return html`<span class="soft">${t('concern.none')}</span>`;
  const shown = reasons.slice(0, mostShown).map((reason) => html`<li>${reasonWords(reader, reason)}</li>`);
  const more = reasons.length - mostShown;
  return html`<ul class="plain">${shown}${more > 0 && html`<li class="soft">${t('concern.more', { count: more })}</li>`}</ul>`;
}
