import type { ActClaim } from '#check/act-claim.ts';
import type { EquivocationVerdict } from '#check/case-equivocation.ts';
import { type Claim, checkProof } from '#check/check-proof.ts';
import { proofFileBytes } from '#check/proof-file.ts';
import type { ReceiptVerdict } from '#check/receipt.ts';
import { fromBase64 } from '#protocol/bytes/encodings.ts';
import { readBody } from '#server/case/case-body.ts';
import { openWithKey } from '#server/case/file-key.ts';
import { command, shared } from './command.ts';
import { readBounded } from './outside.ts';

const when = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** What a receipt proves. */
export function receiptText({ id, from, terms, at, countersigned, position, witnesses }: ReceiptVerdict): string {
  const clauses = terms.shares.map(
    ({ agreement, clause, count }) => `  ${count} under clause ${clause} of ${agreement}\n`,
  );
  const second = countersigned ? 'The recipient has countersigned it.' : 'The recipient has not countersigned it.';
  return `Receipt ${id}
${from} released ${terms.count} objects to ${terms.to}
at ${when(at)} by its own clock:
${clauses.join('')}${second}
It is entry ${position} of the log, under a checkpoint that ${witnesses.length} other parties cosigned.
`;
}

function equivocationText({ case: id, term, depositary, heads }: EquivocationVerdict): string {
  const lines = heads.map(({ size, root }) => `  ${size} entries, root ${root}\n`);
  return `Two logs under one signature
${depositary}, depositary of term ${term} of the case ${id}, signed both of these heads:
${lines.join('')}No log can have both: it told two stories of the same case. Which of them others were shown first, and why, the file does not say.
`;
}

/** What a body says, by itself or opened with the key that the file brings. */
async function openedBody({ body = '', key }: ActClaim): Promise<Uint8Array | undefined> {
  const bytes = fromBase64(body);
  return key === undefined ? bytes : await openWithKey(fromBase64(key), bytes);
}

/** The words of an act as far as the file lets anybody read them. Spec: LNC-6. */
async function wordsOf(claim: ActClaim): Promise<string> {
  if (claim.body === undefined) return 'Its words, if it has any, are not in the file.\n';
  try {
    const body = readBody((await openedBody(claim)) ?? new Uint8Array());
    const parts = body.parts?.map(({ text }) => `${text}\n`) ?? [];
    const files = body.files.map(({ name, bytes }) => `  ${name}, ${bytes.length} bytes\n`);
    return `Its words are:\n${body.words === '' ? '' : `${body.words}\n`}${parts.join('')}${files.length === 0 ? '' : `with\n${files.join('')}`}`;
  } catch {
    return 'Its words are in the file as they were signed, sealed for those who read them.\n';
  }
}

function actText(claim: ActClaim, said: string): string {
  const { id, author, act, about, fields, at, index, time, cosigners, quorum } = claim;
  const given = Object.entries(fields).map(([key, value]) => `  ${key}: ${value}\n`);
  const firm =
    quorum === undefined
      ? 'These parties cosigned a log in which it stands; who else takes part, the file does not say:'
      : `These parties cosigned a log in which it stands, of a council of ${quorum.council} that needs ${quorum.needed}:`;
  return `Act ${id}
${author} stated "${act}"${about === undefined ? '' : ` about ${about}`} in the case ${claim.case}
at ${when(at)} by its own clock${given.length === 0 ? '.' : ':'}
${given.join('')}${said}It is entry ${index} of the log of the case. ${firm}
${cosigners.map((party) => `  ${party}\n`).join('')}at ${when(time)}, the median of their clocks. Whether the procedure gave the act effect, the file does not say.
`;
}

async function claimText(claim: Claim): Promise<string> {
  switch (claim.format) {
    case 'comity/receipt/v1':
      return receiptText(claim.receipt);
    case 'comity/act-proof/v1':
      return actText(claim.act, await wordsOf(claim.act));
    case 'comity/case-equivocation/v1':
      return equivocationText(claim.equivocation);
  }
}

/** `comity check`: what one proof file proves, or why it proves nothing. Spec: CHK-5. */
export const check = command({
  about: 'Check one proof file and say in words what it proves; no server is asked',
  words: ['FILE'],
  options: { json: shared.json },
  example: 'check receipt-1a2b3c4d5e6f.json',
  notes: `FILE is a proof as a page or a copy gives it: of a receipt, of an act of a case, or of two logs under one signature.
For a folder, use verify. Exit code 0: the proof holds. 1: it does not, and the code says why.`,
  async run({ values, words: [path = ''] }, terminal) {
    const verdict = checkProof(readBounded(path, proofFileBytes));
    if (values.json === true) terminal.out(`${JSON.stringify(verdict)}\n`);
    else if (verdict.holds)
      terminal.out(`${await claimText(verdict.claim)}The proof holds. Long numbers are ids of parties: that one of them is of a certain organisation,
compare with what it publishes itself; the file cannot tell.
`);
    else {
      const place = verdict.path === '' ? '' : ` (${verdict.path})`;
      terminal.out(`The file proves nothing: ${verdict.message}${place}\n${verdict.code}\n`);
    }
    return verdict.holds ? 0 : 1;
  },
});
