import { bdi, type Hole, type Html, html, isSafeUrl } from '../html.ts';
import { moment } from '../moment.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { hash } from './hash.ts';
import { type Fact, summaryList } from './summary.ts';
import { table } from './table.ts';

/** What CSAF says of a product and a vulnerability. */
export const productStatuses = [
  'known_affected',
  'first_affected',
  'last_affected',
  'fixed',
  'first_fixed',
  'known_not_affected',
  'under_investigation',
  'recommended',
] as const;

/** Why a product is not affected (VEX). */
export const flagLabels = [
  'component_not_present',
  'inline_mitigations_already_exist',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_not_present',
] as const;

export const remedyKinds = ['mitigation', 'no_fix_planned', 'none_available', 'vendor_fix', 'workaround'] as const;

/** One product under one vulnerability. */
export interface ProductRow {
  readonly product: string;
  readonly statuses: readonly (typeof productStatuses)[number][];
  readonly flags: readonly (typeof flagLabels)[number][];
  /** The publisher's words on the impact. */
  readonly impact?: string;
}

export interface AdvisoryLink {
  readonly text: string;
  readonly url: string;
}

export interface VulnerabilityView {
  readonly name: string;
  readonly title?: string;
  readonly weakness?: string;
  readonly prose?: string;
  readonly scores: readonly { readonly version: string; readonly score: number; readonly vector: string }[];
  readonly rows: readonly ProductRow[];
  readonly rowsLeft: number;
  readonly remedies: readonly {
    readonly kind: (typeof remedyKinds)[number];
    readonly details: string;
    readonly url?: string;
    readonly products: number;
  }[];
}

/** An advisory as its page shows it; the publisher's words are text of others. */
export interface AdvisoryView {
  readonly publisher: { readonly name: string; readonly namespace: string };
  readonly language?: string;
  readonly status: 'draft' | 'final' | 'interim';
  readonly version: string;
  /** Unix seconds. */
  readonly released: number;
  readonly summaries: readonly string[];
  readonly vulnerabilities: readonly VulnerabilityView[];
  readonly references: readonly AdvisoryLink[];
  readonly revisions: readonly { readonly at: number; readonly number: string; readonly summary: string }[];
  readonly sha512?: string;
  readonly sha256?: string;
  /** Id of the key that the signature names. */
  readonly signedBy?: string;
  /** What a key that the operator trusts said of it, when; whose the key says it is. */
  readonly checked?: {
    readonly holds: boolean;
    readonly fingerprint: string;
    readonly at: number;
    readonly name?: string;
  };
  /** A newer version that is held. */
  readonly newer?: number;
}

const said = (text: string): Html => html`<bdi class="said">${text}</bdi>`;

function link({ text, url }: AdvisoryLink): Html {
  const isLink = /^https?:/.test(url) && isSafeUrl(url);
  return isLink
    ? html`<a href="${url}" rel="noreferrer external">${bdi(text)}</a>`
    : html`${text !== url && bdi(text)} <code dir="ltr">${url}</code>`;
}

function productTable(reader: Reader, { name, rows }: VulnerabilityView): Html {
  const { t, plain } = words(reader);
  const why = ({ flags, impact }: ProductRow): Hole => [
    ...flags.map((flag) => html`<div>${t(`advisory.flag.${flag}`)}</div>`),
    impact === undefined ? '' : said(impact),
  ];
  return table<ProductRow>({
    caption: plain('line.named', { name: plain('advisory.products'), value: name }),
    rows,
    columns: [
      { head: plain('advisory.product'), as: 'name', cell: ({ product }) => bdi(product) },
      {
        head: plain('advisory.status'),
        cell: ({ statuses }) =>
          statuses.map((status) => {
            const isGood = status === 'fixed' || status === 'first_fixed' || status === 'known_not_affected';
            return html`<div class="${isGood && 'yes'}">${t(`advisory.status.${status}`)}</div>`;
          }),
      },
      { head: plain('advisory.why'), cell: why },
    ],
  });
}

function remedyList(reader: Reader, { remedies }: VulnerabilityView): Html | '' {
  const { t } = words(reader);
  if (remedies.length === 0) return '';
  const lines = remedies.map(
    ({ kind, details, url, products }) =>
      html`<li><strong>${t(`advisory.remedy.${kind}`)}</strong> (${t('advisory.for-products', { count: products })}) ${said(details)}${url !== undefined && html` ${link({ text: url, url })}`}</li>`,
  );
  return html`<h4>${t('advisory.remedies')}</h4><ul>${lines}</ul>`;
}

