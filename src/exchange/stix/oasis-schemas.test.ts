import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { completeObjects } from './complete-objects.fixture.ts';
import { idOf } from './object-parts.fixture.ts';
import { isList, isMembers, type JsonMembers, type JsonValue } from './stix-object.ts';
import { standardTypes, validateObject } from './validate-object.ts';

/*
 * The JSON schemas of OASIS as an oracle. They are not normative, and their `type` is an exponential
 * expression: never give them a hostile text.
 */

const shared = join(import.meta.dirname, '../../../../shared/data');
const root = join(shared, 'stix/schemas');

const skip = existsSync(root) ? false : 'the shared data folder is not beside this checkout';

const compile = (): ReadonlyMap<string, ValidateFunction> => {
  // Formats are left out: the schemas name `uri` where STIX means any, and `idn-hostname` where it means a text.
  const ajv = new Ajv2020({ strict: false, unicodeRegExp: false, validateFormats: false });
  const schemas = globSync('**/*.json', { cwd: root }).map((file): { $id: string; title?: string } =>
    JSON.parse(readFileSync(join(root, file), 'utf8')),
  );
  for (const schema of schemas) ajv.addSchema(schema);
  return new Map(
    schemas.flatMap(({ $id }) => {
      const check = ajv.getSchema($id);
      const type = /([a-z0-9-]+)\.json$/.exec($id)?.[1];
      return check === undefined || type === undefined ? [] : [[type, check]];
    }),
  );
};

/** The schema of each type, by its name. */
const oasisSchemas: ReadonlyMap<string, ValidateFunction> = skip === false ? compile() : new Map();

/** A published bundle, by its path in the shared folder. */
const publishedBundle = (file: string): JsonMembers => JSON.parse(readFileSync(join(shared, file), 'utf8'));

type Path = readonly (string | number)[];

/** Every path into a value, leaves and branches. */
function pathsOf(value: JsonValue, path: Path = []): Path[] {
  const below = isList(value)
    ? value.flatMap((item, at) => pathsOf(item, [...path, at]))
    : isMembers(value)
      ? Object.keys(value).flatMap((key) => pathsOf(value[key] ?? null, [...path, key]))
      : [];
  return path.length === 0 ? below : [path, ...below];
}

/** A value with the member at a path replaced, or taken out when `change` is undefined. */
function changed(value: JsonValue, [step, ...rest]: Path, change: JsonValue | undefined): JsonValue {
  if (isList(value)) {
    const before = value.slice(0, Number(step));
    const item = value[Number(step)] ?? null;
    const after = value.slice(Number(step) + 1);
    if (rest.length > 0) return [...before, changed(item, rest, change), ...after];
    return change === undefined ? [...before, ...after] : [...before, change, ...after];
  }
  const members = isMembers(value) ? value : {};
  const key = String(step);
  const entries = Object.entries(members).flatMap(([name, member]): [string, JsonValue][] => {
    if (name !== key) return [[name, member]];
    if (rest.length > 0) return [[name, changed(member, rest, change)]];
    return change === undefined ? [] : [[name, change]];
  });
  return Object.fromEntries(entries);
}

/** Where we read what the schemas refuse: the list of STX-8, by path and what stands there. */
const differences: readonly (readonly [path: RegExp, holds: (value: JsonValue | undefined) => boolean])[] = [
  // Widely used bundles have whole seconds.
  [/^(created|modified)$/, (value) => typeof value === 'string'],
  // A CVE id may be cited from a source of any name.
  [/^external_references\/\d+\/source_name$/, (value) => typeof value === 'string'],
  // What only an extension or its user defines is kept as it came.
  [
    /^(extensions\/extension-definition--[^/]+\/|x_)/,
    (value) => value === null || (isList(value) && value.length === 0),
  ],
  [/^(extensions\/extension-definition--[^/]+\/[^/]+|x_[^/]+)\/\d+$/, (value) => value === undefined],
  // A header field that is given once may be in a list.
  [
    /^additional_header_fields\/[^/]+(\/\d+)?$/,
    (value) => value === undefined || (isList(value) && value.length === 1),
  ],
  [/^extensions\/windows-process-ext\/startup_info/, () => true],
];

const isDifference = (path: Path, value: JsonValue | undefined): boolean =>
  differences.some(([where, holds]) => where.test(path.join('/')) && holds(value));

const altered: readonly JsonValue[] = [
  ...[null, '', 'x', 0, -1, 1.5, 1e10, true, [], {}, [''], [1], [null], { a: 1 }, { 'a b': 1 }, '2026-03-01T00:00:00Z'],
  ...['identity', 'marking-definition', 'sighting', 'relationship', 'bundle', 'file'].map(idOf),
];

/** Asserts that we refuse a changed object that its schema refuses; says whether the schema did. */
function refusedLikeSchema(object: JsonMembers, path: Path, change: JsonValue | undefined): boolean {
  const mutant = changed(object, path, change);
  const schema = oasisSchemas.get(String(object['type']));
  assert.ok(schema !== undefined);
  if (schema(mutant)) return false;
  const weRefuse = validateObject(mutant).length > 0;
  assert.ok(
    weRefuse || isDifference(path, change),
    `${String(object['type'])}/${path.join('/')} = ${JSON.stringify(change)}: ${JSON.stringify(schema.errors?.[0])}`,
  );
  return true;
}

test('the complete object of every type is valid for its schema and for us (STX-8)', { skip }, () => {
  assert.deepEqual(completeObjects.map((object) => object['type']).sort(), [...standardTypes].sort());
  for (const object of completeObjects) {
    assert.deepEqual(validateObject(object), [], String(object['type']));
    const schema = oasisSchemas.get(String(object['type']));
    assert.ok(schema?.(object), JSON.stringify(schema?.errors?.[0]));
  }
});

test('whatever a schema refuses when one member is taken out, we refuse (STX-8)', { skip }, () => {
  let refused = 0;
  for (const object of completeObjects)
    for (const path of pathsOf(object))
      if (path.join() !== 'type' && refusedLikeSchema(object, path, undefined)) refused++;
  assert.ok(refused > 150, String(refused));
});

const places = completeObjects.flatMap((object) =>
  pathsOf(object)
    .filter((path) => path.join() !== 'type')
    .map((path) => [object, path] as const),
);

test('whatever a schema refuses when one member is altered, we refuse (STX-8)', { skip }, () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.constantFrom(...altered), ([object, path], change) => {
      if (refusedLikeSchema(object, path, change)) refused++;
    }),
    { numRuns: 5000 },
  );
  assert.ok(refused > 3000, String(refused));
});

for (const file of [
  'stix/threat-reports/apt1.json',
  'stix/threat-reports/poisonivy.json',
  'attack/ics-attack-18.1.json',
])
  test(`what a schema refuses of ${file} with one member altered, we refuse (STX-8)`, { skip }, () => {
    const bundle = publishedBundle(file);
    const objects = bundle['objects'];
    assert.ok(isList(objects));
    const known = objects.filter(isMembers).filter((object) => oasisSchemas.get(String(object['type']))?.(object));
    assert.ok(known.length >= 50, String(known.length));
    fc.assert(
      fc.property(fc.constantFrom(...known), fc.nat(), fc.constantFrom(undefined, ...altered), (object, at, change) => {
        const paths = pathsOf(object).filter((path) => path.join() !== 'type');
        refusedLikeSchema(object, paths[at % paths.length] ?? [], change);
      }),
      { numRuns: 1500 },
    );
  });
