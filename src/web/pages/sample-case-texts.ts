import { redline } from '../parts/redline.ts';
import { wordsOf } from '../parts/word-cut.ts';
import type { CaseDocumentsView, CaseText, TextVersion } from './case-documents-page.ts';
import type { CaseTextView } from './case-text-page.ts';
import { ago, aldoria, bereth, calder, meridian, sampleId } from './sample-facts.ts';

const ref = {
  id: sampleId(71),
  title: 'Outage at Calder Grid: request for clarification',
  procedure: 'consultation',
  others: [bereth, meridian],
};

const version = (index: number, by: TextVersion['by'], words: string | undefined): TextVersion => ({
  index,
  act: 'propose-statement',
  by,
  time: ago(50 - index),
  standing: 'settled',
  print: sampleId(index),
  ...(words === undefined ? {} : { words, matches: index !== 9 }),
});

const english = [
  'Both sides regret the outage of 20 November.\nThey found no sign of intent. They will exchange traces.',
  'Both sides regret the outage of 20 November.\nThey found no sign of intent so far. They will exchange traces within a week.',
  'Both sides note the outage of 20 November.\nThey found no sign of intent so far. They have exchanged traces.',
];

const statement: CaseText = {
  field: 'statementHash',
  versions: english.map((words, at) => version(5 + 2 * at, at === 1 ? bereth : aldoria, words)),
};

/** The same in two other scripts, as two versions of one text. */
const others: CaseText = {
  field: 'textHash',
  about: calder,
  versions: [
    '双方对十一月二十日的停电表示遗憾。\nيأسف الطرفان للانقطاع.',
    '双方对十一月二十日的停电表示关注。\nيلاحظ الطرفان الانقطاع.',
  ].map((words, at) => version(11 + at, at === 0 ? meridian : aldoria, words)),
};

export const caseDocuments: CaseDocumentsView = {
  ...ref,
  texts: [statement, { ...others, versions: [...others.versions, version(15, bereth, undefined)] }],
  attachments: [
    { name: 'traces.csv', size: 12_000, index: 4, n: 0, by: bereth },
    { name: '证据.pdf', size: 1_230_000, index: 6, n: 1, by: aldoria },
  ],
};

const compared = (text: CaseText, from: number, to: number): CaseTextView => ({
  ...ref,
  text,
  from,
  to,
  stretches: redline(
    text.versions.slice(from - 1, to).map(({ words }) => words ?? ''),
    wordsOf,
  ),
});

export const caseRedline = compared(statement, 1, 3);
export const caseRedlineScripts = compared(others, 1, 2);
export const caseOneVersion = compared({ ...statement, versions: statement.versions.slice(0, 1) }, 1, 1);
export const caseSameText = compared(
  { ...statement, versions: [statement, statement].flatMap(({ versions }) => versions.slice(0, 1)) },
  1,
  2,
);
