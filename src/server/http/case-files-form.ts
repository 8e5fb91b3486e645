import type { FieldError } from '#web/parts/form.ts';
import type { CaseBody } from '../case/case-body.ts';
import { Staged } from './staged.ts';
import { accountName, field, type PagesParts, type Visit } from './visit.ts';

export type AttachedFiles = CaseBody['files'];

/** Bytes of all files of an act: in base64 they fit a body with its words (CEX-16). */
const most = { bytes: 1_400_000, files: 20, name: 120 } as const;

/** Most bytes of the form of an act, its files included. */
export const actFormLimit = most.bytes + 262_144;

const stages = new WeakMap<PagesParts, Staged<AttachedFiles>>();
const stagedOf = ({ parts, party }: Visit): Staged<AttachedFiles> =>
  stages.getOrInsertComputed(parts, () => new Staged(party.powers));

/** A name without what a file system or a body would refuse. */
const plainName = (name: string): string =>
  [
    ...name
      .toWellFormed()
      .replaceAll(/[\u0000-\u001f/\\]/gu, ' ')
      .trim(),
  ]
    .slice(-most.name)
    .join('');

const plainType = (type: string): string =>
  /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,60}$/.test(type) ? type : 'application/octet-stream';

async function brought({ form }: Visit): Promise<AttachedFiles> {
  const files = form.getAll('files').filter((one) => one instanceof File && (one.size > 0 || one.name !== ''));
  return Promise.all(
    files.map(async (file) => ({
      name: plainName((file as File).name),
      type: plainType((file as File).type),
      bytes: new Uint8Array(await (file as File).arrayBuffer()),
    })),
  );
}

const isTooMuch = (files: AttachedFiles): boolean =>
  files.length > most.files ||
  files.reduce((sum, { bytes }) => sum + bytes.length, 0) > most.bytes ||
  files.some(({ name }) => name === '');

export interface ReadFiles {
  readonly files: AttachedFiles;
  readonly errors: readonly FieldError[];
}

/** The files of a form: those that the server kept since it came before, and new ones. Spec: CPG-7. */
export async function readFiles(visit: Visit): Promise<ReadFiles> {
  const { form } = visit;
  const token = field(form, 'staged');
  const kept = token === '' ? [] : stagedOf(visit).take(accountName(visit), token);
  if (kept === undefined) return { files: [], errors: [{ field: 'form', code: 'form-expired' }] };
  const files = [...(field(form, 'files-drop') === 'yes' ? [] : kept), ...(await brought(visit))];
  return isTooMuch(files) ? { files: [], errors: [{ field: 'files', code: 'case-files' }] } : { files, errors: [] };
}

/** Keeps the files of a form that comes back; nothing when there are none. */
export const keepFiles = (visit: Visit, files: AttachedFiles): { readonly staged?: string } =>
  files.length === 0 ? {} : { staged: stagedOf(visit).put(accountName(visit), files) };
