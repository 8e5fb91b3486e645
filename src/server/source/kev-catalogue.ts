import { kevColumns, kevObjects, readKevFacts } from '#exchange/stix/kev.ts';
import { isList, isMembers, type JsonMembers, type JsonValue, textOf } from '#exchange/stix/stix-object.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { SourceReading } from '../party/read-source.ts';

const nothing = { repeated: 0, losses: [], notes: [] };

function rowOf(entry: JsonMembers): JsonValue[] {
  const fact = (key: string): string => (textOf(entry, key) ?? '').trim();
  const isRansomware = fact('knownRansomwareCampaignUse') === 'Known';
  return [fact('cveID'), fact('vendorProject'), fact('product'), fact('dateAdded'), fact('dueDate'), isRansomware];
}

function factsOf(bytes: Uint8Array) {
  let catalogue: JsonValue = null;
  try {
    catalogue = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // Falls through to the refusal below, as any other text does.
  }
  const entries = isMembers(catalogue) ? catalogue['vulnerabilities'] : undefined;
  if (!isMembers(catalogue) || !isList(entries) || !entries.every(isMembers))
    throw new Fault('kev-shape', 'The catalogue of exploited vulnerabilities was expected.', '/vulnerabilities');
  return readKevFacts({
    source: 'CISA Known Exploited Vulnerabilities catalogue',
    licence: 'CC0-1.0',
    catalogVersion: textOf(catalogue, 'catalogVersion') ?? '',
    columns: [...kevColumns],
    rows: entries.map(rowOf),
  });
}

/** The catalogue of exploited vulnerabilities as CISA publishes it: its facts, and no words of it. Spec: STX-15. */
export function readKevCatalogue(bytes: Uint8Array): SourceReading {
  try {
    const objects = kevObjects(factsOf(bytes));
    const entries = objects.map((object) => ({ media: 'stix' as const, object }));
    return { format: 'stix', entries, seen: entries.length, refused: 0, faults: [], ...nothing };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { code, message, path } = error;
    return { format: 'stix', entries: [], seen: 1, refused: 1, faults: [{ code, message, path }], ...nothing };
  }
}
