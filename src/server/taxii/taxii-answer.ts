/** The one media type of TAXII 2.1 (section 1.6.8.2). */
export const taxiiMedia = 'application/taxii+json;version=2.1';

/** Media ranges of which one must be in the Accept header; none yields 406 (section 3.1). */
const acceptable =
  /(?:^|,)\s*(?:application\/taxii\+json(?:\s*;\s*version=2\.[01x])?|application\/\*|\*\/\*)\s*(?:;\s*q=[0-9.]{1,5}\s*)?(?=,|$)/i;

/** Whether an Accept header allows a TAXII 2.1 answer. */
export const accepts = (header: string | undefined): boolean =>
  header === undefined || (header.length < 1000 && acceptable.test(header) && !/version=2\.0\s*$/.test(header));

/** An answer of a TAXII server: JSON text under the TAXII media type. */
export function taxiiAnswer(body: string, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': taxiiMedia, 'cache-control': 'private, no-store', ...headers },
  });
}

/** A TAXII error (section 3.6.1): a title, and the status as a string. It never tells what exists. */
export function taxiiError(status: number, title: string, headers: Record<string, string> = {}): Response {
  return taxiiAnswer(JSON.stringify({ title, http_status: String(status) }), status, headers);
}

/** RFC 3339 in UTC with exactly six digits (section 2), from Unix microseconds. */
export function taxiiTime(microseconds: number): string {
  const millis = Math.floor(microseconds / 1000);
  const rest = String(microseconds - millis * 1000).padStart(3, '0');
  return new Date(millis).toISOString().replace('Z', `${rest}Z`);
}

const timeForm = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z$/;

/** Unix microseconds of a timestamp in UTC; undefined when malformed. Digits past six are dropped. */
export function microsecondsOf(text: string): number | undefined {
  const [, whole, fraction = ''] = timeForm.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const millis = Date.parse(`${whole}Z`);
  const isReal = !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(whole);
  return isReal ? millis * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0')) : undefined;
}
