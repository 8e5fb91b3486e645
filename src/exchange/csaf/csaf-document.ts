/* A CSAF 2.0 document that passed its schema: the properties that are used here. */

export interface ProductName {
  readonly name: string;
  readonly product_id: string;
  readonly product_identification_helper?: {
    readonly cpe?: string;
    readonly purl?: string;
    readonly hashes?: readonly { readonly file_hashes: readonly { readonly algorithm: string }[] }[];
  };
}

export interface Branch {
  readonly category: string;
  readonly name: string;
  readonly branches?: readonly Branch[];
  readonly product?: ProductName;
}

export interface ProductTree {
  readonly branches?: readonly Branch[];
  readonly full_product_names?: readonly ProductName[];
  readonly product_groups?: readonly { readonly group_id: string; readonly product_ids: readonly string[] }[];
  readonly relationships?: readonly {
    readonly full_product_name: ProductName;
    readonly product_reference: string;
    readonly relates_to_product_reference: string;
  }[];
}

export interface Note {
  readonly category: string;
  readonly text: string;
  readonly title?: string;
}

export interface Link {
  readonly summary: string;
  readonly url: string;
  readonly category?: string;
}

export interface Revision {
  readonly date: string;
  readonly number: string;
  readonly summary: string;
}

export interface Tracking {
  readonly id: string;
  readonly status: 'draft' | 'final' | 'interim';
  readonly version: string;
  readonly aliases?: readonly string[];
  readonly initial_release_date: string;
  readonly current_release_date: string;
  readonly revision_history: readonly Revision[];
}

export interface DocumentHead {
  readonly category: string;
  readonly title: string;
  readonly lang?: string;
  readonly source_lang?: string;
  readonly publisher: { readonly category: string; readonly name: string; readonly namespace: string };
  readonly distribution?: { readonly text?: string; readonly tlp?: { readonly label: CsafTlp } };
  readonly tracking: Tracking;
  readonly notes?: readonly Note[];
  readonly references?: readonly Link[];
}

export type CsafTlp = 'WHITE' | 'GREEN' | 'AMBER' | 'RED';

/** Products and groups that something is said about. */
export interface About {
  readonly product_ids?: readonly string[];
  readonly group_ids?: readonly string[];
}

export const statusNames = [
  'known_affected',
  'first_affected',
  'last_affected',
  'fixed',
  'first_fixed',
  'known_not_affected',
  'under_investigation',
  'recommended',
] as const;
export type StatusName = (typeof statusNames)[number];

export interface Cvss {
  readonly version: string;
  readonly vectorString: string;
  readonly baseScore: number;
  readonly baseSeverity?: string;
  readonly [property: string]: string | number | undefined;
}

export interface Remediation extends About {
  readonly category: string;
  readonly details: string;
  readonly url?: string;
}

export interface Vulnerability {
  readonly cve?: string;
  readonly title?: string;
  readonly cwe?: { readonly id: string; readonly name: string };
  readonly ids?: readonly { readonly system_name: string; readonly text: string }[];
  readonly notes?: readonly Note[];
  readonly references?: readonly Link[];
  readonly product_status?: Partial<Readonly<Record<StatusName, readonly string[]>>>;
  readonly flags?: readonly (About & { readonly label: string })[];
  readonly threats?: readonly (About & { readonly category: string; readonly details: string })[];
  readonly remediations?: readonly Remediation[];
  readonly involvements?: readonly { readonly party: string; readonly date?: string }[];
  readonly scores?: readonly {
    readonly products: readonly string[];
    readonly cvss_v2?: Cvss;
    readonly cvss_v3?: Cvss;
  }[];
}

export interface CsafDocument {
  readonly document: DocumentHead;
  readonly product_tree?: ProductTree;
  readonly vulnerabilities?: readonly Vulnerability[];
}
