import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it, type TestContext } from 'node:test';
import { currentKeys, keyNames } from '#protocol/identity/key-history.ts';
import { formatVkey, noteKey, noteKeyType } from '#protocol/identity/note-key.ts';
import { importObjects } from '#server/party/import-objects.ts';
import { initDirectory } from '#server/party/open-party.ts';
import { keepPeer, ownIntroduction } from '#server/party/peer-book.ts';
import { takeWitnessAnswer, witness, witnessRequest } from '#server/party/witnessing.ts';
import { keepLogKeys } from '#server/process/log-keys-file.ts';
import { processPowers } from '#server/process/process-powers.ts';
import { freshDirectory, identity, memoryParty } from '#server/process/served-party.fixture.ts';
import { directoryFiles } from '#server/store/log-files.ts';
import { call, comity } from './comity.fixture.ts';

/** A party with a witnessed log, closed; `early` is a checkpoint from when it was smaller. */
interface Source {
  readonly log: string;
  readonly early: string;
  readonly id: string;
  readonly vkeys: readonly string[];
}

function makeSource(directory: string): Source {
  const data = join(directory, 'party');
  const party = initDirectory(
    data,
    { kind: 'cert', names: [{ lang: 'en', text: 'Aldoria' }], url: 'http://127.0.0.1:1' },
    processPowers,
  );
  const partner = memoryParty('Bereth');
  keepPeer(party, ownIntroduction(partner), true);
  keepPeer(partner, ownIntroduction(party), true);
  const log = join(data, 'log');
  const early = join(directory, 'early');
  cpSync(join(log, 'checkpoint'), early);
  importObjects(party, JSON.stringify([identity(1), identity(2)]));
  const sent = witnessRequest(party, 0);
  assert.ok(sent);
  const outcome = witness(partner, sent.body);
  takeWitnessAnswer(party, partner.id, sent, {
    status: outcome.status,
    contentType: outcome.contentType,
    body: outcome.body,
  });
  keepLogKeys(party, directoryFiles(log));
  const logKey = noteKey(keyNames.log(party.id), currentKeys(party.history).keys.log);
  const witnessKey = noteKey(
    keyNames.witness(partner.id),
    currentKeys(partner.history).keys.witness,
    noteKeyType.cosignature,
  );
  party.db.close();
  return { log, early, id: party.id, vkeys: [formatVkey(logKey), formatVkey(witnessKey)] };
}

describe('a log directory copied off a server', () => {
  const source = makeSource(freshDirectory({ after }));

  const copy = (t: TestContext): string => {
    const directory = join(freshDirectory(t), 'copy');
    cpSync(source.log, directory, { recursive: true });
    return directory;
  };

  const codes = async (directory: string, ...more: readonly string[]): Promise<readonly string[]> => {
    const { code, out } = await call('verify', directory, '--json', ...more);
    const { ok, findings }: { ok: boolean; findings: { code: string }[] } = JSON.parse(out);
    assert.equal(ok, findings.length === 0);
    assert.equal(code, ok ? 0 : 1);
    return findings.map((finding) => finding.code);
  };

  it('verifies with no server, and the report says against whose keys', { timeout: 30_000 }, (t) => {
    const { code, out } = comity('verify', copy(t));
    assert.equal(code, 0);
    assert.match(
      out,
      /^\d+ entries, root \S+, 1 cosignatures\nChecked against party [0-9a-f]{64}, as the copy itself says; --id insists on one\.\nThe log verifies\.\n$/,
    );
  });

  it('is found in the folder "log" of a party too, and keys may lie beside it', async (t) => {
    const directory = copy(t);
    assert.deepEqual(await codes(join(source.log, '..')), []);
    cpSync(join(directory, 'identity.json'), join(directory, '..', 'identity.json'));
    rmSync(join(directory, 'identity.json'));
    assert.deepEqual(await codes(directory), []);
    rmSync(join(directory, '..', 'identity.json'));
    assert.match((await call('verify', directory)).err, /^keys-missing: /);
  });

  it('is checked against the party or keys that the caller insists on', async (t) => {
    const directory = copy(t);
    assert.deepEqual(await codes(directory, '--id', source.id), []);
    assert.deepEqual(await codes(directory, '--id', source.id.slice(0, 8)), []);
    assert.match((await call('verify', directory, '--id', '00000000')).err, /^party-id-differs: /);
    const keys = source.vkeys.flatMap((vkey) => ['--key', vkey]);
    assert.deepEqual(await codes(directory, ...keys), []);
    assert.equal((await call('verify', directory, '--key', source.vkeys[1] ?? '')).code, 2);
    assert.equal((await call('verify', directory, ...keys, '--id', source.id)).code, 2);
    assert.equal((await call('verify', directory, '--key', 'nonsense')).code, 1);
    const other = formatVkey(
      noteKey('comity/log/other', memoryParty('Calder').history.entries[0]?.keys.log ?? new Uint8Array()),
    );
    assert.deepEqual(await codes(directory, '--key', other), ['checkpoint-origin-wrong', 'checkpoint-unsigned']);
  });

  const bundle = (directory: string): string => {
    const width = readFileSync(join(directory, 'checkpoint'), 'utf8').split('\n')[1] ?? '';
    return join(directory, 'tile', 'entries', '000.p', width);
  };

  it('fails with its own code after one flipped byte', async (t) => {
    const directory = copy(t);
    const bytes = readFileSync(bundle(directory));
    bytes.writeUInt8((bytes.at(-3) ?? 0) ^ 1, bytes.length - 3);
    writeFileSync(bundle(directory), bytes);
    assert.deepEqual(await codes(directory), ['bundle-changed']);
  });

  it('fails with its own code after a truncation', async (t) => {
    const directory = copy(t);
    truncateSync(bundle(directory), readFileSync(bundle(directory)).length - 5);
    assert.deepEqual(await codes(directory), ['bundle-truncated']);
  });

  it('fails with its own code when its checkpoint was rolled back', async (t) => {
    const directory = copy(t);
    cpSync(source.early, join(directory, 'checkpoint'));
    assert.deepEqual(await codes(directory), ['checkpoint-rolled-back']);
    for (const name of ['000.p', 'entries'])
      rmSync(join(directory, 'tile', name === 'entries' ? 'entries/000.p' : '0/000.p'), { recursive: true });
    const late = join(source.log, 'checkpoint');
    assert.ok((await codes(directory, '--since', late)).includes('checkpoint-rolled-back'));
  });

  it('holds what an earlier checkpoint had, and says so', async (t) => {
    assert.deepEqual(await codes(copy(t), '--since', source.early), []);
  });

  it('fails with its own code when a cosignature is forged', async (t) => {
    const directory = copy(t);
    const path = join(directory, 'checkpoint');
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    const last = lines.pop() ?? '';
    const [, name = '', signature = ''] = /^(— comity\/witness\/\S+ )(\S+)$/.exec(last) ?? [];
    const bytes = Buffer.from(signature, 'base64');
    bytes.writeUInt8((bytes.at(-1) ?? 0) ^ 1, bytes.length - 1);
    writeFileSync(path, `${[...lines, name + bytes.toString('base64')].join('\n')}\n`);
    assert.deepEqual(await codes(directory), ['cosignature-forged']);
  });

  it('is not blamed for what its writer had not finished', async (t) => {
    const directory = copy(t);
    writeFileSync(join(directory, 'tile', 'entries', '000.p', '9.new'), 'half');
    assert.deepEqual(await codes(directory), []);
    writeFileSync(join(directory, 'tile', 'entries', 'stranger'), 'x');
    assert.deepEqual(await codes(directory), ['file-unexpected']);
  });
});
