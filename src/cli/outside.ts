import { readFileSync, statSync } from 'node:fs';
import { Fault } from '#protocol/bytes/fault.ts';
import { globalAndLoopback } from '#server/egress/address-guard.ts';
import { createTransport } from '#server/egress/transport.ts';

/** Whether a word is a URL to fetch, not a file. */
export const isUrl = (word: string): boolean => /^https?:\/\//.test(word);

/** Fetches a URL that a person typed; this machine may be meant. Faults: egressFaultCodes, `fetch-status`. */
export async function fetchBytes(word: string, bytes: number): Promise<Uint8Array> {
  if (!URL.canParse(word)) throw new Fault('url-malformed', 'A URL was expected.');
  const transport = createTransport({ rule: globalAndLoopback });
  try {
    const { status, body } = await transport.send({ method: 'GET', url: new URL(word).href, limits: { bytes } });
    if (status !== 200) throw new Fault('fetch-status', `The other server answered ${status}.`);
    return body;
  } finally {
    transport.close();
  }
}

/** Reads a file of bounded size. Faults: `file-missing`, `file-size`. */
export function readBounded(path: string, bytes: number): Uint8Array {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new Fault('file-missing', `There is no file ${path}.`);
  if (!found.isFile()) throw new Fault('file-missing', `${path} is not a file.`);
  if (found.size > bytes) throw new Fault('file-size', `${path} is larger than ${bytes} bytes.`);
  return readFileSync(path);
}
