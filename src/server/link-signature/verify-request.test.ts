import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { base64, hex } from '#protocol/bytes/encodings.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { ed25519PublicKey, signEd25519 } from '#protocol/identity/ed25519.ts';
import { formatSignature, linkSignatureBase } from './link-profile.ts';
import { NonceCache } from './nonce-cache.ts';
import { signRequest } from './sign-request.ts';
import { signatureFaultCodes } from './signature-fault.ts';
import { type SignatureVerifier, verifyRequest, verifyRequestHead } from './verify-request.ts';

const now = 1_800_000_000;
const keyid = 'ab'.repeat(32);
const seed = new Uint8Array(32).fill(7);
const otherSeed = new Uint8Array(32).fill(8);
const target = 'https://cert.example/link/v1/releases?after=0';
const body = utf8('body');
let count = 0;
const freshNonce = () => new Uint8Array(16).fill(count++ % 256);
const seen = new Set<string>();

const verifier = (change: Partial<SignatureVerifier> = {}): SignatureVerifier => ({
  keys: (id) => (id === keyid ? [ed25519PublicKey(seed)] : []),
  nonces: new NonceCache({ since: 0 }),
  now,
  ...change,
});

const signed = (change: { at?: number; seed?: Uint8Array; keyid?: string } = {}) => ({
  method: 'POST',
  target,
  body,
  headers: Object.entries<string>(
    signRequest(
      { method: 'POST', target, body },
      { keyid: change.keyid ?? keyid, seed: change.seed ?? seed, now: change.at ?? now, nonce: freshNonce() },
    ),
  ),
});
type Signed = ReturnType<typeof signed>;

const header = (request: Signed, name: string) => request.headers.find(([key]) => key === name)?.[1] ?? '';
const withHeader = (request: Signed, name: string, change: (value: string) => string | undefined): Signed => ({
  ...request,
  headers: request.headers.flatMap(([key, value]): [string, string][] => {
    const changed = key === name ? change(value) : value;
    return changed === undefined ? [] : [[key, changed]];
  }),
});

function refused(code: (typeof signatureFaultCodes)[number], request: Signed, by = verifier()): void {
  assert.throws(() => verifyRequest(request, by), { code });
  assert.equal(by.nonces.size <= 1, true);
  seen.add(code);
}

test('a signed request verifies and names its party', () => {
  const head = verifyRequest(signed(), verifier());
  assert.equal(head.keyid, keyid);
  assert.equal(head.created, now);
  assert.equal(head.expires, now + 300);
});

test('headers verify in any case and as Fetch headers', () => {
  const request = signed();
  verifyRequest({ ...request, headers: new Headers(request.headers) }, verifier());
  const upper = request.headers.map(([key, value]): [string, string] => [key.toUpperCase(), value]);
  verifyRequest({ ...request, headers: [['host', 'evil.example'], ...upper] }, verifier());
});

test('the head verifies without the body, and says what the body must be (LSG-5)', () => {
  const { body: _, ...request } = signed();
  assert.equal(
    hex(verifyRequestHead(request, verifier()).digest),
    hex(new Uint8Array(Buffer.from('230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5', 'hex'))),
  );
});

test('any of several key versions may have signed (LSG-8)', () => {
  const keys = () => [ed25519PublicKey(otherSeed), ed25519PublicKey(seed)];
  verifyRequest(signed(), verifier({ keys }));
});

