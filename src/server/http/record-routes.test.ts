import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Notice } from '#desks/infrastructure/notice.ts';
import { advisoryBytes, sampleAdvisory } from '#exchange/csaf/sample-advisory.fixture.ts';
import { fromHex } from '#protocol/bytes/encodings.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { itemEntry, verifyItemInBatch } from '#protocol/log/batch.ts';
import { stateNotice } from '../notice/state-notice.ts';
import { importSource } from '../party/import-objects.ts';
import { readSource } from '../party/read-source.ts';
import { hostileTitle, indicator, PagesWorld, pull, secretWord } from './pages.fixture.ts';

const found = (page: string): number => Number(/(\d+) records? found/.exec(page)?.[1] ?? -1);

describe('the list of records', () => {
  it('finds by words, kind, label, origin and time', async () => {
    const world = await PagesWorld.make();
    const count = async (query: string): Promise<number> => found(await world.page(`/records?${query}`));
    assert.equal(await count(''), 6);
    assert.equal(await count('q=spar'), 1);
    assert.equal(await count(`q=${secretWord}+one`), 1);
    assert.equal(await count(`q=${secretWord}`), 3);
    assert.equal(await count('kind=indicator&label=green'), 2);
    assert.equal(await count('origin=own'), 5);
    assert.equal(await count(`origin=${world.bereth.id}`), 1);
    assert.equal(await count(`since=${world.clock.seconds + 1000}`), 0);
    assert.equal(await count('waiting=approval'), 1);
    assert.equal(await count(`refused=${world.bereth.id}`), 3);
    assert.equal(await count(`refused=${world.calder.id}`), 4);
    assert.equal(await count('kind=malware'), 0);
  });

  it('takes whatever is typed, and never breaks', async () => {
    const world = await PagesWorld.make();
    const typed = [
      '"',
      '""',
      '*',
      'a*',
      'NEAR(a b)',
      'words:a',
      'a AND',
      'OR',
      'NOT a',
      '(',
      '-',
      '^a',
      '{a}:',
      "'; DROP TABLE item; --",
      '\u0000',
      '\ud800',
      'é́',
      '  ',
      '+',
      'a'.repeat(5000),
      `${'x '.repeat(400)}`,
      '%',
      '\\',
      '日本語',
      'عربي',
      '\u202e',
      '<b>',
    ];
    for (const q of typed) {
      const answer = await world.get(`/records?q=${encodeURIComponent(q.toWellFormed())}`, { as: 'viewer' });
      assert.equal(answer.status, 200, JSON.stringify(q));
    }
    const strange = '/records?kind=%27&label=purple&origin=x&waiting=y&refused=z&since=-1&sort=password&page=0&page=zz';
    assert.equal(found(await world.page(strange)), 6);
    assert.equal(found(await world.page('/records?page=999999999')), 6);
    assert.deepEqual(world.reported, []);
  });

  it('is sorted by the link of a heading, either way', async () => {
    const world = await PagesWorld.make();
    const titles = async (sort: string): Promise<string[]> =>
      [...(await world.page(`/records?sort=${sort}`)).matchAll(/<bdi class="title">([^<]*)</g)].map(
        ([, title]) => title ?? '',
      );
    const rising = await titles('title');
    assert.equal(rising.length, 6);
    assert.deepEqual(await titles('-title'), rising.toReversed());
    assert.equal((await titles('label'))[0], 'Sparrow');
    assert.equal((await titles('at'))[0], 'Sparrow');
  });
});

