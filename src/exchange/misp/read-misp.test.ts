import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { JsonMembers, JsonValue } from '../stix/stix-object.ts';
import { textOf } from '../stix/stix-object.ts';
import { validateObject } from '../stix/validate-object.ts';
import type { LabelRules } from './misp-label.ts';
import { looksLikeMisp, readMisp } from './read-misp.ts';
import { writeMisp } from './write-misp.ts';

const rules: LabelRules = { unmarked: { tlp: 'green' }, partyOf: () => undefined };
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const author = { uuid: uuid(1), name: 'Aldoria CERT' };
const eventOf = (members: JsonMembers = {}): JsonMembers => ({
  uuid: uuid(2),
  info: 'An invented event',
  published: true,
  date: '2026-01-01',
  timestamp: '1767225600',
  Orgc: author,
  ...members,
});
const address = (n: number, members: JsonMembers = {}): JsonMembers => ({
  uuid: uuid(n),
  type: 'ip-dst',
  category: 'Network activity',
  value: `192.0.2.${n}`,
  timestamp: '1767225600',
  to_ids: true,
  ...members,
});
const read = (value: JsonValue) => readMisp(JSON.stringify(value), rules);
const kinds = (value: JsonValue): string[] =>
  read(value)
    .objects.map(({ object }) => object.type)
    .toSorted();
const codes = (value: JsonValue): string[] => read(value).faults.map(({ code, path }) => `${code} ${path}`);

describe('what is read', () => {
  test('MSP-1: every wrapper holds the same event', () => {
    const event = eventOf({ Attribute: [address(3)] });
    const forms: JsonValue[] = [
      { Event: event },
      { response: [{ Event: event }] },
      { response: { Event: event } },
      [{ Event: event }],
      [event],
      event,
    ];
    for (const form of forms) assert.deepEqual(kinds(form), kinds({ Event: event }));
    assert.ok(kinds(event).includes('indicator'));
  });

  test('MSP-1: yes and no, and numbers, may be texts, numbers or booleans', () => {
    for (const toIds of [true, 1, '1'])
      assert.ok(kinds({ Event: eventOf({ Attribute: [address(3, { to_ids: toIds })] }) }).includes('indicator'));
    for (const toIds of [false, 0, '0'])
      assert.ok(!kinds({ Event: eventOf({ Attribute: [address(3, { to_ids: toIds })] }) }).includes('indicator'));
    for (const timestamp of ['1767225600', 1767225600]) {
      const [first] = read({ Event: eventOf({ timestamp }) }).objects.filter(({ object }) => object.type === 'report');
      assert.equal(textOf(first?.object ?? {}, 'modified'), '2026-01-01T00:00:00.000Z');
    }
  });

  test('MSP-1: a text of MISP is told by its first member', () => {
    for (const text of ['{"Event":{}}', ' \n{ "response" : []}', '[{"Event":{}}]', '\ufeff{"Event":{}}']) {
      assert.ok(looksLikeMisp(text));
      assert.ok(looksLikeMisp(new TextEncoder().encode(text)));
    }
    for (const text of ['{"type":"bundle"}', '[]', 'Event', '{"objects":[{"Event":1}]}'])
      assert.ok(!looksLikeMisp(text));
  });

  test('MSP-4: the later parts of one UUID stand beside the first', () => {
    const parts = ['one', 'two', 'three'].map((value) => ({ ...address(3), type: 'text', value }));
    const { objects, losses } = read({ Event: eventOf({ Attribute: parts }) });
    const notes = objects.flatMap(({ object }) => (object.type === 'note' ? [object['content']] : []));
    assert.deepEqual(notes, ['one', 'two', 'three']);
    assert.deepEqual(losses, []);
  });

  test('MSP-4: a deleted attribute is revoked, a comment describes its indicator', () => {
    const { objects } = read({ Event: eventOf({ Attribute: [address(3, { deleted: true, comment: 'seen twice' })] }) });
    const indicator = objects.find(({ object }) => object.type === 'indicator')?.object;
    assert.deepEqual([indicator?.['revoked'], indicator?.['description']], [true, 'seen twice']);
  });
});

