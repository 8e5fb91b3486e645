import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
const isRequired = process.env['COMITY_REQUIRE_BROWSER'] === '1';

/** Why tests in a browser are skipped; on the build machine they may not be. */
export const withoutBrowser: string | false =
  executablePath === undefined && !isRequired
    ? "no Chromium on this machine (install Debian's package chromium)"
    : false;

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--lang=en-US',
];

/** Chromium with a profile of its own, and how it ends. */
export interface OpenBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

interface Options {
  readonly javaScriptEnabled?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** Opens Chromium without a window. Scripts run unless the options say otherwise. */
export async function openBrowser(options: Options = {}): Promise<OpenBrowser> {
  assert.ok(executablePath, 'Chromium is required here and missing');
  const profile = mkdtempSync(join(tmpdir(), 'comity-browser-'));
  const context = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args, ...options });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
