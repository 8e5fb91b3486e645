import { statSync } from 'node:fs';
import { join } from 'node:path';
import { verifyCaseFolder } from '#check/case-folder.ts';
import type { TrustedKeys } from '#check/log-checkpoint.ts';
import { type LogReport, verifyLogDirectory } from '#check/log-directory.ts';
import type { LogFiles } from '#check/log-files.ts';
import { proofFileBytes } from '#check/proof-file.ts';
import { parseReceiptEvidence, verifyReceipt } from '#check/receipt.ts';
import { fromBase64 } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { parseForeignJson } from '#protocol/bytes/foreign-json.ts';
import { fromUtf8, sameBytes } from '#protocol/bytes/text.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { openCheckpoint } from '#protocol/log/checkpoint.ts';
import type { TreeHead } from '#protocol/log/merkle.ts';
import { saltLength } from '#protocol/record/salted-body.ts';
import { openWithKey } from '#server/case/file-key.ts';
import { receiptText } from './check-command.ts';
import { command, shared, type Terminal, UsageError } from './command.ts';
import { copiedFiles, keysBeside, keysGiven, logDirectory } from './log-copy.ts';
import { readBounded } from './outside.ts';

const checkpointBytes = 1_000_000;

interface Trust {
  readonly keys: TrustedKeys;
  /** Where the keys come from, for the person who reads the result. */
  readonly from: string;
}

function trustOf(root: string, vkeys: readonly string[], id: string | undefined): Trust {
  if (vkeys.length > 0) {
    if (id !== undefined) throw new UsageError('verify: give either --key or --id');
    const keys = keysGiven(vkeys);
    if (keys.logKeys.length === 0)
      throw new UsageError('verify: no --key is of a log; those of type 4 are of witnesses');
    return { keys, from: 'the keys given' };
  }
  const { party, ...keys } = keysBeside(root);
  if (id === undefined) return { keys, from: `party ${party}, as the copy itself says; --id insists on one` };
  if (!party.startsWith(id) || !/^[0-9a-f]{8,64}$/.test(id))
    throw new Fault('party-id-differs', `The copy is of the log of party ${party}.`);
  return { keys, from: `party ${party}` };
}

function earlierHead(path: string | undefined, keys: TrustedKeys): { trusted?: TreeHead } {
  if (path === undefined) return {};
  return { trusted: openCheckpoint(parseNote(readBounded(path, checkpointBytes)), keys.logKeys) };
}

function reportText({ ok, size, root, cosignatures, findings }: LogReport, from: string): string {
  const lines = findings.map(({ code, path, detail }) => `${code} ${path}: ${detail}\n`);
  const head =
    size === undefined
      ? 'No checkpoint could be read.\n'
      : `${size} entries, root ${root}, ${cosignatures.length} cosignatures\n`;
  return `${lines.join('')}${head}Checked against ${from}.\n${ok ? 'The log verifies.\n' : `The log does not verify: ${findings.length} findings.\n`}`;
}

/** Checks the file that proves one release. Faults are those of `verifyReceipt`. */
function verifyFile(path: string, terminal: Terminal, json: boolean): number {
  const verdict = verifyReceipt(parseReceiptEvidence(fromUtf8(readBounded(path, proofFileBytes))));
  const told = json
    ? `${JSON.stringify({ ok: true, ...verdict })}\n`
    : `${receiptText(verdict)}The receipt verifies.\n`;
  terminal.out(told);
  return 0;
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** How many texts in the clear are what was sealed; one that is not is a fault. Fault: `case-words`. Spec: CEX-18, LNC-6. */
async function checkWords(files: LogFiles): Promise<number> {
  const openings = files.read('openings.json');
  const keys: unknown = openings === undefined ? {} : parseForeignJson(fromUtf8(openings));
  const named = Object.entries(typeof keys === 'object' && keys !== null ? keys : {});
  for (const [hash, key] of named) {
    const [body, words] = [files.read(`bodies/${hash}`), files.read(`words/${hash}`)];
    const opened = body && (await openWithKey(fromBase64(String(key)), body.subarray(saltLength)));
    if (opened === undefined || words === undefined || !sameBytes(opened, words))
      throw new Fault('case-words', 'A text in the clear is not what was sealed.', `words/${hash}`);
  }
  return named.length;
}

/** Checks the folder of a case, which brings all that it needs. Faults are those of `verifyCaseFolder`. */
async function verifyCase(directory: string, terminal: Terminal, json: boolean): Promise<number> {
  const files = copiedFiles(directory);
  const verdict = verifyCaseFolder(files);
  const opened = await checkWords(files);
  if (json) {
    terminal.out(`${JSON.stringify({ ok: true, ...verdict, opened })}\n`);
    return 0;
  }
  const { id, procedure, accepted, settled, term, state, hash, bodies, convicted } = verdict;
  const against = convicted.map((one) => `A proof convicts the depositary of term ${one}.\n`).join('');
  terminal.out(`Case ${id}, ${procedure}: ${state ?? 'not begun'}
${accepted} entries accepted, ${settled} settled, term ${term}; words of ${bodies.here} acts are here, of ${bodies.missing} not; ${opened} texts in the clear are what was sealed.
State ${hash ?? 'none'}
${against}The case verifies.
`);
  return 0;
}

/** `comity verify`: checks a copied log, or the proof of a receipt, with no help from its owner. */
export const verify = command({
  about: 'Check a log or a case that was copied off a server, or the proof of a receipt; no server is asked',
  words: ['DIR|FILE'],
  options: {
    json: shared.json,
    key: {
      type: 'string',
      value: 'VKEY',
      about: 'A key of the log or of a witness, in place of those beside it',
      multiple: true,
    },
    id: { type: 'string', value: 'PARTY', about: 'The party (8 or more characters of its id) whose log it must be' },
    since: {
      type: 'string',
      value: 'FILE',
      about: 'A checkpoint of the same log seen earlier: its entries must all be there',
    },
  },
  example: 'verify ./copy-of-log --since checkpoint-of-may',
  notes: `DIR holds the checkpoint, or a folder "log" that does. Its keys are read from identity.json and witnesses.json
in it or beside it, unless --key is given. FILE is the proof of a receipt, as its page gives it. Exit code 0: it verifies. 1: it does not; each finding has its code.`,
  async run({ values, words: [directory = ''] }, terminal) {
    if (isFile(directory)) return verifyFile(directory, terminal, values.json === true);
    if (isFile(join(directory, 'procedure.json'))) return await verifyCase(directory, terminal, values.json === true);
    const root = logDirectory(directory);
    const { keys, from } = trustOf(root, values.key, values.id);
    const report = verifyLogDirectory({ files: copiedFiles(root), ...keys, ...earlierHead(values.since, keys) });
    terminal.out(values.json === true ? `${JSON.stringify(report)}\n` : reportText(report, from));
    return report.ok ? 0 : 1;
  },
});
