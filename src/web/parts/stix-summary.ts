import { bdi, type Hole, type Html, html, isSafeUrl } from '../html.ts';
import { isMessageKey } from '../messages/catalogue.ts';
import { moment } from '../moment.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { type Fact, summaryList } from './summary.ts';

/** A STIX object as it was held, parsed. Bounded in size and depth at ingress. */
export type StixObject = Readonly<Record<string, unknown>>;

/** Said elsewhere on the page, or of no meaning to a reader. */
const elsewhere = new Set([
  'type',
  'id',
  'spec_version',
  'name',
  'object_marking_refs',
  'granular_markings',
  'created_by_ref',
]);

/** What a reader wants first; the rest follows as it stands in the object. */
const first = [
  'description',
  'pattern',
  'value',
  'abstract',
  'content',
  'aliases',
  'indicator_types',
  'valid_from',
  'valid_until',
  'confidence',
  'external_references',
];

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
const machineText = new Set(['pattern', 'value', 'subject', 'path', 'command_line']);
const mostMembers = 100;

const isObject = (value: unknown): value is StixObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const asText = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const propertyName = (reader: Reader, property: string): Hole => {
  const key = `stix.${property}`;
  return isMessageKey(key) ? words(reader).t(key) : html`<code dir="ltr">${property}</code>`;
};

/** A reference to a source outside: name, number in that source, and a link when it is http(s). */
function externalReference(reference: StixObject): Html {
  const url = asText(reference['url']);
  const name = [asText(reference['source_name']), asText(reference['external_id'])]
    .filter((part) => part !== undefined)
    .join(' ');
  const shown = bdi(name === '' ? (url ?? '?') : name);
  const linked = url !== undefined && /^https?:/.test(url) && isSafeUrl(url);
  const described = asText(reference['description']);
  return html`${linked ? html`<a href="${url}" rel="noreferrer external">${shown}</a>` : shown}${url !== undefined && !linked && html` <code dir="ltr">${url}</code>`}${described !== undefined && html`<br><small>${bdi(described)}</small>`}`;
}

function member(reader: Reader, property: string, value: unknown): Hole {
  if (isObject(value)) {
    if (property === 'external_references') return externalReference(value);
    if (property === 'kill_chain_phases')
      return bdi(`${asText(value['kill_chain_name']) ?? '?'}: ${asText(value['phase_name']) ?? '?'}`);
    return isFlat(value)
      ? flatMembers(reader, value)
      : html`<code class="hash" dir="ltr">${JSON.stringify(value)}</code>`;
  }
  return scalar(reader, property, value);
}

const isFlat = (value: StixObject): boolean =>
  Object.values(value).every((inner) => inner !== null && typeof inner !== 'object');

/** An object of plain values, as an extension mostly is: a line for each. */
function flatMembers(reader: Reader, value: StixObject): Html {
  const lines = Object.entries(value).slice(0, mostMembers);
  return html`<ul class="flat">${lines.map(([key, inner]) => html`<li><code dir="ltr">${key}</code> ${scalar(reader, key, inner)}</li>`)}</ul>`;
}

function scalar(reader: Reader, property: string, value: unknown): Hole {
  const { t, number } = words(reader);
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'number') return Number.isInteger(value) ? number(value) : String(value);
  if (typeof value !== 'string') return html`<code class="hash" dir="ltr">${JSON.stringify(value)}</code>`;
  if (timestamp.test(value)) return moment(reader, Math.floor(Date.parse(value) / 1000));
  if (machineText.has(property) || property.endsWith('_ref') || property.endsWith('_refs'))
    return html`<code class="hash" dir="ltr">${value}</code>`;
  return html`<bdi class="said">${value}</bdi>`;
}

function members(reader: Reader, property: string, values: readonly unknown[]): Hole {
  const { t } = words(reader);
  const shown = values.slice(0, mostMembers).map((value) => member(reader, property, value));
  const rest = values.length - shown.length;
  if (shown.length === 1) return shown[0];
  return html`<ul>${shown.map((one) => html`<li>${one}</li>`)}${rest > 0 && html`<li>${t('record.more', { count: rest })}</li>`}</ul>`;
}

function shownValue(reader: Reader, property: string, value: unknown): Hole {
  if (Array.isArray(value)) return members(reader, property, value);
  if (!isObject(value)) return scalar(reader, property, value);
  const facts = Object.entries(value)
    .slice(0, mostMembers)
    .map(([key, inner]): Fact => [html`<code dir="ltr">${key}</code>`, member(reader, key, inner)]);
  return summaryList(facts);
}

const isLanguageTag = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}$/.test(value);

/** The content of a STIX object as a list of names and values; every type, custom ones included. */
export function stixSummary(reader: Reader, object: StixObject): Html {
  const properties = Object.keys(object).filter((property) => !elsewhere.has(property));
  const ordered = [
    ...first.filter((property) => properties.includes(property)),
    ...properties.filter((property) => !first.includes(property)),
  ];
  const facts = ordered.slice(0, mostMembers).map((property): Fact => {
    const shown = shownValue(reader, property, object[property]);
    const spoken = property === 'description' && isLanguageTag(object['lang']);
    return [
      propertyName(reader, property),
      spoken ? html`<div lang="${String(object['lang'])}">${shown}</div>` : shown,
    ];
  });
  return summaryList(facts);
}
