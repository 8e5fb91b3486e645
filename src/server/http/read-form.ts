import { Fault } from '#protocol/bytes/fault.ts';
import { readBody } from './read-body.ts';

const formTypes = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)(?:;|$)/i;
const mostFields = 2_000;

/** The fields of a sent form, read no further than `limit` bytes. Faults: `body-too-large`, `form-malformed`. */
export async function readForm(request: Request, limit: number): Promise<FormData> {
  const type = request.headers.get('content-type') ?? '';
  if (!formTypes.test(type)) throw malformed();
  const body = await readBody(request, limit);
  const form = await parse(body, type);
  if ([...form.keys()].length > mostFields) throw malformed();
  return form;
}

async function parse(body: Uint8Array<ArrayBuffer>, type: string): Promise<FormData> {
  try {
    return await new Response(body, { headers: { 'content-type': type } }).formData();
  } catch {
    throw malformed();
  }
}

const malformed = (): Fault => new Fault('form-malformed', 'A form as the page sends it was expected.');
