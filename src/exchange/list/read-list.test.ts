import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { utf8 } from '#protocol/bytes/text.ts';
import { parsePattern } from '../stix/pattern/parse-pattern.ts';
import { readBundle } from '../stix/read-bundle.ts';
import { listLimits } from './csv-rows.ts';
import { type ListOptions, readList } from './read-list.ts';

const now = Date.UTC(2026, 10, 1);
const read = (text: string, format: ListOptions['format'] = 'list') =>
  readList(utf8(text), { format, source: 'a list', now });
const patterns = (text: string, format?: ListOptions['format']): string[] =>
  read(text, format).indicators.map(({ object }) => String(object['pattern']));
const remarks = (list: readonly { code: string; path: string }[]): string[] =>
  list.map(({ code, path }) => `${code} ${path}`.trim());

const sha256 = 'AB'.repeat(32);
const kinds: readonly (readonly [text: string, pattern: string])[] = [
  ['198.51.100.7', "[ipv4-addr:value = '198.51.100.7']"],
  ['198.51.100.0/24', "[ipv4-addr:value ISSUBSET '198.51.100.0/24']"],
  ['2001:DB8::1', "[ipv6-addr:value = '2001:db8::1']"],
  ['2001:db8::/32', "[ipv6-addr:value ISSUBSET '2001:db8::/32']"],
  ['Evil.Example.', "[domain-name:value = 'evil.example']"],
  ['update.zip', "[domain-name:value = 'update.zip']"],
  ["https://evil.example/a'b\\c", "[url:value = 'https://evil.example/a\\'b\\\\c']"],
  ['Bad@Evil.example', "[email-addr:value = 'Bad@evil.example']"],
  ['d41d8cd98f00b204e9800998ecf8427e', "[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']"],
  ['0'.repeat(40), `[file:hashes.'SHA-1' = '${'0'.repeat(40)}']`],
  [sha256, `[file:hashes.'SHA-256' = '${sha256.toLowerCase()}']`],
  ['0'.repeat(128), `[file:hashes.'SHA-512' = '${'0'.repeat(128)}']`],
  ['invoice.pdf', "[file:name = 'invoice.pdf']"],
  ['AS64500', '[autonomous-system:number = 64500]'],
  ['hxxps://evil[.]example/x', "[url:value = 'https://evil.example/x']"],
  ['hxxp[://]evil(dot)example', "[url:value = 'http://evil.example']"],
  ['bad(at)evil[dot]example', "[email-addr:value = 'bad@evil.example']"],
  ['198[.]51[.]100[.]8', "[ipv4-addr:value = '198.51.100.8']"],
];

describe('a list of indicators', () => {
  it('LST-2, LST-3: each kind of value becomes its pattern, defanged or not, and each pattern is valid STIX', () => {
    for (const [text, pattern] of kinds) assert.deepEqual(patterns(text), [pattern], text);
    const { indicators, notes } = read(kinds.map(([text]) => text).join('\n'));
    assert.equal(indicators.length, kinds.length);
    for (const { object } of indicators) assert.equal('faults' in parsePattern(String(object['pattern'])), false);
    const objects = indicators.map(({ object }) => object);
    assert.deepEqual(readBundle(JSON.stringify(objects)).faults, []);
    assert.deepEqual(remarks(notes), ['list-defanged']);
    assert.match(notes[0]?.message ?? '', /: 4\.$/);
  });

  it('LST-1: refuses a line alone, with its line and column, and the counts add up', () => {
    const text = '# a comment\n\n198.51.100.7\n  256.1.1.1\nno such thing\n198.51.100.7 # again\n=cmd|calc\n';
    const { faults, losses, notes, seen, refused, repeated, indicators } = read(text);
    assert.deepEqual(remarks(faults), ['list-type /4/3', 'list-type /5/1', 'list-type /7/1']);
    assert.deepEqual(remarks(losses), ['list-repeated /6/1']);
    assert.match(notes[0]?.message ?? '', /: 3\.$/);
    assert.deepEqual([seen, indicators.length, refused, repeated], [5, 1, 3, 1]);
  });

  it('LST-1: reads anything without throwing, and accounts for every line', () => {
    const piece = fc.constantFrom('"', ',', '\n', '\r\n', '198.51.100.1', 'value', ';', 'x', '#', '""', '[.]', '\t');
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom('csv' as const, 'list' as const), (pieces, format) => {
        const { seen, refused, repeated, indicators } = read(pieces.join(''), format);
        assert.equal(seen, indicators.length + refused + repeated);
      }),
    );
    assert.deepEqual(remarks(readList(Uint8Array.of(0xff), { format: 'list', source: '', now }).faults), ['list-text']);
    assert.deepEqual(remarks(read('\n'.repeat(listLimits.lines + 1)).faults), ['list-lines']);
    assert.deepEqual(remarks(read(`value\n${'a'.repeat(5000)}`, 'csv').faults), ['list-cell /2/1']);
  });
});

