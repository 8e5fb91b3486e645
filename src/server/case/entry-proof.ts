import { readAct } from '#protocol/case/act.ts';
import { type ActProof, openActProof } from '#protocol/case/act-proof.ts';
import { leafHash, treeInMemory } from '#protocol/log/merkle.ts';
import { inclusionProof } from '#protocol/log/proof.ts';
import type { TlogProof } from '#protocol/log/tlog-proof.ts';
import type { RecordHead } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import { bodyKey } from './body-key.ts';
import { bodiesFor } from './case-body.ts';
import { type CaseFile, knownHistories } from './case-file.ts';
import { type KeptCertificate, keptCertificate } from './case-heads.ts';
import { caseLog, entriesFrom } from './case-store.ts';
import { mayLeave } from './withheld-bodies.ts';

/** The highest certificate, if it covers this place of the log. */
function covering(party: Party, file: CaseFile, index: number): KeptCertificate | undefined {
  const certificate = keptCertificate(party, file.id);
  return certificate !== undefined && index < certificate.size ? certificate : undefined;
}

/** The inclusion of any entry below the highest certificate; undefined while none covers it. Spec: CPY-4. */
export function inclusionAt(party: Party, file: CaseFile, index: number): TlogProof | undefined {
  const certificate = covering(party, file, index);
  if (certificate === undefined) return undefined;
  const leaves = entriesFrom(party, file.id, 0, certificate.size).map(leafHash);
  const proof = inclusionProof(index, certificate.size, treeInMemory(leaves));
  return { index, proof, checkpoint: certificate.note };
}

/** The words as they were sealed, and what opens them if we read them; nothing that is withheld. Spec: LNC-6, SAY-3. */
function bodyOf(party: Party, file: CaseFile, { body, data }: RecordHead): ActProof['body'] {
  const wanted = mayLeave(party, file, body === undefined ? [] : [body]);
  const [kept] = bodiesFor(party, file.id, wanted);
  if (kept === undefined) return undefined;
  const { room } = readAct(data);
  const key = room === undefined ? undefined : bodyKey(party, file.id, room, kept.body);
  return { salt: kept.salt, bytes: kept.body, ...(key === undefined ? {} : { key }) };
}

/** The open proof of the act at a place, with its words if they are here and wanted; undefined where there is none. Spec: CPY-4, LNC-3. */
export function actProofAt(party: Party, file: CaseFile, index: number, withWords: boolean): ActProof | undefined {
  const certificate = covering(party, file, index);
  const head = caseLog(party, file).recordAt(index)?.head;
  if (certificate === undefined || head?.kind !== 'act') return undefined;
  const entries = entriesFrom(party, file.id, 0, certificate.size);
  const proof = openActProof({ entries, certificate: certificate.note, histories: knownHistories(party) }, index);
  const body = withWords ? bodyOf(party, file, head) : undefined;
  return body === undefined ? proof : { ...proof, body };
}
