import { indicatorValue } from '#exchange/list/indicator-value.ts';
import { observableId } from '#exchange/observable-id.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import type { Party } from '../party/party.ts';
import { submit } from '../taxii/submission.ts';
import type { Actor } from './company-acts.ts';

/** Something that an organisation submitted. `seq`: where it is held as a statement of ours. */
export interface Reported {
  readonly title: string;
  readonly seq?: number;
  /** Unix seconds. */
  readonly at: number;
}

const mostValues = 500;
const longestText = 8000;

type Observable = Readonly<Record<string, unknown>> & { readonly id: string };

function observable(type: string, members: Readonly<Record<string, unknown>>): Observable {
  const id = observableId(type, members as Parameters<typeof observableId>[1]) ?? '';
  return { type, spec_version: '2.1', id, ...members };
}

const hashNames = { md5: 'MD5', sha1: 'SHA-1', sha256: 'SHA-256', sha512: 'SHA-512' } as const;

/** One line of a report as the observable that it is; undefined when it is none. */
function observableOf(line: string): Observable | undefined {
  const read = indicatorValue(line);
  if (read === undefined) return undefined;
  const { kind, value } = read;
  switch (kind) {
    case 'ipv4':
    case 'ipv6':
      return observable(`${kind}-addr`, { value });
    case 'domain':
      return observable('domain-name', { value });
    case 'url':
      return observable('url', { value });
    case 'email':
      return observable('email-addr', { value });
    case 'md5':
    case 'sha1':
    case 'sha256':
    case 'sha512':
      return observable('file', { hashes: { [hashNames[kind]]: value } });
    case 'asn':
    case 'file':
      return undefined;
  }
}

/** The lines as observables, without repeats; undefined when one is none, or when there are none or too many. */
export function observablesIn(text: string): Observable[] | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0 || lines.length > mostValues) return undefined;
  const read = lines.map(observableOf);
  const good = read.filter((one) => one !== undefined);
  return good.length < read.length ? undefined : [...new Map(good.map((one) => [one.id, one])).values()];
}

const newUuid = (party: Party): string => {
  const h = [...party.powers.random(16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20)}`;
};

/**
 * Takes what somebody of an organisation saw, as its submission: the way of its writing collection
 * over TAXII. It becomes a statement of ours, unmarked and so AMBER+STRICT, that does not name the
 * reporter; who it was is kept beside it. Spec: CST-9, TAX-10.
 */
export function report(party: Party, actor: Actor, { values, text }: { values: string; text: string }): void {
  const seen = observablesIn(values);
  if (seen === undefined || text.length > longestText)
    throw new Fault('report-malformed', 'Lines of observed values were expected, and at most 8000 characters of text.');
  const time = new Date(party.now * 1000).toISOString();
  const common = { spec_version: '2.1', created: time, modified: time };
  const observed = {
    ...common,
    type: 'observed-data',
    id: `observed-data--${newUuid(party)}`,
    first_observed: time,
    last_observed: time,
    number_observed: 1,
    object_refs: seen.map(({ id }) => id),
  };
  const note = { ...common, type: 'note', id: `note--${newUuid(party)}`, content: text, object_refs: [observed.id] };
  const objects = [...seen, observed, ...(text.trim() === '' ? [] : [note])];
  submit(party, { account: actor.account, party: actor.organisation }, utf8(JSON.stringify({ objects })));
}

const mostReported = 100;

/** The newest that an organisation submitted, over TAXII or by the form. Spec: CST-9. */
export const reportsOf = (party: Party, organisation: string): Reported[] =>
  party.db
    .all<{ title: string | null; object: string; seq: number | null; added: number }>(
      `SELECT item.title AS title, submitted.object AS object, item.seq AS seq, submitted.added AS added FROM submitted
       LEFT JOIN item ON item.seq = submitted.item AND item.text IS NOT NULL
       WHERE submitted.party = ? AND submitted.object <> '' ORDER BY submitted.added DESC LIMIT ?`,
      organisation,
      mostReported,
    )
    .map(({ title, object, seq, added }) => ({
      title: title ?? object,
      at: Math.floor(added / 1_000_000),
      ...(seq === null ? {} : { seq }),
    }));
