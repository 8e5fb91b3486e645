import { type ActProof, openActProof } from '#protocol/case/act-proof.ts';
import { leafHash, treeInMemory } from '#protocol/log/merkle.ts';
import { inclusionProof } from '#protocol/log/proof.ts';
import type { TlogProof } from '#protocol/log/tlog-proof.ts';
import type { Party } from '../party/party.ts';
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

/** The open proof of the act at a place, with its words if they are here and wanted; undefined where there is none. Spec: CPY-4, LNC-3. */
export function actProofAt(party: Party, file: CaseFile, index: number, withWords: boolean): ActProof | undefined {
  const certificate = covering(party, file, index);
  const head = caseLog(party, file).recordAt(index)?.head;
  if (certificate === undefined || head?.kind !== 'act') return undefined;
  const entries = entriesFrom(party, file.id, 0, certificate.size);
  const proof = openActProof({ entries, certificate: certificate.note, histories: knownHistories(party) }, index);
  const wanted = withWords && head.body !== undefined ? [head.body] : [];
  const [kept] = bodiesFor(party, file.id, mayLeave(party, file, wanted));
  return kept === undefined ? proof : { ...proof, body: { salt: kept.salt, bytes: kept.body } };
}
