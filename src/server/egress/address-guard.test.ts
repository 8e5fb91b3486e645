import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addressRule,
  checkAddress,
  checkUrl,
  globalAddresses,
  globalAndLoopback,
  isLoopback,
  isPermitted,
} from './address-guard.ts';

const refused: Readonly<Record<string, readonly string[]>> = {
  'this network': ['0.0.0.0', '0.1.2.3', '::'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1'],
  'shared by carriers': ['100.64.0.1', '100.127.255.255'],
  'link-local': ['169.254.0.1', 'fe80::1', 'fe80::1%eth0', 'fe80::1%1'],
  metadata: ['169.254.169.254', '100.100.100.200', '168.63.129.16', 'fd00:ec2::254'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
  benchmarking: ['198.18.0.1', '198.19.255.255', '2001:2::1'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  'reserved and broadcast': [
    '240.0.0.1',
    '255.255.255.255',
    '192.0.0.1',
    '192.88.99.1',
    '4000::1',
    'fec0::1',
    '5f00::1',
    '100::1',
  ],
  'IPv4 inside IPv6': [
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
  ],
  'odd spellings': [
    '0177.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '017700000001',
    '8.8.8',
    '8.8.8.010',
    '08.8.8.8',
  ],
  'no address': [
    '',
    ' ',
    'localhost',
    'example.org',
    '8.8.8.8 ',
    ' 8.8.8.8',
    '8.8.8.8:53',
    '[2a00::1]',
    '8.8.8.256',
    '1.2.3.4.5',
    'null',
  ],
};

for (const [kind, addresses] of Object.entries(refused)) {
  test(`an address of the kind "${kind}" is refused`, () => {
    for (const address of addresses) {
      assert.equal(isPermitted(address, globalAddresses), false, address);
      assert.throws(() => checkAddress(address, true, globalAddresses), { code: 'egress-address-refused' }, address);
    }
  });
}

test('a global unicast address is permitted', () => {
  for (const address of [
    '8.8.8.8',
    '1.1.1.1',
    '172.32.0.1',
    '100.128.0.1',
    '2a00:1450::1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
  ])
    assert.equal(isPermitted(address, globalAddresses), true, address);
});

test('an allowed network is permitted, and nothing beside it', () => {
  const rule = addressRule(['10.1.0.0/16', 'fd12::/16']);
  for (const address of ['10.1.2.3', 'fd12::1', '8.8.8.8']) assert.equal(isPermitted(address, rule), true, address);
  for (const address of ['10.2.0.1', '127.0.0.1', 'fd13::1', '::1', '::ffff:10.2.0.1'])
    assert.equal(isPermitted(address, rule), false, address);
  assert.equal(isPermitted('::ffff:10.1.2.3', rule), true);
});

test('a malformed network is refused when the rule is made', () => {
  for (const network of ['10.0.0.0', '10.0.0.0/33', 'localhost/8', ''])
    assert.throws(() => addressRule([network]), network);
});

test('loopback is permitted for the demo only', () => {
  for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) {
    assert.equal(isPermitted(address, globalAndLoopback), true, address);
    assert.equal(isLoopback(address), true, address);
  }
  for (const address of ['10.0.0.1', '0.0.0.0', '8.8.8.8', 'localhost', '::'])
    assert.equal(isLoopback(address), false, address);
});

test('without TLS only loopback may be addressed, whatever is allowed', () => {
  checkAddress('127.0.0.1', false, globalAndLoopback);
  for (const address of ['8.8.8.8', '10.0.0.1'])
    assert.throws(() => checkAddress(address, false, addressRule(['10.0.0.0/8'])), { code: 'egress-address-refused' });
});

test('a URL to a global address or a name is permitted', () => {
  const urls = [
    'https://cert.example/',
    'https://cert.example:8443/link?x=1',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]:8470/a',
    'https://xn--bcher-kva.example/',
    'http://cert.example/', // refused later, unless its addresses are loopback
  ];
  for (const url of urls) assert.equal(checkUrl(url, globalAddresses).href, url);
});

test('a URL in any form but the serialised one is refused', () => {
  const urls = [
    '',
    'cert.example',
    '//cert.example/',
    'https://cert.example',
    'https://CERT.example/',
    'https://cert.example:443/',
    'https://cert.example/#a',
    'https://cert.example/#',
    'https://cert.example/../',
    'https://cert。example/',
    'https://cert.example/\u0000',
    'https://cert.example\\@127.0.0.1/',
    `https://cert.example/${'a'.repeat(2048)}`,
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://0x7f.1/',
    'https://127.1/',
    'https://[::ffff:127.0.0.1]/',
  ];
  for (const url of urls) assert.throws(() => checkUrl(url, globalAddresses), { code: 'egress-url-refused' }, url);
});

test('user information, other schemes and ports of other services are refused, each with its part', () => {
  const cases: [string, string][] = [
    ['https://user@cert.example/', 'userinfo'],
    ['https://user:word@cert.example/', 'userinfo'],
    ['https://cert.example:1@8.8.8.8/', 'userinfo'],
    ['ftp://cert.example/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['data:text/plain,a', 'scheme'],
    ['javascript:0', 'scheme'],
    ['ws://cert.example/', 'scheme'],
    ['unix:/run/a.sock', 'scheme'],
    ['https://cert.example:22/', 'port'],
    ['https://cert.example:25/', 'port'],
    ['https://cert.example:0/', 'port'],
    ['https://cert.example:80/', 'port'],
    ['http://cert.example:443/', 'port'],
    ['https://cert.example:1023/', 'port'],
  ];
  for (const [url, path] of cases)
    assert.throws(() => checkUrl(url, globalAddresses), { code: 'egress-url-refused', path }, url);
});

test('a URL with a refused address is refused before any lookup', () => {
  const urls = [
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://169.254.169.254/latest/',
    'https://[::ffff:7f00:1]/',
    'https://[fe80::1]/',
  ];
  for (const url of urls) assert.throws(() => checkUrl(url, globalAddresses), { code: 'egress-address-refused' }, url);
  assert.throws(() => checkUrl('http://8.8.8.8/', globalAndLoopback), {
    code: 'egress-address-refused',
    path: 'scheme',
  });
  assert.equal(checkUrl('http://127.0.0.1:8470/', globalAndLoopback).port, '8470');
  assert.equal(checkUrl('http://[::1]:8470/', globalAndLoopback).port, '8470');
});
