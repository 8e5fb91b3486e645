import assert from 'node:assert/strict';
import { test } from 'node:test';
import { globalAddresses, globalAndLoopback } from './address-guard.ts';
import { guardedLookup } from './guarded-lookup.ts';

type Outcome = { error: NodeJS.ErrnoException | null; address: unknown; family?: number | undefined };

const lookUp = (
  addresses: readonly string[] | Error,
  options: { all?: boolean; secure?: boolean; demo?: boolean },
): Promise<Outcome> => {
  const resolve = async () => {
    if (addresses instanceof Error) throw addresses;
    return addresses;
  };
  const lookup = guardedLookup(resolve, options.secure ?? true, options.demo ? globalAndLoopback : globalAddresses);
  const { promise, resolve: settle } = Promise.withResolvers<Outcome>();
  lookup('cert.example', { all: options.all ?? true }, (error, address, family) => settle({ error, address, family }));
  return promise;
};

test('the judged addresses are handed over, and no others', async () => {
  const all = await lookUp(['8.8.8.8', '2606:4700::1111'], {});
  assert.deepEqual(all, {
    error: null,
    address: [
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ],
    family: undefined,
  });
  assert.deepEqual(await lookUp(['8.8.8.8', '1.1.1.1'], { all: false }), {
    error: null,
    address: '8.8.8.8',
    family: 4,
  });
});

test('one refused address among several refuses all', async () => {
  for (const addresses of [
    ['127.0.0.1'],
    ['8.8.8.8', '10.0.0.1'],
    ['::ffff:10.0.0.1'],
    ['not an address'],
    ['0177.0.0.1'],
  ]) {
    const { error } = await lookUp(addresses, {});
    assert.equal(error?.code, 'egress-address-refused', String(addresses));
  }
});

test('a name without TLS must be loopback at every address', async () => {
  assert.equal((await lookUp(['127.0.0.1'], { secure: false, demo: true })).error, null);
  assert.equal(
    (await lookUp(['127.0.0.1', '8.8.8.8'], { secure: false, demo: true })).error?.code,
    'egress-address-refused',
  );
  assert.equal((await lookUp(['8.8.8.8'], { secure: false })).error?.code, 'egress-address-refused');
});

test('a name without an address is unreachable', async () => {
  assert.equal((await lookUp([], {})).error?.code, 'egress-unreachable');
  assert.equal((await lookUp(new Error('ENOTFOUND'), {})).error?.code, 'egress-unreachable');
});
