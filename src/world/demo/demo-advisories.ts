import { utf8 } from '#protocol/bytes/text.ts';
import { importSource } from '#server/party/import-objects.ts';
import { readSource } from '#server/party/read-source.ts';
import { stateAssessment } from '#server/party/state-assessment.ts';
import type { Federation } from './demo-federation.ts';

const day = 86_400;
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();

const product = (id: string, version: string) => ({
  category: 'product_version',
  name: version,
  product: { product_id: id, name: `Harbour Pumps Tidegate ${version}` },
});

const history = (now: number) => [
  { date: iso(now - 9 * day), number: '1', summary: 'First release' },
  { date: iso(now - 2 * day), number: '2', summary: 'Version 4.3 mends the fault' },
];

/** An advisory of an invented vendor: an old version that is affected, one that is mended, one that never had the fault. */
const advisory = (now: number) => ({
  document: {
    category: 'csaf_security_advisory',
    csaf_version: '2.0',
    distribution: { tlp: { label: 'GREEN' } },
    lang: 'en',
    title: 'Tidegate controllers accept a service command without a password',
    publisher: { category: 'vendor', name: 'Harbour Pumps', namespace: 'https://harbour-pumps.example' },
    notes: [{ category: 'summary', text: 'Whoever reaches the service port can open and close gates.' }],
    references: [
      { category: 'self', summary: 'This advisory', url: 'https://harbour-pumps.example/advisories/hp-2026-004.json' },
    ],
    tracking: {
      id: 'HP-2026-004',
      status: 'final',
      version: '2',
      initial_release_date: iso(now - 9 * day),
      current_release_date: iso(now - 2 * day),
      revision_history: history(now),
    },
  },
  product_tree: {
    branches: [
      {
        category: 'vendor',
        name: 'Harbour Pumps',
        branches: [
          {
            category: 'product_name',
            name: 'Tidegate',
            branches: [product('T41', '4.1'), product('T43', '4.3'), product('T50', '5.0')],
          },
        ],
      },
    ],
  },
  vulnerabilities: [
    {
      cve: 'CVE-2026-99004',
      title: 'Missing authentication of a service command',
      cwe: { id: 'CWE-306', name: 'Missing Authentication for Critical Function' },
      notes: [{ category: 'description', text: 'The service port obeys whoever speaks to it.' }],
      product_status: { known_affected: ['T41'], fixed: ['T43'], known_not_affected: ['T50'] },
      flags: [{ label: 'component_not_present', product_ids: ['T50'] }],
      remediations: [
        { category: 'vendor_fix', details: 'Install version 4.3.', product_ids: ['T41'] },
        { category: 'workaround', details: 'Keep the service port off every network.', product_ids: ['T41'] },
      ],
      scores: [
        {
          products: ['T41'],
          cvss_v3: {
            version: '3.1',
            vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H',
            baseScore: 9.1,
            baseSeverity: 'CRITICAL',
          },
        },
      ],
    },
  ],
});

/** Aldoria takes in a vendor's advisory, and Calder Grid says what it means for its own gates. `now`: Unix seconds. */
export function stateAdvisories({ aldoria, calder }: Federation, now: number): void {
  importSource(aldoria, readSource(utf8(JSON.stringify(advisory(now), undefined, 2)), { now: now * 1000 }));
  stateAssessment(
    calder,
    {
      product: 'Tidegate 4.1 at the Calder dam',
      vulnerability: 'CVE-2026-99004',
      status: 'known_not_affected',
      justification: 'inline_mitigations_already_exist',
      statement: 'The service port is wired to a locked cabinet and to no network.',
    },
    { tlp: 'green' },
  );
}
