import type { IncomingMessage } from 'node:http';
import { concat } from '#protocol/bytes/text.ts';
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
  const fields = Object.entries(incoming.headers);
  const headers = new Map(fields.map(([name, value = '']) => [name, Array.isArray(value) ? value.join(', ') : value]));
  const from = firstOffset(status, headers, request.from);
  const most = status < 300 ? bytes : Math.min(bytes, errorBytes);
  const bare = request.method === 'HEAD' || status === 204 || status === 304;
  if (!bare) checkLength(headers, from, most);
  return { status, headers, from, most };
}

type Headers = AnswerFrame['headers'];

function firstOffset(status: number, headers: Headers, asked: number | undefined): number {
  if (status !== 206) return 0;
  const range = /^bytes (\d{1,16})-\d{1,16}\/(?:\d{1,16}|\*)$/.exec(headers.get('content-range') ?? '');
  if (asked === undefined || Number(range?.[1] ?? -1) !== asked)
    throw egressFault('egress-malformed', 'The answer is another part than was asked for.', 'content-range');
  return asked;
}

function checkLength(headers: Headers, from: number, most: number): void {
  const length = headers.get('content-length');
  // A body that ends with the connection cannot be told from one that was cut.
  if (length === undefined && headers.get('transfer-encoding') !== 'chunked')
    throw egressFault('egress-malformed', 'The answer does not say where it ends.', 'content-length');
  if (length !== undefined && from + Number(length) > most) throw tooLarge(most, 'content-length');
}

const tooLarge = (most: number, path: string) =>
  egressFault('egress-too-large', `The answer is larger than ${most} bytes.`, path);

/** Reads a body piece by piece, into the sink or into memory, and never beyond the bound. */
export class BodyReader {
  readonly #frame: AnswerFrame;
  readonly #sink: Sink | undefined;
  readonly #pieces: Uint8Array[] = [];
  #end: number;

  constructor(frame: AnswerFrame, sink: Sink | undefined) {
    this.#frame = frame;
    // A body that came with an error status is for the caller's eyes, not a part of what it collects.
    this.#sink = frame.status === 200 || frame.status === 206 ? sink : undefined;
    this.#end = frame.from;
  }

  /** Reads to the end. Fault: egress-too-large. Rejects as the stream or the sink does. */
  async readAll(incoming: AsyncIterable<Uint8Array>, deadlines: Deadlines): Promise<void> {
    deadlines.enter('idle');
    for await (const chunk of incoming) {
      // While the sink works, silence is ours.
      deadlines.rest();
      if (this.#end + chunk.length > this.#frame.most) throw tooLarge(this.#frame.most, 'body');
      if (this.#sink) await this.#sink(chunk, this.#end);
      else this.#pieces.push(chunk);
      this.#end += chunk.length;
      deadlines.enter('idle');
    }
  }

  /** The answer with what was read so far. */
  answer(): IncomingAnswer {
    const { status, headers, from } = this.#frame;
    return { status, headers, body: concat(...this.#pieces), from, end: this.#end };
  }
}
