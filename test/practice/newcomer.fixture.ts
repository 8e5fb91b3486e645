import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { Language } from '#web/language.ts';
import type { MessageKey } from '#web/messages/catalogue.ts';
import { words } from '#web/words.ts';

/** Where pictures of the steps go; nowhere unless asked. */
const pictures = process.env['COMITY_PRACTICE_SCREENS'];

/** How many stops of the tabulator may lie between what has the focus and an element. Runs in the page. */
const stopsBefore = (element: Element): number => {
  const { activeElement, body } = element.ownerDocument;
  const stops = [...body.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')];
  const shown = stops.filter((one) => one.checkVisibility());
  const from =
    activeElement === null ? -1 : shown.filter((one) => (activeElement.compareDocumentPosition(one) & 4) === 0).length;
  return shown.indexOf(element) - Math.max(0, from);
};

/** A person who has read nothing: sees the page, reads labels, and does what the page calls the next step. */
export class Newcomer {
  readonly #page: Page;
  readonly #language: Language;
  readonly #name: string;
  readonly #byKeyboard: boolean;
  #pictures = 0;
  /** Labels of all that was pressed. */
  readonly pressed: string[] = [];

  constructor(page: Page, { language, name, byKeyboard }: { language: Language; name: string; byKeyboard: boolean }) {
    this.#page = page;
    this.#language = language;
    this.#name = name;
    this.#byKeyboard = byKeyboard;
  }

  label(key: MessageKey): string {
    return words({ language: this.#language }).plain(key);
  }

  /** Opens the address that was printed: the only one that is ever typed. */
  async arrive(url: string): Promise<void> {
    await this.#page.goto(url);
    await this.#picture();
  }

  async #picture(): Promise<void> {
    await this.#checkWidth();
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    const file = `${this.#name}-${String(this.#pictures++).padStart(2, '0')}.png`;
    await this.#page.screenshot({ path: join(pictures, file), fullPage: true });
  }

  async #checkWidth(): Promise<void> {
    const [width, most] = (await this.#page.evaluate('[document.documentElement.scrollWidth, innerWidth]')) as number[];
    assert.ok((width ?? 0) <= (most ?? 0), `${this.#page.url()} is ${width} wide`);
  }

  /** Reaches something with the tabulator, as often as it takes; on a fresh page the first stop skips to the content. */
  async #reach(target: Locator): Promise<void> {
    const handle = await target.elementHandle();
    assert.ok(handle, 'there is nothing to reach');
    const isThere = () => handle.evaluate((element) => element === element.ownerDocument.activeElement);
    if (await this.#page.evaluate('document.activeElement === document.body')) await this.#skip(target);
    // Few stops are pressed without a look, which costs more than the press; the last ones are looked at.
    const ahead = await handle.evaluate(stopsBefore);
    for (let stop = 0; stop < ahead - 3; stop++) await this.#page.keyboard.press('Tab');
    for (let stops = 0; stops < 150; stops++) {
      if (await isThere()) return;
      await this.#page.keyboard.press('Tab');
    }
    assert.fail(`the keyboard does not reach ${await target.textContent()}`);
  }

  async #skip(target: Locator): Promise<void> {
    await this.#page.keyboard.press('Tab');
    const isWithin = await target.evaluate((element) => element.closest('main') !== null);
    if (isWithin) await this.#page.keyboard.press('Enter');
  }

  async #press(target: Locator): Promise<void> {
    this.pressed.push(((await target.textContent()) ?? '').trim());
    if (this.#byKeyboard) await this.#reach(target);
    const arrived = this.#page.waitForNavigation();
    await (this.#byKeyboard ? this.#page.keyboard.press('Enter') : target.click());
    await arrived;
    await this.#picture();
  }

  async #type(target: Locator, text: string): Promise<void> {
    if (!this.#byKeyboard) return target.fill(text);
    await this.#reach(target);
    await this.#page.keyboard.insertText(text);
  }

  /** Chooses a language by what it calls itself. */
  async speak(own: string): Promise<void> {
    await this.#press(this.#page.getByRole('link', { name: own, exact: true }));
  }

  /** Finds an exercise by its name and starts it as it stands. */
  async begin(exercise: MessageKey): Promise<void> {
    const item = this.#page.getByRole('listitem').filter({ hasText: this.label(exercise) });
    await this.#press(item.getByRole('button', { name: this.label('practice.start') }));
  }

  get #coach(): Locator {
    return this.#page.getByRole('region', { name: this.label('practice.coach') });
  }

  /** Does what stands out in the coach; fills the form that it leads to. */
  async goOn(): Promise<void> {
    const standsOut = this.#coach.locator('.button:not(.quiet)');
    assert.equal(await standsOut.count(), 1, `${this.#page.url()}: one next step stands out`);
    await this.#press(standsOut);
    if (!this.#isForm()) return;
    await this.#fillAndSend();
    // What cannot be taken back is shown once more.
    if (this.#isForm()) await this.#press(this.#page.locator('main form .button:not(.quiet)').last());
    assert.ok(!this.#isForm(), `${this.#page.url()}: the form is not taken`);
  }

  #isForm(): boolean {
    return new URL(this.#page.url()).pathname.includes('/acts/');
  }

  async #fillAndSend(): Promise<void> {
    const form = this.#page
      .locator('main form')
      .filter({ has: this.#page.locator('button') })
      .last();
    for (const area of await form.locator('textarea:visible').all())
      await this.#type(area, this.#language === 'zh' ? '我们今晨查看过了。' : 'We looked into it this morning.');
    for (const choice of await form.locator('select:visible').all()) await this.#choose(choice);
    for (const input of await form.locator('[type=date]:visible').all()) await this.#date(input);
    for (const input of await form.locator('[type=time]:visible').all()) await this.#time(input);
    for (const box of await form.locator('[type=checkbox]:visible').all()) await this.#tick(box);
    await this.#press(form.getByRole('button').last());
  }

  async #choose(choice: Locator): Promise<void> {
    const values = await choice
      .locator('option')
      .evaluateAll((all) => all.map((one) => one.getAttribute('value') ?? ''));
    const [first = ''] = values.filter((value) => value !== '');
    if (!this.#byKeyboard) return void (await choice.selectOption(first));
    await this.#reach(choice);
    await this.#page.keyboard.press('ArrowDown');
  }

  async #tick(box: Locator): Promise<void> {
    if (!this.#byKeyboard) return box.check();
    await this.#reach(box);
    await this.#page.keyboard.press('Space');
  }

  /** Three days from the time that the banner shows. */
  async #date(input: Locator): Promise<void> {
    const banner = this.#page.getByRole('region', { name: this.label('practice.title'), exact: true });
    const now = (await banner.locator('time').getAttribute('datetime')) ?? '';
    const [day = ''] = new Date(Date.parse(now) + 3 * 86_400_000).toISOString().split('T');
    const [year = '', ...rest] = day.split('-');
    if (!this.#byKeyboard) return input.fill(day);
    await this.#reach(input);
    await this.#page.keyboard.type(`${rest.join('')}${year}`);
    assert.equal(await input.inputValue(), day);
  }

  async #time(input: Locator): Promise<void> {
    if (!this.#byKeyboard) return input.fill('12:00');
    await this.#reach(input);
    await this.#page.keyboard.type('1200PM');
    assert.equal(await input.inputValue(), '12:00');
  }

  /** Whether the coach says that it is over. */
  async isOver(): Promise<boolean> {
    return ((await this.#coach.textContent()) ?? '').includes(this.label('practice.over'));
  }

  async main(): Promise<string> {
    return (await this.#page.locator('main').textContent()) ?? '';
  }
}
