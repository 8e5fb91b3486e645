import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** What a person at the keyboard knows of where they are. */
interface Here {
  readonly name: string;
  readonly isSeen: boolean;
}

/** The name of what has the focus, and whether a person can see that it has. */
const whereAmI = `(() => {
  const at = document.activeElement;
  if (at === document.body) return { name: '', isSeen: false };
  const label = at.labels?.[0] ?? at.closest('fieldset')?.querySelector('legend');
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  return {
    name: ((at.labels?.[0] === undefined && at.tagName !== 'INPUT' ? at.textContent : label?.textContent) ?? '').trim(),
    isSeen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && box.bottom > 0 && box.top < innerHeight && box.left < innerWidth,
  };
})()`;

const mostStops = 150;

/** A person who has a keyboard and nothing else: Tab, Enter, Space, arrows and letters. */
export class KeyboardReader {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Goes on with Tab to what has this name; every stop on the way must be seen to have the focus. */
  async to(name: RegExp): Promise<void> {
    for (let stops = 0; stops < mostStops; stops++) {
      await this.#page.keyboard.press('Tab');
      const here = (await this.#page.evaluate(whereAmI)) as Here;
      if (here.name === '' && !here.isSeen) continue;
      assert.ok(here.isSeen, `the focus on "${here.name}" is not seen on ${this.#page.url()}`);
      if (name.test(here.name)) return;
    }
    assert.fail(`no stop is named ${name} on ${this.#page.url()}`);
  }

  /** Follows a link or presses a button, and waits for the next page. */
  async press(name: RegExp): Promise<void> {
    await this.to(name);
    const next = this.#page.waitForEvent('load');
    await this.#page.keyboard.press('Enter');
    await next;
    const width = Number(await this.#page.evaluate('document.documentElement.scrollWidth'));
    assert.ok(width <= 360, `${this.#page.url()} is ${width} pixels wide`);
  }

  async write(name: RegExp, text: string): Promise<void> {
    await this.to(name);
    await this.#page.keyboard.type(text);
  }

  /** Goes down a list to a choice. */
  async choose(name: RegExp, choice: RegExp): Promise<void> {
    await this.to(name);
    const chosen = 'document.activeElement.selectedOptions[0].textContent.trim()';
    await this.#page.keyboard.press('Home');
    for (let steps = 0; steps < 30; steps++) {
      if (choice.test(String(await this.#page.evaluate(chosen)))) return;
      await this.#page.keyboard.press('ArrowDown');
    }
    assert.fail(`${name} has no choice ${choice}`);
  }
}
