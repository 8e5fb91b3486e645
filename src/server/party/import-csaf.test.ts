import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { signatureKeyId } from '#exchange/csaf/openpgp-armor.ts';
import { definedProducts } from '#exchange/csaf/products.ts';
import { advisoryBytes, changedAdvisory, sampleAdvisory } from '#exchange/csaf/sample-advisory.fixture.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { parseItem } from '#protocol/record/item.ts';
import { PagesWorld, pull } from '../http/pages.fixture.ts';
import { auditParty } from './audit.ts';
import { describeContent, readHeldAdvisory } from './content.ts';
import { importSource } from './import-objects.ts';
import type { Party } from './party.ts';
import { joinSources, readSource } from './read-source.ts';
import { findRecords } from './record-search.ts';
import { nextRelease } from './release-book.ts';

const shared = join(import.meta.dirname, '../../../../shared/data/csaf');
const skip = existsSync(shared) ? false : 'the shared data folder is not beside this checkout';

const take = (party: Party, bytes: Uint8Array, beside = {}) =>
  importSource(party, readSource(bytes, { now: 0, beside }));
const counts = ({ seen, accepted, known, refused }: ReturnType<typeof take>) => [seen, accepted, known, refused];
const kinds = (party: Party) =>
  Object.fromEntries(
    party.db
      .all<{ kind: string; count: number }>(
        'SELECT kind, count(*) AS count FROM item JOIN class ON class.id = item.class WHERE text IS NOT NULL GROUP BY kind',
      )
      .map(({ kind, count }) => [kind, count]),
  );
const find = (party: Party, words: string): string[] =>
  findRecords(party, { words, kind: 'advisory', order: 'title' }, { limit: 50, offset: 0 }).map(({ title }) => title);

