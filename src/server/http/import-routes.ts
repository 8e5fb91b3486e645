import { utf8 } from '#protocol/bytes/text.ts';
import { type Tlp, tlpLevels } from '#protocol/record/label.ts';
import { type ImportRemark, type ImportResult, type ImportView, importPage } from '#web/pages/import-page.ts';
import type { FieldError } from '#web/parts/form.ts';
import { besideChecked, checkNewSignatures, trustedKeys } from '../party/file-keys.ts';
import { checkImport, type ImportForecast } from '../party/import-check.ts';
import { type ImportReport, importSource } from '../party/import-objects.ts';
import { entryPosition } from '../party/log-entries.ts';
import { labelRules } from '../party/misp-organisations.ts';
import { readSource, type SourceReading, type SourceRemark } from '../party/read-source.ts';
import type { PageRoute } from './page-route.ts';
import { Staged } from './staged.ts';
import { accountName, field, type PagesParts, sendPage, type Visit } from './visit.ts';

/** Most bytes of a bundle that the page takes; larger ones come in through the command line. */
export const importLimit = 16 * 1024 * 1024;
const signatureLimit = 20_001;
const formOverhead = 65_536 + signatureLimit;
const mostRemarks = 200;

/** What somebody brought: the bytes of a source, and the text of the signature beside it. */
interface BroughtSource {
  readonly bytes: Uint8Array;
  readonly signature?: string;
}

const stages = new WeakMap<PagesParts, Staged<BroughtSource>>();
const stagedOf = ({ parts, party }: Visit): Staged<BroughtSource> =>
  stages.getOrInsertComputed(parts, () => new Staged(party.powers));

function show(visit: Visit, view: Omit<ImportView, 'limitBytes'>, status = 200): Response {
  return sendPage(importPage({ limitBytes: importLimit, ...view }, visit.reader), status);
}

/** Unmarked objects are taken for AMBER+STRICT until somebody says otherwise. Spec: LAB-4. */
const standard: Tlp = 'amber+strict';

interface Source {
  readonly brought: BroughtSource | undefined;
  readonly errors: readonly FieldError[];
}

const wrong = (name: string, code: FieldError['code']): Source => ({
  brought: undefined,
  errors: [{ field: name, code }],
});

/** The text of the signature that came beside the file, as far as it can be one. */
async function signatureOf({ form }: Visit): Promise<Pick<BroughtSource, 'signature'>> {
  const file = form.get('signature');
  if (!(file instanceof File) || file.size === 0) return {};
  return { signature: await file.slice(0, signatureLimit).text() };
}

/** The source: the one that was checked before, else a file, else what was pasted. */
async function sourceOf(visit: Visit): Promise<Source> {
  const { form } = visit;
  const token = field(form, 'staged');
  if (token !== '') {
    const brought = stagedOf(visit).take(accountName(visit), token);
    return brought === undefined ? wrong('form', 'form-expired') : { brought, errors: [] };
  }
  const file = form.get('bundle');
  if (file instanceof File && file.size > 0)
    return file.size > importLimit
      ? wrong('bundle', 'too-large')
      : { brought: { bytes: new Uint8Array(await file.arrayBuffer()), ...(await signatureOf(visit)) }, errors: [] };
  const text = field(form, 'text').toWellFormed();
  return text.trim() === '' ? wrong('bundle', 'required') : { brought: { bytes: utf8(text) }, errors: [] };
}

const remarks = (faults: readonly SourceRemark[]): ImportRemark[] =>
  faults.slice(0, mostRemarks).map(({ code, message, path }) => ({ where: path, code, message }));

/** Faults of the text as a whole, before any object was seen. */
function errorsOfText({ seen, accepted, known, faults }: ImportReport, format: SourceReading['format']): FieldError[] {
  const [first] = faults;
  // Any text is a list of lines; if none of them is an indicator, it was meant to be something else.
  const isNothing = seen === 0 || (format === 'list' && accepted + known === 0);
  if (!isNothing || first === undefined) return [];
  return [{ field: 'bundle', code: first.code.includes('json') ? 'not-json' : 'not-stix' }];
}

