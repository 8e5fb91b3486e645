import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type Language, languages } from '#web/language.ts';
import { documentText } from '#web/page.ts';
import { samplePages, sampleReader } from '#web/pages/sample-views.ts';

/**
 * Writes every page with invented data in six languages into a folder. Where Chromium is
 * installed it also takes screenshots and runs axe-core, and ends with 1 when axe or the width of
 * a page finds fault.
 *
 * node tools/preview-pages.ts OUT [PAGE or LANGUAGE …]
 */
const [out, ...only] = process.argv.slice(2);
if (out === undefined) {
  process.stderr.write('usage: node tools/preview-pages.ts OUT [PAGE or LANGUAGE …]\n');
  process.exit(2);
}

const folder = resolve(out);
const root = join(import.meta.dirname, '..');
const browserPath = '/usr/bin/chromium';
const shotLanguages: readonly Language[] = ['en', 'zh', 'ar'];
const widths = [1280, 360] as const;
const schemes = ['light', 'dark'] as const;
const chosen = <T extends string>(all: readonly T[]): readonly T[] =>
  all.some((one) => only.includes(one)) ? all.filter((one) => only.includes(one)) : all;
const names = chosen(Object.keys(samplePages));
const spoken = chosen(languages);

async function writePages(): Promise<void> {
  await mkdir(join(folder, 'assets'), { recursive: true });
  await copyFile(join(root, 'src/web/assets/style.css'), join(folder, 'assets/style.css'));
  for (const language of spoken) {
    for (const name of names) {
      const sample = samplePages[name];
      if (sample === undefined) continue;
      const text = documentText(sample.make(sampleReader(language, sample.path)));
      await writeFile(join(folder, `${name}.${language}.html`), text.replace('href="/assets/', 'href="assets/'));
    }
  }
}

interface Finding {
  readonly page: string;
  readonly rule: string;
  readonly where: string;
}

/** Axe's findings; every <details> is opened first, so that what it hides is looked at as well. */
async function audit(page: Page, name: string, axe: string): Promise<Finding[]> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  await page.evaluate(axe);
  const found: unknown = await page.evaluate(
    'axe.run(document).then((r) => r.violations.map((v) => [v.id, v.nodes[0].html.slice(0, 160)]))',
  );
  if (!Array.isArray(found)) throw new Error('axe gave no result');
  return found.map((entry: unknown) => ({
    page: name,
    rule: String(Array.isArray(entry) ? entry[0] : entry),
    where: String(Array.isArray(entry) ? entry[1] : ''),
  }));
}

interface Sight {
  readonly name: string;
  readonly language: Language;
  readonly width: (typeof widths)[number];
  readonly scheme: (typeof schemes)[number];
}

const sights: readonly Sight[] = spoken.flatMap((language) =>
  widths.flatMap((width) => schemes.flatMap((scheme) => names.map((name) => ({ name, language, width, scheme })))),
);

async function visit(browser: Browser, { name, language, width, scheme }: Sight, axe: string): Promise<Finding[]> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  const view = `${name}.${language}.${width}.${scheme}`;
  await page.goto(`file://${join(folder, `${name}.${language}.html`)}`);
  if (shotLanguages.includes(language)) await page.screenshot({ path: join(folder, `${view}.png`), fullPage: true });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const tooWide = wide > 0 ? [{ page: view, rule: 'too-wide', where: `${wide} px` }] : [];
  const findings = await audit(page, view, axe);
  await page.close();
  return [...tooWide, ...findings];
}

async function look(): Promise<void> {
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const axe = await readFile(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
    const findings: Finding[] = [];
    for (const sight of sights) findings.push(...(await visit(browser, sight, axe)));
    for (const { page, rule, where } of findings) process.stdout.write(`${page}: ${rule} ${where}\n`);
    process.stdout.write(`${sights.length} views audited, ${findings.length} findings\n`);
    if (findings.length > 0) process.exitCode = 1;
  } finally {
    await browser.close();
  }
}

await writePages();
process.stdout.write(`${names.length * spoken.length} pages written\n`);
if (existsSync(browserPath)) await look();
else process.stdout.write('no Chromium: no screenshots, no audit\n');
