import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createMessage, generateKey, sign } from 'openpgp';
import { sampleAdvisory } from '#exchange/csaf/sample-advisory.fixture.ts';
import { tlpMarkingId } from '#exchange/stix/tlp-definition.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { listen } from '#server/process/listener.ts';
import { takePartyLock } from '#server/process/party-lock.ts';
import { freshDirectory, identity } from '#server/process/served-party.fixture.ts';
import { call, comity, json } from './comity.fixture.ts';
import { progressLine } from './import-command.ts';

async function found(test: TestContext): Promise<string> {
  const data = join(freshDirectory(test), 'party');
  assert.equal((await call('init', '--data', data, '--name', 'Aldoria', '--kind', 'cert')).code, 0);
  return data;
}

function bundleIn(data: string, objects: readonly object[], name = 'bundle.json'): string {
  const path = join(data, name);
  writeFileSync(path, JSON.stringify({ type: 'bundle', id: 'bundle--00000000-0000-4000-8000-000000000000', objects }));
  return path;
}

const objectsIn = (path: string): unknown[] => JSON.parse(readFileSync(path, 'utf8')).objects;
const byId = (objects: readonly unknown[]): unknown[] =>
  objects.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

describe('import', () => {
  it('takes in, knows again, and names what it refuses or loses', async (t) => {
    const data = await found(t);
    const faulty = { ...identity(3), name: 5 };
    const path = bundleIn(data, [identity(1), identity(2), faulty]);
    const first = json(await call('import', '--data', data, path, '--json'));
    assert.deepEqual([first['seen'], first['accepted'], first['known'], first['refused']], [3, 2, 0, 1]);
    assert.equal(Array.isArray(first['faults']) && first['faults'].length, 1);
    assert.equal(Array.isArray(first['losses']) && first['losses'].length, 1);
    const again = await call('import', '--data', data, path);
    assert.deepEqual([again.code, again.out], [0, '3 objects: 0 accepted, 2 known, 1 refused; 1 losses\n']);
    assert.match(again.err, /^refused stix-\S+ \/objects\/2\S*: .*\nloss loss-bundle-id \/id: /);
  });

  it('ends with 1 when nothing got in, and with 0 when there was nothing', async (t) => {
    const data = await found(t);
    assert.equal((await call('import', '--data', data, bundleIn(data, [{ type: 'x' }]))).code, 1);
    writeFileSync(join(data, 'broken.json'), 'not json');
    assert.equal((await call('import', '--data', data, join(data, 'broken.json'))).code, 1);
    writeFileSync(join(data, 'empty.json'), '[]');
    assert.equal((await call('import', '--data', data, join(data, 'empty.json'))).code, 0);
  });

  it('lists the first twenty, and all with --json', async (t) => {
    const data = await found(t);
    const path = bundleIn(
      data,
      Array.from({ length: 25 }, () => ({ type: 'x' })),
    );
    const { err } = await call('import', '--data', data, path);
    assert.equal(err.match(/^refused /gm)?.length, 20);
    assert.match(err, /more; --json lists all\./);
    const all: { faults: unknown[] } = JSON.parse((await call('import', '--data', data, path, '--json')).out);
    assert.ok(all.faults.length >= 25);
  });

  it('gives objects without a marking the level that is asked for', async (t) => {
    const data = await found(t);
    json(await call('import', '--data', data, bundleIn(data, [identity(1)]), '--unmarked', 'clear', '--json'));
    json(await call('import', '--data', data, bundleIn(data, [identity(2)]), '--json'));
    const told = await call('explain', '--data', data, '0', 'Aldoria');
    assert.match(told.out, /^Record 0, identity, TLP:CLEAR$/m);
    assert.match(
      (await call('explain', '--data', data, '1', 'Aldoria')).out,
      /^Record 1, identity, TLP:AMBER\+STRICT$/m,
    );
  });

  it('fetches a URL, and says when the other server does not give it', { timeout: 30_000 }, async (t) => {
    const data = await found(t);
    const answers = (request: Request): Response =>
      new URL(request.url).pathname === '/bundle' ? Response.json([identity(1)]) : new Response('no', { status: 404 });
    const server = await listen(answers, { host: '127.0.0.1', port: 0 });
    t.after(() => server.close(0));
    const url = `http://127.0.0.1:${server.port}`;
    assert.equal(json(await call('import', '--data', data, `${url}/bundle`, '--json'))['accepted'], 1);
    assert.match((await call('import', '--data', data, `${url}/other`)).err, /^fetch-status: /);
    assert.match((await call('import', '--data', data, 'http://192.0.2.1/bundle')).err, /^egress-address-refused: /);
    await server.close(0);
    assert.match((await call('import', '--data', data, `${url}/bundle`)).err, /^egress-unreachable: /);
  });

  it('seals what it took in, unless a server has the party', async (t) => {
    const data = await found(t);
    const alone = await call('import', '--data', data, bundleIn(data, [identity(1)]));
    assert.equal(alone.err.includes('for the server to log'), false);
    const lock = takePartyLock(data, 'serve');
    const beside = await call('import', '--data', data, bundleIn(data, [identity(2)]));
    lock?.release();
    assert.match(beside.err, /^1 entry waits for the server to log it\.$/m);
    const next = await call('import', '--data', data, bundleIn(data, [identity(2)]));
    assert.equal(next.err.includes('for the server to log'), false, 'this command has sealed it');
    assert.equal(json(await call('verify', data, '--json'))['ok'], true);
    assert.equal(json(await call('audit', '--data', data, '--json'))['ok'], true);
  });

  it('shows progress as one line that is full at the end', () => {
    assert.equal(progressLine(0, 4), `\r[${'.'.repeat(30)}] 0 of 4`);
    assert.equal(progressLine(2, 4), `\r[${'#'.repeat(15)}${'.'.repeat(15)}] 2 of 4`);
    assert.equal(progressLine(4, 4), `\r[${'#'.repeat(30)}] 4 of 4\n`);
    assert.equal(progressLine(0, 0), `\r[${'#'.repeat(30)}] 0 of 0\n`);
  });
});

