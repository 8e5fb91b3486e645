import type { IncomingMessage } from 'node:http';
import { type Bytes, concat } from '#protocol/bytes/text.ts';
import type { Deadlines } from './deadlines.ts';
import { egressFault } from './egress-fault.ts';
import type { IncomingAnswer, OutgoingRequest, Sink } from './transport.ts';

/** The head of an answer that may be read on: where its body begins and the most it may reach. */
export interface AnswerFrame {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly from: number;
  readonly most: number;
}

// Enough for any explanation; what a partner sends with an error is not what we asked for.
const errorBytes = 65_536;

/** Judges the head of an answer. Faults: egress-redirect, egress-malformed, egress-too-large. */
export function answerFrame(incoming: IncomingMessage, request: OutgoingRequest, bytes: number): AnswerFrame {
  const status = incoming.statusCode ?? 0;
  // A redirect would send a request that was meant, judged and signed for one address to another.
  if (status >= 300 && status < 400 && status !== 304)
    throw egressFault('egress-redirect', 'The other server points elsewhere; redirects are not followed.', 'status');
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(incoming.headers))
    headers.set(name, Array.isArray(value) ? value.join(', ') : (value ?? ''));
  const from = firstOffset(status, headers, request.from);
  const most = status < 300 ? bytes : Math.min(bytes, errorBytes);
  const bare = request.method === 'HEAD' || status === 204 || status === 304;
  if (!bare) checkLength(headers, from, most);
  return { status, headers, from, most };
}

function firstOffset(status: number, headers: ReadonlyMap<string, string>, asked: number | undefined): number {
  if (status !== 206) return 0;
  const range = /^bytes (\d{1,16})-\d{1,16}\/(?:\d{1,16}|\*)$/.exec(headers.get('content-range') ?? '');
  if (asked === undefined || Number(range?.[1] ?? -1) !== asked)
    throw egressFault('egress-malformed', 'The answer is another part than was asked for.', 'content-range');
  return asked;
}

function checkLength(headers: ReadonlyMap<string, string>, from: number, most: number): void {
  const length = headers.get('content-length');
  // A body that ends with the connection cannot be told from one that was cut.
  if (length === undefined && headers.get('transfer-encoding') !== 'chunked')
    throw egressFault('egress-malformed', 'The answer does not say where it ends.', 'content-length');
  if (length !== undefined && from + Number(length) > most)
    throw egressFault('egress-too-large', `The answer is larger than ${most} bytes.`, 'content-length');
}

/** Reads the body piece by piece, into the sink or into memory, and never beyond the bound. */
export async function receiveBody(
  incoming: IncomingMessage,
  frame: AnswerFrame,
  sink: Sink | undefined,
  deadlines: Deadlines,
): Promise<IncomingAnswer> {
  const { status, headers, from, most } = frame;
  const pieces: Uint8Array[] = [];
  let end = from;
  deadlines.enter('idle');
  for await (const chunk of incoming as AsyncIterable<Uint8Array>) {
    deadlines.rest();
    if (end + chunk.length > most)
      throw egressFault('egress-too-large', `The answer is larger than ${most} bytes.`, 'body');
    if (sink) await sink(chunk, end);
    else pieces.push(chunk);
    end += chunk.length;
    deadlines.enter('idle');
  }
  const body: Bytes = concat(...pieces);
  return { status, headers, body, from, end };
}
