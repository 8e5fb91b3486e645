import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { formatReceiptEvidence } from '#check/receipt.ts';
import { tlpMarkingId } from '#exchange/stix/tlp-definition.ts';
import { plainTerms } from '#protocol/agreement/invented-agreement.fixture.ts';
import { receiptEvidence } from '#server/party/receipt-evidence.ts';
import { seconds } from '#server/powers.ts';
import { processPowers } from '#server/process/process-powers.ts';
import { freshDirectory, identity } from '#server/process/served-party.fixture.ts';
import { call, comity, json, serveProcess } from './comity.fixture.ts';
import { readParty } from './party-access.ts';

const [green, amber] = [tlpMarkingId('green'), tlpMarkingId('amber')];

async function found(test: TestContext, name: string): Promise<{ data: string; id: string }> {
  const data = join(freshDirectory(test), 'party');
  const made = json(await call('init', '--data', data, '--name', name, '--kind', 'cert', '--json'));
  return { data, id: String(made['party']) };
}

/** The proof of the first release that left, as its page gives it. */
const receiptProof = (data: string): Promise<string> =>
  readParty(data, (party) => {
    const row = party.db.get<{ id: string }>("SELECT id FROM batch WHERE direction = 'left'");
    return formatReceiptEvidence(receiptEvidence(party, row?.id ?? ''));
  });

