import { join } from 'node:path';
import { canonicalText } from '#protocol/bytes/canonical-json.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { formatNote } from '#protocol/identity/signed-note.ts';
import { acceptRelease } from '#server/ingress/accept-release.ts';
import { answerLink, pullPrefix } from '#server/link/link-server.ts';
import { importObjects } from '#server/party/import-objects.ts';
import { openDirectory } from '#server/party/open-party.ts';
import type { Party } from '#server/party/party.ts';
import { processPowers } from '#server/process/process-powers.ts';
import { inventedFeed } from './invented-feed.ts';

/** Objects of one envelope. */
export const perEnvelope = 1_000;

/** What the link took to bring everything over. */
export interface Growth {
  readonly objects: number;
  readonly bytes: number;
  readonly requests: number;
  readonly cuts: number;
  /** Requests that it took to learn that nothing is new. */
  readonly nothingNew: number;
}

/** Opens a party of an earlier step. Nobody has witnessed it, so it may sign at once. */
export function reopened(place: string, name: string): Party {
  const party = openDirectory(join(place, name), processPowers);
  party.log.signing = 'confirmed';
  return party;
}

/** Bytes of an answer, given up after `most` of them as by a link that breaks. */
function received(body: Uint8Array | Iterable<Uint8Array>, most: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (const part of body instanceof Uint8Array ? [body] : body) {
    parts.push(part.subarray(0, most - size));
    size += part.length;
    if (size >= most) break;
  }
  return Buffer.concat(parts);
}

/** Pulls everything that a partner has for us; the first `cuts` answers break off in the middle and are resumed. */
async function pullAll(from: Party, to: Party, cuts: number): Promise<Growth> {
  const done = { objects: 0, bytes: 0, requests: 0, cuts: 0, nothingNew: 0 };
  let [after, held] = [0, new Uint8Array()];
  after = to.db.count("SELECT coalesce(max(number), 0) FROM batch WHERE direction = 'reached'");
  for (;;) {
    done.requests++;
    const request = utf8(canonicalText({ after, offset: held.length }));
    const answer = await answerLink(from, to.id, '/link/pull', request);
    if (answer.status === 204) return { ...done, nothingNew: 1 };
    const isCut = done.cuts < cuts && held.length === 0;
    const bytes = received(answer.body, isCut ? 20_000 : Number.POSITIVE_INFINITY);
    done.bytes += bytes.length;
    const all = new Uint8Array(Buffer.concat([held, bytes.subarray(pullPrefix)]));
    const whole = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4);
    if (all.length < whole) {
      done.cuts++;
      held = all;
      continue;
    }
    const { receipt, number, fresh } = acceptRelease(to, from.id, all);
    await answerLink(from, to.id, '/link/receipt', formatNote(receipt));
    done.objects += fresh;
    [after, held] = [number, new Uint8Array()];
  }
}

/** Imports the objects from `start` to `end` at one party and brings them to the other. */
export async function grow(place: string, range: { start: number; end: number }, cuts: number): Promise<Growth> {
  const [a, b] = [reopened(place, 'aldoria'), reopened(place, 'bereth')];
  for (let at = range.start; at < range.end; at += perEnvelope)
    importObjects(a, JSON.stringify({ objects: inventedFeed(at, Math.min(perEnvelope, range.end - at)) }));
  const growth = await pullAll(a, b, cuts);
  for (const party of [a, b]) party.db.close();
  return growth;
}
