import type { RecordView } from './record-page.ts';
import { record } from './sample-records.ts';

const at = 1_793_613_600;

/** An advisory whose texts are long, hostile or in another script. */
export const advisoryRecord: RecordView = {
  ...record,
  title: 'AP-2026:001 Flow controller',
  kind: 'advisory',
  object: { document: { title: 'Flow controller' } },
  references: [],
  advisory: {
    publisher: { name: 'Aldoria Pumps', namespace: 'https://pumps.example' },
    language: 'en',
    status: 'interim',
    version: '2.0.0',
    released: at,
    summaries: ['Two faults in the controller of a pump.'],
    vulnerabilities: [
      {
        name: 'CVE-2026-10001',
        title: 'A long name overruns a buffer',
        weakness: 'CWE-787 Out-of-bounds Write',
        prose: 'Whoever reaches the controller can stop it.',
        scores: [{ version: '3.1', score: 9.8, vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
        rows: [
          { product: 'Flow 1.0', statuses: ['known_affected'], flags: [] },
          { product: 'Flow 2.0', statuses: ['fixed', 'recommended'], flags: [] },
          {
            product: 'FlowWithAVeryLongNameAndNoSpaceAtAllOnBerethOS-4711-0815',
            statuses: ['under_investigation'],
            flags: [],
          },
          {
            product: '流量控制器 3.0',
            statuses: ['known_not_affected'],
            flags: ['vulnerable_code_not_in_execute_path'],
            impact: '<b>Never run.</b>',
          },
        ],
        rowsLeft: 12,
        remedies: [
          { kind: 'vendor_fix', details: 'Install 2.0.', url: 'https://pumps.example/2.0', products: 1 },
          { kind: 'workaround', details: 'Disconnect it.', url: 'javascript:alert(1)', products: 2 },
        ],
      },
    ],
    references: [{ text: 'This advisory', url: 'https://pumps.example/ap-2026_001.json' }],
    revisions: [
      { at: at - 86_400, number: '1.0.0', summary: 'First' },
      { at, number: '2.0.0', summary: 'A fix' },
    ],
    sha512: 'ab'.repeat(64),
    signedBy: 'CAC5AC4F74164B17',
    newer: 7,
  },
};