describe('what is refused', () => {
  test('MSP-2: a part with a fault alone, with its path', () => {
    const good = address(3);
    const bad: readonly (readonly [part: JsonValue, fault: string])[] = [
      ['text', 'misp-missing /Event/Attribute/1'],
      [{ ...address(4), uuid: 'x' }, 'misp-uuid /Event/Attribute/1/uuid'],
      [{ ...address(4), value: null }, 'misp-missing /Event/Attribute/1/value'],
      [{ ...address(4), type: 7 }, 'misp-missing /Event/Attribute/1/type'],
      [{ ...address(4), distribution: '9' }, 'misp-distribution /Event/Attribute/1/distribution'],
      [{ ...address(4), Tag: [{ name: 'tlp:blue' }] }, 'misp-tlp /Event/Attribute/1/Tag/0'],
    ];
    for (const [part, fault] of bad) {
      const reading = read({ Event: eventOf({ Attribute: [good, part] }) });
      assert.deepEqual(
        reading.faults.map(({ code, path }) => `${code} ${path}`),
        [fault],
      );
      assert.equal(reading.refused, 1);
      assert.ok(reading.objects.some(({ object }) => object.type === 'indicator'));
    }
  });

  test('MSP-2: an event whole, when its author, name, label or text is not to be trusted', () => {
    assert.deepEqual(codes({ Event: eventOf({ Orgc: null }) }), ['misp-missing /Event/Orgc']);
    assert.deepEqual(codes({ Event: eventOf({ info: 5 }) }), ['misp-missing /Event/info']);
    assert.deepEqual(codes({ Event: eventOf({ distribution: 'public' }) }), ['misp-distribution /Event/distribution']);
    const twice = JSON.stringify({ Event: eventOf({ distribution: '0' }) }).replace(
      '"info"',
      '"distribution":"3","info"',
    );
    assert.deepEqual(
      readMisp(twice, rules).faults.map(({ code }) => code),
      ['misp-broken'],
    );
  });

  test('MSP-2: a text that is too large, too deep, or holds too much, before it is looked at', () => {
    const text = JSON.stringify([eventOf(), eventOf()]);
    const limits = [{ bytes: 100 }, { depth: 2 }, { values: 5 }, { events: 1 }];
    const found = limits.map((limit) => readMisp(text, rules, limit).faults.map(({ code }) => code));
    assert.deepEqual(found, [['stix-size'], ['stix-depth'], ['stix-values'], ['misp-too-many']]);
    for (const value of [{}, [], 5, { response: [5] }, { Event: 5 }] as JsonValue[]) {
      const { seen, objects } = read(value);
      assert.deepEqual([seen >= 0, objects], [true, []]);
    }
  });

  test('MSP-2: notes on notes are bounded', () => {
    const nest = (depth: number): JsonMembers => ({
      uuid: uuid(100 + depth),
      note: 'deeper',
      ...(depth === 0 ? {} : { Note: [nest(depth - 1)] }),
    });
    const { faults, objects } = read({ Event: eventOf({ Attribute: [address(3, { Note: [nest(9)] })] }) });
    assert.deepEqual(
      faults.map(({ code }) => code),
      ['misp-nested'],
    );
    assert.equal(objects.filter(({ object }) => object.type === 'note').length, 8);
  });

  test('MSP-2: nothing makes the reader fail, all is valid STIX, and the counts add up', () => {
    const leaf = fc.oneof(
      fc.constantFrom('0', '4', '5', 'tlp:red', 'ip-dst', uuid(7), uuid(8), ''),
      fc.jsonValue({ maxDepth: 1 }),
    );
    const part = fc.dictionary(
      fc.constantFrom(
        'uuid',
        'type',
        'value',
        'name',
        'distribution',
        'timestamp',
        'note',
        'opinion',
        'referenced_uuid',
        'first_seen',
        'deleted',
        'to_ids',
      ),
      leaf,
    );
    const named = part.map((members) => ({ uuid: uuid(9), type: 'md5', value: 'x', name: 'file', ...members }));
    const lists = fc.dictionary(
      fc.constantFrom(
        'Attribute',
        'Object',
        'EventReport',
        'Galaxy',
        'Note',
        'Opinion',
        'Relationship',
        'Tag',
        'SharingGroup',
      ),
      fc.array(named, { maxLength: 4 }),
    );
    fc.assert(
      fc.property(lists, part, (given, more) => {
        const reading = read({
          Event: { ...eventOf(), ...(more as JsonMembers), uuid: uuid(2), info: 'x', ...(given as JsonMembers) },
        });
        assert.equal(reading.seen, reading.objects.length + reading.refused + reading.repeated);
        for (const { object } of reading.objects) assert.deepEqual(validateObject(object), []);
        const written = writeMisp(
          reading.objects.map((one) => ({ ...one, isBound: false })),
          { organisationOf: () => undefined, author },
        );
        assert.equal(written.written + written.folded + written.left, reading.objects.length);
      }),
    );
  });
});

