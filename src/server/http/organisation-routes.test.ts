import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Hono } from 'hono';
import { emptyProfile } from '#desks/infrastructure/profile.ts';
import type { Tlp } from '#protocol/record/label.ts';
import { agreementsOf, constituents, enrolCustodial } from '../constituency/constituent-book.ts';
import { declarationOf } from '../constituency/profile-book.ts';
import { reportsOf } from '../constituency/reports.ts';
import { resolveAudience } from '../notice/audience.ts';
import { stateNotice } from '../notice/state-notice.ts';
import { eraseByDecision } from '../party/erase-own.ts';
import { importObjects } from '../party/import-objects.ts';
import { organisationFeed } from './organisation-feed.ts';
import { organisationRoutes } from './organisation-routes.ts';
import { pageRoutes } from './page-routes.ts';
import { indicator, PagesWorld, secretWord, testStart } from './pages.fixture.ts';

const profileForm = {
  networks: '192.0.2.0/24',
  domains: 'Tarn.example\nwater.example',
  systems: 'AS64500',
  products: 'Acme / Gate / 1.2',
  contacts: 'duty@tarn.example,en,always',
  language: 'ar',
  noticesFrom: 'urgent',
  sectors: 'water',
};

/** Aldoria with two organisations, each with an analyst, of which the first has accepted its agreement. */
class Served {
  readonly world: PagesWorld;
  readonly tarn: string;
  readonly fell: string;
  readonly feeds: Hono;

  private constructor(world: PagesWorld) {
    this.world = world;
    this.tarn = this.#enrol('Tarn Water', 'green');
    this.fell = this.#enrol('Fell Energy', 'amber');
    const { aldoria: party, parts } = world;
    this.feeds = organisationFeed({ party, signIn: parts.signIn });
  }

  #enrol(name: string, ceiling: Tlp): string {
    const terms = { ceiling, years: 1 };
    return enrolCustodial(this.world.aldoria, { kind: 'company', names: [{ lang: 'en', text: name }], terms });
  }

  static async make(): Promise<Served> {
    const served = new Served(await PagesWorld.make());
    const { accounts } = served.world.parts;
    await accounts.add({ name: 'tarn', role: 'analyst', kind: 'person', party: served.tarn });
    await accounts.add({ name: 'reader', role: 'viewer', kind: 'person', party: served.tarn });
    await accounts.add({ name: 'fell', role: 'analyst', kind: 'person', party: served.fell });
    return served;
  }

  get(path: string, as: string): Promise<Response> {
    return this.world.get(path, { headers: { cookie: this.world.session(as).cookie } });
  }

  async text(path: string, as: string): Promise<string> {
    return (await this.get(path, as)).text();
  }

  post(path: string, fields: Readonly<Record<string, string>>, as: string): Promise<Response> {
    const { cookie, csrf } = this.world.session(as);
    return this.world.post(path, { csrf, ...fields }, { headers: { cookie } });
  }

  accept(as: string, organisation: string): Promise<Response> {
    const id = agreementsOf(this.world.aldoria, organisation)[0]?.agreement.id ?? '';
    return this.post(`/mine/agreements/${id}/accept`, { confirm: 'yes' }, as);
  }
}

