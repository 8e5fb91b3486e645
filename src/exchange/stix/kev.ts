import { Fault } from '#protocol/bytes/fault.ts';
import { idOfName } from './identifier.ts';
import { isList, isMembers, type JsonMembers, type JsonValue, type StixObject } from './stix-object.ts';
import { isTimestamp } from './timestamp.ts';

/** Facts of one entry of the Known Exploited Vulnerabilities catalogue. Dates are `YYYY-MM-DD`. Spec: STX-15. */
export interface KevFact {
  readonly cve: string;
  readonly vendor: string;
  readonly product: string;
  readonly added: string;
  readonly due: string;
  /** Whether use in ransomware campaigns is known. */
  readonly ransomware: boolean;
}

/** The facts of one edition of the catalogue. */
export interface KevFacts {
  readonly source: string;
  readonly licence: string;
  readonly catalogVersion: string;
  readonly facts: readonly KevFact[];
}

/** The columns of a row of facts, in order. */
export const kevColumns = ['cve', 'vendor', 'product', 'added', 'due', 'ransomware'] as const;

// Fixed for all time: these ids are in other people's stores. Spec: STX-15.
export const kevExtensionId = 'extension-definition--6b2d0f0c-5a2e-4c3b-9d0e-7a1f3c8e2b54';
const kevAuthorId = 'identity--2f7c1a90-8d3b-4e6f-a5c4-0b9e6d1f7a32';

const cveForm = /^CVE-\d{4}-(?:0\d{3}|[1-9]\d{3,18})$/;
const nameForm = /^[^\u0000-\u001f\u007f]{1,250}$/u;
const definedAt = '2026-01-01T00:00:00.000Z';
const mostRows = 100_000;

const midnight = (day: string): string => `${day}T00:00:00.000Z`;

function readText(value: JsonValue | undefined, path: string, fits: (text: string) => boolean): string {
  if (typeof value !== 'string' || !fits(value)) throw new Fault('kev-value', 'A fact does not have its form.', path);
  return value;
}

const isName = (text: string): boolean => nameForm.test(text) && text === text.trim();
const isDay = (text: string): boolean => text.length === 10 && isTimestamp(midnight(text));

function readRow(row: JsonValue, path: string): KevFact {
  if (!isList(row) || row.length !== kevColumns.length)
    throw new Fault('kev-row', `A row of ${kevColumns.length} facts was expected.`, path);
  const [cve, vendor, product, added, due, ransomware] = row;
  if (typeof ransomware !== 'boolean') throw new Fault('kev-value', 'true or false was expected.', `${path}/5`);
  return {
    cve: readText(cve, `${path}/0`, (text) => cveForm.test(text)),
    vendor: readText(vendor, `${path}/1`, isName),
    product: readText(product, `${path}/2`, isName),
    added: readText(added, `${path}/3`, isDay),
    due: readText(due, `${path}/4`, isDay),
    ransomware,
  };
}

/**
 * Reads parsed facts: `{source, licence, catalogVersion, columns, rows}` with rows in the order of
 * `kevColumns`. Faults: `kev-shape`, `kev-row`, `kev-value`, `kev-repeated`. Spec: STX-15.
 */
export function readKevFacts(value: JsonValue): KevFacts {
  const rows = isMembers(value) ? value['rows'] : undefined;
  const columns = isMembers(value) ? value['columns'] : undefined;
  if (!isMembers(value) || !isList(rows) || rows.length > mostRows)
    throw new Fault('kev-shape', `A list of at most ${mostRows} rows of facts was expected.`, '/rows');
  if (!isList(columns) || columns.join() !== kevColumns.join())
    throw new Fault('kev-shape', 'The columns are not those that are known.', '/columns');
  const facts = rows.map((row, at) => readRow(row, `/rows/${at}`));
  const seen = new Set<string>();
  facts.forEach(({ cve }, at) => {
    if (seen.has(cve)) throw new Fault('kev-repeated', 'An entry is given twice.', `/rows/${at}/0`);
    seen.add(cve);
  });
  const head = (key: string): string => readText(value[key], `/${key}`, isName);
  return { source: head('source'), licence: head('licence'), catalogVersion: head('catalogVersion'), facts };
}

/** The vulnerability object of one fact: the same fact is the same object everywhere. Spec: STX-15. */
export function vulnerabilityOf(fact: KevFact): StixObject {
  const labels = fact.ransomware ? ['known-exploited', 'known-ransomware-use'] : ['known-exploited'];
  const extension: JsonMembers = {
    extension_type: 'property-extension',
    vendor: fact.vendor,
    product: fact.product,
    date_added: fact.added,
    due_date: fact.due,
    known_ransomware_use: fact.ransomware,
  };
  return {
    type: 'vulnerability',
    spec_version: '2.1',
    id: idOfName('vulnerability', fact.cve),
    created: midnight(fact.added),
    modified: midnight(fact.added),
    name: fact.cve,
    labels,
    external_references: [{ source_name: 'cve', external_id: fact.cve }],
    extensions: { [kevExtensionId]: extension },
  };
}

/** The identity and the extension definition that the vulnerability objects rest on. Spec: STX-15. */
const kevDefinitions = (): readonly StixObject[] => [
  {
    type: 'identity',
    spec_version: '2.1',
    id: kevAuthorId,
    created: definedAt,
    modified: definedAt,
    name: 'Comity',
    identity_class: 'system',
  },
  {
    type: 'extension-definition',
    spec_version: '2.1',
    id: kevExtensionId,
    created_by_ref: kevAuthorId,
    created: definedAt,
    modified: definedAt,
    name: 'Facts of the Known Exploited Vulnerabilities catalogue',
    schema: 'spec/exchange-stix.md, STX-15',
    version: '1.0.0',
    extension_types: ['property-extension'],
  },
];

/** All facts as STIX objects, definitions first. Spec: STX-15. */
export const kevObjects = (catalogue: KevFacts): readonly StixObject[] => [
  ...kevDefinitions(),
  ...catalogue.facts.map(vulnerabilityOf),
];