describe('what is not told', () => {
  const secret = (n: number): JsonMembers => address(n, { distribution: '0' });

  test('MSP-8: no object names a part that is more closed than itself', () => {
    const event = eventOf({
      distribution: '3',
      Attribute: [address(3, { Note: [{ uuid: uuid(30), note: 'closed', distribution: '0' }] }), secret(4)],
      Object: [
        {
          uuid: uuid(5),
          name: 'file',
          Attribute: [
            { ...address(6), type: 'filename', value: 'open.exe', object_relation: 'filename' },
            { ...secret(7), object_relation: 'text', type: 'text' },
          ],
          ObjectReference: [{ uuid: uuid(51), referenced_uuid: uuid(4), relationship_type: 'drops' }],
        },
      ],
      Galaxy: [
        {
          uuid: uuid(60),
          type: 'threat-actor',
          GalaxyCluster: [
            {
              uuid: uuid(8),
              value: 'Closed actor',
              tag_name: 'misp-galaxy:threat-actor="Closed actor"',
              distribution: '0',
            },
          ],
        },
      ],
      Tag: [{ name: 'misp-galaxy:threat-actor="Closed actor"' }],
      EventReport: [{ uuid: uuid(9), name: 'closed', content: 'closed', distribution: '0' }],
    });
    const { objects, faults } = read({ Event: event });
    assert.deepEqual(faults, []);
    const [open, closed] = [true, false].map((isOpen) =>
      objects.filter(({ label }) => (label.only === undefined) === isOpen).map(({ object }) => object),
    );
    const text = JSON.stringify(open);
    const ids = closed?.map(({ id }) => id) ?? [];
    assert.ok(ids.length > 8);
    assert.deepEqual(
      ids.filter(
        (id) => text.includes(id.slice(-36)) && !/^(?:network-traffic|ipv4-addr|observed-data--0{8}-0{4}-4)/.test(id),
      ),
      [],
    );
    for (const word of ['Closed actor', 'closed', uuid(4), uuid(7), uuid(8), uuid(9), uuid(30), uuid(51), '192.0.2.4'])
      assert.ok(!text.includes(word), word);
    assert.ok(text.includes('open.exe') && text.includes('192.0.2.3'));
  });

  test('MSP-8: groups, accounts, local tags, and what a server found related stand in no object, and are losses', () => {
    const event = eventOf({
      SharingGroup: {
        name: 'Zebra group',
        SharingGroupOrg: [{ Organisation: { uuid: uuid(77), name: 'Zebra member' } }],
      },
      sharing_group_id: '4711',
      event_creator_email: 'zebra@example.com',
      RelatedEvent: [{ Event: { info: 'zebra event' } }],
      Tag: [{ name: 'zebra:local', local: true }, { name: 'zebra:inside', exportable: false }, { name: 'open:tag' }],
      Attribute: [
        address(3, {
          Relationship: [
            {
              uuid: uuid(31),
              related_object_uuid: uuid(3),
              relationship_type: 'Same As',
              related_object: { Attribute: { value: 'zebra' } },
            },
          ],
        }),
      ],
    });
    const { objects, losses } = read({ Event: event });
    const text = JSON.stringify(objects.map(({ object }) => object));
    assert.doesNotMatch(text, /zebra|4711/i);
    assert.match(text, /open:tag/);
    const paths = losses.map(({ path }) => path);
    for (const path of [
      '/Event/SharingGroup',
      '/Event/sharing_group_id',
      '/Event/event_creator_email',
      '/Event/RelatedEvent',
      '/Event/Tag/0',
      '/Event/Tag/1',
      '/Event/Attribute/0/Relationship/0/related_object',
    ])
      assert.ok(paths.includes(path), path);
  });
});
