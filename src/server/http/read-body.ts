import { Fault } from '#protocol/bytes/fault.ts';
import { concat } from '#protocol/bytes/text.ts';

/** Bytes of all bodies that are being collected now: many slow senders must not fill the memory. */
const most = 256 * 1_048_576;
let collecting = 0;

/** The body of a request, read no further than `limit` bytes. Faults: `body-too-large`, `server-busy`. */
export async function readBody(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > limit) throw new Fault('body-too-large', `The body is larger than ${limit} bytes.`);
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of request.body ?? []) {
      length += part.length;
      collecting += part.length;
      if (length > limit) throw new Fault('body-too-large', `The body is larger than ${limit} bytes.`);
      if (collecting > most) throw new Fault('server-busy', 'Too much is being sent to this server at once.');
      parts.push(part);
    }
    return concat(...parts);
  } finally {
    collecting -= length;
  }
}
