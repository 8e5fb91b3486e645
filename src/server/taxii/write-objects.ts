import { faultCode } from '#protocol/bytes/fault.ts';
import { readBody } from '../http/read-body.ts';
import type { Collection } from './collection.ts';
import { isTaxiiBody } from './media-types.ts';
import { maxContentLength } from './resources.ts';
import { EnvelopeRefused } from './submission-reading.ts';
import { taxiiAnswer, taxiiError } from './taxii-answer.ts';
import { readQuery } from './taxii-query.ts';

const hidden = ({ canRead, writer }: Collection): boolean => !canRead && writer === undefined;
const notFound = (): Response => taxiiError(404, 'Not found');
const notWritable = (): Response => taxiiError(403, 'This collection may not be written to');

const isPlain = (request: Request): boolean =>
  ['', 'identity'].includes((request.headers.get('content-encoding') ?? '').trim().toLowerCase());

function explain(error: unknown): Response {
  if (faultCode(error) === 'body-too-large')
    return taxiiError(413, 'The body is larger than max_content_length', {
      details: { max_content_length: maxContentLength },
    });
  if (!(error instanceof EnvelopeRefused)) throw error;
  const { status, message, faults } = error;
  return taxiiError(status, message, faults.length === 0 ? {} : { details: { faults } });
}

/** Add Objects (section 5.5). The right to write is asked about before a byte of the body is read. Spec: TAX-8. */
export async function addObjects(collection: Collection, request: Request): Promise<Response> {
  if (hidden(collection)) return notFound();
  if (collection.writer === undefined) return notWritable();
  if (!isTaxiiBody(request.headers.get('content-type') ?? undefined) || !isPlain(request))
    return taxiiError(415, 'A body of application/taxii+json;version=2.1 was expected');
  try {
    return taxiiAnswer(collection.writer.add(await readBody(request, maxContentLength)), 202);
  } catch (error) {
    return explain(error);
  }
}

/**
 * Delete an Object (section 5.7): all its versions, unless some are named. The answers to whom may
 * not read or not write are those of the table there. Spec: TAX-12.
 */
export function deleteObject(collection: Collection, object: string, parameters: URLSearchParams): Response {
  if (hidden(collection)) return notFound();
  if (!collection.canRead || collection.writer?.remove === undefined) return notWritable();
  const { versions, specVersions } = readQuery(parameters);
  const wanted = parameters.has('match[version]') ? versions : 'all';
  return collection.writer.remove(object, { versions: wanted, specVersions }) ? taxiiAnswer('') : notFound();
}
