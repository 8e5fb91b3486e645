/* The metrics of CVSS 2.0, 3.0 and 3.1 as facts: name in the vector, property, values in order. FIRST, CVSS specifications. */

/** A metric of a vector. `values`: the letters in a vector, by the word that the property has. */
export interface Metric {
  readonly name: string;
  readonly property: string;
  readonly values: Readonly<Record<string, string>>;
  readonly isBase: boolean;
}

const metric = (name: string, property: string, words: string, isBase = false): Metric => ({
  name,
  property,
  isBase,
  values: Object.fromEntries(words.split(' ').map((pair) => pair.split('=') as [string, string])),
});

const impact3 = 'HIGH=H LOW=L NONE=N';
const vector3 = 'NETWORK=N ADJACENT_NETWORK=A LOCAL=L PHYSICAL=P';
const requirement3 = 'LOW=L MEDIUM=M HIGH=H NOT_DEFINED=X';
const orNone3 = (words: string): string => `${words} NOT_DEFINED=X`;

const metrics3: readonly Metric[] = [
  metric('AV', 'attackVector', vector3, true),
  metric('AC', 'attackComplexity', 'HIGH=H LOW=L', true),
  metric('PR', 'privilegesRequired', impact3, true),
  metric('UI', 'userInteraction', 'NONE=N REQUIRED=R', true),
  metric('S', 'scope', 'UNCHANGED=U CHANGED=C', true),
  metric('C', 'confidentialityImpact', impact3, true),
  metric('I', 'integrityImpact', impact3, true),
  metric('A', 'availabilityImpact', impact3, true),
  metric('E', 'exploitCodeMaturity', 'UNPROVEN=U PROOF_OF_CONCEPT=P FUNCTIONAL=F HIGH=H NOT_DEFINED=X'),
  metric('RL', 'remediationLevel', 'OFFICIAL_FIX=O TEMPORARY_FIX=T WORKAROUND=W UNAVAILABLE=U NOT_DEFINED=X'),
  metric('RC', 'reportConfidence', 'UNKNOWN=U REASONABLE=R CONFIRMED=C NOT_DEFINED=X'),
  metric('CR', 'confidentialityRequirement', requirement3),
  metric('IR', 'integrityRequirement', requirement3),
  metric('AR', 'availabilityRequirement', requirement3),
  metric('MAV', 'modifiedAttackVector', orNone3(vector3)),
  metric('MAC', 'modifiedAttackComplexity', orNone3('HIGH=H LOW=L')),
  metric('MPR', 'modifiedPrivilegesRequired', orNone3(impact3)),
  metric('MUI', 'modifiedUserInteraction', orNone3('NONE=N REQUIRED=R')),
  metric('MS', 'modifiedScope', orNone3('UNCHANGED=U CHANGED=C')),
  metric('MC', 'modifiedConfidentialityImpact', orNone3(impact3)),
  metric('MI', 'modifiedIntegrityImpact', orNone3(impact3)),
  metric('MA', 'modifiedAvailabilityImpact', orNone3(impact3)),
];

const impact2 = 'NONE=N PARTIAL=P COMPLETE=C';
const requirement2 = 'LOW=L MEDIUM=M HIGH=H NOT_DEFINED=ND';

const metrics2: readonly Metric[] = [
  metric('AV', 'accessVector', 'NETWORK=N ADJACENT_NETWORK=A LOCAL=L', true),
  metric('AC', 'accessComplexity', 'HIGH=H MEDIUM=M LOW=L', true),
  metric('Au', 'authentication', 'MULTIPLE=M SINGLE=S NONE=N', true),
  metric('C', 'confidentialityImpact', impact2, true),
  metric('I', 'integrityImpact', impact2, true),
  metric('A', 'availabilityImpact', impact2, true),
  metric('E', 'exploitability', 'UNPROVEN=U PROOF_OF_CONCEPT=POC FUNCTIONAL=F HIGH=H NOT_DEFINED=ND'),
  metric('RL', 'remediationLevel', 'OFFICIAL_FIX=OF TEMPORARY_FIX=TF WORKAROUND=W UNAVAILABLE=U NOT_DEFINED=ND'),
  metric('RC', 'reportConfidence', 'UNCONFIRMED=UC UNCORROBORATED=UR CONFIRMED=C NOT_DEFINED=ND'),
  metric('CDP', 'collateralDamagePotential', 'NONE=N LOW=L LOW_MEDIUM=LM MEDIUM_HIGH=MH HIGH=H NOT_DEFINED=ND'),
  metric('TD', 'targetDistribution', 'NONE=N LOW=L MEDIUM=M HIGH=H NOT_DEFINED=ND'),
  metric('CR', 'confidentialityRequirement', requirement2),
  metric('IR', 'integrityRequirement', requirement2),
  metric('AR', 'availabilityRequirement', requirement2),
];

/** The letters of a vector by metric; undefined when it is no vector of this version. Order is free, as in the schema of 3.x. */
export type Vector = ReadonlyMap<string, string>;

const prefixes: Readonly<Record<string, string>> = { '2.0': '', '3.0': 'CVSS:3.0/', '3.1': 'CVSS:3.1/' };

export const metricsOf = (version: string): readonly Metric[] => (version === '2.0' ? metrics2 : metrics3);

/** Reads a vector of a version, each metric at most once and all base metrics there. */
export function readVector(version: string, text: string): Vector | undefined {
  const prefix = prefixes[version];
  if (prefix === undefined || !text.startsWith(prefix) || text.length > 300) return undefined;
  const vector = new Map<string, string>();
  const metrics = metricsOf(version);
  for (const part of text.slice(prefix.length).split('/')) {
    const [name = '', letter = ''] = part.split(':', 2);
    const known = metrics.find((one) => one.name === name);
    if (known === undefined || vector.has(name) || !Object.values(known.values).includes(letter)) return undefined;
    vector.set(name, letter);
  }
  return metrics.every(({ isBase, name }) => !isBase || vector.has(name)) ? vector : undefined;
}