describe('the pages of an enrolled organisation (Spec: CST-6)', () => {
  let served: Served;
  before(async () => {
    served = await Served.make();
  });

  it('are empty until its own account has accepted the agreement', async () => {
    const offered = await served.text('/mine', 'tarn');
    assert.match(offered, /offers you this agreement/);
    assert.doesNotMatch(offered, /Sparrow/);
    const id = agreementsOf(served.world.aldoria, served.tarn)[0]?.agreement.id ?? '';
    assert.equal((await served.post(`/mine/agreements/${id}/accept`, {}, 'tarn')).status, 422);
    assert.equal((await served.post(`/mine/agreements/${id}/accept`, { confirm: 'yes' }, 'reader')).status, 403);
    assert.equal((await served.post(`/mine/agreements/${id}/accept`, { confirm: 'yes' }, 'fell')).status, 404);
    assert.equal((await served.accept('tarn', served.tarn)).status, 303);
    assert.match(await served.text('/mine?show=all', 'tarn'), /Sparrow/);
  });

  it('show no byte of what is above its agreement, of partners, of others and of the log, though the centre holds it', async () => {
    const { world, tarn } = served;
    const others = [secretWord, 'Fell Energy', 'Bereth', 'Calder', 'Heron', 'Charter', 'administrator', served.fell];
    const centre = (
      await Promise.all(
        ['/records', '/parties', '/agreements', '/constituency', '/accounts'].map((path) => world.page(path)),
      )
    ).join('');
    for (const word of others) assert.ok(centre.includes(word), `the centre has ${word}`);
    const paths = [
      '/mine',
      '/mine?show=all',
      `/mine/records/${world.seqOf('Sparrow')}`,
      '/mine/profile',
      '/mine/report',
    ];
    for (const path of paths) {
      const answer = await served.get(path, 'tarn');
      assert.equal(answer.status, 200, path);
      const text = await answer.text();
      assert.ok(text.includes('Tarn Water') || text.includes('Aldoria'), path);
      for (const word of others) assert.equal(text.includes(word), false, `${path} shows ${word}`);
    }
    assert.ok((await served.text('/mine', 'tarn')).includes('Tarn Water'));
    assert.ok(tarn !== served.fell);
  });

  it('are the only ones that it can read: every page of the centre is refused to it, and its own to everybody else', async () => {
    let refused = 0;
    for (const { method, path, needs } of pageRoutes) {
      if (method !== 'GET' || needs === 'anyone' || needs === 'session' || path === '/') continue;
      const answer = await served.get(
        path.replace(':seq', '0').replace(':id', served.tarn).replace(':index', '0'),
        'tarn',
      );
      assert.equal(answer.status, 403, path);
      refused++;
    }
    assert.ok(refused > 20);
    assert.equal((await served.get('/', 'tarn')).headers.get('location'), '/mine');
    for (const { method, path } of organisationRoutes) {
      if (method !== 'GET') continue;
      const own = path.replace(':seq', '0').replace(':id', served.tarn);
      assert.equal((await served.world.get(own, { as: 'administrator' })).status, 404, path);
      assert.equal((await served.world.get(own, { as: 'partner' })).status, 403, path);
    }
  });

  it('take no form from its viewer, from a page of another session, or about what is of another organisation', async () => {
    const { world, tarn, fell } = served;
    const [id, other] = [tarn, fell].map((one) => agreementsOf(world.aldoria, one)[0]?.agreement.id ?? '');
    const forms = organisationRoutes.filter(({ method }) => method === 'POST');
    assert.ok(forms.length >= 9);
    const before = world.aldoria.log.frontier().size;
    for (const { path } of forms) {
      const own = path.replace(':id', id ?? '');
      assert.equal((await served.post(own, { confirm: 'yes' }, 'reader')).status, 403, path);
      for (const csrf of ['', 'wrong', world.session('reader').csrf]) {
        const answer = await served.post(own, { confirm: 'yes', ...profileForm, csrf }, 'tarn');
        assert.equal(answer.status, 403, path);
        assert.match(await answer.text(), /form-forged/, path);
      }
      if (!path.includes(':id')) continue;
      for (const odd of [other ?? '', world.seqOf('Sparrow').toString(), '__proto__', 'constructor', '%00'])
        assert.equal((await served.post(path.replace(':id', odd), { confirm: 'yes' }, 'tarn')).status, 404, path);
    }
    assert.equal(world.aldoria.log.frontier().size, before);
  });

  it('give a record only while it is open: not by its number when it is above, nor after it was erased', async () => {
    const { world } = served;
    assert.equal((await served.get(`/mine/records/${world.seqOf('Sparrow')}`, 'tarn')).status, 200);
    assert.equal((await served.get(`/mine/records/${world.seqOf(`${secretWord} one`)}`, 'tarn')).status, 404);
    assert.equal((await served.get(`/mine/records/${world.seqOf('Sparrow')}`, 'fell')).status, 404);
  });

  it('keep a profile, refuse a wrong one with its fields, and then show what concerns it and why', async () => {
    assert.equal(
      (await served.post('/mine/profile', { ...profileForm, networks: '192.0.2.0/99' }, 'tarn')).status,
      422,
    );
    assert.equal((await served.post('/mine/profile', profileForm, 'reader')).status, 403);
    assert.equal((await served.post('/mine/profile', profileForm, 'tarn')).status, 303);
    const { profile, contacts } = declarationOf(served.world.aldoria, served.tarn);
    assert.deepEqual(profile, {
      ...emptyProfile,
      sectors: ['water'],
      networks: ['192.0.2.0/24'],
      domains: ['tarn.example', 'water.example'],
      systems: [64_500],
      products: [{ vendor: 'Acme', product: 'Gate', version: '1.2' }],
      language: 'ar',
      noticesFrom: 'urgent',
    });
    assert.equal(contacts[0]?.mail, 'duty@tarn.example');
    assert.match(await served.text('/mine', 'tarn'), /Network: <bdi>192\.0\.2\.0\/24/);
    assert.match(await served.text(`/constituency/${served.tarn}`, 'analyst'), /tarn\.example/);
  });

  it('CST-9: take a report, which the centre sees as coming from it and which names nobody', async () => {
    const { aldoria } = served.world;
    assert.equal((await served.post('/mine/report', { values: 'not a value' }, 'tarn')).status, 422);
    const report = { values: '198.51.100.7\nevil.example', text: 'It scanned us.' };
    assert.equal((await served.post('/mine/report', report, 'tarn')).status, 303);
    const reported = reportsOf(aldoria, served.tarn);
    assert.equal(reported.length, 4);
    for (const { seq } of reported) {
      const item = aldoria.items.bySeq(seq ?? -1);
      assert.ok(item !== undefined);
      for (const name of ['Tarn', served.tarn]) assert.equal(item.text?.includes(name), false);
      const { label, author } = aldoria.items.factsOf(item.class);
      assert.deepEqual([label.tlp, author], ['amber+strict', aldoria.id]);
    }
    assert.match(await served.text(`/constituency/${served.tarn}`, 'analyst'), /evil\.example|198\.51\.100\.7/);
    assert.deepEqual(reportsOf(aldoria, served.fell), []);
    assert.doesNotMatch(await served.text('/mine/report', 'fell'), /198\.51/);
  });

  it('show a notice whose text is read only after the press of a button, and note the answers as its own', async () => {
    const { aldoria } = served.world;
    const texts = [{ lang: 'en', title: 'Close the valve', body: 'Somebody turns it.', steps: ['Close it'] }] as const;
    const notice = {
      name: 'ab'.repeat(16),
      version: 1,
      state: 'current',
      urgency: 'urgent',
      from: testStart,
      until: testStart + 86_400,
      by: testStart + 3600,
      texts,
      records: [],
    } as const;
    const audience = resolveAudience(aldoria, { kind: 'sector', sector: 'water' });
    assert.deepEqual(audience.audience, [served.tarn]);
    stateNotice(aldoria, { notice, ...audience, label: { tlp: 'green' } }, true);
    const page = await served.text('/mine', 'tarn');
    const [, id = ''] = /\/mine\/notices\/([0-9a-f]{64})/.exec(page) ?? [];
    assert.doesNotMatch(await served.text(`/mine/notices/${id}`, 'tarn'), /Somebody turns it/);
    assert.equal((await served.post(`/mine/notices/${id}/open`, {}, 'tarn')).status, 303);
    assert.match(await served.text(`/mine/notices/${id}`, 'tarn'), /Somebody turns it/);
    assert.equal((await served.post(`/mine/notices/${id}/acknowledge`, { status: 'working' }, 'tarn')).status, 303);
    assert.match(await served.text(`/notices/${id}`, 'analyst'), /Acknowledged/);
    assert.equal((await served.get(`/mine/notices/${id}`, 'fell')).status, 404);
  });

  it('ask it to follow an erasure and note that it has', async () => {
    const { world } = served;
    eraseByDecision(world.aldoria, [world.seqOf('Sparrow')]);
    const page = await served.text('/mine', 'tarn');
    const [path = ''] = /\/mine\/corrections\/[0-9a-f]{64}/.exec(page) ?? [];
    assert.equal((await served.post(path, {}, 'fell')).status, 404);
    assert.equal((await served.post(path, {}, 'tarn')).status, 303);
    assert.doesNotMatch(await served.text('/mine', 'tarn'), /\/mine\/corrections\//);
  });

  it('report no error of ours', () => {
    assert.deepEqual(served.world.reported, []);
  });
});

describe('a feed (Spec: CST-13)', () => {
  it('gives what concerns its organisation for a key that it made, in the header alone, until the key is ended', async () => {
    const served = await Served.make();
    await served.accept('tarn', served.tarn);
    await served.post('/mine/profile', profileForm, 'tarn');
    const { aldoria } = served.world;
    importObjects(
      aldoria,
      JSON.stringify([{ ...indicator(50, '=Gate', 'green'), pattern: "[domain-name:value = 'vpn.tarn.example']" }]),
    );
    importObjects(
      aldoria,
      JSON.stringify([{ ...indicator(51, 'Afar', 'green'), pattern: "[ipv4-addr:value = '203.0.113.9']" }]),
    );
    const made = await (await served.post('/mine/feed', {}, 'tarn')).text();
    const [, name = ''] = /<bdi>(feed-[0-9a-f]{12})<\/bdi>/.exec(made) ?? [];
    const token =
      [...made.matchAll(/<code class="hash" dir="ltr">([^<]{20,})<\/code>/g)]
        .map(([, text = '']) => text)
        .find((text) => !text.includes('/')) ?? '';
    const basic = `Basic ${Buffer.from(`${name}:${token}`).toString('base64')}`;
    const ask = (path: string, authorization?: string): Promise<Response> =>
      Promise.resolve(
        served.feeds.request(
          `http://127.0.0.1:8470${path}`,
          authorization === undefined ? {} : { headers: { authorization } },
        ),
      );
    assert.equal((await ask('/mine/feed.csv')).status, 401);
    assert.equal((await ask(`/mine/feed.csv?token=${token}`)).status, 401);
    const csv = await (await ask('/mine/feed.csv', basic)).text();
    assert.match(csv, /"domain-name","vpn\.tarn\.example",".*","green","'=Gate"/);
    assert.doesNotMatch(csv, /203\.0\.113\.9/);
    assert.doesNotMatch(csv, new RegExp(secretWord));
    assert.match(await (await ask('/mine/feed.csv?show=all', `Bearer ${token}`)).text(), /203\.0\.113\.9/);
    const { objects } = (await (await ask('/mine/feed.json', basic)).json()) as { objects: { name: string }[] };
    assert.ok(objects.some(({ name: title }) => title === '=Gate'));
    assert.equal((await served.post('/mine/feed/end', { name }, 'fell')).status, 404);
    assert.equal((await served.post('/mine/feed/end', { name }, 'tarn')).status, 303);
    assert.equal((await ask('/mine/feed.csv', basic)).status, 401);
    const { password = '' } = await served.world.parts.accounts.renew('viewer');
    const own = `Basic ${Buffer.from(`viewer:${password}`).toString('base64')}`;
    assert.equal((await ask('/mine/feed.csv', own)).status, 403);
  });
});

describe('the pages of a constituency', () => {
  it('enrol an organisation, show its password once, and end it', async () => {
    const world = await PagesWorld.make();
    const fields = {
      partner: '',
      name: 'Tarn Water',
      kind: 'company',
      ceiling: 'green',
      years: '2',
      account: 'tarn.duty',
    };
    assert.equal((await world.post('/constituency/enrol', fields, { as: 'analyst' })).status, 403);
    for (const wrong of [{ ceiling: 'red' }, { name: '' }, { years: '0' }, { account: 'viewer' }])
      assert.equal(
        (await world.post('/constituency/enrol', { ...fields, ...wrong }, { as: 'administrator' })).status,
        422,
      );
    const made = await (await world.post('/constituency/enrol', fields, { as: 'administrator' })).text();
    assert.match(made, /Tarn Water is enrolled|<bdi>Tarn Water<\/bdi> is enrolled/);
    const [one] = constituents(world.aldoria);
    assert.ok(one !== undefined);
    assert.match(await world.page('/constituency'), /Tarn Water/);
    assert.match(await world.page(`/constituency/${one.party}`), /keys are kept by/);
    assert.match(await world.page(`/parties/${one.party}`), /keys are kept by/);
    assert.equal((await world.post(`/constituency/${one.party}/end`, {}, { as: 'administrator' })).status, 422);
    assert.equal(
      (await world.post(`/constituency/${one.party}/end`, { confirm: 'yes' }, { as: 'administrator' })).status,
      303,
    );
    assert.equal(world.parts.accounts.find('tarn.duty')?.disabled !== undefined, true);
    assert.equal((await world.get(`/constituency/${one.party}`, { as: 'administrator' })).status, 404);
    assert.deepEqual(world.reported, []);
  });
});
