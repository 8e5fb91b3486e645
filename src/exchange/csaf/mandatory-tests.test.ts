import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CsafFaultCode } from './csaf-fault.ts';
import { readCsaf } from './read-csaf.ts';
import { advisoryBytes, changedAdvisory, type LooseDocument, sampleAdvisory } from './sample-advisory.fixture.ts';

type Break = readonly [code: CsafFaultCode, path: string, change: (doc: LooseDocument) => void];

const tracking = '/document/tracking';
const v0 = '/vulnerabilities/0';
const v1 = '/vulnerabilities/1';
const score = `${v0}/scores/0/cvss_v3`;
const cvss = (doc: LooseDocument) => doc.vulnerabilities[0].scores[0].cvss_v3;
const informational = (doc: LooseDocument) => {
  doc.document.category = 'csaf_informational_advisory';
  delete doc.vulnerabilities;
  doc.document.references.push({ summary: 'Elsewhere', url: 'https://other.example' });
};
const number = (doc: LooseDocument, at: number, value: string) => {
  doc.document.tracking.revision_history[at].number = value;
};

const breaks: readonly Break[] = [
  ['csaf-missing', `${tracking}/version`, (doc) => delete doc.document.tracking.version],
  ['csaf-type', '/document/title', (doc) => (doc.document.title = 7)],
  ['csaf-empty', '/document/title', (doc) => (doc.document.title = '')],
  ['csaf-unknown-value', `${tracking}/status`, (doc) => (doc.document.tracking.status = 'done')],
  [
    'csaf-form',
    `${tracking}/current_release_date`,
    (doc) => (doc.document.tracking.current_release_date = '2026-02-30T00:00:00Z'),
  ],
  ['csaf-repeated', `${v0}/product_status/fixed`, (doc) => doc.vulnerabilities[0].product_status.fixed.push('P2')],
  ['csaf-too-many', '/product_tree/branches/0', (doc) => (doc.product_tree.branches[0].more = 1)],
  ['csaf-6.1.1', `${v0}/product_status/fixed/1`, (doc) => doc.vulnerabilities[0].product_status.fixed.push('P9')],
  [
    'csaf-6.1.2',
    '/product_tree/full_product_names/0/product_id',
    (doc) => (doc.product_tree.full_product_names[0].product_id = 'P2'),
  ],
  [
    'csaf-6.1.3',
    '/product_tree/relationships/0/full_product_name/product_id',
    (doc) => (doc.product_tree.relationships[0].product_reference = 'P1OS'),
  ],
  [
    'csaf-6.1.4',
    `${v1}/flags/0/group_ids/0`,
    (doc) =>
      (doc.vulnerabilities[1].flags[0] = {
        label: 'component_not_present',
        group_ids: ['H'],
        product_ids: ['P1', 'P2'],
      }),
  ],
  [
    'csaf-6.1.5',
    '/product_tree/product_groups/1/group_id',
    (doc) => doc.product_tree.product_groups.push({ group_id: 'G', product_ids: ['P1', 'OS'] }),
  ],
  ['csaf-6.1.6', `${v0}/product_status/fixed/1`, (doc) => doc.vulnerabilities[0].product_status.fixed.push('P1')],
  [
    'csaf-6.1.7',
    `${v0}/scores/1/products/0`,
    (doc) => doc.vulnerabilities[0].scores.push(doc.vulnerabilities[0].scores[0]),
  ],
  ['csaf-6.1.8', `${score}/vectorString`, (doc) => (cvss(doc).vectorString = 'CVSS:3.1/AV:N')],
  ['csaf-6.1.8', `${score}/baseSeverity`, (doc) => delete cvss(doc).baseSeverity],
  ['csaf-6.1.9', `${score}/baseScore`, (doc) => (cvss(doc).baseScore = 9.7)],
  ['csaf-6.1.9', `${score}/baseSeverity`, (doc) => (cvss(doc).baseSeverity = 'HIGH')],
  ['csaf-6.1.10', `${score}/attackVector`, (doc) => (cvss(doc).attackVector = 'LOCAL')],
  ['csaf-6.1.12', '/document/lang', (doc) => (doc.document.lang = 'e')],
  [
    'csaf-6.1.13',
    '/product_tree/full_product_names/0/product_identification_helper/purl',
    (doc) => (doc.product_tree.full_product_names[0].product_identification_helper.purl = 'pkg:os'),
  ],
  [
    'csaf-6.1.14',
    `${tracking}/revision_history/0/number`,
    (doc) => {
      number(doc, 0, '2');
      number(doc, 1, '1');
      doc.document.tracking.revision_history.reverse();
      doc.document.tracking.version = '1';
    },
  ],
  ['csaf-6.1.15', '/document/source_lang', (doc) => (doc.document.publisher.category = 'translator')],
  ['csaf-6.1.16', `${tracking}/version`, (doc) => (doc.document.tracking.version = '1')],
  [
    'csaf-6.1.17',
    `${tracking}/status`,
    (doc) => {
      doc.document.tracking.version = '0';
      doc.document.tracking.revision_history = [{ date: '2026-11-01T10:00:00Z', number: '0', summary: 'Draft' }];
    },
  ],
  [
    'csaf-6.1.18',
    `${tracking}/revision_history/0/number`,
    (doc) => {
      number(doc, 0, '0');
      number(doc, 1, '1');
      doc.document.tracking.version = '1';
    },
  ],
  [
    'csaf-6.1.19',
    `${tracking}/revision_history/1/number`,
    (doc) => {
      number(doc, 0, '1.0.0');
      number(doc, 1, '2.0.0-rc.1');
      doc.document.tracking.version = '2.0.0-rc.1';
      doc.document.tracking.status = 'draft';
    },
  ],
  [
    'csaf-6.1.20',
    `${tracking}/version`,
    (doc) => {
      number(doc, 0, '1.0.0');
      number(doc, 1, '2.0.0');
      doc.document.tracking.version = '2.0.0-rc.1';
    },
  ],
  [
    'csaf-6.1.21',
    `${tracking}/revision_history/1/number`,
    (doc) => {
      number(doc, 1, '3');
      doc.document.tracking.version = '3';
    },
  ],
  [
    'csaf-6.1.22',
    `${tracking}/revision_history/1/number`,
    (doc) => {
      number(doc, 1, '1');
      doc.document.tracking.version = '1';
    },
  ],
  ['csaf-6.1.23', `${v1}/cve`, (doc) => (doc.vulnerabilities[1].cve = 'CVE-2026-10001')],
  [
    'csaf-6.1.24',
    `${v0}/involvements/1`,
    (doc) =>
      doc.vulnerabilities[0].involvements.push({ party: 'vendor', status: 'open', date: '2026-11-01T10:00:00Z' }),
  ],
  [
    'csaf-6.1.25',
    '/product_tree/full_product_names/0/product_identification_helper/hashes/0/file_hashes',
    (doc) =>
      doc.product_tree.full_product_names[0].product_identification_helper.hashes[0].file_hashes.push({
        algorithm: 'sha256',
        value: 'cd'.repeat(32),
      }),
  ],
  ['csaf-6.1.26', '/document/category', (doc) => (doc.document.category = 'Security Advisory')],
  ['csaf-6.1.26', '/document/category', (doc) => (doc.document.category = 'csaf_other')],
  [
    'csaf-6.1.27.1',
    '/document/notes',
    (doc) => {
      informational(doc);
      delete doc.document.notes;
    },
  ],
  [
    'csaf-6.1.27.2',
    '/document/references',
    (doc) => {
      informational(doc);
      delete doc.document.references;
    },
  ],
  [
    'csaf-6.1.27.3',
    '/vulnerabilities',
    (doc) => {
      const { vulnerabilities } = doc;
      informational(doc);
      doc.vulnerabilities = vulnerabilities;
    },
  ],
  ['csaf-6.1.27.4', '/product_tree', (doc) => delete doc.product_tree],
  ['csaf-6.1.27.5', v1, (doc) => delete doc.vulnerabilities[1].notes],
  [
    'csaf-6.1.27.6',
    v1,
    (doc) => {
      doc.document.category = 'csaf_security_advisory';
      delete doc.vulnerabilities[1].product_status;
    },
  ],
  ['csaf-6.1.27.7', `${v1}/product_status`, (doc) => (doc.vulnerabilities[1].product_status = { recommended: ['P2'] })],
  ['csaf-6.1.27.8', v1, (doc) => delete doc.vulnerabilities[1].cve],
  [
    'csaf-6.1.27.9',
    `${v1}/product_status/known_not_affected/0`,
    (doc) => (doc.vulnerabilities[1].flags = [{ label: 'component_not_present', product_ids: ['P2'] }]),
  ],
  ['csaf-6.1.27.10', `${v0}/product_status/known_affected/0`, (doc) => delete doc.vulnerabilities[0].remediations],
  ['csaf-6.1.27.11', '/vulnerabilities', (doc) => delete doc.vulnerabilities],
  ['csaf-6.1.28', '/document/source_lang', (doc) => (doc.document.source_lang = 'EN')],
  [
    'csaf-6.1.29',
    `${v0}/remediations/1`,
    (doc) => doc.vulnerabilities[0].remediations.push({ category: 'workaround', details: 'Wait.' }),
  ],
  ['csaf-6.1.30', `${tracking}/revision_history/0/number`, (doc) => number(doc, 0, '1.0.0')],
  [
    'csaf-6.1.31',
    '/product_tree/branches/0/branches/0/branches/0/name',
    (doc) => (doc.product_tree.branches[0].branches[0].branches[0].name = 'prior to 2.0'),
  ],
  ['csaf-6.1.32', `${v1}/flags/1`, (doc) => doc.vulnerabilities[1].flags.push({ label: 'component_not_present' })],
  [
    'csaf-6.1.33',
    `${v1}/flags/1`,
    (doc) => doc.vulnerabilities[1].flags.push({ label: 'component_not_present', product_ids: ['P1'] }),
  ],
];

describe('the schema and the mandatory tests of CSAF 2.0 (CSF-3, CSF-4)', () => {
  it('take the sample, in the VEX profile and as an informational advisory', () => {
    assert.deepEqual(readCsaf(advisoryBytes(sampleAdvisory())).faults, []);
    assert.deepEqual(readCsaf(changedAdvisory(informational)).faults, []);
  });

  for (const [code, path, change] of breaks)
    it(`${code} is found at ${path}: ${String(change).slice(0, 90)}`, () => {
      const { faults, advisories } = readCsaf(changedAdvisory(change));
      assert.equal(advisories.length, 0);
      const found = faults.map((fault) => `${fault.code} ${fault.path}`);
      assert.ok(found.includes(`${code} ${path}`), found.join('\n'));
    });

  it('name every fault of a document with several', () => {
    const bytes = changedAdvisory((doc) => {
      doc.vulnerabilities[0].product_status.fixed.push('P8', 'P9');
      doc.document.source_lang = 'en';
    });
    const found = readCsaf(bytes).faults.map(({ code }) => code);
    assert.deepEqual(found, ['csaf-6.1.1', 'csaf-6.1.1', 'csaf-6.1.28']);
  });
});
