import assert from 'node:assert/strict';
import { zstdDecompressSync } from 'node:zlib';
import { canonicalText } from '#protocol/bytes/canonical-json.ts';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { signRequest } from '#server/link-signature/sign-request.ts';
import { originName } from '#server/party/witnessing.ts';
import { mountPages } from '#server/process/pages-mount.ts';
import { accountsOf } from '#server/process/party-accounts.ts';
import type { Stage } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

/** Two parties on a stage, and the objects of the first that a test asks for by id. */
export interface Way {
  readonly stage: Stage;
  readonly a: StagedParty;
  readonly b: StagedParty;
  readonly objects: readonly { readonly id: string }[];
}

const shown = async (response: Response): Promise<string> => {
  const head = `${response.status} ${JSON.stringify([...response.headers])}\n`;
  const bytes = new Uint8Array(await response.arrayBuffer().catch(() => new ArrayBuffer()));
  return head + Buffer.from(bytes).toString('latin1');
};

/** What the partner gets with its account over TAXII, and anybody over the pages. */
export async function overHttp({ a, b, objects }: Way): Promise<string[]> {
  const { token } = await accountsOf(a.party).add({ name: 'partner', role: 'viewer', kind: 'tool', party: b.party.id });
  const app = mountPages({ party: a.party, report: () => undefined });
  const headers = { authorization: `Bearer ${token}`, accept: 'application/taxii+json;version=2.1' };
  const ask = async (path: string): Promise<string> =>
    shown(await app.request(`http://127.0.0.1:8000${path}`, { headers }));
  const listed = await ask('/taxii2/');
  const root = /api_roots":\["([^"]+)"/.exec(listed)?.[1] ?? '';
  assert.notEqual(root, '');
  const collections = await ask(`${root}collections/`);
  const listedIds = [...collections.matchAll(/"id":"([0-9a-f-]{36})"/g)].map(([, id]) => id);
  // A store that holds what it cannot read may refuse to list; it is then asked by the name that all have.
  assert.ok(listedIds.length > 0 || !collections.startsWith('200'));
  const ids = listedIds.length > 0 ? listedIds : ['released'];
  const paths = ids.flatMap((id) => {
    const base = `${root}collections/${id}/`;
    const ofObjects = objects.flatMap((object) => [
      `${base}objects/${object.id}/`,
      `${base}objects/${object.id}/versions/`,
    ]);
    const lists = ['objects/', 'manifest/', 'objects/?limit=1', 'objects/?added_after=2020-01-01T00:00:00Z'];
    return [base, ...lists.map((list) => `${base}${list}`), ...ofObjects];
  });
  const searches = objects.map((object) => `/records?q=${object.id.slice(0, 9)}`);
  const pages = ['/', '/records', '/records?q=zebrafish', '/left', '/log', '/agreements', '/record/0'];
  const answers = [listed, collections];
  for (const path of [root, ...paths, ...searches, ...pages]) answers.push(await ask(path));
  return answers;
}

/** What signed requests of the partner get, also odd ones, and what anybody may read. */
async function overLink({ a, b, stage }: Way): Promise<string[]> {
  const answers: string[] = [];
  const bodies = [
    { after: 0, offset: 0 },
    { after: 0, offset: 99_999_999 },
    { after: 99, offset: 0 },
    { after: -1, offset: 0 },
    { after: 0, offset: 0, item: 0 },
  ].map((body) => utf8(canonicalText(body)));
  const requests = [
    '/link/pull',
    '/link/receipt',
    '/link/agreement',
    '/link/withdrawal',
    '/link/hello',
    '/link/records',
  ].flatMap((path) => [...bodies, utf8('zebra'), new Uint8Array(2_000)].map((body) => ({ path, body })));
  for (const [n, { path, body }] of requests.entries()) {
    const target = `${a.party.url}${path}`;
    const nonce = sha256(utf8(`nonce ${n}`)).subarray(0, 16);
    const signed = signRequest(
      { method: 'POST', target, body },
      { keyid: b.party.id, seed: b.party.secrets.link, now: stage.now, nonce },
    );
    answers.push(
      await shown(await a.server.app.request(target, { method: 'POST', headers: signed, body: new Uint8Array(body) })),
    );
  }
  const open = [
    '/log/checkpoint',
    '/.well-known/comity/identity',
    `/witness/${originName(b.party.id)}/checkpoint`,
    '/healthz',
  ];
  for (const path of [...open, ...[...a.files.keys()].map((file) => `/log/${file}`)])
    answers.push(await shown(await a.server.app.request(`${a.party.url}${path}`)));
  return answers;
}

/** Everything that left `a`, and what is packed in it. */
export async function everything(one: Way): Promise<string> {
  const { stage, a, b } = one;
  await stage.settle(a, b);
  const answers = [...(await overHttp(one)), ...(await overLink(one))];
  await stage.settle(a, b);
  const carried = stage.carried.flatMap(({ body }) => [body, unpacked(body)]);
  return [...answers, ...carried.map((body) => Buffer.from(body).toString('latin1'))].join('\n');
}

function unpacked(body: Uint8Array): Uint8Array {
  try {
    return zstdDecompressSync(body.subarray(8));
  } catch {
    return new Uint8Array();
  }
}