describe('a table of indicators', () => {
  it('LST-4: says what it reads each column as, and which it leaves', () => {
    const text =
      'ioc_value;Type;first_seen;confidence;tags;weight\nevil.example;domain;2026-10-01;80;"c2|phishing";7\n';
    const { indicators, notes, losses, faults } = read(text, 'csv');
    assert.deepEqual(faults, []);
    assert.deepEqual(
      notes.map(({ message, path }) => `${path} ${message.split(': ')[1]}`),
      [
        '/1/1 "ioc_value" as value.',
        '/1/11 "Type" as type.',
        '/1/16 "first_seen" as from.',
        '/1/27 "confidence" as confidence.',
        '/1/38 "tags" as labels.',
      ],
    );
    assert.deepEqual(remarks(losses), ['list-column-left /1/43']);
    const [one] = indicators;
    assert.deepEqual(
      [one?.object['valid_from'], one?.object['confidence'], one?.object['labels'], one?.unstated],
      ['2026-10-01T00:00:00.000Z', 80, ['c2', 'phishing'], ['created', 'modified']],
    );
  });

  it('LST-4: takes a heading that is a kind, and a table without headings', () => {
    assert.deepEqual(patterns(`filename,sha256\nx.bin,${sha256}`, 'csv'), ["[file:name = 'x.bin']"]);
    assert.deepEqual(patterns('evil.example,seen twice\nother.example,once', 'csv').length, 2);
    assert.deepEqual(remarks(read('name of it,weight\nevil.example,3', 'csv').faults), ['list-columns /1/1']);
  });

  it('LST-5: reads quotes as RFC 4180 says, and cells that a spreadsheet would run as data', () => {
    const text =
      'value,comment\r\n"evil.example","say ""hi"",\r\nthen go"\r\nother.example,=1+1\r\n@bad.example,-2\r\n';
    const { indicators, faults } = read(text, 'csv');
    assert.deepEqual(
      indicators.map(({ object }) => object['description']),
      ['say "hi",\r\nthen go', '=1+1'],
    );
    assert.deepEqual(remarks(faults), ['list-type /5/1']);
    assert.deepEqual(remarks(read('value\n"evil.example\n', 'csv').faults), ['list-quote /2/2']);
    assert.deepEqual(remarks(read('value\n"a"b,c\n', 'csv').faults), ['list-quote /2/4']);
  });

  it('LST-1: names a wrong kind, time, order or confidence by its cell', () => {
    const text = `value,type,valid_from,valid_until,confidence
evil.example,ipv4,,,
evil.example,,soon,,
evil.example,,2026-02-30,,
evil.example,,2026-10-02,2026-10-01,
evil.example,,,,101
evil.example,other,,,5`;
    const { faults, indicators } = read(text, 'csv');
    assert.deepEqual(remarks(faults), [
      'list-type /2/1',
      'list-date /3/15',
      'list-date /4/15',
      'list-order /5/26',
      'list-confidence /6/17',
    ]);
    assert.equal(indicators.length, 1);
  });

  it('LST-6: the id depends on source, kind and value alone', () => {
    const id = (source: string, text: string, at = now): string =>
      readList(utf8(text), { format: 'list', source, now: at }).indicators[0]?.object.id ?? '';
    assert.equal(id('a', 'evil.example'), id('a', 'EVIL[.]example', now + 5));
    assert.notEqual(id('a', 'evil.example'), id('b', 'evil.example'));
  });
});
