import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { processPowers } from '#server/process/process-powers.ts';
import { type RunningPractice, servePractice } from '#world/practice/practice-server.ts';
import { openBrowser, withoutBrowser } from '../chromium.fixture.ts';
import { Newcomer } from './newcomer.fixture.ts';

const mostSteps = 40;

async function toTheEnd(newcomer: Newcomer): Promise<void> {
  for (let step = 0; step < mostSteps && !(await newcomer.isOver()); step++) await newcomer.goOn();
  assert.ok(await newcomer.isOver(), `not over after: ${newcomer.pressed.join(' → ')}`);
  await newcomer.goOn();
}

describe('a newcomer without documentation', { skip: withoutBrowser }, () => {
  let practice: RunningPractice;
  let context: BrowserContext;
  const ends: (() => Promise<void>)[] = [];

  before(async () => {
    practice = await servePractice({ port: 0, powers: processPowers });
    ends.push(() => practice.stop());
    const browser = await openBrowser({ javaScriptEnabled: false });
    ends.push(() => browser.close());
    ({ context } = browser);
  });

  after(async () => {
    for (const end of ends.toReversed()) await end();
  });

  it('completes a consultation on a telephone, in Chinese, by what each page calls the next step', async () => {
    const page = await context.newPage();
    await page.setViewportSize({ width: 360, height: 740 });
    const newcomer = new Newcomer(page, { language: 'zh', name: 'consultation', byKeyboard: false });
    await newcomer.arrive(practice.url);
    await newcomer.speak('中文');
    await newcomer.begin('practice.exercise.ask.name');
    await toTheEnd(newcomer);
    assert.match(await newcomer.main(), new RegExp(newcomer.label('case.consultation.state.resolved')));
  });

  it('completes an incident with the keyboard alone', async () => {
    const page = await context.newPage();
    await page.setViewportSize({ width: 1280, height: 900 });
    const newcomer = new Newcomer(page, { language: 'en', name: 'incident', byKeyboard: true });
    await newcomer.arrive(practice.url);
    await newcomer.speak('English');
    await newcomer.begin('practice.exercise.coordinate.name');
    await toTheEnd(newcomer);
    assert.match(await newcomer.main(), /ended at: Closed/);
  });
});
