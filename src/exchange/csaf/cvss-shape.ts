import { isMembers, type JsonMembers } from '../stix/stix-object.ts';
import type { CsafFaults } from './csaf-fault.ts';
import type { Shape } from './csaf-shape.ts';
import { metricsOf, readVector, type Vector } from './cvss-metrics.ts';
import { type Scores, scores2, scores3, severityOf } from './cvss-score.ts';

const isScore = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= 10 && Math.abs(value * 10 - Math.round(value * 10)) < 1e-9;

const severities = ['NONE', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];

function checkScore(cvss: JsonMembers, group: 'base' | 'temporal' | 'environmental', context: Computed): void {
  const { path, faults, scores, isThree } = context;
  const [scoreKey, severityKey] = [`${group}Score`, `${group}Severity`];
  const [score, severity] = [cvss[scoreKey], cvss[severityKey]];
  if (score !== undefined) {
    if (!isScore(score)) faults.add('csaf-6.1.8', `${path}/${scoreKey}`);
    else if (Math.abs(score - scores[group]) > 1e-9) faults.add('csaf-6.1.9', `${path}/${scoreKey}`);
  }
  if (severity === undefined || !isThree) return;
  if (typeof severity !== 'string' || !severities.includes(severity))
    faults.add('csaf-6.1.8', `${path}/${severityKey}`);
  else if (severity !== severityOf(scores[group])) faults.add('csaf-6.1.9', `${path}/${severityKey}`);
}

interface Computed {
  readonly path: string;
  readonly faults: CsafFaults;
  readonly scores: Scores;
  readonly isThree: boolean;
}

/** Every property says what the vector says; what neither says is not defined. Test 6.1.10. */
function checkProperties(cvss: JsonMembers, version: string, vector: Vector, { path, faults }: Computed): void {
  const undefinedLetter = version === '2.0' ? 'ND' : 'X';
  for (const { name, property, values } of metricsOf(version)) {
    const said = cvss[property];
    if (said === undefined) continue;
    const letter = typeof said === 'string' ? values[said] : undefined;
    if (letter === undefined) faults.add('csaf-6.1.8', `${path}/${property}`);
    else if (letter !== (vector.get(name) ?? undefinedLetter)) faults.add('csaf-6.1.10', `${path}/${property}`);
  }
}

/** A CVSS object of one of these versions: its form, its scores, its properties. Tests 6.1.8 to 6.1.10. Spec: CSF-4. */
export function cvssShape(versions: readonly string[]): Shape {
  return (value, path, faults) => {
    if (!isMembers(value)) return faults.add('csaf-type', path);
    const { version, vectorString, baseScore, baseSeverity } = value;
    if (typeof version !== 'string' || !versions.includes(version)) return faults.add('csaf-6.1.8', `${path}/version`);
    const vector = typeof vectorString === 'string' ? readVector(version, vectorString) : undefined;
    if (vector === undefined) return faults.add('csaf-6.1.8', `${path}/vectorString`);
    const isThree = version !== '2.0';
    if (baseScore === undefined) faults.add('csaf-6.1.8', `${path}/baseScore`);
    if (isThree && baseSeverity === undefined) faults.add('csaf-6.1.8', `${path}/baseSeverity`);
    const computed = { path, faults, isThree, scores: isThree ? scores3(vector, version) : scores2(vector) };
    for (const group of ['base', 'temporal', 'environmental'] as const) checkScore(value, group, computed);
    checkProperties(value, version, vector, computed);
  };
}
