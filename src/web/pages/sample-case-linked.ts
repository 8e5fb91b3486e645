import type { CaseView } from '../parts/case-view.ts';
import type { Reader } from '../reader.ts';
import { type CaseCarryView, caseCarryPage } from './case-carry-page.ts';
import { casePage } from './case-page.ts';
import type { Change, Samples } from './sample.ts';
import { caseRunning } from './sample-cases.ts';
import { ago, bereth, calder, meridian, openNets, sampleId } from './sample-facts.ts';

const incident = {
  id: sampleId(81),
  title: 'Gateway of three makers',
  procedure: 'incident-coordination',
  others: [bereth, calder, openNets],
};

const stated = {
  author: calder,
  case: { known: incident },
  time: ago(5),
  cosigners: [calder, bereth],
  label: { tlp: 'green' },
  words: 'Some gateways of three makers can be restarted from outside. Updates come within three weeks.',
} as const;

/** A case into which something was carried, with a proof that holds, one that is not of a case here, and one that does not hold. */
const caseLinkedTo: CaseView = {
  ...caseRunning,
  linked: {
    carried: [
      { index: 7, carrier: bereth, stated },
      { index: 9, carrier: meridian, stated: { ...stated, case: { id: sampleId(82) } } },
      { index: 11, carrier: bereth, fault: 'proof-mismatch' },
    ],
    released: [{ index: 4, title: 'What both sides may tell others' }],
    onward: [incident],
    carryBy: 'bring-facts',
  },
};

/** What may be carried into a case. */
const caseCarry: CaseCarryView = {
  id: caseRunning.id,
  ...(caseRunning.title === undefined ? {} : { title: caseRunning.title }),
  procedure: 'consultation',
  others: caseRunning.others,
  act: 'bring-facts',
  offered: [{ value: `${incident.id}/4`, case: incident, title: stated.words, label: { tlp: 'green' } }],
  values: { source: '', words: '' },
  errors: [{ field: 'source', code: 'carry-released' }],
};

const caseCarryNone: CaseCarryView = { ...caseCarry, offered: [], errors: [] };

/** The same, looked at before it is signed. */
const caseCarryChecked: CaseCarryView = {
  ...caseCarry,
  values: { source: '', words: 'The CERTs have released this.' },
  errors: [],
  review: { stated, staged: 'token' },
};

/** What crosses between cases, as pages show it. */
export function caseLinkSamples(change: Change): Samples {
  const at = `/cases/${caseRunning.id}`;
  const carrying = (view: CaseCarryView) => ({
    path: `${at}/carry/${view.act}`,
    make: (reader: Reader) => caseCarryPage(change(view), reader),
  });
  return {
    'case-linked': { path: at, make: (reader) => casePage(change(caseLinkedTo), reader) },
    'case-carry': carrying(caseCarry),
    'case-carry-none': carrying(caseCarryNone),
    'case-carry-checked': carrying(caseCarryChecked),
  };
}
