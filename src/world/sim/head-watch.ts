import { base64 } from '#protocol/bytes/encodings.ts';
import { fromUtf8 } from '#protocol/bytes/text.ts';
import { parseCheckpoint } from '#protocol/log/checkpoint.ts';

const headForm = /(?:^|\n\n)(comity\/log\/[0-9a-f]{64}\n\d{1,15}\n[A-Za-z0-9+/]{43}=\n)/;

function textOf(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch {
    return '';
  }
}

/**
 * Remembers every head of every log that was ever published, sent or shown in this world: whoever
 * signs two heads of one size is caught, however long ago the first was. Spec: KEP-1.
 */
export class HeadWatch {
  readonly #heads = new Map<string, Map<number, string>>();
  readonly contradictions: string[] = [];

  /** Takes any bytes: a checkpoint, a request to a witness that holds one, or something else. */
  see(bytes: Uint8Array): void {
    const [, text] = bytes.length > 20_000 ? [] : (headForm.exec(textOf(bytes)) ?? []);
    if (text === undefined) return;
    const { origin, size, root } = parseCheckpoint(text);
    const known = this.#heads.getOrInsertComputed(origin, () => new Map<number, string>());
    const name = base64(root);
    if (known.getOrInsert(size, name) !== name) this.contradictions.push(`${origin} signed two heads of size ${size}`);
  }

  /** The root (base64) that was shown for each size of a log. */
  headsOf(origin: string): ReadonlyMap<number, string> {
    return this.#heads.get(origin) ?? new Map();
  }
}
