import type { Credentials } from '#server/accounts/accounts.ts';
import { isLoopbackUrl } from '#server/process/server-place.ts';
import { formsIn, type PageForm } from './form-in-page.ts';

/** A page, and where the browser ended up. */
export interface ShownPage {
  readonly path: string;
  readonly status: number;
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** The HTTP interface did not do what a person expects of it. */
export class Stuck extends Error {}

const longestChain = 5;

/**
 * A person at a browser: one party's server, one account, cookies, and the forms of its pages with
 * all that they send by themselves. Nothing else of the server is known to it.
 */
export class Browser {
  readonly #base: string;
  readonly #person: Credentials;
  readonly #cookies = new Map<string, string>();
  /** Requests sent, for the narration. */
  requests = 0;

  constructor(base: string, person: Credentials) {
    if (!isLoopbackUrl(base)) throw new Stuck('A story is played on this machine alone.');
    this.#base = base;
    this.#person = person;
  }

  /** Opens a page. Whoever is sent to sign in signs in, and goes on. */
  async open(path: string): Promise<ShownPage> {
    const page = await this.#follow(await this.#send('GET', path), path);
    if (!page.path.startsWith('/sign-in')) return page;
    const { name, password } = this.#person;
    return this.#post(page, '/sign-in', { name, password });
  }

  /** Fills in the form of a page that goes to `action`, and sends it. What the person does not name is sent as it stands. */
  async submit(path: string, action: string, typed: Readonly<Record<string, string>> = {}): Promise<ShownPage> {
    return this.#post(await this.open(path), action, typed);
  }

  /** Sends a form of a page that is open already. */
  send(page: ShownPage, action: string, typed: Readonly<Record<string, string>>): Promise<ShownPage> {
    return this.#post(page, action, typed);
  }

  /** Fills in the form of a page that takes a file under the name `files`, and sends it. */
  async upload(
    path: string,
    action: string,
    file: { readonly name: string; readonly bytes: Uint8Array },
  ): Promise<ShownPage> {
    const body = new FormData();
    for (const [name, value] of fieldsOf(await this.open(path), action)) if (name !== 'files') body.append(name, value);
    body.append('files', new Blob([new Uint8Array(file.bytes)], { type: 'application/json' }), file.name);
    return this.#follow(await this.#send('POST', action, body), action);
  }

  async #post(page: ShownPage, action: string, typed: Readonly<Record<string, string>>): Promise<ShownPage> {
    const fields = new Map([...fieldsOf(page, action), ...Object.entries(typed)]);
    return this.#follow(await this.#send('POST', action, new URLSearchParams([...fields])), action);
  }

  async #follow(first: Response, from: string): Promise<ShownPage> {
    let [answer, path] = [first, from];
    for (let hop = 0; answer.status === 303 && hop < longestChain; hop++) {
      await answer.body?.cancel();
      path = answer.headers.get('location') ?? '/';
      answer = await this.#send('GET', path);
    }
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return { path, status: answer.status, text: new TextDecoder().decode(bytes), bytes };
  }

  async #send(method: 'GET' | 'POST', path: string, body?: URLSearchParams | FormData): Promise<Response> {
    this.requests++;
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = {
      'accept-language': 'en',
      ...(cookie === '' ? {} : { cookie }),
      ...(method === 'GET' ? {} : { origin: this.#base, 'sec-fetch-site': 'same-origin' }),
    };
    const sent = { method, headers, redirect: 'manual' as const, ...(body === undefined ? {} : { body }) };
    const answer = await fetch(`${this.#base}${path}`, sent);
    for (const one of answer.headers.getSetCookie()) this.#keepCookie(one);
    return answer;
  }

  #keepCookie(header: string): void {
    const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
    const at = pair.indexOf('=');
    const isEnded = attributes.some((attribute) => attribute.toLowerCase() === 'max-age=0');
    if (isEnded) this.#cookies.delete(pair.slice(0, at));
    else if (at > 0) this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

/** What the form of a page that goes to `action` sends by itself. */
function fieldsOf(page: ShownPage, action: string): PageForm['fields'] {
  const form = formsIn(page.text).find((one) => one.action === action);
  if (form === undefined) throw new Stuck(`The page ${page.path} has no form that goes to ${action}.`);
  return form.fields;
}