function vulnerability(reader: Reader, view: VulnerabilityView): Html {
  const { t } = words(reader);
  const facts: readonly Fact[] = [
    [t('advisory.weakness'), view.weakness === undefined ? undefined : bdi(view.weakness)],
    [
      t('advisory.score'),
      view.scores.length === 0
        ? undefined
        : view.scores.map(
            ({ version, score, vector }) =>
              html`<div dir="ltr">CVSS ${version}: <strong>${score.toFixed(1)}</strong> <code class="hash">${vector}</code></div>`,
          ),
    ],
  ];
  return html`<h3>${bdi(view.name)}${view.title !== undefined && html` ${bdi(view.title)}`}</h3>
${view.prose !== undefined && html`<p>${said(view.prose)}</p>`}
${summaryList(facts)}
${productTable(reader, view)}
${view.rowsLeft > 0 && html`<p>${t('record.more', { count: view.rowsLeft })}</p>`}
${remedyList(reader, view)}`;
}

function revisionTable(reader: Reader, { revisions }: AdvisoryView): Html {
  const { plain } = words(reader);
  return table<AdvisoryView['revisions'][number]>({
    caption: plain('advisory.history'),
    rows: revisions,
    columns: [
      { head: plain('advisory.version'), as: 'name', cell: ({ number }) => html`<span dir="ltr">${number}</span>` },
      { head: plain('advisory.released'), cell: ({ at }) => moment(reader, at) },
      { head: plain('advisory.summary'), cell: ({ summary }) => said(summary) },
    ],
  });
}

/** Whose signature it is, as far as a key that is trusted here says so. Spec: CSF-12. */
function signatureState(reader: Reader, { signedBy, checked }: AdvisoryView): Html {
  const { t } = words(reader);
  if (signedBy === undefined) return t('advisory.unsigned');
  if (checked === undefined) return t('advisory.signed', { key: html`<code dir="ltr">${signedBy}</code>` });
  const { holds, fingerprint, name, at } = checked;
  const about = html`${name !== undefined && html`${bdi(name)} `}${hash(fingerprint)} ${moment(reader, at)}`;
  return html`<span class="${holds ? 'yes' : 'no'}">${t(holds ? 'advisory.signature-holds' : 'advisory.signature-wrong')}</span> ${about}`;
}

/** What can be said of the file itself. Spec: CSF-5. */
function fileFacts(reader: Reader, view: AdvisoryView): Html {
  const { sha256, sha512 } = view;
  const { t } = words(reader);
  const stated = [sha512, sha256].filter((one) => one !== undefined);
  return summaryList([
    [
      t('advisory.hash'),
      stated.length === 0
        ? t('advisory.hash-none')
        : html`<span class="yes">${t('advisory.hash-ok')}</span> ${stated.map((one) => hash(one))}`,
    ],
    [t('advisory.signature'), signatureState(reader, view)],
  ]);
}

/** The content of an advisory: what, how bad, which products, what to do, and how far the file is proved. */
export function advisorySummary(reader: Reader, view: AdvisoryView): Html {
  const { t } = words(reader);
  const { publisher, status, version, released, references, newer } = view;
  const body = html`${view.summaries.map((text) => html`<p>${said(text)}</p>`)}
${view.vulnerabilities.map((one) => vulnerability(reader, one))}`;
  return html`${newer !== undefined && html`<p class="turn"><a href="/records/${newer}">${t('advisory.newer')}</a></p>`}
${summaryList([
  [t('advisory.publisher'), html`${bdi(publisher.name)} <code dir="ltr">${publisher.namespace}</code>`],
  [t('advisory.version'), html`<span dir="ltr">${version}</span> (${t(`advisory.document.${status}`)})`],
  [t('advisory.released'), moment(reader, released)],
])}
<div lang="${view.language}">${body}</div>
${references.length > 0 && html`<h3>${t('advisory.references')}</h3><ul>${references.map((one) => html`<li>${link(one)}</li>`)}</ul>`}
<h3>${t('advisory.history')}</h3>${revisionTable(reader, view)}
<h3>${t('advisory.file')}</h3>${fileFacts(reader, view)}`;
}