test('every part that is covered is protected (LSG-1, LSG-5)', () => {
  refused('signature-wrong', { ...signed(), method: 'PUT' });
  refused('signature-wrong', { ...signed(), target: target.replace('after=0', 'after=1') });
  refused('signature-wrong', { ...signed(), target: target.replace('cert.example', 'other.example') });
  refused('digest-mismatch', { ...signed(), body: utf8('bodx') });
  refused('digest-mismatch', { ...signed(), body: new Uint8Array() });
  refused(
    'signature-wrong',
    withHeader(signed(), 'content-digest', () => `sha-256=:${base64(new Uint8Array(32))}:`),
  );
  const inputs: [RegExp, string][] = [
    [/created=1800000000/, 'created=1800000001'],
    [/expires=1800000300/, 'expires=1800000299'],
    [/nonce="./, 'nonce="Q'],
  ];
  for (const [from, to] of inputs)
    refused(
      'signature-wrong',
      withHeader(signed(), 'signature-input', (value) => value.replace(from, to)),
    );
  refused('signature-wrong', signed({ seed: otherSeed }));
});

test('one changed bit anywhere in the three headers is refused', () => {
  const request = signed();
  const place = fc.record({ header: fc.nat({ max: 2 }), at: fc.nat(), bit: fc.nat({ max: 6 }) });
  fc.assert(
    fc.property(place, ({ header: index, at, bit }) => {
      const headers = request.headers.map(([key, value], position): [string, string] => {
        if (position !== index) return [key, value];
        const bytes = utf8(value);
        const spot = at % bytes.length;
        bytes[spot] = (bytes[spot] ?? 0) ^ (1 << bit);
        return [key, new TextDecoder().decode(bytes)];
      });
      assert.throws(() => verifyRequest({ ...request, headers }, verifier()), { name: 'Fault' });
    }),
    { numRuns: 300 },
  );
});

test('a missing header is refused (LSG-10)', () => {
  refused(
    'signature-missing',
    withHeader(signed(), 'signature', () => undefined),
  );
  refused(
    'signature-missing',
    withHeader(signed(), 'signature-input', () => undefined),
  );
  refused(
    'digest-missing',
    withHeader(signed(), 'content-digest', () => undefined),
  );
  refused('signature-missing', { ...signed(), headers: [] });
});

test('a repeated header is refused, in two fields or joined in one (LSG-3)', () => {
  for (const name of ['signature', 'signature-input', 'content-digest']) {
    const request = signed();
    refused('signature-repeated', {
      ...request,
      headers: [...request.headers, [name.toUpperCase(), header(request, name)]],
    });
    const code = name === 'content-digest' ? 'digest-malformed' : 'signature-malformed';
    refused(
      code,
      withHeader(signed(), name, (value) => `${value}, ${value}`),
    );
  }
});

test('a label of another name, or more than one, is refused (LSG-3)', () => {
  for (const name of ['signature', 'signature-input']) {
    refused(
      'signature-label',
      withHeader(signed(), name, (value) => value.replace('comity=', 'sig1=')),
    );
    refused(
      'signature-label',
      withHeader(signed(), name, (value) => `${value}, sig1=${value.slice('comity='.length)}`),
    );
    refused(
      'signature-label',
      withHeader(signed(), name, () => ''),
    );
  }
});

test('components other than the three, or in another order, are refused (LSG-1)', () => {
  const lists = [
    '()',
    '("@method")',
    '("@method" "@target-uri")',
    '("@target-uri" "@method" "content-digest")',
    '("@method" "@target-uri" "content-digest" "date")',
    '("@method" "@method" "@target-uri" "content-digest")',
    '("@method" "@target-uri" "content-digest";req)',
    '("@method" "@target-uri";name="a" "content-digest")',
    '("@method" "@target-uri" "Content-Digest")',
  ];
  for (const list of lists)
    refused(
      'signature-components',
      withHeader(signed(), 'signature-input', (value) => value.replace(/\([^)]*\)/, list)),
    );
});

test('parameters are exactly five, of the right form (LSG-2)', () => {
  const changes: [RegExp, string][] = [
    [/;created=\d+/, ''],
    [/;expires=\d+/, ''],
    [/;nonce="[^"]*"/, ''],
    [/;keyid="[^"]*"/, ''],
    [/;tag="comity"/, ''],
    [/tag="comity"/, 'tag="other"'],
    [/tag="comity"/, 'tag=comity'],
    [/$/, ';alg="ed25519"'],
    [/created=\d+/, 'created=-1'],
    [/created=\d+/, 'created=1.5'],
    [/created=\d+/, 'created="1800000000"'],
    [/nonce="[^"]*"/, 'nonce="AAAA"'],
    [/nonce="[^"]*"/, `nonce="${'A'.repeat(24)}"`],
    [/nonce="[^"]*"/, 'nonce="AAAAAAAAAAAAAAAAAAAAAB=="'],
    [/nonce="[^"]*"/, `nonce=:${base64(new Uint8Array(16))}:`],
    [/keyid="[^"]*"/, `keyid="${keyid.toUpperCase()}"`],
    [/keyid="[^"]*"/, 'keyid="https://evil.example/key"'],
  ];
  for (const [from, to] of changes)
    refused(
      'signature-parameters',
      withHeader(signed(), 'signature-input', (value) => value.replace(from, to)),
    );
});

