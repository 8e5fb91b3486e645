/**
 * Makes samples/kev-facts.json from the catalogue file given as argument:
 *   node tools/make-kev-sample.ts known_exploited_vulnerabilities.json > samples/kev-facts.json
 * Facts only: no descriptions, notes or required actions are carried over.
 */
import { readFileSync } from 'node:fs';
import { kevColumns, readKevFacts } from '#exchange/stix/kev.ts';
import { isList, isMembers, type JsonMembers, type JsonValue, textOf } from '#exchange/stix/stix-object.ts';

function rowOf(entry: JsonMembers): JsonValue[] {
  const fact = (key: string): string => (textOf(entry, key) ?? '').trim();
  const ransomware = fact('knownRansomwareCampaignUse') === 'Known';
  return [fact('cveID'), fact('vendorProject'), fact('product'), fact('dateAdded'), fact('dueDate'), ransomware];
}

/** The text of the sample: one row of facts a line, oldest first. */
function sampleText(catalogue: JsonValue): string {
  const entries = isMembers(catalogue) ? catalogue['vulnerabilities'] : undefined;
  if (!isMembers(catalogue) || !isList(entries))
    throw new Error('The file is not the catalogue: "vulnerabilities" is missing.');
  const rows = entries.filter(isMembers).map(rowOf);
  const age = (row: JsonValue[]): string => `${String(row[3])} ${String(row[0])}`;
  rows.sort((a, b) => (age(a) < age(b) ? -1 : 1));
  const head = {
    source: 'CISA Known Exploited Vulnerabilities catalogue',
    licence: 'CC0-1.0',
    catalogVersion: textOf(catalogue, 'catalogVersion') ?? '',
    columns: [...kevColumns],
  };
  readKevFacts({ ...head, rows });
  const lines = rows.map((row) => JSON.stringify(row)).join(',\n');
  return `${JSON.stringify(head).slice(0, -1)},"rows":[\n${lines}\n]}\n`;
}

const [path] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('Give the path of the catalogue file.\n');
  process.exitCode = 2;
} else {
  const catalogue: JsonValue = JSON.parse(readFileSync(path, 'utf8'));
  process.stdout.write(sampleText(catalogue));
}
