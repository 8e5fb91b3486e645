import { instantOf, isTimestamp } from '#exchange/stix/timestamp.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { microsecondsOf, noVersion } from './taxii-time.ts';

/** The filters and paging of one request, checked (TAXII 2.1 section 3.4). Spec: TAX-6. */
export interface TaxiiQuery {
  /** Only what was added after this, Unix microseconds; from `added_after` and `next`. */
  readonly after: number;
  readonly limit: number;
  readonly ids: readonly string[] | undefined;
  readonly types: readonly string[] | undefined;
  /** `first`, `last` and instants; empty for objects without a time. */
  readonly versions: 'all' | readonly string[];
  readonly specVersions: readonly string[] | undefined;
}

/** Most objects of one page. */
const pageLimit = 1000;

const mostValues = 100;

const bad = (parameter: string, message: string): Fault => new Fault('taxii-parameter', message, `?${parameter}`);

function single(parameters: URLSearchParams, name: string): string | undefined {
  const values = parameters.getAll(name);
  if (values.length > 1) throw bad(name, `The parameter ${name} may be given once.`);
  return values[0];
}

function list(parameters: URLSearchParams, name: string): string[] | undefined {
  const value = single(parameters, `match[${name}]`);
  if (value === undefined) return undefined;
  const members = value.split(',');
  if (members.some((member) => member === '' || /\s/.test(member)) || members.length > mostValues)
    throw bad(
      `match[${name}]`,
      `A list of at most ${mostValues} values was expected, divided by commas and nothing else.`,
    );
  return members;
}

function time(value: string, name: string): number {
  const microseconds = microsecondsOf(value);
  if (microseconds === undefined) throw bad(name, `The parameter ${name} is not a timestamp in UTC.`);
  return microseconds;
}

function readLimit(value: string | undefined): number {
  if (value === undefined) return pageLimit;
  if (!/^[1-9][0-9]{0,15}$/.test(value) || !Number.isSafeInteger(Number(value)))
    throw bad('limit', 'The limit is not a positive integer.');
  return Math.min(Number(value), pageLimit);
}

function readVersions(values: string[] | undefined): TaxiiQuery['versions'] {
  if (values === undefined) return ['last'];
  if (values.includes('all')) {
    if (values.length > 1) throw bad('match[version]', 'The value "all" stands alone.');
    return 'all';
  }
  const versions = values.map((value) => {
    if (value === 'first' || value === 'last') return value;
    if (!isTimestamp(value)) throw bad('match[version]', 'A version is first, last, all or a timestamp.');
    return instantOf(value);
  });
  if (new Set(versions).size < versions.length) throw bad('match[version]', 'A version may be given once.');
  return versions.includes(instantOf(noVersion)) ? [...versions, ''] : versions;
}

/** `next` says how far the last page went; it is no secret, and the query is applied anew (Appendix B). */
export const nextOf = (added: number): string => `a${added.toString(36)}`;

function readNext(value: string): number {
  const added = /^a[0-9a-z]{1,12}$/.test(value) ? Number.parseInt(value.slice(1), 36) : Number.NaN;
  if (!Number.isSafeInteger(added)) throw bad('next', 'The parameter next is not one that this server gave.');
  return added;
}

/** Reads the parameters of a request; anything malformed is a fault for 400. Unknown ones are ignored. */
export function readQuery(parameters: URLSearchParams): TaxiiQuery {
  const addedAfter = single(parameters, 'added_after');
  const next = single(parameters, 'next');
  return {
    after: Math.max(
      addedAfter === undefined ? -1 : time(addedAfter, 'added_after'),
      next === undefined ? -1 : readNext(next),
    ),
    limit: readLimit(single(parameters, 'limit')),
    ids: list(parameters, 'id'),
    types: list(parameters, 'type'),
    versions: readVersions(list(parameters, 'version')),
    specVersions: list(parameters, 'spec_version'),
  };
}
