/** Sectors of the open vocabulary industry-sector-ov (STIX 2.1, section 10.8). An organisation chooses from these. */
export const sectors = [
  'agriculture',
  'aerospace',
  'automotive',
  'chemical',
  'commercial',
  'communications',
  'construction',
  'dams',
  'defense',
  'education',
  'emergency-services',
  'energy',
  'entertainment',
  'financial-services',
  'government',
  'government-local',
  'government-national',
  'government-public-services',
  'government-regional',
  'healthcare',
  'hospitality-leisure',
  'infrastructure',
  'insurance',
  'manufacturing',
  'mining',
  'non-profit',
  'nuclear',
  'pharmaceuticals',
  'retail',
  'technology',
  'telecommunications',
  'transportation',
  'utilities',
  'water',
] as const;
export type Sector = (typeof sectors)[number];

/** The sector of this name, in the spelling of the vocabulary; undefined when it is none of them. */
export function sectorNamed(text: string): Sector | undefined {
  const name = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
  return sectors.find((sector) => sector === name);
}
