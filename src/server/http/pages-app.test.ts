import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Notice, noticeId } from '#desks/infrastructure/notice.ts';
import { mayDo, roles } from '../accounts/rights.ts';
import { enrolPartner } from '../constituency/constituent-book.ts';
import { writeHandOver } from '../duty/hand-over.ts';
import { stateNotice } from '../notice/state-notice.ts';
import { addChannel } from '../source/channel-book.ts';
import { caseAddresses } from './case-addresses.fixture.ts';
import type { PageRoute } from './page-route.ts';
import { pageRoutes } from './page-routes.ts';
import { hostileTitle, PagesWorld, secretWord, testStart } from './pages.fixture.ts';

const nameOf = ({ method, path }: PageRoute): string => `${method} ${path}`;

/** The id of a notice of ours. */
function statedNotice({ aldoria, bereth }: PagesWorld): string {
  const notice: Notice = {
    name: 'ab'.repeat(16),
    version: 1,
    state: 'current',
    urgency: 'routine',
    from: testStart,
    until: testStart + 86_400,
    texts: [{ lang: 'en', title: 'Patch', body: '', steps: [] }],
    records: [],
  };
  stateNotice(aldoria, { notice, audience: [bereth.id], isNamed: false, label: { tlp: 'clear' } }, true);
  return noticeId(aldoria.id, notice.name);
}

/** What a case may lack: there is no such page then. */
const mayLack: ReadonlySet<string> = new Set([
  'GET /cases/:id/carry/:act',
  'GET /cases/:id/released/:index',
  'GET /cases/:id/convictions/:term',
  'GET /cases/:id/files/:index/:n',
]);

/** A real address of every route: a route that is missing here fails the test. */
async function addresses(world: PagesWorld): Promise<Readonly<Record<string, string>>> {
  const seq = world.seqOf(`${secretWord} one`);
  const receipt = `/receipts/${world.receipt('left')}`;
  const waiting = `/agreements/${world.waiting}`;
  const notice = `/notices/${statedNotice(world)}`;
  const source = { name: 'feed', direction: 'in', kind: 'url', url: 'https://feed.example/', level: 'green' } as const;
  addChannel(world.aldoria, { ...source, onward: false, every: 3600 });
  enrolPartner(world.aldoria, world.calder.id);
  writeHandOver(world.aldoria, 'tester', 'Quiet.', '[]');
  return {
    'GET /sign-in': '/sign-in',
    'POST /sign-in': '/sign-in',
    'POST /sign-out': '/sign-out',
    'GET /': '/',
    'GET /inbox': '/inbox?of=cases',
    'GET /duty': '/duty',
    'POST /duty': '/duty',
    'GET /duty/:seq': '/duty/1',
    'POST /duty/:seq/take': '/duty/1/take',
    'GET /contacts': '/contacts',
    'GET /contacts/new': '/contacts/new',
    'POST /contacts/new': '/contacts/new',
    'POST /contacts/tests/:id': `/contacts/tests/${'ab'.repeat(32)}`,
    'GET /records': '/records?q=spar&sort=title',
    'GET /records/:seq': `/records/${seq}`,
    'GET /records/:seq/proof': `/records/${seq}/proof`,
    'POST /records/:seq/approve': `/records/${seq}/approve`,
    'GET /import': '/import',
    'POST /import': '/import',
    'GET /left': '/left',
    'GET /reached': '/reached',
    'GET /receipts/:id': receipt,
    'GET /receipts/:id/note': `${receipt}/note`,
    'GET /receipts/:id/proof': `${receipt}/proof`,
    'GET /agreements': '/agreements',
    'GET /agreements/new': '/agreements/new',
    'POST /agreements/new': '/agreements/new',
    'GET /agreements/:id': waiting,
    'GET /agreements/:id/note': `${waiting}/note`,
    'GET /agreements/:id/dry-run': `${waiting}/dry-run`,
    'POST /agreements/:id/sign': `${waiting}/sign`,
    'POST /agreements/:id/withdraw': `/agreements/${world.withBereth}/withdraw`,
    'GET /parties': '/parties',
    'GET /parties/self': '/parties/self',
    'GET /parties/:id': `/parties/${world.bereth.id}`,
    'GET /log-book': '/log-book',
    'GET /log-book/:index': '/log-book/0',
    'GET /log-book/:index/proof': '/log-book/0/proof',
    'GET /log-book/:index/entry': '/log-book/0/entry',
    'GET /records/:seq/graph': `/records/${seq}/graph`,
    'GET /records/:seq/concerns': `/records/${seq}/concerns`,
    'GET /situation': '/situation',
    'GET /corrections': `/corrections?record=${seq}`,
    'GET /records/:seq/erase': `/records/${seq}/erase`,
    'POST /records/:seq/erase': `/records/${seq}/erase`,
    'GET /records/:seq/reissue': `/records/${seq}/reissue`,
    'POST /records/:seq/reissue': `/records/${seq}/reissue`,
    'GET /affected': '/affected',
    'POST /affected/:seq': `/affected/${seq}`,
    'GET /matching': '/matching',
    'POST /matching': '/matching',
    'POST /matching/:seq/lift': `/matching/${seq}/lift`,
    'GET /notices': '/notices',
    'GET /notices/new': '/notices/new',
    'POST /notices/new': '/notices/new',
    'GET /notices/:id': notice,
    'POST /notices/:id/open': `${notice}/open`,
    'POST /notices/:id/acknowledge': `${notice}/acknowledge`,
    'POST /notices/:id/remind': `${notice}/remind`,
    'POST /notices/:id/cancel': `${notice}/cancel`,
    'GET /feeds': '/feeds',
    'POST /feeds/offers/:name': '/feeds/offers/cisa-kev',
    'GET /feeds/:name': '/feeds/feed',
    'POST /feeds/:name/pull': '/feeds/feed/pull',
    'POST /feeds/:name/pause': '/feeds/feed/pause',
    'POST /feeds/:name/resume': '/feeds/feed/resume',
    'POST /feeds/:name/remove': '/feeds/feed/remove',
    'GET /cases': '/cases',
    'GET /cases/new': '/cases/new?procedure=consultation',
    'POST /cases/new': '/cases/new',
    ...(await caseAddresses(world)),
    'GET /constituency': '/constituency',
    'GET /constituency/enrol': '/constituency/enrol',
    'POST /constituency/enrol': '/constituency/enrol',
    'GET /constituency/:id': `/constituency/${world.calder.id}`,
    'POST /constituency/:id/end': `/constituency/${world.calder.id}/end`,
    'GET /accounts': '/accounts',
    'POST /accounts': '/accounts',
  };
}

