import { utf8 } from '#protocol/bytes/text.ts';

/** A document whose members a test may change as it likes. */
// biome-ignore lint/suspicious/noExplicitAny: a test breaks it in every way
export type LooseDocument = any;

const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

const sampleVulnerabilities = () => [
  {
    cve: 'CVE-2026-10001',
    cwe: { id: 'CWE-787', name: 'Out-of-bounds Write' },
    notes: [{ category: 'description', text: 'A long name overruns a buffer.' }],
    involvements: [{ party: 'vendor', status: 'completed', date: '2026-11-01T10:00:00Z' }],
    product_status: { known_affected: ['P1'], fixed: ['P2'], under_investigation: ['P1OS'] },
    remediations: [{ category: 'vendor_fix', details: 'Install 2.0.', product_ids: ['P1'] }],
    scores: [
      {
        products: ['P1'],
        cvss_v3: {
          version: '3.1',
          vectorString: vector,
          baseScore: 9.8,
          baseSeverity: 'CRITICAL',
          attackVector: 'NETWORK',
        },
      },
    ],
  },
  {
    cve: 'CVE-2026-10002',
    notes: [{ category: 'description', text: 'The other one.' }],
    product_status: { known_not_affected: ['P1', 'P2'] },
    flags: [{ label: 'vulnerable_code_not_present', group_ids: ['G'] }],
  },
];

/** An invented advisory in the VEX profile: three products, a group, a product in another, all statuses of VEX. */
export function sampleAdvisory(): LooseDocument {
  const product = (id: string, name: string) => ({ name, product_id: id });
  const version = (id: string, name: string) => ({
    category: 'product_version',
    name,
    product: { ...product(id, `Aldoria Pumps Flow ${name}`) },
  });
  return {
    document: {
      category: 'csaf_vex',
      csaf_version: '2.0',
      distribution: { tlp: { label: 'GREEN' } },
      lang: 'en',
      notes: [{ category: 'summary', text: 'Two faults in the controller of a pump.' }],
      publisher: { category: 'vendor', name: 'Aldoria Pumps', namespace: 'https://pumps.example' },
      references: [{ category: 'self', summary: 'This advisory', url: 'https://pumps.example/ap-2026-001.json' }],
      title: 'Flow controller',
      tracking: {
        current_release_date: '2026-11-02T10:00:00Z',
        id: 'AP-2026:001',
        initial_release_date: '2026-11-01T10:00:00Z',
        revision_history: [
          { date: '2026-11-01T10:00:00Z', number: '1', summary: 'First' },
          { date: '2026-11-02T12:00:00+02:00', number: '2', summary: 'A fix' },
        ],
        status: 'final',
        version: '2',
      },
    },
    product_tree: {
      branches: [
        {
          category: 'vendor',
          name: 'Aldoria Pumps',
          branches: [
            { category: 'product_name', name: 'Flow', branches: [version('P1', '1.0'), version('P2', '2.0')] },
          ],
        },
      ],
      full_product_names: [
        {
          ...product('OS', 'Bereth OS'),
          product_identification_helper: {
            cpe: 'cpe:2.3:o:bereth:os:1.0:*:*:*:*:*:*:*',
            purl: 'pkg:generic/bereth-os@1.0',
            hashes: [{ filename: 'os.img', file_hashes: [{ algorithm: 'sha256', value: 'ab'.repeat(32) }] }],
          },
        },
      ],
      product_groups: [{ group_id: 'G', product_ids: ['P1', 'P2'] }],
      relationships: [
        {
          category: 'installed_on',
          full_product_name: product('P1OS', 'Flow 1.0 on Bereth OS'),
          product_reference: 'P1',
          relates_to_product_reference: 'OS',
        },
      ],
    },
    vulnerabilities: sampleVulnerabilities(),
  };
}

export const advisoryBytes = (document: unknown): Uint8Array => utf8(JSON.stringify(document, null, 2));

/** The sample with one change. */
export function changedAdvisory(change: (document: LooseDocument) => void): Uint8Array {
  const document = sampleAdvisory();
  change(document);
  return advisoryBytes(document);
}
