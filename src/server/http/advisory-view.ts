import { advisoryName, advisoryVersion } from '#exchange/csaf/advisory.ts';
import type { AdvisoryFile } from '#exchange/csaf/advisory-content.ts';
import type { CsafDocument, Cvss, Vulnerability } from '#exchange/csaf/csaf-document.ts';
import { instantOf } from '#exchange/csaf/csaf-forms.ts';
import { signatureKeyId } from '#exchange/csaf/openpgp-armor.ts';
import { definedProducts } from '#exchange/csaf/products.ts';
import { membersOf } from '#exchange/csaf/vulnerability-tests.ts';
import {
  type AdvisoryView,
  flagLabels,
  type ProductRow,
  productStatuses,
  remedyKinds,
  type VulnerabilityView,
} from '#web/parts/advisory-summary.ts';
import { signatureOf } from '../party/file-keys.ts';
import type { Party } from '../party/party.ts';
import { seconds } from '../powers.ts';

const mostRows = 300;
const mostTexts = 50;

const secondsOf = (time: string): number => seconds((instantOf(time) ?? 0) * 1000);

/** One document with what is looked up in it again and again. */
interface Looked {
  readonly names: ReadonlyMap<string, string>;
  readonly membersOf: ReturnType<typeof membersOf>;
}

/** The products of a vulnerability, each with all that is said of it. */
function rowsOf(one: Vulnerability, { names, membersOf: of }: Looked): ProductRow[] {
  const status = one.product_status ?? {};
  const ids = new Set(productStatuses.flatMap((name) => status[name] ?? []));
  const flags = (one.flags ?? []).map((flag) => ({ label: flag.label, ids: new Set(of(flag)) }));
  const impacts = (one.threats ?? [])
    .filter(({ category }) => category === 'impact')
    .map((threat) => ({ details: threat.details, ids: new Set(of(threat)) }));
  const sets = productStatuses.map((name) => ({ name, ids: new Set(status[name] ?? []) }));
  return [...ids].slice(0, mostRows).map((id) => {
    const impact = impacts.find((threat) => threat.ids.has(id))?.details;
    return {
      product: names.get(id) ?? id,
      statuses: sets.filter((set) => set.ids.has(id)).map(({ name }) => name),
      flags: flagLabels.filter((label) => flags.some((flag) => flag.label === label && flag.ids.has(id))),
      ...(impact === undefined ? {} : { impact }),
    };
  });
}

function scoresOf({ scores = [] }: Vulnerability): VulnerabilityView['scores'] {
  const all = scores
    .flatMap(({ cvss_v3, cvss_v2 }) => [cvss_v3, cvss_v2])
    .filter((cvss): cvss is Cvss => cvss !== undefined);
  const distinct = new Map(all.map((cvss) => [`${cvss.version} ${cvss.vectorString}`, cvss]));
  return [...distinct.values()]
    .slice(0, mostTexts)
    .map(({ version, baseScore, vectorString }) => ({ version, score: baseScore, vector: vectorString }));
}

function remediesOf({ remediations = [] }: Vulnerability, looked: Looked): VulnerabilityView['remedies'] {
  return remediations.slice(0, mostTexts).flatMap((remediation) => {
    const kind = remedyKinds.find((known) => known === remediation.category);
    const { details, url } = remediation;
    const products = looked.membersOf(remediation).length;
    return kind === undefined ? [] : [{ kind, details, products, ...(url === undefined ? {} : { url }) }];
  });
}

function vulnerabilityView(one: Vulnerability, looked: Looked): VulnerabilityView {
  const rows = rowsOf(one, looked);
  const all = new Set(productStatuses.flatMap((name) => one.product_status?.[name] ?? [])).size;
  const prose = one.notes?.find(({ category }) => category === 'summary' || category === 'description')?.text;
  return {
    name: one.cve ?? one.ids?.[0]?.text ?? one.title ?? '?',
    scores: scoresOf(one),
    rows,
    rowsLeft: all - rows.length,
    remedies: remediesOf(one, looked),
    ...(one.title === undefined || one.cve === undefined ? {} : { title: one.title }),
    ...(one.cwe === undefined ? {} : { weakness: `${one.cwe.id} ${one.cwe.name}` }),
    ...(prose === undefined ? {} : { prose }),
  };
}

/** The newest version of the same advisory that is held, if it is newer than this one. Spec: CSF-6. */
function newerOf(party: Party, document: CsafDocument): number | undefined {
  const newest = party.items.newestOf(advisoryName(document));
  return newest === undefined || newest.version <= advisoryVersion(document) ? undefined : newest.seq;
}

/** What the page of an advisory that is held in place `seq` shows of its content. */
export function advisoryView(party: Party, seq: number, file: AdvisoryFile): AdvisoryView {
  const document = JSON.parse(file.text) as CsafDocument;
  const { publisher, tracking, lang, notes = [], references = [] } = document.document;
  const products = [...definedProducts(document)].map(({ id, name }) => [id, name] as const);
  const looked = { names: new Map(products), membersOf: membersOf(document) };
  const newer = newerOf(party, document);
  const checked = signatureOf(party, seq);
  const signedBy = file.signature === undefined ? undefined : signatureKeyId(file.signature);
  return {
    publisher,
    status: tracking.status,
    version: tracking.version,
    released: secondsOf(tracking.current_release_date),
    summaries: notes
      .filter(({ category }) => category === 'summary')
      .map(({ text }) => text)
      .slice(0, mostTexts),
    vulnerabilities: (document.vulnerabilities ?? []).slice(0, mostRows).map((one) => vulnerabilityView(one, looked)),
    references: references.slice(0, mostTexts).map(({ summary, url }) => ({ text: summary, url })),
    revisions: tracking.revision_history
      .slice(0, mostRows)
      .map(({ date, number, summary }) => ({ at: secondsOf(date), number, summary })),
    ...(lang === undefined ? {} : { language: lang }),
    ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }),
    ...(file.sha512 === undefined ? {} : { sha512: file.sha512 }),
    ...(signedBy === undefined ? {} : { signedBy }),
    ...(checked === undefined ? {} : { checked }),
    ...(newer === undefined ? {} : { newer }),
  };
}
