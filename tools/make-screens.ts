/**
 * Takes the screenshots of docs/screens from a running demonstration:
 * `node tools/make-screens.ts DEMO-DIRECTORY OUT [all]`. With `all`, every page at two widths, light and dark.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const [, , demo = 'comity-data/demo', out = 'docs/screens', which = 'docs'] = process.argv;
const base = 'http://127.0.0.1:8470';
const languages = ['en', 'zh', 'ar'] as const;
const accounts = JSON.parse(readFileSync(join(demo, 'accounts.json'), 'utf8'));

/** The pages that the documents show. */
const shown = [
  'today',
  'record',
  'agreement',
  'situation',
  'notice-ours',
  'constituency',
  'feeds',
  'matching',
  'case',
  'duty',
  'inbox',
  'contacts',
];

const passwordOf = (name: string): string =>
  accounts.aldoria.find((account: { name: string }) => account.name === name).password;

async function signIn(page: Page, name: string): Promise<void> {
  await page.goto(`${base}/sign-in`);
  await page.fill('[name=name]', name);
  await page.fill('[name=password]', passwordOf(name));
  await page.press('[name=password]', 'Enter');
  await page.waitForURL(`${base}/`);
}

/** Addresses that depend on what the demonstration holds, found as a reader finds them. */
async function places(page: Page): Promise<Record<string, string>> {
  const first = async (list: string, pattern: RegExp): Promise<string> => {
    await page.goto(base + list);
    const links = await page.locator('main a').evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
    const found = links.find((href) => pattern.test(href));
    if (found === undefined) throw new Error(`No ${pattern} on ${list}`);
    return found;
  };
  return {
    today: '/',
    situation: '/situation',
    matching: '/matching',
    graph: `${await first('/records?q=lantern&kind=report', /^\/records\/\d+$/)}/graph`,
    records: '/records?q=ransomware',
    record: await first('/records?label=amber&origin=own', /^\/records\/\d+$/),
    advisory: await first('/records?kind=advisory&origin=own', /^\/records\/\d+$/),
    import: '/import',
    left: '/left',
    reached: '/reached',
    corrections: '/corrections',
    affected: '/affected',
    receipt: await first('/left', /^\/receipts\//),
    agreements: '/agreements',
    agreement: await first('/agreements', /^\/agreements\/[0-9a-f]{64}$/),
    propose: '/agreements/new',
    notices: '/notices',
    notice: await first('/notices', /^\/notices\/[0-9a-f]{64}$/),
    'notice-ours': await lastNotice(page),
    'notice-new': '/notices/new',
    cases: '/cases',
    duty: '/duty',
    inbox: '/inbox',
    contacts: '/contacts',
    case: await first('/cases', /^\/cases\/[0-9a-f]{64}$/),
    'case-act': `${await first('/cases', /^\/cases\/[0-9a-f]{64}$/)}/acts/answer`,
    'case-new': '/cases/new?procedure=consultation',
    parties: '/parties',
    constituency: '/constituency',
    organisation: await first('/constituency', /^\/constituency\/[0-9a-f]{64}$/),
    feeds: '/feeds',
    feed: await first('/feeds', /^\/feeds\/[a-z]/),
    party: await first('/parties', /^\/parties\/[0-9a-f]{64}$/),
    log: '/log-book',
    entry: '/log-book/1',
    accounts: '/accounts',
  };
}

/** Our own notices stand below those that reached us. */
async function lastNotice(page: Page): Promise<string> {
  await page.goto(`${base}/notices`);
  const own = page.locator('main table').last().locator('a[href^="/notices/"]').first();
  return (await own.getAttribute('href')) ?? '/notices';
}

async function shoot(
  context: BrowserContext,
  pages: Record<string, string>,
  shot: { lang: string; size: number; scheme: 'dark' | 'light' },
): Promise<void> {
  const page = await context.newPage();
  await page.setViewportSize({ width: shot.size, height: 900 });
  await page.emulateMedia({ colorScheme: shot.scheme });
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(`${base}${path}${path.includes('?') ? '&' : '?'}lang=${shot.lang}`);
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    if (Number(overflow) > 0) process.stdout.write(`${name} ${shot.lang} ${shot.size}: ${overflow} px too wide\n`);
    const suffix = which === 'all' ? `-${shot.size}-${shot.scheme}` : '';
    await page.screenshot({ path: join(out, `${name}-${shot.lang}${suffix}.png`), fullPage: which === 'all' });
  }
  await page.close();
}

async function main(): Promise<void> {
  mkdirSync(out, { recursive: true });
  const profile = mkdtempSync(join(tmpdir(), 'comity-screens-'));
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    headless: true,
    args,
  });
  const page = await context.newPage();
  await signIn(page, 'administrator');
  const all = await places(page);
  const chosen = which === 'all' ? all : Object.fromEntries(shown.map((name) => [name, all[name] ?? '/']));
  const shots =
    which === 'all'
      ? [1280, 360].flatMap((size) => (['light', 'dark'] as const).map((scheme) => ({ size, scheme })))
      : [{ size: 1280, scheme: 'light' as const }];
  for (const lang of languages) for (const shot of shots) await shoot(context, chosen, { lang, ...shot });
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}

await main();
