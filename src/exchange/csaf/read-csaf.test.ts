import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { utf8 } from '#protocol/bytes/text.ts';
import { advisoryFileName, advisoryName, advisoryTitle, advisoryWords, tlpOf } from './advisory.ts';
import { advisoryContent, parseAdvisoryContent } from './advisory-content.ts';
import { sortableVersion } from './advisory-version.ts';
import type { CsafDocument } from './csaf-document.ts';
import { csafLimits } from './csaf-source.ts';
import { readCsaf } from './read-csaf.ts';
import { advisoryBytes, changedAdvisory, sampleAdvisory } from './sample-advisory.fixture.ts';

const codes = (bytes: Uint8Array, beside = {}): string[] => readCsaf(bytes, beside).faults.map(({ code }) => code);
const sha512 = (bytes: Uint8Array): string => createHash('sha512').update(bytes).digest('hex');
const bytes = advisoryBytes(sampleAdvisory());

describe('reading CSAF', () => {
  it('CSF-1: never throws, and either gives an advisory or says why not', () => {
    const text = new TextDecoder().decode(bytes);
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(40), fc.string({ maxLength: 5 }), (at, cut, put) => {
        const reading = readCsaf(utf8(`${text.slice(0, at)}${put.toWellFormed()}${text.slice(at + cut)}`));
        assert.equal(reading.advisories.length === 0, reading.faults.length > 0);
      }),
    );
    assert.deepEqual(codes(utf8('{"type":"bundle"}')), ['csaf-not-csaf']);
    assert.deepEqual(codes(utf8('[')), ['csaf-syntax']);
    assert.deepEqual(codes(Uint8Array.of(0xff)), ['csaf-text']);
  });

  it('CSF-2: bounds size, depth and values before it parses, and refuses a member given twice', () => {
    assert.deepEqual(codes(new Uint8Array(csafLimits.bytes + 1)), ['csaf-size']);
    assert.deepEqual(codes(utf8(`${'['.repeat(100_000)}`)), ['csaf-depth']);
    assert.deepEqual(codes(utf8(`[${'1,'.repeat(csafLimits.values)}1]`)), ['csaf-depth']);
    assert.deepEqual(codes(utf8('{"document":{},"document":{}}')), ['csaf-duplicate-key']);
  });

  it('CSF-2: 10,000 products with a status each are checked in a moment, and 1,000 faults are listed', () => {
    const ids = Array.from({ length: 10_000 }, (_, n) => `P${n}x`);
    const large = changedAdvisory((doc) => {
      doc.document.category = 'csaf_base';
      doc.product_tree = { full_product_names: ids.map((id) => ({ name: id, product_id: id })) };
      doc.vulnerabilities = [{ product_status: { known_affected: ids }, title: 'All' }];
    });
    const started = process.cpuUsage().user;
    assert.deepEqual(codes(utf8(new TextDecoder().decode(large).replace(/\s+/g, ''))), []);
    assert.ok(process.cpuUsage().user - started < 2_000_000);
    const faulty = changedAdvisory((doc) => (doc.vulnerabilities[0].product_status.recommended = ids));
    assert.equal(codes(faulty).length, 1001);
    assert.equal(codes(faulty).at(-1), 'csaf-more-faults');
  });

  it('CSF-5: takes a hash that is the hash of the bytes, and refuses any other', () => {
    const name = 'ap-2026_001.json';
    const right = `${sha512(bytes)}  ${name}\n`;
    assert.equal(readCsaf(bytes, { name, sha512: right }).advisories[0]?.sha512, sha512(bytes));
    assert.deepEqual(codes(bytes, { name, sha512: right.replace(/^./, (c) => (c === '0' ? '1' : '0')) }), [
      'csaf-hash-differs',
    ]);
    assert.deepEqual(codes(bytes, { name, sha512: `${sha512(bytes)}  other.json` }), ['csaf-hash-form']);
    assert.deepEqual(codes(bytes, { name, sha256: right }), ['csaf-hash-form']);
    assert.deepEqual(codes(advisoryBytes({ ...sampleAdvisory(), x: 1 }), { sha512: right }), ['csaf-hash-differs']);
    assert.deepEqual(codes(bytes, { signature: 'signed, me' }), ['csaf-signature-form']);
  });

  it('CSF-5: a file with another name is read, and that is told', () => {
    const { advisories, losses } = readCsaf(bytes, { name: 'download.json' });
    assert.equal(advisories.length, 1);
    assert.deepEqual(
      losses.map(({ code }) => code),
      ['loss-csaf-filename'],
    );
    assert.deepEqual(readCsaf(bytes, { name: 'ap-2026_001.json' }).losses, []);
  });

  it('CSF-5: the content of an item gives the very text back, and nothing else is taken for one', () => {
    const [advisory] = readCsaf(bytes).advisories;
    assert.ok(advisory);
    const content = advisoryContent(advisory);
    assert.ok(!content.includes('\n'));
    assert.deepEqual(parseAdvisoryContent(content), { text: advisory.text });
    for (const other of ['', '{}', '7', ` ${content}`, content.replace('{', '{"more":"1",')])
      assert.throws(() => parseAdvisoryContent(other), { code: 'csaf-content' });
  });

  it('CSF-6, CSF-7: name, title, words, file name and level are those of the document', () => {
    const document = sampleAdvisory() as CsafDocument;
    assert.equal(advisoryName(document), 'csaf:https://pumps.example#AP-2026:001');
    assert.equal(advisoryTitle(document), 'AP-2026:001 Flow controller');
    assert.equal(advisoryFileName(document), 'ap-2026_001.json');
    assert.equal(tlpOf(document), 'green');
    for (const word of ['CVE-2026-10002', 'Aldoria Pumps', 'Flow', '2.0', 'pkg:generic/bereth-os@1.0', 'CWE-787'])
      assert.ok(advisoryWords(document).includes(word), word);
  });

  it('CSF-6: versions sort by number, a pre-release before its release', () => {
    const inOrder = ['0', '1', '2', '10', '10.1.0-alpha', '10.1.0-alpha.2', '10.1.0-alpha.10', '10.1.0', '11.0.0'];
    assert.deepEqual(
      inOrder.toReversed().sort((a, b) => (sortableVersion(a) < sortableVersion(b) ? -1 : 1)),
      inOrder,
    );
    assert.equal(sortableVersion('1.0.0+build'), sortableVersion('1'));
  });
});
