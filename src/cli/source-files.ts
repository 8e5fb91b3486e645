import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { CsafBeside } from '#exchange/csaf/read-csaf.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { fromUtf8 } from '#protocol/bytes/text.ts';
import { besideChecked } from '#server/party/file-keys.ts';
import type { PublicKeys } from '#server/party/file-signature.ts';
import { joinSources, readSource, type SourceContext, type SourceReading } from '#server/party/read-source.ts';
import { readBounded } from './outside.ts';

/** Most bytes of one source. */
export const sourceBytes = 64 * 1024 * 1024;
const besideBytes = 64 * 1024;
const mostFiles = 10_000;

function textBeside(path: string): string | undefined {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  return fromUtf8(readBounded(path, besideBytes));
}

/** The hash and signature files that stand beside a file (CSAF 2.0 section 7.1.18 and 7.1.19). */
function besideOf(path: string): CsafBeside {
  const beside = { sha256: '.sha256', sha512: '.sha512', signature: '.asc' };
  const found = Object.entries(beside).map(([key, ending]) => [key, textBeside(`${path}${ending}`)] as const);
  return { name: basename(path), ...Object.fromEntries(found.filter(([, text]) => text !== undefined)) };
}

/** One file of a source. */
export interface SourceFile {
  /** Its name within a folder; none when it was named alone. */
  readonly name?: string;
  readonly bytes: Uint8Array;
  readonly beside: CsafBeside;
}

const fileAt = (path: string): SourceFile => ({ bytes: readBounded(path, sourceBytes), beside: besideOf(path) });

/** A file, or every JSON file of a folder, each with what stands beside it. Faults: `file-missing`, `file-size`, `folder-empty`. */
export function filesAt(path: string): readonly SourceFile[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [fileAt(path)];
  const names = readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .sort();
  if (names.length === 0) throw new Fault('folder-empty', `There is no JSON file in ${path}.`);
  if (names.length > mostFiles) throw new Fault('file-size', `A folder may hold at most ${mostFiles} files.`);
  return names.map((name) => ({ ...fileAt(join(path, name)), name }));
}

/** Files with what is known of their signatures: nothing of those that name another key. Spec: CSF-11. */
export async function withSignatures(files: readonly SourceFile[], keys: PublicKeys): Promise<SourceFile[]> {
  const checked: SourceFile[] = [];
  for (const file of files) checked.push({ ...file, beside: await besideChecked(file.bytes, file.beside, keys) });
  return checked;
}

/** Files read as one source. */
export function readFiles(files: readonly SourceFile[], context: SourceContext): SourceReading {
  const readings = files.map(({ name, bytes, beside }) => [name, readSource(bytes, { ...context, beside })] as const);
  const [only] = readings;
  if (only !== undefined && only[0] === undefined) return only[1];
  return joinSources(readings.map(([name = '', reading]) => [name, reading]));
}
