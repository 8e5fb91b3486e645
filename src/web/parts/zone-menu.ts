import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** Zones of the IANA database offered by name, one or two for each offset where people live. Any other works as `?tz=`. */
export const zones: readonly string[] = [
  'UTC',
  'America/Los_Angeles',
  'America/Mexico_City',
  'America/New_York',
  'America/Sao_Paulo',
  'Africa/Lagos',
  'Africa/Cairo',
  'Africa/Nairobi',
  'Europe/London',
  'Europe/Paris',
  'Europe/Moscow',
  'Asia/Dubai',
  'Asia/Karachi',
  'Asia/Kolkata',
  'Asia/Dhaka',
  'Asia/Jakarta',
  'Asia/Shanghai',
  'Asia/Tokyo',
  'Australia/Sydney',
  'Pacific/Auckland',
];

/** Where the reader says in which zone to show times. It is a form for reading, so it works without script. */
export function zoneMenu(reader: Reader): Html {
  const { t } = words(reader);
  const offered = zones.includes(reader.timeZone) ? zones : [reader.timeZone, ...zones];
  const options = offered.map((zone) => html`<option${zone === reader.timeZone && html` selected`}>${zone}</option>`);
  const kept = Object.entries(reader.query).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form class="zone" method="get" action="${reader.path}">${kept}<label for="f-tz">${t('footer.zone')}</label> <select id="f-tz" name="tz" dir="ltr">${options}</select> <button class="button quiet">${t('footer.show')}</button></form>`;
}