describe('the pages as a whole', () => {
  it('have a tested address for every route, and each one answers its reader', async () => {
    const world = await PagesWorld.make();
    const known = await addresses(world);
    assert.deepEqual(Object.keys(known).toSorted(), pageRoutes.map(nameOf).toSorted());
    for (const route of pageRoutes.filter(({ method }) => method === 'GET')) {
      const answer = await world.get(known[nameOf(route)] ?? '', { as: 'administrator' });
      const isMissing = answer.status === 404 && mayLack.has(nameOf(route));
      assert.ok(
        isMissing || answer.status === 200 || answer.status === 303,
        `${nameOf(route)} answered ${answer.status}`,
      );
      await answer.arrayBuffer();
    }
    assert.deepEqual(world.reported, []);
  });

  it('let each role do what it may and nothing else, on every route', async () => {
    for (const role of [...roles, 'partner'] as const) {
      const world = await PagesWorld.make();
      const known = await addresses(world);
      const account = role === 'partner' ? ({ role: 'viewer', party: world.bereth.id } as const) : { role };
      for (const route of pageRoutes) {
        if (route.needs === 'anyone' || route.needs === 'session') continue;
        const address = known[nameOf(route)] ?? '';
        const { status } =
          route.method === 'GET' ? await world.get(address, { as: role }) : await world.post(address, {}, { as: role });
        const allowed = mayDo(account, route.needs);
        assert.equal(status === 403, !allowed, `${role} on ${nameOf(route)} got ${status}`);
      }
      assert.deepEqual(world.reported, []);
    }
  });

  it('send strangers to sign in and back, and take no form from them', async () => {
    const world = await PagesWorld.make();
    const known = await addresses(world);
    for (const route of pageRoutes.filter(({ needs }) => needs !== 'anyone')) {
      const address = known[nameOf(route)] ?? '';
      const answer = route.method === 'GET' ? await world.get(address) : await world.post(address, {});
      assert.equal(answer.status, route.method === 'GET' ? 303 : 401, nameOf(route));
      if (route.method === 'GET') assert.match(answer.headers.get('location') ?? '', /^\/sign-in(?:\?next=%2F|$)/);
    }
    const answer = await world.get('/records?q=a%26b&kind=malware&lang=fr');
    assert.equal(
      answer.headers.get('location'),
      `/sign-in?next=${encodeURIComponent('/records?q=a%26b&kind=malware')}`,
    );
  });

  it('refuse every form without the token of its session, and change nothing', async () => {
    const world = await PagesWorld.make();
    const known = await addresses(world);
    const before = world.aldoria.log.frontier().size;
    const forms = pageRoutes.filter(({ method, needs }) => method === 'POST' && needs !== 'anyone');
    assert.ok(forms.length >= 7);
    for (const route of forms) {
      for (const csrf of ['', 'wrong', world.session('viewer').csrf]) {
        const fields = { confirm: 'yes', step: 'propose', csrf };
        const answer = await world.post(known[nameOf(route)] ?? '', fields, { as: 'administrator' });
        assert.equal(answer.status, 403, nameOf(route));
        assert.match(await answer.text(), /form-forged/);
      }
    }
    assert.equal(world.aldoria.log.frontier().size, before);
    assert.equal((await world.get('/', { as: 'administrator' })).status, 200);
  });

  it('refuse forms that a foreign page sends', async () => {
    const world = await PagesWorld.make();
    const path = `/agreements/${world.waiting}/sign`;
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
    ]) {
      const answer = await world.post(path, { confirm: 'yes' }, { as: 'administrator', headers });
      assert.equal(answer.status, 403);
    }
    const own = await world.post(
      path,
      { confirm: 'yes' },
      { as: 'administrator', headers: { origin: 'http://127.0.0.1:8470' } },
    );
    assert.equal(own.status, 303);
  });

  it('answer what is not there, and what takes another method, with a page and nothing else', async () => {
    const world = await PagesWorld.make();
    const none = [
      '/nowhere',
      '/records/99999',
      '/records/-1',
      '/records/1e3',
      '/records/01',
      `/receipts/${'0'.repeat(64)}`,
      '/receipts/x',
      `/agreements/${'0'.repeat(64)}`,
      '/agreements/x',
      `/parties/${'0'.repeat(64)}`,
      '/log-book/9999',
      '/assets/../package.json',
      '/assets/browser/x.ts',
    ];
    for (const path of none) {
      const answer = await world.get(path, { as: 'administrator' });
      assert.equal(answer.status, 404, path);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/html/);
      assert.doesNotMatch(await answer.text(), /Fault|node:|\.ts:\d/);
    }
    const wrong = await world.post('/records', {}, { as: 'administrator' });
    assert.equal(wrong.status, 405);
    assert.equal(wrong.headers.get('allow'), 'GET, HEAD');
    assert.match(await wrong.text(), /405 method-refused/);
    const head = await world.app.request('http://127.0.0.1:8470/sign-in', { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(await head.text(), '');
  });

  it('show nothing of an error of ours but that it is one', async () => {
    const world = await PagesWorld.make();
    world.aldoria.db.raw.exec('DROP TABLE item_words');
    const answer = await world.get('/records?q=sparrow', { as: 'viewer' });
    assert.equal(answer.status, 500);
    assert.doesNotMatch(await answer.text(), /item_words|SQL|\.ts/);
    assert.equal(world.reported.length, 1);
  });

  it('carry the headers that keep browsers safe, and are kept by no cache', async () => {
    const world = await PagesWorld.make();
    const answer = await world.get('/', { as: 'viewer' });
    assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.match(answer.headers.get('cache-control') ?? '', /no-store/);
    assert.doesNotMatch(await answer.text(), /<script(?! type="module" src="\/assets\/)|\son[a-z]+=|style="/);
  });

  it('escape what others wrote, wherever it is shown', async () => {
    const world = await PagesWorld.make();
    const seq = world.seqOf(hostileTitle);
    const paths = [
      `/records/${seq}`,
      '/records',
      `/receipts/${world.receipt('left')}`,
      `/records?q=${encodeURIComponent(hostileTitle)}`,
      `/sign-in?next=${encodeURIComponent('/x"><script>alert(1)</script>')}`,
      `/${encodeURIComponent(hostileTitle)}`,
    ];
    for (const path of paths) {
      const text = await world.page(path);
      assert.doesNotMatch(text, /<script>|alert\("x"\)/, path);
    }
    assert.match(await world.page(`/records/${seq}`), /&lt;script&gt;alert/);
  });
});

