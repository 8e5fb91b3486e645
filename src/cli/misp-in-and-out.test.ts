import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { freshDirectory } from '#server/process/served-party.fixture.ts';
import { call, json } from './comity.fixture.ts';

const uuid = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;
const organisation = '00000000-0000-4000-8000-0000000000aa';

const event = (n: number, members: object = {}): object => ({
  uuid: uuid(n),
  info: `異常な通信 ${n}`,
  published: true,
  date: '2026-01-01',
  timestamp: '1767225600',
  Orgc: { uuid: organisation, name: 'Aldoria CERT' },
  Attribute: [
    {
      uuid: uuid(n + 1),
      type: 'domain',
      category: 'Network activity',
      value: `host${n}.example.com`,
      to_ids: true,
      timestamp: '1767225600',
    },
  ],
  ...members,
});

async function found(test: TestContext): Promise<string> {
  const data = join(freshDirectory(test), 'party');
  assert.equal((await call('init', '--data', data, '--name', 'Aldoria', '--kind', 'cert')).code, 0);
  return data;
}

const eventsIn = (path: string): { Event: Record<string, unknown> }[] =>
  JSON.parse(readFileSync(path, 'utf8')).response;

async function take(data: string, ...events: readonly object[]): Promise<Record<string, unknown>> {
  const path = join(data, 'events.json');
  writeFileSync(path, JSON.stringify({ response: events.map((one) => ({ Event: one })) }));
  return json(await call('import', '--data', data, path, '--unmarked', 'green', '--json'));
}

describe('MISP at the command line', () => {
  it('MSP-1, MSP-4: an event is told by its content, goes out again, and its own export changes nothing', async (t) => {
    const data = await found(t);
    const first = await take(data, event(1));
    assert.deepEqual([first['refused'], first['known'], first['accepted']], [0, 0, 8]);
    const out = join(data, 'out.json');
    assert.equal((await call('export', '--data', data, '--format', 'misp', '--out', out)).code, 0);
    const [written] = eventsIn(out);
    assert.deepEqual([written?.Event['uuid'], written?.Event['info']], [uuid(1), '異常な通信 1']);
    const again = json(await call('import', '--data', data, out, '--unmarked', 'green', '--json'));
    assert.deepEqual([again['accepted'], again['refused'], again['known']], [0, 0, 8]);
  });

  it('MSP-11: an edited event makes the next version of what was edited, with the time of its making unchanged', async (t) => {
    const data = await found(t);
    const later = '1767229200';
    const attribute = { uuid: uuid(2), type: 'domain', category: 'Network activity', value: 'host1.example.com' };
    const edited = event(1, {
      info: 'Renamed',
      timestamp: later,
      Attribute: [
        { ...attribute, to_ids: true, timestamp: later, comment: 'Seen again.' },
        { ...attribute, uuid: uuid(3), value: 'other.example.com', to_ids: false, timestamp: later },
      ],
    });
    await take(data, event(1));
    const second = await take(data, edited);
    assert.deepEqual([second['refused'], second['faults']], [0, []]);
    assert.deepEqual([(await take(data, edited))['accepted'], (await take(data, edited))['refused']], [0, 0]);
    const out = join(data, 'out.json');
    await call('export', '--data', data, '--out', out);
    const objects: Record<string, string>[] = JSON.parse(readFileSync(out, 'utf8')).objects;
    for (const type of ['report', 'indicator']) {
      const versions = objects.filter((one) => one['type'] === type).map((one) => [one['created'], one['modified']]);
      assert.deepEqual(versions.toSorted(), [
        ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'],
        ['2026-01-01T00:00:00.000Z', '2026-01-01T01:00:00.000Z'],
      ]);
    }
    const stale = event(1, { timestamp: '1767227400', info: 'Between the two' });
    assert.equal((await take(data, stale))['refused'], 0);
    const fresh = await found(t);
    await take(fresh, edited);
    const old = (await take(fresh, event(1)))['faults'] as { code: string }[];
    assert.deepEqual([...new Set(old.map(({ code }) => code))], ['stix-creator-changed']);
  });

  it('MSP-6, MSP-9: a group reaches the known organisations alone, and is written as their group', async (t) => {
    const data = await found(t);
    const group = {
      SharingGroup: {
        uuid: uuid(7),
        name: 'Inner circle',
        SharingGroupOrg: [{ Organisation: { uuid: organisation } }],
      },
    };
    await take(data, event(1, { distribution: '4', sharing_group_id: '7', ...group }));
    assert.equal((await call('organisation', 'add', '--data', data, organisation, 'Aldoria')).code, 0);
    assert.match((await call('organisation', 'list', '--data', data)).out, /aa\tAldoria\n/);
    await take(data, event(3, { distribution: '4', sharing_group_id: '7', ...group }));
    const out = join(data, 'out.json');
    await call('export', '--data', data, '--format', 'misp', '--out', out);
    const limits = eventsIn(out).map(({ Event: { distribution, SharingGroup: named } }) => [
      distribution,
      JSON.stringify([named]).includes(organisation),
    ]);
    assert.deepEqual(limits, [
      ['0', false],
      ['4', true],
    ]);
    assert.doesNotMatch(readFileSync(out, 'utf8'), /Inner circle/);
    assert.equal((await call('organisation', 'remove', '--data', data, organisation)).code, 0);
    const told = await call('export', '--data', data, '--format', 'misp', '--out', out);
    assert.match(told.err, /loss misp-withheld-recipients /);
    assert.equal(eventsIn(out).length, 1);
  });

  it('MSP-6: an organisation is a UUID and a known party', async (t) => {
    const data = await found(t);
    assert.equal((await call('organisation', 'add', '--data', data, 'x', 'Aldoria')).code, 1);
    assert.equal((await call('organisation', 'add', '--data', data, organisation, 'Nobody')).code, 1);
    assert.equal((await call('organisation', 'remove', '--data', data, organisation)).code, 1);
    assert.equal((await call('export', '--data', data, '--format', 'csv', '--out', '-')).code, 2);
  });

  it('MSP-4: an organisation that is seen first in a closed event is not closed in an open one', async (t) => {
    const data = await found(t);
    await take(data, event(1, { Tag: [{ name: 'tlp:red' }] }));
    const second = await take(data, event(3, { Tag: [{ name: 'tlp:green' }] }));
    assert.equal(second['refused'], 0);
    const bundle = join(data, 'bundle.json');
    await call('export', '--data', data, '--kind', 'identity', '--format', 'misp', '--out', bundle);
    assert.match((await call('explain', '--data', data, '0', 'Aldoria')).out, /TLP:RED/);
    assert.equal(second['known'], 2);
  });
});
