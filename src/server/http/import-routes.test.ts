import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { advisoryBytes, sampleAdvisory } from '#exchange/csaf/sample-advisory.fixture.ts';
import { importLimit } from './import-routes.ts';
import { indicator, PagesWorld } from './pages.fixture.ts';

const bundle = (...objects: readonly object[]): string => JSON.stringify(objects);
const held = (world: PagesWorld): number => world.aldoria.db.count('SELECT count(*) FROM item');

describe('importing with the page', () => {
  it('checks first, says whom it would reach, and keeps nothing until it is told to', async () => {
    const world = await PagesWorld.make();
    const before = held(world);
    const text = bundle(indicator(31, 'Wren', 'clear'), indicator(32, 'Lark', 'green'), indicator(33, 'Rook'), {
      type: 'indicator',
    });
    const checked = await (await world.upload('/import', { text, label: 'amber', step: 'check' })).text();
    assert.match(checked, /Nothing has been stored yet.*<dd>3<\/dd>/s);
    assert.match(checked, /It would reach:.*Bereth.*2 records.*Calder.*2 records/s);
    assert.match(checked, /Without a label.*<dd>1 <span class="tlp amber">TLP:AMBER/s);
    assert.match(checked, /id="refused"/);
    assert.equal(held(world), before);
    const staged = /name="staged" value="([^"]+)"/.exec(checked)?.[1] ?? '';
    const other = await world.upload('/import', { staged, label: 'amber', step: 'import' }, 'administrator');
    assert.equal(other.status, 422);
    const done = await (await world.upload('/import', { staged, label: 'amber', step: 'import' })).text();
    assert.match(done, /href="\/log-book\/\d+"/);
    assert.equal(held(world), before + 3);
    const again = await world.upload('/import', { staged, label: 'amber', step: 'import' });
    assert.equal(again.status, 422);
    assert.match(await again.text(), /open for too long/);
  });

  it('forgets what was checked after a quarter of an hour', async () => {
    const world = await PagesWorld.make();
    const checked = await (
      await world.upload('/import', { text: bundle(indicator(34, 'Finch')), label: 'red', step: 'check' })
    ).text();
    const staged = /name="staged" value="([^"]+)"/.exec(checked)?.[1] ?? '';
    assert.notEqual(staged, '');
    world.clock.seconds += 901;
    assert.equal((await world.upload('/import', { staged, label: 'red', step: 'import' })).status, 422);
  });

  it('takes a file at once, and its forecast is what the import does', async () => {
    const world = await PagesWorld.make();
    const file = new File([bundle(indicator(35, 'Swift', 'green'), indicator(1, 'Sparrow', 'clear'))], 'a.json');
    const page = await (await world.upload('/import', { bundle: file, label: 'green', step: 'import' })).text();
    assert.match(page, /Already held, unchanged<\/dt><dd>1<\/dd>/);
    assert.match(page, /It will reach:.*Bereth.*1 record.*Calder.*1 record/s);
    assert.equal(world.aldoria.db.count("SELECT count(*) FROM deed WHERE what = 'import' AND account = 'analyst'"), 1);
  });

  it('answers bad input with the page and the fault at its field', async () => {
    const world = await PagesWorld.make();
    const before = held(world);
    const tries: readonly (readonly [Record<string, string>, number, RegExp])[] = [
      [{ label: 'green', step: 'import' }, 422, /This field is empty/],
      [{ text: 'not json', label: 'green', step: 'import' }, 422, /href="#f-bundle"/],
      [{ text: '{"type":"report"}', label: 'green', step: 'import' }, 422, /none of STIX 2\.1, CSAF 2\.0/],
      [{ text: '[]', label: 'purple', step: 'import' }, 422, /href="#f-label"/],
      [{ text: bundle(indicator(36, 'x', 'green')), label: '', step: 'import' }, 422, /href="#f-label"/],
      [{ staged: 'x', label: 'green', step: 'import' }, 422, /open for too long/],
    ];
    for (const [fields, status, text] of tries) {
      const answer = await world.upload('/import', fields);
      assert.equal(answer.status, status, JSON.stringify(fields));
      assert.match(await answer.text(), text);
    }
    assert.equal(held(world), before);
    assert.deepEqual(world.reported, []);
  });

  it('reads no more than it takes', async () => {
    const world = await PagesWorld.make();
    const answer = await world.upload('/import', {
      text: ' '.repeat(importLimit + 100_000),
      label: 'green',
      step: 'check',
    });
    assert.equal(answer.status, 413);
    assert.match(await answer.text(), /body-too-large/);
    const { cookie } = world.session('analyst');
    let read = 0;
    const endless = new ReadableStream({
      pull(controller) {
        read++;
        controller.enqueue(new Uint8Array(1_000_000));
      },
    });
    const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' };
    const sent = { method: 'POST', body: endless, headers };
    const stopped = await world.app.request('http://127.0.0.1:8470/import', Object.assign(sent, { duplex: 'half' }));
    assert.ok(read < 30);
    assert.equal(stopped.status, 413);
  });

  it('refuses what is no form, without a word of how it failed', async () => {
    const world = await PagesWorld.make();
    const { cookie } = world.session('analyst');
    for (const type of ['application/json', 'multipart/form-data', 'multipart/form-data; boundary=x', '']) {
      const answer = await world.app.request('http://127.0.0.1:8470/import', {
        method: 'POST',
        body: 'x',
        headers: { cookie, 'content-type': type },
      });
      assert.equal(answer.status, 400, type);
      assert.match(await answer.text(), /form-malformed/);
    }
    assert.deepEqual(world.reported, []);
  });

  it('reads a pasted list of indicators and an advisory, and says as what (LST-6, CSF-1)', async () => {
    const world = await PagesWorld.make();
    const pasted = { text: 'ioc;weight\nevil[.]example;3\nnonsense;4', label: 'green', step: 'check' };
    const list = await (await world.upload('/import', pasted)).text();
    assert.match(list, /Table of indicators \(CSV\).*<dt>Accepted<\/dt><dd>1<\/dd>/s);
    assert.match(list, /&quot;ioc&quot; as value.*list-type/s);
    const file = new File([advisoryBytes(sampleAdvisory()).slice()], 'ap.json');
    const advisory = await (await world.upload('/import', { bundle: file, label: 'red', step: 'import' })).text();
    assert.match(advisory, /CSAF 2\.0.*<a href="\/records\?sort=-at">4<\/a>/s);
  });
});
