import { parseVersion, sortableVersion } from './advisory-version.ts';
import type { CsafDocument, Revision, Tracking } from './csaf-document.ts';
import type { CsafFaults } from './csaf-fault.ts';
import { instantOf } from './csaf-forms.ts';

const history = '/document/tracking/revision_history';
const versionPath = '/document/tracking/version';

interface Placed extends Revision {
  readonly path: string;
}

const bare = (version: string): string => version.split('+', 1)[0] ?? '';
const released = (version: string): string => bare(version).split('-', 1)[0] ?? '';

/** Revisions by date; those of the same instant by number. */
const byDate = (tracking: Tracking): Placed[] =>
  tracking.revision_history
    .map((revision, at): Placed => ({ ...revision, path: `${history}/${at}/number` }))
    .sort(
      (a, b) =>
        (instantOf(a.date) ?? 0) - (instantOf(b.date) ?? 0) ||
        (sortableVersion(a.number) < sortableVersion(b.number) ? -1 : 1),
    );

/** Tests 6.1.14, 6.1.21 and 6.1.22: numbers grow with time, none is left out, none comes twice. */
function checkHistory(sorted: readonly Placed[], faults: CsafFaults): void {
  const numbers = new Set<string>();
  let last: { major: number; sortable: string } | undefined;
  for (const { number, path } of sorted) {
    const sortable = sortableVersion(number);
    const { major } = parseVersion(number);
    if (numbers.has(number)) faults.add('csaf-6.1.22', path);
    else if (last !== undefined && sortable < last.sortable) faults.add('csaf-6.1.14', path);
    else if (last === undefined ? major > 1 : major > last.major + 1) faults.add('csaf-6.1.21', path);
    numbers.add(number);
    last = { major, sortable };
  }
}

/** Tests 6.1.16 and 6.1.30. */
function checkLatest(tracking: Tracking, sorted: readonly Placed[], faults: CsafFaults): void {
  const latest = sorted.at(-1)?.number ?? '';
  const same =
    tracking.status === 'draft'
      ? released(latest) === released(tracking.version)
      : bare(latest) === bare(tracking.version);
  if (!same) faults.add('csaf-6.1.16', versionPath);
  const { isInteger } = parseVersion(tracking.version);
  for (const { number, path } of sorted)
    if (parseVersion(number).isInteger !== isInteger) faults.add('csaf-6.1.30', path);
}

/** Tests 6.1.17 to 6.1.20: drafts before the first release, released documents after it. */
function checkStage(tracking: Tracking, sorted: readonly Placed[], faults: CsafFaults): void {
  const { major, prerelease } = parseVersion(tracking.version);
  const isDraft = tracking.status === 'draft';
  if (!isDraft && (major === 0 || prerelease !== undefined)) faults.add('csaf-6.1.17', '/document/tracking/status');
  if (!isDraft && prerelease !== undefined) faults.add('csaf-6.1.20', versionPath);
  for (const { number, path } of sorted) {
    const revision = parseVersion(number);
    if (!isDraft && revision.major === 0) faults.add('csaf-6.1.18', path);
    if (revision.prerelease !== undefined) faults.add('csaf-6.1.19', path);
  }
}

/** The mandatory tests about versions and revisions (CSAF 2.0 section 6.1). Spec: CSF-4. */
export function checkTracking({ document: { tracking } }: CsafDocument, faults: CsafFaults): void {
  const sorted = byDate(tracking);
  checkHistory(sorted, faults);
  checkLatest(tracking, sorted, faults);
  checkStage(tracking, sorted, faults);
}