test('other spellings of the same parameters are refused (LSG-3)', () => {
  const changes: [RegExp, string][] = [
    [/;tag="comity"/, '; tag="comity"'],
    [/" "@target/, '"  "@target'],
    [/;created=(\d+);expires=(\d+)/, ';expires=$2;created=$1'],
    [/;created=/, ';created=1;created='],
    [/created=/, 'created=0'],
    [/created=\d+/, 'created=@1800000000'],
    [/\(/, '( '],
    [/$/, ' '],
    [/$/, ','],
    [/^comity=.*$/, 'comity'],
    [/^comity=.*$/, 'comity="text"'],
    [/^comity=/, 'comity=="'],
  ];
  for (const [from, to] of changes)
    refused(
      'signature-malformed',
      withHeader(signed(), 'signature-input', (value) => value.replace(from, to)),
    );
});

test('a signature that is not 64 bytes in their only spelling is refused (LSG-3)', () => {
  const texts = [
    'comity',
    'comity=::',
    'comity=:AAAA:',
    'comity="AAAA"',
    'comity=1',
    'comity=(:AAAA:)',
    'comity=:****:',
    '\u0000',
  ];
  for (const text of texts)
    refused(
      'signature-malformed',
      withHeader(signed(), 'signature', () => text),
    );
  refused(
    'signature-malformed',
    withHeader(signed(), 'signature', (value) => value.replace('==:', ':')),
  );
  refused(
    'signature-malformed',
    withHeader(signed(), 'signature', (value) => `${value};a`),
  );
});

test('a header of great length is refused before it is parsed (LSG-3)', () => {
  refused(
    'signature-too-long',
    withHeader(signed(), 'signature-input', (value) => `${value};${'a'.repeat(1100)}`),
  );
  refused(
    'signature-too-long',
    withHeader(signed(), 'content-digest', (value) => value.padEnd(1025)),
  );
});

test('a request lives from its making to its end, and not a second more (LSG-6)', () => {
  verifyRequest(signed({ at: now - 300 }), verifier());
  verifyRequest(signed({ at: now + 60 }), verifier());
  refused('signature-expired', signed({ at: now - 301 }));
  refused('signature-future', signed({ at: now + 61 }));
  const lifetimes = [0, -1, 301, 31_536_000].map((seconds) => now + seconds);
  for (const expires of lifetimes)
    refused(
      'signature-lifetime',
      withHeader(signed(), 'signature-input', (value) => value.replace(/expires=\d+/, `expires=${expires}`)),
    );
});

test('a long life is refused even when its maker signed it (LSG-6)', () => {
  const request = signed();
  const parameters = { created: now, expires: now + 301, nonce: base64(freshNonce()), keyid };
  const digest = header(request, 'content-digest');
  const signature = formatSignature(
    signEd25519(seed, linkSignatureBase({ method: 'POST', target, digest, parameters })),
  );
  const input = header(request, 'signature-input')
    .replace('300', '301')
    .replace(/nonce="[^"]*"/, `nonce="${parameters.nonce}"`);
  const longer = withHeader(
    withHeader(request, 'signature', () => signature),
    'signature-input',
    () => input,
  );
  refused('signature-lifetime', longer);
});

test('a request is good once (LSG-7)', () => {
  const by = verifier();
  const request = signed();
  verifyRequest(request, by);
  refused('signature-replayed', request, by);
  refused('signature-replayed', { ...request, body: utf8('other') }, { ...by, now: now + 300 });
  refused('signature-expired', request, { ...by, now: now + 301 });
});

test('a stranger or forger uses up no nonce (LSG-7)', () => {
  const by = verifier();
  const request = signed();
  refused('signature-wrong', { ...request, method: 'GET' }, by);
  assert.equal(by.nonces.size, 0);
  verifyRequest(request, by);
});

test('what a restarted server cannot remember is refused (LSG-7)', () => {
  refused('signature-forgotten', signed({ at: now - 1 }), verifier({ nonces: new NonceCache({ since: now }) }));
});

test('a party with too many requests is refused (LSG-7)', () => {
  const by = verifier({ nonces: new NonceCache({ since: 0, perKey: 1 }) });
  verifyRequest(signed(), by);
  refused('signature-nonces-full', signed(), by);
});

test('a key of nobody known is refused, without asking anybody (LSG-8)', () => {
  refused('signature-key-unknown', signed({ keyid: 'cd'.repeat(32) }));
});

test('a key of small order verifies nothing (LSG-9)', () => {
  const identity = new Uint8Array(32);
  identity[0] = 1;
  refused(
    'signature-wrong',
    withHeader(signed(), 'signature', () => formatSignature(new Uint8Array(64).with(0, 1))),
    verifier({ keys: () => [identity] }),
  );
});

test('a method or target of the wrong form is refused on both sides (LSG-4)', () => {
  for (const method of ['', 'get', 'GE', 'G ET', 'POST\n']) {
    refused('signature-method', { ...signed(), method });
    assert.throws(() => signRequest({ method, target, body }, { keyid, seed, now, nonce: freshNonce() }), {
      code: 'signature-method',
    });
  }
  for (const bad of ['/link', 'https://cert.example', 'https://cert.example/#a']) {
    refused('signature-target', { ...signed(), target: bad });
    const request = { method: 'GET', target: bad, body };
    assert.throws(() => signRequest(request, { keyid, seed, now, nonce: freshNonce() }), { code: 'signature-target' });
  }
});

test('a signer with a wrong key id or nonce is told at once (LSG-2)', () => {
  const request = { method: 'GET', target, body };
  for (const wrong of [{ keyid: 'me' }, { keyid: '"' }, { nonce: new Uint8Array(15) }])
    assert.throws(() => signRequest(request, { keyid, seed, now, nonce: freshNonce(), ...wrong }), { name: 'Fault' });
});

test('a request without a body is signed over the empty body', () => {
  const request = { method: 'GET', target, body: new Uint8Array() };
  const headers = Object.entries<string>(signRequest(request, { keyid, seed, now, nonce: freshNonce() }));
  verifyRequest({ ...request, headers }, verifier());
});

test('the headers of a signature stay under 500 bytes', () => {
  const bytes = signed().headers.reduce((sum, [key, value]) => sum + key.length + value.length + 4, 0);
  assert.ok(bytes < 500, `${bytes}`);
});

test('every fault code was seen here', () => {
  assert.deepEqual([...signatureFaultCodes].sort(), [...seen].sort());
});
