import { taxiiMedia } from './media-types.ts';

/** An answer of a TAXII server: JSON text under the TAXII media type. */
export function taxiiAnswer(body: string, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': taxiiMedia, 'cache-control': 'private, no-store', ...headers },
  });
}

/** What a TAXII error says beside its title (section 3.6.1). */
export interface ErrorDetails {
  readonly headers?: Record<string, string>;
  readonly description?: string;
  readonly details?: object;
}

/** A TAXII error (section 3.6.1): a title, and the status as a string. It never tells what exists. Spec: TAX-4. */
export function taxiiError(status: number, title: string, { headers, ...more }: ErrorDetails = {}): Response {
  return taxiiAnswer(JSON.stringify({ title, http_status: String(status), ...more }), status, headers);
}