function resultOf(
  visit: Visit,
  report: ImportReport,
  forecast: ImportForecast,
): Omit<ImportResult, 'stage' | 'format'> {
  return {
    accepted: report.accepted,
    known: report.known,
    refused: remarks(report.faults),
    losses: remarks(report.losses),
    notes: remarks(report.notes),
    reach: forecast.reach.map(({ party, count }) => ({ party: visit.names.of(party), count })),
    unmarked: forecast.unmarked,
  };
}

/** Where the batch of the import that just ended stands in the log. */
function newestBatchEntry({ party }: Visit): number | undefined {
  const row = party.db.get<{ id: string }>("SELECT id FROM batch WHERE direction = 'own' ORDER BY n DESC LIMIT 1");
  return row === undefined ? undefined : entryPosition(party, row.id);
}

/** A source, and what was read in it. */
interface Read {
  readonly brought: BroughtSource;
  readonly reading: SourceReading;
}

function importNow(visit: Visit, reading: SourceReading, label: Tlp): ImportResult {
  const forecast = checkImport(visit.party, reading, { unmarked: { tlp: label } });
  const report = importSource(visit.party, reading, { unmarked: { tlp: label } });
  visit.party.deed(accountName(visit), 'import', String(report.accepted));
  const entry = report.accepted > 0 ? newestBatchEntry(visit) : undefined;
  return {
    stage: 'imported',
    format: reading.format,
    ...resultOf(visit, report, forecast),
    ...(entry === undefined ? {} : { entry }),
  };
}

function checkOnly(visit: Visit, read: Read, forecast: ImportForecast): ImportResult {
  const { brought, reading } = read;
  const result = resultOf(visit, forecast, forecast);
  const staged = forecast.accepted > 0 ? { staged: stagedOf(visit).put(accountName(visit), brought) } : {};
  return { stage: 'checked', format: reading.format, ...result, ...staged };
}

/** Reads a source, with the keys that are trusted here. Spec: CSF-11. */
async function readBrought({ party }: Visit, { bytes, signature }: BroughtSource, tlp: Tlp): Promise<SourceReading> {
  const stands = signature === undefined ? {} : { signature };
  return readSource(bytes, {
    now: party.powers.now() / 1000,
    source: 'import page',
    labels: labelRules(party, { tlp }),
    beside: await besideChecked(bytes, stands, await trustedKeys(party)),
  });
}

async function take(visit: Visit): Promise<Response> {
  const { form } = visit;
  const asked = field(form, 'label');
  const label = tlpLevels.find((level) => level === asked);
  const text = field(form, 'text');
  const shown = { label: label ?? standard, ...(text === '' ? {} : { text }) };
  const { brought, errors } = await sourceOf(visit);
  const all = label === undefined ? [...errors, { field: 'label', code: 'unknown-label' } as const] : errors;
  if (brought === undefined || label === undefined) return show(visit, { ...shown, errors: all }, 422);
  const reading = await readBrought(visit, brought, label);
  const forecast = checkImport(visit.party, reading, { unmarked: { tlp: label } });
  const broken = errorsOfText(forecast, reading.format);
  if (broken.length > 0)
    return show(visit, { ...shown, errors: broken, result: checkOnly(visit, { brought, reading }, forecast) }, 422);
  const result =
    field(form, 'step') === 'import'
      ? importNow(visit, reading, label)
      : checkOnly(visit, { brought, reading }, forecast);
  if (result.stage === 'imported') await checkNewSignatures(visit.party);
  return show(visit, { label, errors: [], result });
}

/** Importing a bundle: checked first, with its consequence, or at once. */
export const importRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/import', needs: 'import', answer: (visit) => show(visit, { label: standard, errors: [] }) },
  { method: 'POST', path: '/import', needs: 'import', bodyLimit: importLimit + formOverhead, answer: take },
];
