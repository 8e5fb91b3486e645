import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { utf8 } from '#protocol/bytes/text.ts';
import { openRecord, signRecord } from '#protocol/record/record.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { inventedParty } from './invented-parties.ts';
import { scaled } from './plan.ts';
import { race } from './race.ts';

const prefix = '302e020100300506032b657004220420';

/** Signing and verifying whole records, beside the same number of bare Ed25519 operations. */
export async function signatureRows({ plan, place }: Bench): Promise<BenchRow[]> {
  const party = inventedParty(place(), 'aldoria');
  const seed = party.secrets.record;
  const head = { author: party.id, version: 0, kind: 'batch', label: { tlp: 'green' }, data: { count: 1 } } as const;
  const count = scaled(plan, 2_000);
  const records = Array.from({ length: count }, (_, at) => signRecord({ ...head, at }, seed));
  const texts = records.map(({ note }) => utf8(note.text));
  const key = createPrivateKey({ key: Buffer.from(prefix + seed.toHex(), 'hex'), format: 'der', type: 'pkcs8' });
  const open = createPublicKey(key);
  const signatures = texts.map((text) => sign(null, text, key));
  const verified = await race(
    plan,
    () => () => {
      for (const { note } of records) openRecord(note, party.history);
      return count;
    },
    () => () => texts.filter((text, index) => verify(null, text, open, signatures[index] ?? new Uint8Array())).length,
  );
  const signed = await race(
    plan,
    () => () => {
      for (let at = 0; at < count; at++) signRecord({ ...head, at }, seed);
      return count;
    },
    () => () => texts.map((text) => sign(null, text, key)).length,
  );
  party.db.close();
  return [
    { id: 'record-verified', what: 'records verified', unit: '/s', limit: 'bare Ed25519 verify', ...verified },
    { id: 'record-signed', what: 'records signed', unit: '/s', limit: 'bare Ed25519 sign', ...signed },
  ];
}
