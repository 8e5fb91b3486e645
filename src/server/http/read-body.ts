import { Fault } from '#protocol/bytes/fault.ts';
import { concat } from '#protocol/bytes/text.ts';

/** The body of a request, read no further than `limit` bytes. Fault: `body-too-large`. */
export async function readBody(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > limit) throw new Fault('body-too-large', `The body is larger than ${limit} bytes.`);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.body ?? []) {
    length += part.length;
    if (length > limit) throw new Fault('body-too-large', `The body is larger than ${limit} bytes.`);
    parts.push(part);
  }
  return concat(...parts);
}
