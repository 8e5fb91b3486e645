import type { Tlp } from '#protocol/record/label.ts';
import { isMembers, type JsonMembers, type StixObject } from './stix-object.ts';

/** The extension that carries TLP 2.0 in STIX 2.1. */
const tlp2Extension = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';

const uuidOfTlp2: Readonly<Record<Tlp, string>> = {
  clear: '94868c89-83c2-464b-929b-a1a8aa3c8487',
  green: 'bab4a63c-aed9-4cf5-a766-dfca5abac2bb',
  amber: '55d920b0-5e8b-4f79-9ee9-91f868d9b421',
  'amber+strict': '939a9414-2ddd-4d32-a0cd-375ea402b003',
  red: 'e828b379-4e03-4974-9ac4-e53a884c97c1',
};

// TLP 1 had one AMBER; TLP 2.0 keeps the name for the wider of its two, so that is what it meant. Spec: STX-9.
const tlp1: readonly (readonly [uuid: string, name: string, tlp: Tlp])[] = [
  ['613f2e26-407d-48c7-9eca-b8e91df99dc9', 'white', 'clear'],
  ['34098fce-860f-48ae-8e50-ebd3cc5e41da', 'green', 'green'],
  ['f88d31f6-486f-44da-b317-01333bde0b82', 'amber', 'amber'],
  ['5e57c739-391a-4eb3-b6be-7d15ca92d5ed', 'red', 'red'],
];

/** The id of the standard TLP 2.0 marking of a level. */
export const tlpMarkingId = (tlp: Tlp): string => `marking-definition--${uuidOfTlp2[tlp]}`;

/** The standard TLP 2.0 marking-definition object of a level, as published by OASIS. Spec: STX-9. */
export const tlpDefinition = (tlp: Tlp): StixObject => ({
  type: 'marking-definition',
  spec_version: '2.1',
  id: tlpMarkingId(tlp),
  created: '2022-10-01T00:00:00.000Z',
  name: `TLP:${tlp.toUpperCase()}`,
  extensions: { [tlp2Extension]: { extension_type: 'property-extension', tlp_2_0: tlp } },
});

const levelOfId: ReadonlyMap<string, Tlp> = new Map([
  ...(['clear', 'green', 'amber', 'amber+strict', 'red'] as const).map((tlp) => [tlpMarkingId(tlp), tlp] as const),
  ...tlp1.map(([uuid, , tlp]) => [`marking-definition--${uuid}`, tlp] as const),
]);

const nameOfTlp1: ReadonlyMap<string, string> = new Map(
  tlp1.map(([uuid, name]) => [`marking-definition--${uuid}`, name]),
);

/** The TLP level that the id of a standard marking stands for, TLP 1 or 2; only the exact id counts. Spec: STX-9. */
export const tlpOfMarkingId = (id: string): Tlp | undefined => levelOfId.get(id);

/** Whether an object that bears the id of a standard TLP marking also says that level. Spec: STX-9. */
export function agreesWithStandard(definition: JsonMembers): boolean {
  const id = definition['id'];
  const tlp = typeof id === 'string' ? levelOfId.get(id) : undefined;
  if (tlp === undefined || typeof id !== 'string') return true;
  const oldName = nameOfTlp1.get(id);
  const holder = oldName === undefined ? definition['extensions'] : definition['definition'];
  if (!isMembers(holder)) return false;
  if (oldName !== undefined) return holder['tlp'] === oldName;
  const extension = holder[tlp2Extension];
  return isMembers(extension) && extension['tlp_2_0'] === tlp;
}
