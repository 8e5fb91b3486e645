import type { Reader } from '../reader.ts';
import { caseActPage } from './case-act-page.ts';
import { caseDocumentsPage } from './case-documents-page.ts';
import { caseNewPage } from './case-new-page.ts';
import { casePage } from './case-page.ts';
import { type CaseTextView, caseTextPage } from './case-text-page.ts';
import { casesPage } from './cases-page.ts';
import type { Change, Samples } from './sample.ts';
import { caseAgree, caseRevision, caseSigning } from './sample-case-answered.ts';
import { caseLinkSamples } from './sample-case-linked.ts';
import { caseStates } from './sample-case-states.ts';
import { caseDocuments, caseOneVersion, caseRedline, caseRedlineScripts, caseSameText } from './sample-case-texts.ts';
import { caseWays } from './sample-case-way.ts';
import {
  caseAnswer,
  caseAsk,
  caseChoice,
  caseCommit,
  caseConvened,
  caseMediator,
  caseNotBegun,
  caseOfIncident,
  caseOpening,
  casePause,
  casePublic,
  caseRefused,
  caseRunning,
  caseSecond,
  caseStatement,
  caseStatementChecked,
  caseStatus,
  cases,
  casesOver,
  noCases,
} from './sample-cases.ts';
import { bereth, sampleNow } from './sample-facts.ts';

/** The pages of cases, in every state that a reader may meet. */
export const caseSamples = (change: Change): Samples => {
  const at = `/cases/${caseRunning.id}`;
  const one = (view: typeof caseRunning) => ({ path: at, make: (reader: Reader) => casePage(change(view), reader) });
  const act = (view: typeof caseAnswer) => ({
    path: `${at}/acts/${view.rule.key}`,
    make: (reader: Reader) => caseActPage(change(view), reader),
  });
  const text = (view: CaseTextView) => ({
    path: `${at}/documents/${view.text.field}`,
    make: (reader: Reader) => caseTextPage(change(view), reader),
  });
  const opening = (view: typeof caseChoice) => ({
    path: '/cases/new',
    make: (reader: Reader) => caseNewPage(change(view), reader),
  });
  return {
    cases: { path: '/cases', make: (reader) => casesPage(change(cases), reader) },
    'cases-empty': {
      path: '/cases',
      make: (reader) => casesPage(change({ ...noCases, practiceAt: 'http://127.0.0.1:8480/practice' }), reader),
    },
    'cases-over': { path: '/cases', make: (reader) => casesPage(change(casesOver), reader) },
    'cases-none-ours': {
      path: '/cases',
      make: (reader) => casesPage(change({ ...cases, invitations: [], shown: 'ours', cases: [] }), reader),
    },
    case: one(caseRunning),
    'case-incident': one(caseOfIncident),
    ...caseLinkSamples(change),
    'case-not-begun': one(caseNotBegun),
    'case-invited': one({ ...caseNotBegun, stage: 'invited' }),
    'case-left': one({ ...caseRunning, stage: 'left', isEnd: true, owed: [], possible: [], mayAct: false }),
    'case-nothing': one({ ...caseRunning, owed: [], possible: [], mayAct: false }),
    'case-reader': one({ ...caseRunning, mayAct: false }),
    'case-passed': one({
      ...caseRunning,
      owed: caseRunning.owed.map((owed) => ({ ...owed, due: sampleNow - 60, isOurs: false, owners: [bereth] })),
    }),
    ...Object.fromEntries(
      Object.entries({ ...caseStates, ...caseWays }).map(([name, view]) => [`case-${name}`, one(view)]),
    ),
    'case-answer': act(caseAnswer),
    'case-ask': act(caseAsk),
    'case-commit': act(caseCommit),
    'case-second': act(caseSecond),
    'case-convened': act(caseConvened),
    'case-agree': act(caseAgree),
    'case-revision': act(caseRevision),
    'case-signing': act(caseSigning),
    'case-documents': { path: `${at}/documents`, make: (reader) => caseDocumentsPage(change(caseDocuments), reader) },
    'case-documents-none': {
      path: `${at}/documents`,
      make: (reader) => caseDocumentsPage(change({ ...caseDocuments, texts: [], attachments: [] }), reader),
    },
    'case-redline': text(caseRedline),
    'case-redline-scripts': text(caseRedlineScripts),
    'case-one-version': text(caseOneVersion),
    'case-same-text': text(caseSameText),
    'case-mediator': act(caseMediator),
    'case-statement': act(caseStatement),
    'case-pause': act(casePause),
    'case-checked': act(caseStatementChecked),
    'case-status': act(caseStatus),
    'case-public': act(casePublic),
    'case-choice': opening(caseChoice),
    'case-opening': opening(caseOpening),
    'case-refused': opening(caseRefused),
    'case-alone': opening({ ...caseOpening, partners: [] }),
  };
};
