import { canonicalText, type Json, type JsonObject, parseCanonicalText } from './canonical-json.ts';
import { Fault } from './fault.ts';
import { Fields } from './fields.ts';

/** First line of every signed text: a signature made for one use can never serve another. Spec: REC-1. */
export type Domain = 'comity/identity/v1' | 'comity/record/v1' | 'comity/agreement/v1';

/** The text that gets signed: the domain, one canonical line, and a newline each. */
export const domainText = (domain: Domain, value: JsonObject): string => `${domain}\n${canonicalText(value)}\n`;

/**
 * The members of a text of `domain`; refused unless encoding gives the same bytes. Spec: REC-1, BYT-5.
 * `parse`: what reads the line, where it was judged before.
 */
export function parseDomainText(
  text: string,
  domain: Domain,
  parse: (line: string) => Json = parseCanonicalText,
): Fields {
  const [first, line, end, ...rest] = text.split('\n');
  if (first !== domain || line === undefined || end !== '' || rest.length > 0)
    throw new Fault('domain-mismatch', `A text of ${domain} with one line was expected.`);
  return new Fields(parse(line));
}
