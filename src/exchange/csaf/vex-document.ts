import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import type { Tlp } from '#protocol/record/label.ts';
import { csafLevelOf } from './advisory.ts';
import type { CsafDocument, Revision } from './csaf-document.ts';

export const vexStatuses = ['fixed', 'known_affected', 'known_not_affected', 'under_investigation'] as const;
export type VexStatus = (typeof vexStatuses)[number];

/** Why a product is not affected. */
export const vexJustifications = [
  'component_not_present',
  'inline_mitigations_already_exist',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_not_present',
] as const;

/** What a party says of one product and one vulnerability. */
export interface Assessment {
  readonly product: string;
  /** Package URL of the product. */
  readonly purl?: string;
  /** CVE. */
  readonly vulnerability: string;
  readonly status: VexStatus;
  readonly justification?: (typeof vexJustifications)[number];
  /** In words; anybody reads it. */
  readonly statement: string;
  /** What to do; asked for where it is affected. */
  readonly action?: string;
}

/** Who says it, when and under which label. */
export interface VexFrame {
  readonly publisher: CsafDocument['document']['publisher'];
  /** Unix seconds. */
  readonly at: number;
  readonly tlp: Tlp;
  /** The document that this one takes the place of. */
  readonly before?: CsafDocument;
}

/** The same for the same product and vulnerability, so that a new assessment is a new version. Spec: CSF-13. */
const vexTrackingId = ({ vulnerability, product }: Assessment): string =>
  `VEX-${vulnerability}-${sha256Hex(utf8(product)).slice(0, 12)}`;

const productId = 'P1';
const about = { product_ids: [productId] };

function revisionsOf({ at, before }: VexFrame, { status }: Assessment): Revision[] {
  const earlier = before?.document.tracking.revision_history ?? [];
  const number = String(earlier.length + 1);
  return [...earlier, { date: new Date(at * 1000).toISOString(), number, summary: `Status: ${status}` }];
}

function vulnerabilityOf({ vulnerability, status, justification, statement, action }: Assessment) {
  return {
    cve: vulnerability,
    notes: [{ category: 'description', text: statement }],
    product_status: { [status]: [productId] },
    ...(justification === undefined ? {} : { flags: [{ label: justification, ...about }] }),
    ...(action === undefined ? {} : { remediations: [{ category: 'mitigation', details: action, ...about }] }),
  };
}

/**
 * An assessment as a CSAF document in the VEX profile. It is not checked here: whoever states it
 * reads it as strictly as one that came in. Spec: CSF-13.
 */
export function vexDocument(assessment: Assessment, frame: VexFrame): CsafDocument {
  const { product, purl, vulnerability } = assessment;
  const revisions = revisionsOf(frame, assessment);
  const [first, last] = [revisions[0], revisions.at(-1)];
  const label = csafLevelOf(frame.tlp);
  const document = {
    category: 'csaf_vex',
    csaf_version: '2.0',
    ...(label === undefined ? {} : { distribution: { tlp: { label } } }),
    publisher: frame.publisher,
    title: `${vulnerability}: ${product}`,
    tracking: {
      id: vexTrackingId(assessment),
      status: 'final' as const,
      version: last?.number ?? '',
      initial_release_date: first?.date ?? '',
      current_release_date: last?.date ?? '',
      revision_history: revisions,
    },
  };
  const helper = purl === undefined ? {} : { product_identification_helper: { purl } };
  return {
    document,
    product_tree: { full_product_names: [{ product_id: productId, name: product, ...helper }] },
    vulnerabilities: [vulnerabilityOf(assessment)],
  };
}
