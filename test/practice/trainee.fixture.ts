import assert from 'node:assert/strict';
import type { Hono } from 'hono';
import { processPowers } from '#server/process/process-powers.ts';
import { Practice } from '#world/practice/practice.ts';
import { practicePages } from '#world/practice/practice-pages.ts';

export const base = 'http://127.0.0.1:8480';
const begin = 1_790_000_000;

/** A trainee with a browser that keeps cookies and sends forms, before a practice without a socket. */
export class Trainee {
  readonly practice: Practice;
  readonly #app: Hono;
  readonly #cookies = new Map<string, string>();
  /** Where the trainee is, and what the page says. */
  path = '';
  text = '';
  status = 0;

  private constructor(practice: Practice) {
    this.practice = practice;
    this.#app = practicePages(practice);
  }

  /** The clock outside stands still: whatever passes was let pass. */
  static async arrive(): Promise<Trainee> {
    const practice = await Practice.found(base, { ...processPowers, now: () => begin * 1_000_000 });
    return new Trainee(practice);
  }

  async open(path: string): Promise<this> {
    return this.#go(path, { method: 'GET' });
  }

  /** Sends a form of the page that the trainee is on. */
  async send(path: string, fields: Readonly<Record<string, string>>): Promise<this> {
    const csrf = /name="csrf" value="([^"]+)"/.exec(this.text)?.[1] ?? assert.fail(`${this.path} has no form`);
    const body = new URLSearchParams({ csrf, ...fields });
    return this.#go(path, { method: 'POST', body });
  }

  async #go(path: string, init: { method: string; body?: URLSearchParams }): Promise<this> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.#app.request(base + path, { ...init, headers: { cookie, 'accept-language': 'en' } });
    for (const set of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=');
      this.#cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location !== null) return this.open(location);
    this.path = path;
    this.text = await answer.text();
    this.status = answer.status;
    return this;
  }

  /** Begins an exercise. */
  async start(exercise: string, temper: string): Promise<this> {
    await this.open('/practice');
    return this.send('/practice/start', { exercise, [`temper-${exercise}`]: temper });
  }

  pass(until: 'event' | 'deadline' = 'event'): Promise<this> {
    return this.send('/practice/pass', { until });
  }

  /** Opens the form of an act and sends it. */
  async act(name: string, fields: Readonly<Record<string, string>> = {}): Promise<this> {
    const own = this.practice.run?.id ?? '';
    await this.open(`/cases/${own}/acts/${name}`);
    const standing = /name="standing" value="([0-9a-f]{64})"/.exec(this.text)?.[1] ?? '';
    const sent = { standing, ...fields };
    await this.send(`/cases/${own}/acts/${name}`, sent);
    const checked = /name="checked" value="([0-9a-f]{64})"/.exec(this.text)?.[1];
    if (checked !== undefined) await this.send(`/cases/${own}/acts/${name}`, { ...sent, checked, step: 'sign' });
    assert.equal(this.status, 200, `${name}: ${this.text.slice(this.text.indexOf('<main'))}`);
    return this;
  }

  /** What the coach says. */
  get coach(): string {
    const from = this.text.indexOf('aria-label="Coach"');
    return from < 0 ? '' : this.text.slice(from, this.text.indexOf('</section>', from)).replace(/<[^>]*>/g, ' ');
  }

  /** The address of the act that the coach names as the next step. */
  advised(): string {
    return /Next step[\s\S]*?href="\/cases\/[0-9a-f]{64}\/acts\/([a-z-]+)/.exec(this.#coachMarkup)?.[1] ?? '';
  }

  get #coachMarkup(): string {
    const from = this.text.indexOf('aria-label="Coach"');
    return from < 0 ? '' : this.text.slice(from, this.text.indexOf('</section>', from));
  }
}