describe('an account of a partner', () => {
  it('gets a plain statement and no word about anything that is held here', async () => {
    const world = await PagesWorld.make();
    const seqs = [0, 1, 2, 3, 4, 99].map((seq) => `/records/${seq}`);
    const search = [
      `/records?q=${secretWord}`,
      '/records?q=zzz',
      `/records?refused=${world.bereth.id}`,
      `/records?label=amber`,
    ];
    const paths = [
      ...Object.values(addresses(world)),
      ...seqs,
      ...search,
      `/parties/${world.calder.id}`,
      '/nowhere',
    ].filter((path) => path !== '/sign-in');
    for (const path of new Set(paths)) {
      const answer = await world.get(path, { as: 'partner' });
      assert.ok([403, 404, 405].includes(answer.status), `${path} answered ${answer.status}`);
      const text = await answer.text();
      for (const word of [secretWord, 'Sparrow', 'Heron', 'Calder', 'Charter', 'Pact', 'Offer', world.calder.id])
        assert.ok(!text.includes(word), `${path} names ${word}`);
    }
  });

  it('gets the same answer for a record that exists and one that does not', async () => {
    const world = await PagesWorld.make();
    const held = `/records/${world.seqOf(`${secretWord} two`)}`;
    assert.equal(await world.page(held, 'partner'), await world.page('/records/77777', 'partner'));
    assert.equal(
      await world.page(`/records?q=${secretWord}`, 'partner'),
      await world.page('/records?q=nothing', 'partner'),
    );
    const forms = [held, '/records/77777'].map((path) => world.post(`${path}/approve`, {}, { as: 'partner' }));
    const answers = await Promise.all(forms);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [403, 403],
    );
  });
});

