/**
 * Makes vectors/proof: `node tools/make-proof-vectors.ts`. Deterministic: fixed seeds, fixed times.
 * The format is described in vectors/proof.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatEquivocation } from '#check/case-equivocation.ts';
import { checkProof } from '#check/check-proof.ts';
import { formatReceiptEvidence, type ReceiptEvidence } from '#check/receipt.ts';
import { termsText } from '#protocol/agreement/agreement.ts';
import { inventTerms, signedBy } from '#protocol/agreement/invented-agreement.fixture.ts';
import { countersign, releaseJson } from '#protocol/agreement/release-record.ts';
import { base64, hex } from '#protocol/bytes/encodings.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import {
  closedActProof,
  formatActProof,
  openActProof,
  type ProofSource,
  type ProvedBody,
} from '#protocol/case/act-proof.ts';
import { caseStart, InventedCase, rootOfEntries } from '#protocol/case/invented-case.fixture.ts';
import type { Equivocation } from '#protocol/case/succession.ts';
import { inventParty, seedOf } from '#protocol/identity/invented-party.fixture.ts';
import { keyNames, textId } from '#protocol/identity/key-history.ts';
import { noteKeyType, noteSigner } from '#protocol/identity/note-key.ts';
import { formatNote, parseNote } from '#protocol/identity/signed-note.ts';
import { signCheckpoint } from '#protocol/log/checkpoint.ts';
import { commitmentEntry } from '#protocol/log/commitment.ts';
import { cosign } from '#protocol/log/cosignature.ts';
import { leafHash, rootOf, treeInMemory } from '#protocol/log/merkle.ts';
import { consistencyProof, inclusionProof } from '#protocol/log/proof.ts';
import { signRecord } from '#protocol/record/record.ts';
import { bodyHash } from '#protocol/record/salted-body.ts';

interface Vector {
  readonly comment: string;
  readonly clause: string;
  readonly kind: 'proof';
  readonly file: string;
  readonly claim?: unknown;
  readonly fault?: string;
}

const holds = (clause: string, comment: string, file: string): Vector => {
  const verdict = checkProof(utf8(file));
  return { comment, clause, kind: 'proof', file, ...(verdict.holds ? { claim: verdict.claim } : {}) };
};

const fails = (fault: string, comment: string, file: string, clause = 'CHK-4'): Vector => ({
  comment,
  clause,
  kind: 'proof',
  file,
  fault,
});

/** The members of a proof file with some of them changed; one that becomes undefined is left out. */
const changed = (file: string, change: Record<string, unknown>): string =>
  `${JSON.stringify({ ...JSON.parse(file), ...change }, undefined, 2)}\n`;