function fileIn(directory: string, name: string, value: unknown): string {
  const path = join(directory, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

/** Asks until an answer satisfies; the servers' own rounds are what it waits for. */
async function until(ask: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 20_000; tries++) if (await ask()) return;
  assert.fail('The servers did not get there.');
}

const standingOf = async (data: string): Promise<unknown> => {
  const all: { standing: string }[] = JSON.parse((await call('agreement', 'list', '--data', data, '--json')).out);
  return all[0]?.standing;
};

describe('a new party', () => {
  it('is ready for its own accounts while its server runs', { timeout: 60_000 }, async (t) => {
    const data = join(freshDirectory(t), 'party');
    const made = json(
      comity('init', '--data', data, '--name', 'Example CERT', '--name-zh', '示例中心', '--kind', 'state', '--json'),
    );
    const party = String(made['party']);
    assert.match(party, /^[0-9a-f]{64}$/);
    assert.equal(String(made['fingerprint']).replaceAll(' ', ''), party);
    assert.equal(
      (await call('init', '--data', data, '--name', 'X', '--kind', 'cert')).err.split(':')[0],
      'party-exists',
    );

    const server = await serveProcess(t, data);
    const { url } = server;
    assert.deepEqual(server.ready, {
      ready: true,
      party,
      url,
      local: url,
      taxii: `${url}/taxii2/`,
      health: `${url}/healthz`,
    });
    assert.equal((await fetch(String(server.ready['health']))).status, 200);

    const account = json(comity('account', 'add', '--data', data, '--name', 'probe', '--role', 'analyst', '--json'));
    assert.deepEqual(Object.keys(account), ['name', 'password', 'token']);
    const taxii = String(server.ready['taxii']);
    const accept = 'application/taxii+json;version=2.1';
    const basic = `Basic ${Buffer.from(`probe:${account['password']}`).toString('base64')}`;
    for (const authorization of [basic, `Bearer ${account['token']}`])
      assert.equal((await fetch(taxii, { headers: { authorization, accept } })).status, 200);
    assert.equal((await fetch(taxii, { headers: { authorization: 'Bearer nonsense', accept } })).status, 401);

    assert.equal(
      (await call('account', 'add', '--data', data, '--name', 'probe', '--role', 'viewer')).err.split(':')[0],
      'account-exists',
    );
    const renewed = json(await call('account', 'passwd', '--data', data, '--name', 'probe', '--json'));
    assert.notEqual(renewed['token'], account['token']);
    assert.equal(
      (await fetch(taxii, { headers: { authorization: `Bearer ${account['token']}`, accept } })).status,
      401,
    );
    assert.equal((await call('account', 'disable', '--data', data, '--name', 'probe')).code, 0);
    assert.equal(
      (await fetch(taxii, { headers: { authorization: `Bearer ${renewed['token']}`, accept } })).status,
      401,
    );
    assert.match(
      (await call('account', 'list', '--data', data)).out,
      /^probe\tanalyst\tperson\t-\tdefence\tdisabled\n$/,
    );

    const second = comity('serve', '--data', data, '--port', '0');
    assert.equal(second.code, 1);
    assert.match(second.err, /^party-in-use: .*\(serve\)[^\n]*\n$/);

    assert.equal(await server.end('SIGTERM'), 0);
    assert.equal(server.out().split('\n').length, 2, 'standard output holds the ready line alone');
    const lines = server.err().trimEnd().split('\n');
    for (const line of lines) assert.equal(JSON.parse(line).party, party.slice(0, 12));
    for (const secret of [account['password'], account['token'], renewed['token']])
      assert.equal(server.err().includes(String(secret)), false);
  });

  it('goes on where it was after its server was killed', { timeout: 60_000 }, async (t) => {
    const { data, id } = await found(t, 'Aldoria');
    const first = await serveProcess(t, data);
    await first.end('SIGKILL');
    const second = await serveProcess(t, data);
    assert.equal(second.ready['party'], id);
    assert.equal(await second.end('SIGINT'), 0);
    assert.equal(json(await call('audit', '--data', data, '--json'))['ok'], true);
  });
});

describe('two parties on the command line', () => {
  it('agree, share, explain, withdraw and prove it, with their servers running', { timeout: 120_000 }, async (t) => {
    const [a, b] = [await found(t, 'Aldoria'), await found(t, 'Bereth')];
    const [sa, sb] = [await serveProcess(t, a.data), await serveProcess(t, b.data)];
    const wrong = await call('party', 'add', '--data', a.data, sb.url, '--id', a.id);
    assert.match(wrong.err, /^party-id-differs: /);
    assert.equal(
      (await call('party', 'list', '--data', a.data)).out,
      '',
      'nothing of a wrong introduction is kept (IDN-8)',
    );
    json(comity('party', 'add', '--data', a.data, sb.url, '--id', b.id.match(/.{4}/g)?.join(' ') ?? '', '--json'));
    json(await call('party', 'add', '--data', b.data, `${sa.url}/`, '--trust-first-use', '--json'));

    const terms = fileIn(a.data, 'terms.json', plainTerms([a.id, b.id], seconds(processPowers.now())));
    const proposed = json(await call('agreement', 'propose', '--data', a.data, terms, '--json'));
    assert.equal(proposed['standing'], 'not-signed');
    const agreement = String(proposed['id']);
    await until(async () => (await standingOf(b.data)) === 'not-signed');
    assert.equal(
      json(comity('agreement', 'sign', '--data', b.data, agreement.slice(0, 8), '--json'))['standing'],
      'in-force',
    );
    await until(async () => (await standingOf(a.data)) === 'in-force');
    const shown = await call('agreement', 'show', '--data', a.data, agreement);
    assert.match(
      shown.out,
      /Clause 1\n {2}Any party may send to any other: records of any kind, up to TLP:GREEN, for defence\./,
    );

    const bundle = fileIn(a.data, 'bundle.json', [identity(1, green), identity(2, amber), { type: 'x' }]);
    const before = comity('import', '--data', a.data, bundle);
    assert.equal(before.code, 0);
    assert.equal(before.out, '3 objects: 2 accepted, 0 known, 1 refused; 0 losses\n');
    assert.match(before.err, /^refused stix-\S+ \S+: /);
    const held = async (): Promise<number> => {
      const forecast = json(await call('release', '--dry-run', '--data', a.data, '--to', 'Bereth', '--json'));
      return Number(forecast['had']);
    };
    await until(async () => (await held()) === 1);

    const forecast = await call('release', '--dry-run', '--data', a.data, '--to', b.id.slice(0, 8));
    assert.match(forecast.out, /^To Bereth: 0 leave, 1 stay, 1 it has already\.\n/);
    const allowed = comity('explain', '--data', a.data, String(identity(1)['id']), 'Bereth');
    assert.match(allowed.out, /: allowed\n(?: {2}allows: .*\n)+$/);
    const refused = await call('explain', '--data', a.data, '1', 'bereth');
    assert.match(
      refused.out,
      /: refused\n {2}refuses: Our own policy asks for a releaser's approval of what is TLP:AMBER; there is none\.\n/,
    );
    assert.match(
      refused.out,
      /"An invented agreement" \([0-9a-f]{8}…\), clause 1, reaches up to TLP:GREEN; the record is TLP:AMBER\./,
    );
    assert.match((await call('explain', '--data', a.data, '99', 'Bereth')).err, /^item-unknown: /);
    assert.match((await call('explain', '--data', a.data, '1', 'Nobody')).err, /^party-unknown: /);

    const out = join(a.data, 'to-b.json');
    json(await call('export', '--data', a.data, '--to', 'Bereth', '--out', out, '--json'));
    const exported: { objects: { id: string }[] } = JSON.parse(readFileSync(out, 'utf8'));
    assert.deepEqual(exported.objects, [identity(1, green)]);

    const proof = join(a.data, 'proof.json');
    writeFileSync(proof, await receiptProof(a.data));
    assert.match((await call('verify', proof)).out, /\nThe receipt verifies\.\n$/);
    writeFileSync(proof, readFileSync(proof, 'utf8').replace('\\"count\\":1', '\\"count\\":2'));
    assert.match((await call('verify', proof)).err, /^\S+: /, 'CHK-2: a changed file proves nothing');

    const withdrawn = json(await call('agreement', 'withdraw', '--data', b.data, agreement, '--json'));
    assert.equal(withdrawn['standing'], 'withdrawn');
    await until(async () => (await standingOf(a.data)) === 'withdrawn');
    assert.equal(
      JSON.parse((await call('export', '--data', a.data, '--to', 'Bereth', '--out', '-')).out).objects,
      undefined,
    );

    const cosigned = async (): Promise<number> => {
      // The server writes meanwhile, so a moment's copy may not verify.
      const { cosignatures } = JSON.parse((await call('verify', a.data, '--json')).out);
      return Array.isArray(cosignatures) ? cosignatures.length : 0;
    };
    await until(async () => (await cosigned()) === 1);
    const listed = await call('party', 'list', '--data', a.data);
    assert.match(listed.out, new RegExp(`^${b.id.slice(0, 12)}\tBereth\tcert\t${sb.url}\tmet `));
    const health = json(comity('doctor', '--data', a.data, '--json'));
    const checks = JSON.stringify(health['checks']);
    assert.match(checks, /"lock","state":"good","detail":"in use by process \d+ \(serve\)"/);
    assert.match(checks, /"link","state":"good","detail":"Bereth: last met /);
    assert.deepEqual([await sa.end('SIGTERM'), await sb.end('SIGTERM')], [0, 0]);
    for (const { data } of [a, b]) {
      const audited = json(comity('audit', '--data', data, '--json'));
      assert.deepEqual(audited['findings'], []);
    }

    // Alone again, with a witness that could know of a later head: what is new waits for the server. Spec: KEP-3.
    const alone = await call('import', '--data', a.data, fileIn(a.data, 'more.json', [identity(4, green)]));
    assert.match(alone.err, /^1 entry waits for the server to log it\.\n$/);
  });
});
