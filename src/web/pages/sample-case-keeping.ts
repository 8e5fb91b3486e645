import type { Reader } from '../reader.ts';
import { type CaseEntryView, caseEntryPage } from './case-entry-page.ts';
import { caseErasePage } from './case-erase-page.ts';
import { caseLeavePage } from './case-leave-page.ts';
import { type CasePrintView, casePrintPage } from './case-print-page.ts';
import type { Change, Samples } from './sample.ts';
import { caseRunning } from './sample-cases.ts';
import { ago, aldoria, bereth, meridian, sampleId } from './sample-facts.ts';

const { id, title, procedure, others, self } = caseRunning;
const ref = { id, procedure, others, ...(title === undefined ? {} : { title }) };
const asked = caseRunning.steps.flatMap((step) => (step.kind === 'act' && step.act === 'ask' ? [step] : []))[0];
const at = `/cases/${id}/entries/2`;
const head = `comity/case/${id}\n9\n${'q'.repeat(43)}=\nterm 0\n\n— comity/case/${id} ${'B'.repeat(92)}\n`;

/** An act that was asked and settled, with its proof. */
const entry: CaseEntryView = {
  ...ref,
  self,
  index: 2,
  size: 9,
  kind: 'act',
  by: bereth,
  at: ago(46),
  depositary: bereth,
  standing: 'settled',
  record: sampleId(81),
  leaf: sampleId(82),
  ...(asked === undefined ? {} : { act: asked }),
  body: { hash: sampleId(83), isHere: true },
  text: `comity/record/v1\n{"author":"${bereth.id}","data":{"act":"ask"},"kind":"act"}\n\n— comity/record/${bereth.id} ${'A'.repeat(92)}\n`,
  proof: {
    size: 9,
    cosigners: [
      { party: aldoria, at: ago(45) },
      { party: meridian, at: ago(44) },
    ],
    needed: 2,
    council: 3,
    verify: { entryHref: `${at}/entry`, proofHref: `${at}/inclusion`, vkey: 'comity/case+00000000+AQ==' },
    file: `${at}/proof`,
  },
  mayErase: true,
};

const { act: _act, body: _body, ...bare } = entry;
const { proof: _proof, ...unproved } = entry;
const { file: _file, ...included } = entry.proof ?? { verify: { entryHref: '', proofHref: '', vkey: '' } };
const tick: CaseEntryView = { ...bare, kind: 'tick', ...('size' in included ? { proof: included } : {}) };

const printed: CasePrintView = {
  ...caseRunning,
  party: aldoria,
  steps: caseRunning.steps.filter(({ standing }) => standing !== 'draft').toReversed(),
  accepted: 8,
  caseTime: ago(1),
  entries: [
    { index: 0, kind: 'case', by: bereth, at: ago(48), record: sampleId(71) },
    { index: 1, kind: 'tick', by: bereth, at: ago(47), record: sampleId(84) },
    {
      index: 2,
      kind: 'act',
      by: bereth,
      at: ago(46),
      record: sampleId(81),
      body: { hash: sampleId(83), isHere: true },
    },
    {
      index: 3,
      kind: 'act',
      by: meridian,
      at: ago(45),
      record: sampleId(85),
      body: { hash: sampleId(86), isHere: false },
    },
  ],
  stateHash: sampleId(87),
  root: sampleId(88),
  head,
};

/** The page of an entry, what a party takes away, and the ways out. */
export const caseKeepingSamples = (change: Change): Samples => {
  const one = (view: CaseEntryView) => ({ path: at, make: (reader: Reader) => caseEntryPage(change(view), reader) });
  const leave = (council: { size: number; needed: number } | undefined) => ({
    path: `/cases/${id}/leave`,
    make: (reader: Reader) =>
      caseLeavePage(
        change({
          ...ref,
          owed: caseRunning.owed.filter(({ isOurs }) => isOurs),
          ...(council === undefined ? {} : { council }),
        }),
        reader,
      ),
  });
  const erase = (isOwn: boolean) => ({
    path: `${at}/erase`,
    make: (reader: Reader) => caseErasePage(change({ ...ref, index: 2, by: isOwn ? aldoria : bereth, isOwn }), reader),
  });
  return {
    'case-entry': one(entry),
    'case-entry-tick': one(tick),
    'case-entry-pending': one({ ...unproved, standing: 'pending', body: { hash: sampleId(83), isHere: false } }),
    'case-convicted': one({ ...entry, mayErase: false, kind: 'unheard-of' }),
    'case-leave': leave({ size: 4, needed: 3 }),
    'case-leave-enough': leave({ size: 7, needed: 5 }),
    'case-erase': erase(false),
    'case-erase-own': erase(true),
    'case-print': { path: `/cases/${id}/print`, make: (reader) => casePrintPage(change(printed), reader) },
  };
};
