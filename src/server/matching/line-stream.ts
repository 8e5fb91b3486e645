/** A line that was longer than allowed. */
export const tooLong = Symbol('too long');

const newline = 10;

function joined(parts: readonly Uint8Array[]): string {
  return new TextDecoder().decode(parts.length === 1 ? parts[0] : Buffer.concat(parts));
}

/**
 * Lines of a stream of UTF-8 bytes, without their ends. One with more than `most` bytes is told and
 * passed over, so that memory stays bounded.
 */
export async function* lineStream(
  chunks: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<string | typeof tooLong> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(newline, from);
      const part = chunk.subarray(from, end < 0 ? chunk.length : end);
      size += part.length;
      if (size <= most) parts.push(part);
      else parts = [];
      if (end < 0) break;
      yield size > most ? tooLong : joined(parts);
      parts = [];
      size = 0;
      from = end + 1;
    }
  }
  if (size > 0) yield size > most ? tooLong : joined(parts);
}