describe('the page of a record', () => {
  it('says who may see it and why, for every partner', async () => {
    const world = await PagesWorld.make();
    const page = await world.page(`/records/${world.seqOf(`${secretWord} one`)}`);
    assert.match(page, /Bereth.*may not.*Calder/s);
    assert.match(page, /reaches <span class="tlp green">TLP:GREEN<\/span>; this is <span class="tlp amber">TLP:AMBER/);
    assert.match(page, /demands a releaser’s approval/);
    assert.match(page, /Approved, it will reach 1 party: .*Calder/s);
  });

  it('says where it went, under which receipt, and what it came from', async () => {
    const world = await PagesWorld.make();
    const own = await world.page(`/records/${world.seqOf('Sparrow')}`);
    assert.match(own, new RegExp(`href="/receipts/${world.receipt('left')}"`));
    const received = await world.page(`/records/${world.seqOf('Heron')}`);
    assert.match(received, new RegExp(`href="/receipts/${world.receipt('reached')}"`));
    assert.match(received, /under .*Pact.*To be erased by/s);
    assert.doesNotMatch(received, /<th[^>]*>[^<]*<a href="\/parties\/[0-9a-f]{64}"><bdi>Bereth/);
  });

  it('gives a proof that holds without this server', async () => {
    const world = await PagesWorld.make();
    for (const title of ['Sparrow', 'Heron', hostileTitle]) {
      const answer = await world.get(`/records/${world.seqOf(title)}/proof`, { as: 'viewer' });
      const { item, salt, index, count, root, proof } = JSON.parse(await answer.text());
      const path = proof.map((hash: string) => fromHex(hash, 32));
      verifyItemInBatch({
        entry: itemEntry(fromHex(salt, 16), utf8(item)),
        index,
        count,
        root: fromHex(root, 32),
        proof: path,
      });
    }
  });

  it('shows a relationship from both of its ends', async () => {
    const world = await PagesWorld.make();
    const [source, target] = [indicator(21, 'Kestrel', 'clear'), { ...indicator(22, 'Osprey', 'clear') }];
    const relationship = {
      type: 'relationship',
      spec_version: '2.1',
      id: 'relationship--00000000-0000-4000-8000-000000000023',
      created: source.created,
      modified: source.created,
      relationship_type: 'derived-from',
      source_ref: source.id,
      target_ref: target.id,
      object_marking_refs: source.object_marking_refs,
    };
    await world.upload('/import', {
      text: JSON.stringify([source, target, relationship]),
      label: 'green',
      step: 'import',
    });
    assert.match(await world.page(`/records/${world.seqOf('Kestrel')}`), /from here:.*derived-from.*Osprey/s);
    assert.match(await world.page(`/records/${world.seqOf('Osprey')}`), /to here:.*derived-from.*Kestrel/s);
  });
});

