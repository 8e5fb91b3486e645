import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { isList, isMembers, type JsonMembers, type JsonValue, type StixObject, textOf } from '../stix/stix-object.ts';
import { readMisp } from './read-misp.ts';
import { writeMisp } from './write-misp.ts';

/*
 * The pairs that misp-stix publishes are an oracle, not a law: where we differ on purpose the
 * reason stands beside the type.
 */

const data = '../shared/data/misp';
const absent = existsSync(data) ? false : 'the published pairs are not here';
const author = { uuid: '00000000-0000-4000-8000-00000000000a', name: 'Aldoria CERT' };
const load = (name: string): JsonMembers => JSON.parse(readFileSync(`${data}/${name}`, 'utf8'));
const membersOf = (value: JsonValue | undefined): JsonMembers => (isMembers(value) ? value : {});
const objectsOf = (value: JsonValue | undefined): StixObject[] => (isList(value) ? value : [value]) as StixObject[];

/** The objects that a part of an event becomes, without those of the event itself. */
function objectsFor(part: JsonMembers): StixObject[] {
  const event = {
    uuid: '00000000-0000-4000-8000-0000000000ee',
    info: 'Invented',
    published: true,
    date: '2026-01-01',
    Orgc: author,
    ...part,
  };
  const { objects, faults } = readMisp(JSON.stringify({ Event: event }), {
    unmarked: { tlp: 'green' },
    partyOf: () => undefined,
  });
  assert.deepEqual(faults, []);
  return objects.map(({ object }) => object).filter(({ type }) => !['report', 'extension-definition'].includes(type));
}

const types = (objects: readonly StixObject[]): string =>
  objects
    .map(({ type }) => type)
    .filter((type) => type !== 'identity')
    .toSorted()
    .join();

/** Numbers stand bare in our patterns, as the grammar asks; the published ones quote them. */
const plain = (pattern: string): string => pattern.replace(/'(\d+)'/g, '$1').replaceAll('\\\\%', '%');
const patternIn = (objects: readonly StixObject[]): string =>
  plain(objects.flatMap((object) => (object.type === 'indicator' ? (textOf(object, 'pattern') ?? []) : []))[0] ?? '');

/** Types where we say something else on purpose, and why. */
const otherwise: Readonly<Record<string, string>> = {
  regkey: 'STIX asks for hives in full',
  'regkey|value': 'STIX asks for hives in full',
  sigma: 'a rule stands as it is, not in the brackets of a STIX pattern',
  snort: 'a rule stands as it is, not in the brackets of a STIX pattern',
  suricata: 'a rule stands as it is, not in the brackets of a STIX pattern',
  yara: 'a rule stands as it is, not in the brackets of a STIX pattern',
  attachment: 'the content stays in the extension, it is not put into a pattern',
  'malware-sample': 'the content stays in the extension, it is not put into a pattern',
  'sha512/224': 'a truncated SHA-512 is not a SHA-224',
  'sha512/256': 'a truncated SHA-512 is not a SHA-256',
  'filename|sha512/224': 'a truncated SHA-512 is not a SHA-224',
  'filename|sha512/256': 'a truncated SHA-512 is not a SHA-256',
};

/** A pattern with content in it stays a pattern; a campaign is a cluster; a doubled backslash in a pattern is one. */
const differentBack = [
  'attachment: Indicator',
  'campaign-name: Campaign',
  'malware-sample: Indicator',
  'malware-sample: Observed Data',
  'regkey: Indicator',
  'regkey|value: Indicator',
  'regkey|value: Observed Data',
];

describe('the published mapping pairs agree', { skip: absent }, () => {
  const attributes = absent ? {} : Object.entries(load('misp_attributes_to_stix21.json'));
  const pairs = (Array.isArray(attributes) ? attributes : []).map(([type, pair]) => ({
    type,
    ours: objectsFor({ Attribute: [{ to_ids: true, ...membersOf(membersOf(pair)['MISP']) }] }),
    theirs: objectsOf(membersOf(pair)['STIX']),
  }));

  test('MSP-4: with the types of the objects that 78 of 80 attributes become', () => {
    const different = pairs.filter(({ ours, theirs }) => types(ours) !== types(theirs)).map(({ type }) => type);
    assert.equal(pairs.length, 80);
    assert.deepEqual(different, ['attachment', 'malware-sample']);
  });

  test('MSP-4: with the patterns of 68 of 80 attributes, and the others differ for a reason', () => {
    const different = pairs.filter(({ ours, theirs }) => patternIn(ours) !== patternIn(theirs)).map(({ type }) => type);
    assert.deepEqual(different.toSorted(), Object.keys(otherwise).toSorted());
    assert.equal(pairs.length - different.length, 68);
  });

  test('MSP-4: with type and name of 25 of 27 clusters of galaxies; two places keep the name that the galaxy gives them', () => {
    const galaxies = Object.entries(load('misp_galaxies_to_stix21.json')).map(([name, pair]) => {
      const { MISP: galaxy, STIX: theirs } = membersOf(pair);
      const said = ({ type, name: of }: StixObject): string => `${type} ${String(of)}`;
      const ours = objectsFor({ Galaxy: [{ ...membersOf(galaxy), GalaxyCluster: openClusters(membersOf(galaxy)) }] });
      return { name, ours: ours.map(said), theirs: objectsOf(theirs).map(said) };
    });
    const different = galaxies.filter(({ ours, theirs }) => !theirs.every((said) => ours.includes(said)));
    assert.equal(galaxies.length, 27);
    assert.deepEqual(
      different.map(({ name }) => name),
      ['Country', 'Regions UN M49'],
    );
  });

  test('MSP-10: with type and value of 142 of the 149 attributes that STIX objects become', () => {
    const directions = Object.entries(load('stix21_to_misp_attributes.json')).flatMap(([type, ways]) =>
      Object.entries(membersOf(ways)).map(([way, pair]) => ({ name: `${type}: ${way}`, pair: membersOf(pair) })),
    );
    const different = directions.filter(({ pair }) => {
      const objects = objectsOf(pair['STIX']).map((object) => ({
        object,
        label: { tlp: 'green' } as const,
        isBound: false,
      }));
      const { events } = writeMisp(objects, { organisationOf: () => undefined, author });
      const [written] = objectsOf(membersOf(membersOf(events[0])['Event'])['Attribute']);
      const theirs = membersOf(pair['MISP']);
      return written?.type !== theirs['type'] || plain(String(written?.['value'])) !== plain(String(theirs['value']));
    });
    assert.equal(directions.length, 149);
    assert.deepEqual(
      different.map(({ name }) => name),
      differentBack,
    );
  });
});

/** The examples are marked for one organisation only, which is not what they are examples of. */
const openClusters = (galaxy: JsonMembers): JsonValue[] =>
  (isList(galaxy['GalaxyCluster']) ? galaxy['GalaxyCluster'] : []).map((cluster) => ({
    ...membersOf(cluster),
    distribution: '3',
  }));
