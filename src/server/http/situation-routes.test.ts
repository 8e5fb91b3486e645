import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eraseItems } from '../party/erase-item.ts';
import { importObjects } from '../party/import-objects.ts';
import { countSituation } from '../party/situation-counts.ts';
import { PagesWorld, testStart } from './pages.fixture.ts';

const id = (type: string, serial: number): string =>
  `${type}--00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`;
const recent = new Date((testStart - 3 * 86_400) * 1000).toISOString();
const common = { spec_version: '2.1', created: recent, modified: recent };

const technique = { ...common, type: 'attack-pattern', id: id('attack-pattern', 1), name: 'Spear phishing' };
const actor = { ...common, type: 'threat-actor', id: id('threat-actor', 1), name: 'Somebody Named' };
const plant = { ...common, type: 'identity', id: id('identity', 1), name: 'A plant', sectors: ['energy'] };
const report = {
  ...common,
  type: 'report',
  id: id('report', 1),
  name: 'Week 12',
  published: recent,
  object_refs: [technique.id, actor.id, plant.id],
};
const uses = {
  ...common,
  type: 'relationship',
  id: id('relationship', 1),
  relationship_type: 'targets',
  source_ref: technique.id,
  target_ref: plant.id,
};

async function world(): Promise<PagesWorld> {
  const made = await PagesWorld.make();
  importObjects(made.aldoria, JSON.stringify([technique, actor, plant, report, uses]));
  while (countSituation(made.aldoria));
  return made;
}

test('the situation names techniques and sectors, and no actor (Spec: SIT-3)', async () => {
  const text = await (await world()).page('/situation?period=month', 'viewer');
  assert.match(text, /Spear phishing/);
  assert.match(text, />energy</);
  assert.doesNotMatch(text, /Somebody Named/);
});

test('every picture stands beside a table (Spec: SIT-3)', async () => {
  const text = await (await world()).page('/situation', 'viewer');
  assert.equal(text.match(/<figure class="chart"/g)?.length, 2);
  assert.match(text, /<details><summary>The same as a table/);
});

test('the graph of a report shows its objects and what connects them (Spec: SIT-4)', async () => {
  const made = await world();
  const text = await made.page(`/records/${made.seqOf('Week 12')}/graph`, 'viewer');
  assert.match(text, /<svg class="graph"/);
  for (const title of ['Spear phishing', 'A plant', 'Somebody Named']) assert.ok(text.includes(title), title);
  assert.match(text, /<code dir="ltr">targets<\/code>/);
  assert.equal((await made.get('/records/999999/graph', { as: 'viewer' })).status, 404);
});

test('what is connected beyond forty objects is counted, not drawn (Spec: SIT-4)', async () => {
  const made = await PagesWorld.make();
  const many = Array.from({ length: 60 }, (_, n) => ({
    ...technique,
    id: id('attack-pattern', n + 1),
    name: `T ${n}`,
  }));
  importObjects(made.aldoria, JSON.stringify([...many, { ...report, object_refs: many.map((one) => one.id) }]));
  const text = await made.page(`/records/${made.seqOf('Week 12')}/graph`, 'viewer');
  assert.match(text, /21 more objects are/);
  assert.equal(text.match(/<circle/g)?.length, 40);
});

test('a stranger is sent to sign in, and a partner sees nothing', async () => {
  const made = await world();
  assert.equal((await made.get('/situation')).status, 303);
  assert.doesNotMatch(await made.page('/situation', 'partner'), /Spear phishing/);
});

test('a type that is named like a member of every object is counted, shown and erased as any other', async () => {
  const made = await PagesWorld.make();
  const odd = { ...common, type: 'constructor', id: id('constructor', 1), name: 'Odd type' };
  importObjects(made.aldoria, JSON.stringify([odd]));
  while (countSituation(made.aldoria));
  const seq = made.seqOf('Odd type');
  for (const path of ['/situation', '/records?kind=constructor', `/records/${seq}`, `/records/${seq}/graph`])
    assert.match(await made.page(path), /constructor|Odd type/, path);
  eraseItems(made.aldoria, [seq], { reason: 'own-decision' });
  assert.deepEqual(made.reported, []);
});
