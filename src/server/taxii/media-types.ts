/** The one media type of TAXII 2.1 (section 1.6.8.2). */
export const taxiiMedia = 'application/taxii+json;version=2.1';

/** What collections hold and take. */
export const stixMedia = 'application/stix+json;version=2.1';

const longestHeader = 2000;
const versions = new Set([undefined, '2.1']);

interface MediaRange {
  readonly type: string;
  /** Names in lower case, values without quotes. */
  readonly parameters: ReadonlyMap<string, string>;
}

function rangeOf(text: string): MediaRange {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = rest.map((part): [string, string] => {
    const [name = '', value = ''] = part.split('=', 2).map((half) => half.trim());
    return [name.toLowerCase(), value.replaceAll('"', '')];
  });
  return { type: type.toLowerCase(), parameters: new Map(parameters) };
}

const rangesOf = (header: string): MediaRange[] =>
  header.length > longestHeader ? [] : header.split(',').map(rangeOf);

/**
 * Whether an Accept header allows a TAXII 2.1 answer; one that is missing does. `also`: a type that
 * the endpoint defines beside that of TAXII, such as STIX for manifests. Spec: TAX-2.
 */
export function acceptsTaxii(header: string | undefined, also?: string): boolean {
  if (header === undefined || header.trim() === '') return true;
  const types = new Set(['*/*', 'application/*', 'application/taxii+json', also]);
  return rangesOf(header).some(
    ({ type, parameters }) =>
      types.has(type) && versions.has(parameters.get('version')) && Number(parameters.get('q') ?? '1') !== 0,
  );
}

/** Whether a Content-Type header says a TAXII 2.1 body, with or without its version. Spec: TAX-2. */
export function isTaxiiBody(header: string | undefined): boolean {
  const [range, ...more] = rangesOf(header ?? '');
  return range?.type === 'application/taxii+json' && more.length === 0 && versions.has(range.parameters.get('version'));
}