function equivocations(): Record<string, Vector> {
  const invented = new InventedCase();
  const log = invented.log();
  const acts = [1, 2, 3].map((n) => invented.act(0, log, { n, act: 'ask', fields: {} }, true));
  const all = [invented.genesis, ...acts];
  const headOf = (entries: readonly Uint8Array[], term = 0) =>
    invented.head(log, { size: entries.length, root: rootOfEntries(entries) }, term);
  const text = (equivocation: Equivocation): string =>
    formatEquivocation(invented.known, parseNote(invented.genesis), equivocation);
  const [one, other, whole] = [headOf(all.slice(0, 2)), headOf([all[0], all[2]] as Uint8Array[]), headOf(all)];
  const between = {
    root: rootOfEntries(all.slice(0, 2)),
    proof: consistencyProof(2, all.length, treeInMemory(all.map(leafHash))),
  };
  const same = text({ one, other });
  const two = text({ one: whole, other, between });
  const late = text({ one: headOf(all.slice(0, 2), 1), other: headOf([all[0], all[2]] as Uint8Array[], 1) });
  const { histories } = JSON.parse(same);
  return {
    'valid/one-size': holds('CHK-4', 'Two heads of one size with two roots; the opener is the depositary.', same),
    'valid/two-sizes': holds('CHK-4', 'The larger log did not hold the smaller head.', two),
    'valid/later-term': holds('CHK-4', 'The depositary of term 1 is another party than the opener.', late),
    'invalid/agreeing-heads': fails(
      'proof-convicts-nobody',
      'Both heads are of one log.',
      text({ one: whole, other: one, between }),
    ),
    'invalid/same-head': fails('proof-convicts-nobody', 'One head, shown twice.', text({ one, other: one })),
    'invalid/two-terms': fails(
      'proof-convicts-nobody',
      'The heads are of two terms, and two depositaries signed them.',
      changed(late, { one: JSON.parse(same).one, histories: [...histories, JSON.parse(late).histories[1]] }),
    ),
    'invalid/no-consistency': fails(
      'proof-convicts-nobody',
      'Sizes differ, and nothing says what the larger held.',
      changed(two, { root: undefined, proof: undefined }),
    ),
    'invalid/forged-consistency': fails(
      'proof-mismatch',
      'The consistency proof is of another tree.',
      changed(two, { root: JSON.parse(two).proof[0] }),
    ),
    'invalid/signature': fails(
      'note-signature-wrong',
      'A head with the signature of the other.',
      changed(same, { one: `${JSON.parse(same).one.split('\n\n')[0]}\n\n${JSON.parse(same).other.split('\n\n')[1]}` }),
    ),
    'invalid/keys-missing': fails(
      'case-keys',
      'The keys of the depositary are not there.',
      changed(late, { histories: histories.slice(0, 1) }),
    ),
    'invalid/keys-unneeded': fails(
      'proof-keys',
      'Keys of somebody who has nothing to do with it.',
      changed(same, { histories: [...histories, JSON.parse(late).histories[1]] }),
    ),
    'invalid/other-case': fails(
      'checkpoint-origin',
      'The first record is of another case.',
      changed(same, { case: `${new TextDecoder().decode(new InventedCase(undefined, 0).genesis)}` }),
    ),
    'invalid/unknown-member': fails(
      'field-unknown',
      'A member that the format does not have.',
      changed(same, { note: 'more' }),
      'CHK-3',
    ),
    'invalid/unknown-format': fails(
      'proof-format',
      'A format that nobody defines.',
      changed(same, { format: 'comity/case-equivocation/v2' }),
      'CHK-3',
    ),
    'invalid/twice': fails(
      'proof-encoding',
      'A member that stands twice: readers differ on which one counts.',
      same.replace('  "one"', '  "format": "comity/case-equivocation/v1",\n  "one"'),
      'CHK-3',
    ),
    'invalid/white-space': fails(
      'proof-encoding',
      'A space more than there should be.',
      same.replace('{\n', '{ \n'),
      'CHK-3',
    ),
  };
}

/** A case in which the second party has answered, and three of four cosigned; the answer is entry 2. */
function actSource(): { source: ProofSource; body: ProvedBody; third: string } {
  const invented = new InventedCase();
  const body = { salt: seedOf('words').subarray(0, 16), bytes: utf8('{"words":"A cable was cut.","files":[]}') };
  const log = invented.log();
  const entries = [invented.genesis];
  for (const [author, act, hash] of [
    [0, 'ask', true],
    [1, 'answer', bodyHash(body.salt, body.bytes)],
    [0, 'agree', false],
  ] as const) {
    const entry = invented.act(author, log, { n: entries.length, act, fields: {} }, hash);
    log.append(entry);
    entries.push(entry);
  }
  const certificate = invented.cosigned(invented.head(log), [0, 1, 2], [caseStart, caseStart + 20, caseStart + 50]);
  return { source: { entries, certificate, histories: invented.known.histories }, body, third: invented.party(2).id };
}

function acts(): Record<string, Vector> {
  const { source, body, third } = actSource();
  const open = formatActProof({ ...openActProof(source, 2), body });
  const closed = formatActProof({ ...closedActProof(source, 2, [third]), body });
  const { body: kept, certificate } = JSON.parse(open);
  const but = (fault: string, comment: string, change: Record<string, unknown>, file = open): Vector =>
    fails(fault, comment, changed(file, change), 'LNC-4');
  return {
    'valid/act-open': holds('LNC-3', 'A quorum accepted the act; its words are there.', open),
    'valid/act-closed': holds('LNC-2', 'Only the author and one other are named.', closed),
    'valid/act-without-words': holds('LNC-1', 'The words were left out.', changed(open, { body: undefined })),
    'invalid/act-words': but('act-proof-body', 'The words have another salt.', {
      body: { ...kept, salt: base64(seedOf('other').subarray(0, 16)) },
    }),
    'invalid/act-place': but('proof-mismatch', 'The act stands elsewhere.', { index: 1 }),
    'invalid/act-quorum': but('case-uncertified', 'Two of four have cosigned, where three are needed.', {
      certificate: certificate.split('\n').slice(0, -2).concat('').join('\n'),
    }),
    'invalid/act-stranger': but(
      'act-proof-signature',
      'A line of somebody whose keys are not there.',
      { certificate },
      closed,
    ),
  };
}