describe('the approval of a release', () => {
  it('lets the record go, names who gave it, and cannot be given twice', async () => {
    const world = await PagesWorld.make();
    const path = `/records/${world.seqOf(`${secretWord} one`)}`;
    const answer = await world.post(`${path}/approve`, {}, { as: 'releaser' });
    assert.equal(answer.headers.get('location'), path);
    assert.match(await world.page(path), /approved for release.*by .*releaser/s);
    pull(world.aldoria, world.calder);
    assert.match(await world.page('/records?q=nightjar', 'viewer'), /3 records found/);
    assert.equal(world.calder.db.count("SELECT count(*) FROM item WHERE title LIKE '%one'"), 1);
    const again = await world.post(`${path}/approve`, {}, { as: 'releaser' });
    assert.equal(again.status, 409);
    assert.match(await again.text(), /approval-unneeded/);
  });

  it('is offered to nobody who may not give it', async () => {
    const world = await PagesWorld.make();
    const path = `/records/${world.seqOf(`${secretWord} one`)}`;
    assert.match(await world.page(path, 'releaser'), /action="\/records\/\d+\/approve"/);
    for (const role of ['viewer', 'analyst', 'auditor'] as const)
      assert.doesNotMatch(await world.page(path, role), /\/approve"/);
    const red = await world.post(`/records/${world.seqOf(`${secretWord} two`)}/approve`, {}, { as: 'releaser' });
    assert.equal(red.status, 409);
  });

  it('shows an advisory with its products, their status, its report and its vulnerabilities (CSF-5, CSF-8)', async () => {
    const world = await PagesWorld.make();
    importSource(world.aldoria, readSource(advisoryBytes(sampleAdvisory()), { now: 0 }));
    const row = world.aldoria.db.get<{ seq: number }>("SELECT seq FROM item WHERE object GLOB 'csaf:*'");
    const page = await world.page(`/records/${row?.seq}`);
    assert.match(page, /Aldoria Pumps Flow 1\.0.*Affected.*Aldoria Pumps Flow 2\.0.*Fixed.*Under investigation/s);
    assert.match(page, /CVE-2026-10002.*Not affected.*The vulnerable code is not in it/s);
    assert.match(page, /object_refs<\/code>.*href="\/records\/\d+"><bdi class="title">CVE-2026-10001/s);
    const found = await world.page('/records?q=CVE-2026-10002&kind=advisory');
    assert.match(found, /AP-2026:001 Flow controller/);
  });
});

it('DUT-5: a record for detection alone shows a viewer neither its connections nor its proof', async () => {
  const world = await PagesWorld.make();
  const { items } = world.aldoria;
  const received = Array.from({ length: items.lastSeq() + 1 }, (_, seq) => items.bySeq(seq)).find(
    (item) => item !== undefined && items.factsOf(item.class).holding !== 'own',
  );
  assert.ok(received !== undefined);
  const facts = items.factsOf(received.class);
  assert.ok(facts.holding !== 'own');
  const holding = { ...facts.holding, duties: { ...facts.holding.duties, actions: 'detect-and-block-only' } } as const;
  items.reclassify(received.seq, { ...facts, holding });
  for (const part of ['graph', 'proof']) {
    const path: string = `/records/${received.seq}/${part}`;
    assert.equal((await world.get(path, { as: 'analyst' })).status, 200, path);
    assert.equal((await world.get(path, { as: 'viewer' })).status, 404, path);
  }
});

describe('records of other media, and earlier versions', () => {
  it('NTC-14: the record of a notice leads to its own page and shows none of its words; its records say who named them', async () => {
    const world = await PagesWorld.make();
    const sparrow = indicator(1, 'Sparrow').id;
    const notice: Notice = {
      name: 'a'.repeat(32),
      version: 1,
      state: 'current',
      urgency: 'urgent',
      from: world.clock.seconds,
      until: world.clock.seconds + 7200,
      texts: [{ lang: 'en', title: 'Look here', body: 'The hidden body', steps: ['A hidden step'] }],
      records: [sparrow],
    };
    stateNotice(world.aldoria, { notice, audience: [world.bereth.id], isNamed: false, label: { tlp: 'green' } }, true);
    const row = world.aldoria.db.get<{ seq: number; object: string }>(
      "SELECT seq, object FROM item WHERE class IN (SELECT id FROM class WHERE kind = 'notice')",
    );
    for (const lang of ['en', 'ar', 'zh', 'fr', 'ru', 'es']) {
      const headers = { 'accept-language': lang };
      const page = await (await world.get(`/records/${row?.seq}`, { as: 'analyst', headers })).text();
      assert.match(page, new RegExp(`href="/notices/${row?.object}"`));
      assert.doesNotMatch(page, /hidden (?:body|step)/i);
      assert.match(page, new RegExp(`href="/records/${world.seqOf('Sparrow')}"`));
    }
    assert.match(await world.page(`/records/${world.seqOf('Sparrow')}`), /to here:.*Look here/s);
  });

  it('ITM-4: an earlier version says that its author has revoked it since', async () => {
    const world = await PagesWorld.make();
    const object = indicator(77, 'Wagtail', 'green');
    const revoked = { ...object, name: 'Wagtail gone', modified: '2026-03-01T00:00:00.000Z', revoked: true };
    for (const one of [object, revoked])
      await world.upload('/import', { text: JSON.stringify([one]), label: 'green', step: 'import' });
    const last = new RegExp(`href="/records/${world.seqOf('Wagtail gone')}">Its author has revoked this`);
    assert.match(await world.page(`/records/${world.seqOf('Wagtail')}`), last);
    assert.doesNotMatch(await world.page(`/records/${world.seqOf('Wagtail gone')}`), /Its author has/);
  });
});
