import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { procedures } from '#desks/procedures.ts';
import { parseCanonical } from '#protocol/bytes/canonical-json.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { moduleAssets } from '#server/http/browser-assets.ts';
import { type OpenBrowser, openBrowser, withoutBrowser } from '../chromium.fixture.ts';
import { randomCases } from './random-cases.fixture.ts';
import { proved, replayed, verified } from './replayed.ts';
import { signedLog } from './signed-log.fixture.ts';

const origin = 'http://replay.invalid';

describe('a case in Node and in a browser', { skip: withoutBrowser }, () => {
  let browser: OpenBrowser;
  let page: Page;
  const assets = moduleAssets(['test/replay/replayed.ts'], [['test/replay/', '/assets/test/']]);

  before(async () => {
    browser = await openBrowser();
    page = await browser.context.newPage();
    // Nothing is fetched: every module comes from here.
    await page.route('**/*', async (route) => {
      const asset = assets.get(new URL(route.request().url()).pathname);
      if (asset === undefined)
        return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>replay</title>' });
      return route.fulfill({ contentType: asset.type, body: Buffer.from(asset.bytes) });
    });
    await page.goto(`${origin}/`);
  });

  after(() => browser.close());

  /** Calls one function of the shared module there; one text crosses, which is quicker than a tree of values. */
  const there = (name: string, given: unknown): Promise<unknown> =>
    page.evaluate(
      async ({ url, name: called, given: value }) => {
        const module: Record<string, (value: unknown) => unknown> = await import(url);
        return module[called]?.(JSON.parse(value));
      },
      { url: '/assets/test/replayed.ts', name, given: JSON.stringify(given) },
    );

  it('leads to the same state after 10,000 random acts under every procedure, void ones and silence included (Spec: CAS-14)', async () => {
    const cases = randomCases(7, 10_000, procedures);
    const happenings = cases.flatMap((one) => one.happenings);
    assert.ok(happenings.filter(({ kind }) => kind === 'act').length >= 10_000);
    for (const kind of ['tick', 'room']) assert.ok(happenings.filter((one) => one.kind === kind).length > 100, kind);
    assert.ok(cases.length >= procedures.length);
    const here = replayed(cases);
    assert.equal(new Set(here).size, here.length, 'every case has states of its own');
    assert.deepEqual(await there('replayed', cases), here);
  });

  it('is verified with the primitives of each: 300 signed entries of three terms (Spec: CAS-14)', async () => {
    const log = signedLog(300);
    const here = verified(log);
    const found = parseCanonical(utf8(here));
    assert.ok(typeof found === 'object' && 'term' in found && found['term'] === 3);
    assert.equal(await there('verified', log), here);
    const forged = { ...log, entries: log.entries.map((entry, at) => (at === 200 ? log.entries[199] : entry)) };
    await assert.rejects(there('verified', forged));
  });

  it('shows what the proof of an act shows (Spec: CPY-4)', async () => {
    const vector = readFileSync(join(import.meta.dirname, '../../vectors/proof/valid/act-open.json'), 'utf8');
    const { file } = JSON.parse(vector);
    assert.equal(await there('proved', file), proved(file));
  });
});