describe('importing CSAF', () => {
  it('must show: all 40 published advisories validate, their hashes check, and they become records', {
    skip,
  }, async () => {
    const { aldoria } = await PagesWorld.make();
    const before = kinds(aldoria);
    const names = readdirSync(shared).filter((name) => name.endsWith('.json'));
    const text = (name: string): string => readFileSync(join(shared, name), 'utf8');
    const reading = joinSources(
      names.map((name) => [
        name,
        readSource(readFileSync(join(shared, name)), {
          now: 0,
          beside: { name, sha512: text(`${name}.sha512`), signature: text(`${name}.asc`) },
        }),
      ]),
    );
    assert.deepEqual([reading.faults, reading.losses], [[], []]);
    const advisories = reading.entries.flatMap((entry) => (entry.media === 'csaf' ? [entry.advisory] : []));
    assert.equal(advisories.length, 40);
    const products = advisories.reduce((sum, { document }) => sum + [...definedProducts(document)].length, 0);
    const vulnerabilities = advisories.flatMap(({ document }) => document.vulnerabilities ?? []);
    const statuses = vulnerabilities.flatMap(({ product_status: status = {} }) => Object.values(status).flat());
    assert.deepEqual([products, vulnerabilities.length, statuses.length], [114, 116, 262]);
    assert.ok(advisories.every(({ sha512 }) => sha512 !== undefined));
    const keys = new Set(advisories.map(({ signature = '' }) => signatureKeyId(signature)));
    assert.deepEqual([...keys], ['CAC5AC4F74164B17']);
    const report = importSource(aldoria, reading);
    assert.deepEqual(counts(report), [196, 196, 0, 0]);
    assert.deepEqual(kinds(aldoria), { ...before, advisory: 40, report: 40, vulnerability: 116 });
    assert.deepEqual(counts(importSource(aldoria, reading)), [196, 0, 196, 0]);
    assert.deepEqual(find(aldoria, 'CVE-2023-38545').length > 0, true);
    assert.deepEqual(find(aldoria, 'FactoryTalk Activation'), [
      'ICSA-24-004-01 Rockwell Automation FactoryTalk Activation',
    ]);
    assert.deepEqual(auditParty(aldoria).findings, []);
  });

  it('CSF-6: the same version with other white space is known, with other content refused, a newer one stands beside', async () => {
    const { aldoria } = await PagesWorld.make();
    assert.deepEqual(counts(take(aldoria, advisoryBytes(sampleAdvisory()))), [4, 4, 0, 0]);
    assert.deepEqual(counts(take(aldoria, utf8(JSON.stringify(sampleAdvisory())))), [4, 0, 4, 0]);
    const other = take(
      aldoria,
      changedAdvisory((doc) => (doc.document.title = 'Something else')),
    );
    assert.deepEqual(other.faults.at(-1)?.code, 'import-version-differs');
    const newer = take(
      aldoria,
      changedAdvisory(({ document: { tracking } }) => {
        tracking.revision_history.push({ date: '2026-11-03T00:00:00Z', number: '3', summary: 'More' });
        Object.assign(tracking, { version: '3', current_release_date: '2026-11-03T00:00:00Z' });
      }),
    );
    assert.deepEqual(counts(newer), [4, 4, 0, 0]);
    const rows = aldoria.db.all<{ version: string }>(
      "SELECT version FROM item WHERE object = 'csaf:https://pumps.example#AP-2026:001' ORDER BY version",
    );
    assert.deepEqual(
      rows.map(({ version }) => version.slice(0, 10)),
      ['0000000002', '0000000003'],
    );
  });

  it('CSF-7: the label is the level that the advisory states; one that states none takes the default', async () => {
    const { aldoria } = await PagesWorld.make();
    const labelOf = (bytes: Uint8Array): string => {
      take(aldoria, bytes);
      const row = aldoria.db.get<{ tlp: string }>(
        "SELECT tlp FROM item JOIN class ON class.id = item.class WHERE kind = 'advisory' ORDER BY seq DESC LIMIT 1",
      );
      return row?.tlp ?? '';
    };
    assert.equal(labelOf(advisoryBytes(sampleAdvisory())), 'green');
    const unmarked = changedAdvisory(({ document }) => {
      document.tracking.id = 'AP-2';
      delete document.distribution;
    });
    assert.equal(labelOf(unmarked), 'amber+strict');
  });

  it('CSF-5, CSF-7, ITM-3: a partner that sends a broken or stricter advisory is refused', async () => {
    const { aldoria } = await PagesWorld.make();
    take(aldoria, advisoryBytes(sampleAdvisory()));
    const row = aldoria.db.get<{ text: string }>("SELECT text FROM item WHERE object GLOB 'csaf:*'");
    const item = parseItem(utf8(row?.text ?? ''));
    assert.equal(describeContent(item).kind, 'advisory');
    assert.throws(() => describeContent({ ...item, label: { tlp: 'clear' } }), { code: 'item-label-marking' });
    const broken = item.content.replace('CVE-2026-10002', 'CVE-2026-10001');
    assert.throws(() => describeContent({ ...item, content: broken }), { code: 'csaf-6.1.23' });
    const hashed = item.content.replace('{', `{"sha512":"${'0'.repeat(128)}",`);
    assert.throws(() => readHeldAdvisory(hashed), { code: 'csaf-hash-differs' });
  });

  it('CSF-8: the report names the vulnerabilities, under the same label and the same ids everywhere', async () => {
    const [one, other] = [
      readSource(advisoryBytes(sampleAdvisory()), { now: 0 }),
      readSource(advisoryBytes(sampleAdvisory()), { now: 0 }),
    ];
    assert.deepEqual(one, other);
    const objects = one.entries.flatMap((entry) => (entry.media === 'stix' ? [entry.object] : []));
    const report = objects.find(({ type }) => type === 'report');
    assert.deepEqual(
      report?.['object_refs'],
      objects.filter(({ type }) => type === 'vulnerability').map(({ id }) => id),
    );
    const { aldoria } = await PagesWorld.make();
    const read = importSource(aldoria, one);
    assert.equal(read.refused, 0);
  });

  it('CSF-9: reading a collection releases no advisory; it goes by the link, and arrives as it left', async () => {
    const { aldoria, bereth } = await PagesWorld.make();
    pull(aldoria, bereth);
    take(aldoria, advisoryBytes(sampleAdvisory()));
    while (nextRelease(aldoria, bereth.id, { via: 'taxii' }) !== undefined);
    const left = (): number =>
      aldoria.db.count(
        `SELECT count(*) FROM batch_item JOIN batch ON batch.n = batch_item.batch JOIN item ON item.seq = batch_item.item
         WHERE direction = 'left' AND party = ? AND object GLOB 'csaf:*'`,
        bereth.id,
      );
    assert.equal(left(), 0);
    pull(aldoria, bereth);
    assert.equal(left(), 1);
    assert.equal(kinds(bereth)['advisory'], 1);
  });
});
