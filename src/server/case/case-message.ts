import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { ByteReader, ByteWriter } from '#protocol/bytes/byte-stream.ts';
import { Fault } from '#protocol/bytes/fault.ts';

/** What travels when two members meet: a text, and entries packed apart from it. Spec: CEX-41. */
export interface CaseMessage {
  /** UTF-8 of JSON. */
  readonly text: Uint8Array;
  /** Acts that stand in no log. */
  readonly acts: Uint8Array;
  /** Entries of a log. */
  readonly entries: Uint8Array;
}

/** Most bytes of a message, packed and unpacked. */
export interface MessageLimits {
  readonly packed: number;
  readonly unpacked: number;
}

const level = { [constants.ZSTD_c_compressionLevel]: 3 };
/** A frame that asks for more memory than the largest message is refused. */
const window = { [constants.ZSTD_d_windowLogMax]: 24 };

/** A message as one zstd frame. Spec: CEX-41. */
export function messageBytes({ text, acts, entries }: CaseMessage): Uint8Array {
  const writer = new ByteWriter();
  for (const part of [text, acts, entries]) writer.counted(part);
  return zstdCompressSync(writer.bytes, { params: level });
}

/** Signatures and hashes do not pack: what comes out of a frame is at most so many times as large as it, and some. */
const [mostTimes, some] = [16, 20_000];

function unpacked(bytes: Uint8Array, limit: number): Uint8Array {
  const most = Math.min(limit, mostTimes * bytes.length + some);
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: most, params: window });
  } catch (error) {
    const isLarge = error instanceof RangeError;
    throw new Fault(
      'case-size',
      isLarge ? 'What came about a case is too large.' : 'What came about a case is no zstd frame.',
    );
  }
}

/** Opens a message, bounded before anything is read. Fault: `case-size`. Spec: CEX-9, CEX-41. */
export function openMessage(bytes: Uint8Array, most: MessageLimits): CaseMessage {
  if (bytes.length > most.packed) throw new Fault('case-size', 'What came about a case is too large.');
  const reader = new ByteReader(unpacked(bytes, most.unpacked));
  const message = { text: reader.counted(), acts: reader.counted(), entries: reader.counted() };
  if (!reader.isDone) throw new Fault('case-size', 'What came about a case has more parts than it should.');
  return message;
}
