import assert from 'node:assert/strict';
import { it } from 'node:test';
import { noticeCookie, readerChoice } from './reader-cookies.ts';

const asked = (url: string, headers: Record<string, string> = {}, method = 'GET') =>
  readerChoice({ secure: false }, new Request(`http://127.0.0.1${url}`, { headers, method }));

it('without any wish a reader gets English and UTC, and no cookie', () => {
  assert.deepEqual(asked('/'), { language: 'en', timeZone: 'UTC', notice: undefined, cookies: [] });
});

it('the query wins over the cookie, and the cookie over the browser', () => {
  const headers = { cookie: 'x=1; comity-lang=ru; comity-tz=Asia/Tokyo', 'accept-language': 'fr' };
  assert.equal(asked('/', headers).language, 'ru');
  assert.equal(asked('/', headers).timeZone, 'Asia/Tokyo');
  const chosen = asked('/?lang=zh&tz=Europe/Paris', headers);
  assert.deepEqual([chosen.language, chosen.timeZone, chosen.cookies.length], ['zh', 'Europe/Paris', 2]);
});

it('a wish or cookie that is not understood counts for nothing', () => {
  const headers = { cookie: 'comity-lang=klingon; comity-tz=../etc; comity-notice=<b>' };
  assert.deepEqual(asked('/?lang=EN&tz=Mars', headers), {
    language: 'en',
    timeZone: 'UTC',
    notice: undefined,
    cookies: [],
  });
});

it('no cookie can be made to say more than its value', () => {
  for (const query of ['tz=Europe%2FParis%3B%20Domain%3Dx', 'lang=fr%0d%0aX', 'tz=Etc%2FGMT%2B5%20'])
    assert.deepEqual(asked(`/?${query}`).cookies, []);
});

it('a notice is said once, and only on a page', () => {
  const cookie = noticeCookie({ secure: false }, 'signed').split(';')[0] ?? '';
  const shown = asked('/', { cookie });
  assert.equal(shown.notice, 'signed');
  assert.match(shown.cookies.join(), /^comity-notice=; .*Max-Age=0/);
  assert.equal(asked('/', { cookie }, 'POST').notice, undefined);
});

it('cookies travel over https alone where the server is reached so', () => {
  assert.match(noticeCookie({ secure: true }, 'signed'), /; Secure$/);
  assert.doesNotMatch(noticeCookie({ secure: false }, 'signed'), /Secure/);
});
