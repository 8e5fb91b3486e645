import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isPermitted } from '../egress/address-guard.ts';
import { waiting } from '../party/outbox.ts';
import { keepPeer, knownPeer, ownIntroduction } from '../party/peer-book.ts';
import { memoryParty } from './served-party.fixture.ts';
import { baseUrl, egressRule, isLoopbackUrl, moveTo } from './server-place.ts';

it('A base URL is https, or http on this machine, and nothing behind the host', () => {
  assert.equal(baseUrl('https://cert.example/'), 'https://cert.example');
  assert.equal(baseUrl('http://127.0.0.1:8470'), 'http://127.0.0.1:8470');
  assert.equal(baseUrl('http://[::1]:8470/'), 'http://[::1]:8470');
  const wrong = [
    'http://cert.example',
    'https://cert.example/path',
    'https://a@cert.example',
    'https://cert.example/?q',
    'https://cert.example/#x',
    'ftp://x',
    'cert.example',
    '',
  ];
  for (const url of wrong) assert.throws(() => baseUrl(url), { code: 'url-malformed' }, url);
});

it('Only a server on loopback may connect to loopback, and a network is permitted where it is named', () => {
  assert.equal(isLoopbackUrl('http://127.0.0.1.example:80'), false);
  assert.equal(isPermitted('127.0.0.1', egressRule('http://127.0.0.1:8470', [])), true);
  assert.equal(isPermitted('127.0.0.1', egressRule('https://cert.example', [])), false);
  assert.equal(isPermitted('10.1.2.3', egressRule('https://cert.example', [])), false);
  assert.equal(isPermitted('10.1.2.3', egressRule('https://cert.example', ['10.1.0.0/16'])), true);
  assert.throws(() => egressRule('https://cert.example', ['10.1.0.0']), { code: 'network-malformed' });
});

it('IDN-7: A new URL is stated in a signed card and told to every partner; the same one changes nothing', () => {
  const [party, partner] = [memoryParty('Aldoria'), memoryParty('Bereth')];
  keepPeer(party, ownIntroduction(partner), true);
  const before = party.log.frontier().size;
  moveTo(party, party.url);
  assert.equal(party.log.frontier().size, before);
  moveTo(party, 'https://cert.example');
  assert.equal(party.log.frontier().size, before + 1);
  assert.equal(knownPeer(party, party.id).url, 'https://cert.example');
  assert.deepEqual(knownPeer(party, party.id).names, [{ lang: 'en', text: 'Aldoria' }]);
  const [message] = waiting(party, partner.id);
  assert.equal(message?.path, '/link/hello');
  moveTo(party, 'https://other.example');
  assert.equal(waiting(party, partner.id).length, 1);
});
