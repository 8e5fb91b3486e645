import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { pageRoutes } from '#server/http/page-routes.ts';
import { openBrowser, withoutBrowser } from './chromium.fixture.ts';
import { type RunningDemo, startDemo } from './demo-federation.fixture.ts';
import { KeyboardReader } from './keyboard-reader.fixture.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** In a step of its own every page is looked at in other languages, schemes and widths. */
const otherViews = process.env['COMITY_OTHER_VIEWS'] === '1';

interface View {
  readonly lang: 'ar' | 'en' | 'zh';
  readonly scheme: 'light' | 'dark';
  readonly width: number;
}

describe('the pages in a browser', { skip: withoutBrowser }, () => {
  let demo: RunningDemo;
  let context: BrowserContext;
  const ends: (() => Promise<void>)[] = [];
  let page: Page;
  let base: string;
  let paths: string[];
  const missing: string[] = [];
  const signIn = async (into: Page, party: 'aldoria' | 'bereth' = 'aldoria'): Promise<void> => {
    const home = demo.parties[party]?.local ?? '';
    const account = demo.signIns[party].find(({ name }) => name === 'administrator');
    assert.ok(account);
    await into.goto(`${home}/sign-in`);
    await into.fill('[name=name]', account.name);
    await into.fill('[name=password]', account.password);
    await into.press('[name=password]', 'Enter');
    await into.waitForURL(`${home}/`);
  };

  const firstLink = async (list: string, form: RegExp): Promise<string> => {
    await page.goto(base + list);
    const links = await page
      .locator('main a, aside a')
      .evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
    const found = links.find((href) => form.test(href));
    assert.ok(found, `${list} links ${form}`);
    return found;
  };

  /** The newest entry of a case that says words of ours: it can be proved, and its words erased. */
  const wordsIn = async (ofCase: string): Promise<string> => {
    await page.goto(`${base}${ofCase}`);
    const links = await page
      .locator('main a[href*="/entries/"]')
      .evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
    for (const href of links) {
      await page.goto(base + href);
      if ((await page.locator(`a[href="${href}/erase"]`).count()) > 0) return href;
    }
    return assert.fail(`no entry of ${ofCase} says words`);
  };

  /** One address for every page that can be read. */
  const addresses = async (): Promise<string[]> => {
    const ofCase = await firstLink('/cases', /^\/cases\/[0-9a-f]{64}$/);
    const ids: Record<string, string> = {
      '/cases/:id/acts/:act': `${ofCase}/acts/answer`,
      '/cases/:id/entries/:index': await wordsIn(ofCase),
      '/cases/:id': ofCase,
      '/records/:seq': await firstLink('/records?label=amber', /^\/records\/\d+$/),
      '/receipts/:id': await firstLink('/left', /^\/receipts\/[0-9a-f]{64}$/),
      '/agreements/:id': await firstLink('/agreements', /^\/agreements\/[0-9a-f]{64}$/),
      '/notices/:id': await firstLink('/notices', /^\/notices\/[0-9a-f]{64}$/),
      '/parties/:id': await firstLink('/parties', /^\/parties\/[0-9a-f]{64}$/),
      '/feeds/:name': await firstLink('/feeds', /^\/feeds\/[a-z]/),
      '/constituency/:id': await firstLink('/constituency', /^\/constituency\/[0-9a-f]{64}$/),
      '/log-book/:index': '/log-book/1',
    };
    const readable = pageRoutes.filter(({ method }) => method === 'GET').map(({ path }) => path);
    // Records of other media have pages of their own.
    const advisory = await firstLink('/records?kind=advisory', /^\/records\/\d+$/);
    const all = readable.map((path) => Object.entries(ids).reduce((url, [form, id]) => url.replace(form, id), path));
    return [...all, advisory];
  };

  /** What stands at an address: a page, something that is none, or nothing in this demonstration. */
  const isPage = async (path: string): Promise<boolean> => {
    const answer = await context.request.get(base + path, { maxRedirects: 0 });
    if (answer.status() === 404) missing.push(path);
    return answer.status() === 200 && (answer.headers()['content-type'] ?? '').startsWith('text/html');
  };

  before(async () => {
    demo = await startDemo();
    ends.push(() => demo.stop());
    base = demo.parties['aldoria']?.local ?? '';
    const browser = await openBrowser();
    ends.push(() => browser.close());
    ({ context } = browser);
    page = await context.newPage();
    await signIn(page);
    await page.goto(`${base}/reached`);
    for (let tries = 0; tries < 100 && (await page.locator('main a[href^="/receipts/"]').count()) === 0; tries++) {
      await page.waitForLoadState('networkidle');
      await page.reload();
    }
    const all = await addresses();
    const shown = await Promise.all(all.map(isPage));
    paths = all.filter((_, index) => shown[index]);
    // What this demonstration has none of: no depositary is convicted, nothing was released, handed over or attached.
    assert.deepEqual(missing.map((path) => path.replace(/[0-9a-f]{64}/, ':id')).toSorted(), [
      '/cases/:id/convictions/:term',
      '/cases/:id/files/:index/:n',
      '/cases/:id/released/:index',
      '/duty/:seq',
    ]);
  });

  after(async () => {
    for (const end of ends.toReversed()) await end();
  });

  /** One visit of a page: how wide it is on a telephone, and what axe finds. */
  const look = async (path: string, lang: string): Promise<{ width: number; found: string[] }> => {
    await page.goto(`${base}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
    const width = Number(await page.evaluate('document.documentElement.scrollWidth'));
    await page.evaluate(axe);
    const { violations } = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as {
      violations: { id: string; nodes: { html: string }[] }[];
    };
    return { width, found: violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`) };
  };

  // Both directions of writing, both schemes and both widths; the other pairs have a step of their own.
  const visits: readonly View[] = otherViews
    ? [
        { lang: 'zh', scheme: 'light', width: 360 },
        { lang: 'en', scheme: 'dark', width: 1280 },
        { lang: 'ar', scheme: 'light', width: 1280 },
      ]
    : [
        { lang: 'en', scheme: 'light', width: 1280 },
        { lang: 'ar', scheme: 'dark', width: 360 },
      ];
  for (const { lang, scheme, width } of visits)
    it(`axe finds no violation on any page in ${lang}, ${scheme}, and none is wider than ${width} pixels`, async () => {
      assert.ok(paths.length >= 15, `pages seen: ${paths.length}`);
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 900 });
      for (const path of paths) {
        const seen = await look(path, lang);
        assert.deepEqual(seen.found, [], `${path} in ${lang}`);
        assert.ok(seen.width <= width, `${path} in ${lang}: ${seen.width}`);
      }
      await page.setViewportSize({ width: 1280, height: 900 });
    });

  /** Waits for a verdict without a function in the page, whose policy forbids to evaluate one. */
  const checked = (): Promise<void> =>
    page.locator('[data-verify] [role=status].yes, [data-verify] [role=status].no').waitFor();

  it("verifies inclusion in the browser with the protocol's own code, and says so when the entry was changed", async () => {
    await page.goto(`${base}/log-book/1?lang=en`);
    const status = page.locator('[data-verify] [role=status]');
    await page.locator('[data-verify] button').click();
    await checked();
    const passed = await page.locator('[data-verify]').getAttribute('data-passed');
    assert.ok(
      (await status.textContent())?.includes((passed ?? '').split('{')[0]?.trim() ?? '!'),
      String(await status.textContent()),
    );
    await page.route('**/log-book/1/entry', (route) => route.fulfill({ body: 'another entry\n' }));
    await page.reload();
    await page.locator('[data-verify] button').click();
    const failed = (await page.locator('[data-verify]').getAttribute('data-failed')) ?? '!';
    await checked();
    assert.ok(
      (await status.textContent())?.includes(failed.split('{')[0]?.trim() ?? '!'),
      String(await status.textContent()),
    );
    await page.unroute('**/log-book/1/entry');
  });

  it('verifies the proof of an act in the browser, and says so when it was changed (Spec: CPY-4)', async () => {
    const entry = await firstLink(await firstLink('/cases', /^\/cases\/[0-9a-f]{64}$/), /\/entries\/\d+$/);
    const result = async (): Promise<string> => {
      await page.goto(`${base}${entry}?lang=en`);
      await page.locator('[data-verify="act"] button').click();
      await checked();
      return (await page.locator('[data-verify] [role=status]').textContent()) ?? '';
    };
    assert.match(await result(), /^Verified in this browser: its author signed it/);
    await page.route('**/proof', async (route) => {
      const text = await (await route.fetch()).text();
      return route.fulfill({ body: text.replace(/"index": (\d+)/, (_, index) => `"index": ${Number(index) + 1}`) });
    });
    assert.match(await result(), /^Not verified\..* proof-/);
    await page.unroute('**/proof');
  });

  it('works without script: the same pages can be read, and a form can be sent', async () => {
    const plain = await openBrowser({ javaScriptEnabled: false });
    try {
      const reader = await plain.context.newPage();
      await signIn(reader);
      for (const path of paths) {
        await reader.goto(base + path);
        assert.equal(await reader.locator('h1').count(), 1, path);
        assert.ok(((await reader.locator('main').textContent()) ?? '').length > 40, path);
      }
      await reader.goto(`${base}/records?lang=en`);
      await reader.fill('[name=q]', 'Lantern');
      await reader.press('[name=q]', 'Enter');
      assert.match((await reader.locator('main').textContent()) ?? '', /Dull Lantern/);
    } finally {
      await plain.close();
    }
  });

  it('can be used with the keyboard alone: the first stop skips to the content', async () => {
    await page.goto(`${base}/?lang=en`);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.className'), 'skip');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate('location.hash'), '#main');
  });

  it('a case is opened, joined, acted in and read with the keyboard alone, on a telephone', async () => {
    const person = async (party: 'aldoria' | 'bereth'): Promise<{ at: Page; keys: KeyboardReader; home: string }> => {
      const home = demo.parties[party]?.local ?? '';
      const narrow = await openBrowser({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
      ends.push(() => narrow.close());
      const at = await narrow.context.newPage();
      await signIn(at, party);
      await at.goto(`${home}/cases?lang=en`);
      return { at, keys: new KeyboardReader(at), home };
    };
    const [opener, invited] = [await person('aldoria'), await person('bereth')];
    await opener.keys.press(/^Open a case$/);
    await opener.keys.press(/^Notification$/);
    await opener.keys.choose(/^Bereth/, /^notified party$/);
    await opener.keys.write(/^Title$/, 'Works on the eastern exchange');
    await opener.keys.choose(/^Label$/, /GREEN/);
    await opener.keys.press(/^Show what this does$/);
    await opener.keys.press(/^Sign and send$/);
    const shows = async ({ at }: { at: Page }, path: string, text: RegExp): Promise<void> => {
      for (let tries = 0; tries < 100; tries++) {
        await at.goto(path);
        if (text.test((await at.locator('main').textContent()) ?? '')) return;
      }
      assert.fail(`${path} never shows ${text}`);
    };
    const ofCase = opener.at.url();
    await shows(invited, `${invited.home}/cases`, /Works on the eastern exchange/);
    await invited.keys.press(/^Works on the eastern exchange$/);
    await invited.keys.press(/^Join$/);
    await shows(opener, ofCase, /Our turn: the notification/);
    await opener.keys.press(/^Notify$/);
    await opener.keys.write(/^Words$/, 'The exchange is switched off for a night.');
    await opener.keys.choose(/^Of what$/, /works on systems/);
    for (const hour of ['0900PM', '1100PM']) {
      await opener.keys.write(/^Date$/, '12012027');
      await opener.keys.write(/^Time$/, hour);
    }
    await opener.keys.press(/^Sign and send$/);
    await shows(invited, invited.at.url(), /Take note[\s\S]*Leads to[\s\S]*The exchange is switched off for a night\./);
    await invited.keys.to(/^Take note$/);
  });
});