describe('CSAF', () => {
  it('CSF-5, CSF-10: takes a folder with hashes beside, and gives it back to the byte', async (t) => {
    const data = await found(t);
    const folder = join(data, 'in');
    mkdirSync(folder);
    const text = JSON.stringify(sampleAdvisory(), null, 1);
    writeFileSync(join(folder, 'ap-2026_001.json'), text);
    const hash = createHash('sha512').update(text).digest('hex');
    writeFileSync(join(folder, 'ap-2026_001.json.sha512'), `${hash}  ap-2026_001.json\n`);
    const taken = json(await call('import', '--data', data, folder, '--json'));
    assert.deepEqual([taken['seen'], taken['accepted'], taken['faults']], [4, 4, []]);
    const out = join(data, 'out');
    const { code, err } = await call('export', '--data', data, '--format', 'csaf', '--out', out);
    assert.deepEqual([code, err], [0, '1 advisories written, 0 refused, 0 older versions left out\n']);
    for (const name of ['ap-2026_001.json', 'ap-2026_001.json.sha512'])
      assert.equal(readFileSync(join(out, name), 'utf8'), readFileSync(join(folder, name), 'utf8'));
    const again = await call('export', '--data', data, '--format', 'csaf', '--out', out);
    assert.match(again.err, /^refused file-exists csaf:https:\/\/pumps\.example#AP-2026:001: /);
    writeFileSync(join(folder, 'ap-2026_001.json.sha512'), `${'0'.repeat(128)}  ap-2026_001.json\n`);
    const broken = await call('import', '--data', data, folder);
    assert.match(broken.err, /^refused csaf-hash-differs ap-2026_001\.json: /);
  });

  it('CSF-11: refuses a file whose signature does not hold, and says what it knows of another', {
    timeout: 60_000,
  }, async (t) => {
    const data = await found(t);
    const text = JSON.stringify(sampleAdvisory());
    const file = join(data, 'ap-2026_001.json');
    const key = await generateKey({ userIDs: [{ name: 'Aldoria Pumps' }], format: 'object' });
    const message = await createMessage({ binary: utf8(text) });
    const signature = await sign({ message, signingKeys: key.privateKey, detached: true });
    writeFileSync(join(data, 'key.asc'), key.publicKey.armor());
    writeFileSync(`${file}.asc`, String(signature));
    writeFileSync(file, `${text}\n`);
    const withKey = ['import', '--data', data, file, '--key', join(data, 'key.asc')] as const;
    const wrong = await call(...withKey);
    assert.deepEqual([wrong.code, wrong.err.split(' ', 2)], [1, ['refused', 'csaf-signature-wrong']]);
    writeFileSync(file, text);
    assert.match((await call('import', '--data', data, file)).err, /^note csaf-signature-unchecked /);
    assert.match((await call(...withKey)).err, /^note csaf-signature-holds /);
  });

  it('CSF-11: checks imports with the keys that are kept, and no more with one that was removed', {
    timeout: 60_000,
  }, async (t) => {
    const data = await found(t);
    const text = JSON.stringify(sampleAdvisory());
    const file = join(data, 'ap-2026_001.json');
    const key = await generateKey({ userIDs: [{ name: 'Aldoria Pumps' }], format: 'object' });
    const message = await createMessage({ binary: utf8(text) });
    writeFileSync(join(data, 'key.asc'), key.publicKey.armor());
    writeFileSync(`${file}.asc`, String(await sign({ message, signingKeys: key.privateKey, detached: true })));
    writeFileSync(file, text);
    const fingerprint = key.publicKey.getFingerprint().toUpperCase();
    const added = await call('key', 'add', '--data', data, join(data, 'key.asc'));
    assert.deepEqual([added.code, added.out], [0, `${fingerprint}\tAldoria Pumps\n`]);
    assert.match((await call('key', 'list', '--data', data)).out, new RegExp(`^${fingerprint}\t`));
    assert.match((await call('import', '--data', data, file)).err, /^note csaf-signature-holds /);
    assert.equal((await call('key', 'remove', '--data', data, fingerprint)).code, 0);
    assert.match((await call('import', '--data', data, file)).err, /^note csaf-signature-unchecked /);
    assert.match((await call('key', 'remove', '--data', data, fingerprint)).err, /^openpgp-key-unknown: /);
  });

  it('CSF-13: states an assessment of our own, which export writes as a file that reads again', async (t) => {
    const data = await found(t);
    const vex = [
      'vex',
      '--data',
      data,
      'CVE-2026-10001',
      'Flow 1.0',
      '--label',
      'green',
      '--statement',
      'Looked into.',
    ];
    const refused = await call(...vex, '--status', 'known_not_affected');
    assert.match(refused.err, /^csaf-6\.1\.27\.9: /);
    assert.equal((await call(...vex, '--status', 'maybe')).code, 2);
    const dry = await call(...vex, '--status', 'fixed', '--dry-run');
    assert.equal(JSON.parse(dry.out).document.category, 'csaf_vex');
    assert.match(
      (await call(...vex, '--status', 'fixed')).out,
      /^VEX-CVE-2026-10001-[0-9a-f]{12}, version 1: 3 records/,
    );
    assert.match((await call(...vex, '--status', 'under_investigation')).out, /version 2: /);
    const out = join(data, 'out');
    assert.match((await call('export', '--data', data, '--format', 'csaf', '--out', out)).err, /^1 advisories written/);
    const again = await found(t);
    assert.equal(json(await call('import', '--data', again, out, '--json'))['accepted'], 3);
  });

  it('LST-6: takes a table of indicators and says how it read it', async (t) => {
    const data = await found(t);
    const path = join(data, 'list.csv');
    writeFileSync(path, 'ioc,type\nevil[.]example,domain\n');
    const { out, err } = await call('import', '--data', data, path, '--source', 'a feed', '--unmarked', 'green');
    assert.match(out, /^1 objects: 1 accepted/);
    assert.match(err, /^note list-column-read \/1\/1: .*"ioc" as value/);
    assert.match((await call('import', '--data', data, path, '--source', 'a feed')).out, /0 accepted, 1 known/);
  });
});

describe('export', () => {
  it('gives back equal objects, custom properties included', { timeout: 30_000 }, async (t) => {
    const data = await found(t);
    const custom = { ...identity(2, tlpMarkingId('green')), x_colour: ['blue', 1.5, null], extensions: {} };
    const { extensions: _, ...plain } = custom;
    const objects = [identity(1), plain];
    json(comity('import', '--data', data, bundleIn(data, objects), '--json'));
    const out = join(data, 'out.json');
    const report = comity('export', '--data', data, '--out', out);
    assert.deepEqual([report.code, report.out, report.err], [0, '', '2 objects written, 0 left out as repeated\n']);
    assert.deepEqual(byId(objectsIn(out)), byId(objects));
    const again = await found(t);
    assert.equal(json(await call('import', '--data', again, out, '--json'))['accepted'], 2);
    assert.equal((await call('export', '--data', data, '--out', '-')).out.includes('"x_colour"'), true);
  });

  it('keeps to what is selected', async (t) => {
    const data = await found(t);
    json(await call('import', '--data', data, bundleIn(data, [identity(1)]), '--json'));
    const out = join(data, 'out.json');
    json(await call('export', '--data', data, '--out', out, '--kind', 'identity', '--own', '--json'));
    assert.equal(objectsIn(out).length, 1);
    json(await call('export', '--data', data, '--out', out, '--kind', 'indicator', '--json'));
    assert.equal(objectsIn(out), undefined);
  });

  it('writes nothing for a party that is not known', async (t) => {
    const data = await found(t);
    const out = join(data, 'out.json');
    assert.match((await call('export', '--data', data, '--out', out, '--to', 'Nobody')).err, /^party-unknown: /);
    assert.equal(existsSync(out) || existsSync(`${out}.new`), false);
  });
});