const aldoria = inventParty('Aldoria National CERT', 2);
const bereth = inventParty('Bereth Cyber Centre');
const calder = inventParty('Calder Grid', 1, 'company');

function receiptEvidence(count = 3): ReceiptEvidence {
  const terms = inventTerms([aldoria.id, bereth.id]);
  const agreement = signedBy(terms, [aldoria, bereth]).note;
  const shares = [{ agreement: textId(termsText(terms)), clause: 1, count: 3 }];
  const data = releaseJson({ to: bereth.id, number: 1, count, root: hex(seedOf('root')), shares });
  const head = { author: aldoria.id, version: 1, kind: 'release', at: 1_500, label: { tlp: 'amber' }, data } as const;
  const { note } = signRecord(head, aldoria.seed('record', 1));
  const receipt = countersign(note, bereth.history, bereth.seed('record'));
  const salt = seedOf('salt').subarray(0, 16);
  const leaves = [utf8('before\n'), commitmentEntry(salt, formatNote(note)), utf8('after\n')].map(leafHash);
  const origin = keyNames.log(aldoria.id);
  const checkpoint = cosign(
    signCheckpoint({ origin, size: 3, root: rootOf(leaves), extensions: [] }, [
      noteSigner(origin, aldoria.seed('log', 1)),
    ]),
    noteSigner(keyNames.witness(calder.id), calder.seed('witness'), noteKeyType.cosignature),
    1_600,
  );
  return {
    receipt,
    logged: note,
    histories: [aldoria, bereth, calder].map(({ history }) => history.notes),
    agreements: [agreement],
    holder: aldoria.id,
    salt,
    proof: { index: 1, proof: inclusionProof(1, 3, treeInMemory(leaves)), checkpoint },
  };
}

function receipts(): Record<string, Vector> {
  const evidence = receiptEvidence();
  const text = formatReceiptEvidence(evidence);
  const but = (fault: string, comment: string, change: Partial<ReceiptEvidence>): Vector =>
    fails(fault, comment, formatReceiptEvidence({ ...evidence, ...change }), 'CHK-2');
  return {
    'valid/receipt': holds('CHK-1', 'A release with all that it rests on, countersigned and cosigned.', text),
    'invalid/receipt-shares': fails(
      'release-shares',
      'The shares do not add up.',
      formatReceiptEvidence(receiptEvidence(4)),
      'CHK-2',
    ),
    'invalid/receipt-clause': but('evidence-clause-missing', 'The cited agreement is not there.', { agreements: [] }),
    'invalid/receipt-keys': but('evidence-keys-missing', 'The keys of the recipient are not there.', {
      histories: [aldoria, calder].map(({ history }) => history.notes),
    }),
    'invalid/receipt-holder': but('evidence-holder', 'The log is of a third party.', { holder: calder.id }),
    'invalid/receipt-witness': but('evidence-signature', 'A cosignature of somebody whose keys are not there.', {
      histories: [aldoria, bereth].map(({ history }) => history.notes),
    }),
    'invalid/receipt-salt': but('proof-mismatch', 'Another salt.', { salt: seedOf('other').subarray(0, 16) }),
    'invalid/receipt-place': but('proof-mismatch', 'Another place in the log.', {
      proof: { ...evidence.proof, index: 0 },
    }),
  };
}

/** Every vector by its path below vectors/proof, without the suffix. */
export const proofVectors = (): Record<string, Vector> => ({ ...acts(), ...equivocations(), ...receipts() });

/** The text of a vector's file. */
export const vectorText = (vector: Vector): string => `${JSON.stringify(vector, undefined, 2)}\n`;

if (import.meta.main) {
  for (const [path, vector] of Object.entries(proofVectors())) {
    const file = join(import.meta.dirname, '../vectors/proof', `${path}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, vectorText(vector));
  }
}
