import { hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { fromUtf8 } from '#protocol/bytes/text.ts';
import { stateHash } from '#protocol/case/case-state.ts';
import { formatNote } from '#protocol/identity/signed-note.ts';
import type { RecordHead } from '#protocol/record/record.ts';
import type { CasePrintView, PrintedEntry } from '#web/pages/case-print-page.ts';
import type { StepView } from '#web/parts/case-timeline.ts';
import { hasBody } from '../case/case-body.ts';
import type { CaseFile } from '../case/case-file.ts';
import { keptCertificate } from '../case/case-heads.ts';
import { caseLog } from '../case/case-store.ts';
import { allSteps } from './case-steps.ts';
import { caseView } from './case-view.ts';
import type { Looking } from './visit.ts';

const bodyView = ({ party }: Looking, { id }: CaseFile, { body }: RecordHead): Pick<PrintedEntry, 'body'> =>
  body === undefined ? {} : { body: { hash: body, isHere: hasBody(party, id, body) } };

/** What is withheld goes nowhere, not even on paper. Spec: SAY-3. */
function withoutWithheld(step: StepView): StepView {
  if (step.kind !== 'act' || step.isWithheld !== true) return step;
  const { parts: _parts, ...rest } = step;
  return { ...rest, words: false };
}

/** A case as it is printed: up to the highest certificate. Fault: `case-uncertified`. Spec: CPY-5. */
export function casePrintView(looking: Looking, file: CaseFile): CasePrintView {
  const { party, names } = looking;
  const certificate = keptCertificate(party, file.id);
  if (certificate === undefined) throw new Fault('case-uncertified', 'Nothing of the case is accepted yet.');
  const log = caseLog(party, file);
  const state = log.state();
  const { paging: _paging, ...view } = caseView(looking, file);
  const entries = [...log.records()].slice(0, certificate.size).map(({ id, head }, index) => ({
    index,
    kind: head.kind,
    by: names.of(head.author),
    at: head.at,
    record: id,
    ...bodyView(looking, file, head),
  }));
  return {
    ...view,
    party: names.of(party.id),
    steps: allSteps(looking, file).map(withoutWithheld),
    accepted: log.finality.accepted,
    log: { size: entries.length, settled: log.finality.settled },
    ...(state === undefined ? {} : { caseTime: state.time, stateHash: stateHash(state) }),
    entries,
    root: hex(log.rootAt(certificate.size) ?? new Uint8Array()),
    head: fromUtf8(formatNote(certificate.note)),
  };
}