describe('language and zone', () => {
  it('follow the browser, then the reader, who is remembered', async () => {
    const world = await PagesWorld.make();
    const lang = async (path: string, headers: Record<string, string>): Promise<string> =>
      /<html lang="([^"]+)"/.exec(await (await world.get(path, { headers })).text())?.[1] ?? '';
    assert.equal(await lang('/sign-in', {}), 'en');
    assert.equal(await lang('/sign-in', { 'accept-language': 'de, ru;q=0.8, fr' }), 'ru');
    assert.equal(await lang('/sign-in', { 'accept-language': 'zh-CN' }), 'zh-Hans');
    assert.equal(await lang('/sign-in?lang=ar', { 'accept-language': 'ru' }), 'ar');
    assert.equal(await lang('/sign-in?lang=xx', { 'accept-language': 'ru' }), 'ru');
    const chosen = await world.get('/sign-in?lang=fr');
    const [cookie = ''] = (chosen.headers.getSetCookie()[0] ?? '').split(';');
    assert.equal(await lang('/sign-in', { cookie, 'accept-language': 'ru' }), 'fr');
  });

  it('name parties and agreements in the reader’s language', async () => {
    const world = await PagesWorld.make();
    assert.match(await world.page('/agreements?lang=fr'), /Charter \(fr\).*Calder \(fr\)/s);
    assert.match(await world.page('/agreements?lang=ru'), /Charter<.*Calder/s);
  });

  it('show times in the zone that was chosen, and in UTC when the zone is not known', async () => {
    const world = await PagesWorld.make();
    const answer = await world.get('/log-book?tz=Asia/Tokyo', { as: 'viewer' });
    assert.match(await answer.text(), /Asia\/Tokyo/);
    assert.match(answer.headers.getSetCookie().join(), /comity-tz=Asia\/Tokyo/);
    for (const zone of ['Mars/Base', '../../x', 'a'.repeat(200), 'Europe/Paris%0d%0aX: y'])
      assert.match(await world.page(`/log-book?tz=${zone}`), /UTC/);
  });
});
