import { Fault } from './fault.ts';

const truncated = (): Fault => new Fault('stream-truncated', 'The bytes end before what they announce.');

/** Bytes that are written one after the other. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  raw(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = needed;
  }

  /** An integer from 0 to 2^53−1: seven bits a byte, the lowest first, the highest bit says that more follow. */
  number(value: number): void {
    let rest = value;
    const bytes: number[] = [];
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    this.raw(Uint8Array.of(...bytes, rest));
  }

  /** An integer of either sign, within ±2^52: 0, −1, 1, −2 … as 0, 1, 2, 3 … */
  signed(value: number): void {
    this.number(value >= 0 ? 2 * value : -2 * value - 1);
  }

  /** Bytes behind their length. */
  counted(bytes: Uint8Array): void {
    this.number(bytes.length);
    this.raw(bytes);
  }
}

/** Reads what a `ByteWriter` wrote. Fault: `stream-truncated`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isDone(): boolean {
    return this.#at >= this.#bytes.length;
  }

  raw(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw truncated();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  number(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 53; factor *= 128) {
      const [byte = 0] = this.raw(1);
      value += (byte % 128) * factor;
      if (byte < 128) {
        if (!Number.isSafeInteger(value)) throw truncated();
        return value;
      }
    }
    throw truncated();
  }

  signed(): number {
    const value = this.number();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  counted(): Uint8Array {
    return this.raw(this.number());
  }
}
