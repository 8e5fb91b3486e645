import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { faultCode } from '../bytes/fault.ts';
import { utf8 } from '../bytes/text.ts';
import { type Item, itemLimits, itemText, parseItem } from './item.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;
const item: Item = { author: 'a'.repeat(64), label: { tlp: 'green' }, media: 'stix', content: '{"type":"indicator"}' };
const parse = (text: string): Item => parseItem(utf8(text));

describe('an item (Spec: ITM-1)', () => {
  it('is a head on one line, then the content as the bytes that came in', () => {
    assert.equal(
      itemText(item),
      `{"author":"${'a'.repeat(64)}","label":{"tlp":"green"},"media":"stix"}\n{"type":"indicator"}`,
    );
    const contents = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\n'));
    fc.assert(
      fc.property(contents, (content) => assert.deepEqual(parse(itemText({ ...item, content })), { ...item, content })),
    );
  });

  it('keeps content that is not canonical, and does not look into it (Spec: ITM-3)', () => {
    for (const content of ['{ "a" : 1.50 }', '{"a":1,"a":2}', 'not JSON', ''])
      assert.equal(parse(itemText({ ...item, content })).content, content);
  });

  it('is refused when it is not of two lines, in writing as in reading', () => {
    const head = itemText(item).split('\n')[0] ?? '';
    for (const text of [head, `${head}\na\n`, `${head}\na\nb`])
      assert.throws(() => parse(text), hasCode('item-malformed'), text);
    assert.throws(() => itemText({ ...item, content: 'a\nb' }), hasCode('item-malformed'));
  });

  it('is refused when its head is not canonical or says more than is known', () => {
    const id = item.author;
    const bad: readonly (readonly [string, string])[] = [
      [`{"author": "${id}","label":{"tlp":"green"},"media":"stix"}`, 'json-not-canonical'],
      [`{"author":"${id}","label":{"tlp":"green"},"media":"misp"}`, 'field-unknown-value'],
      [`{"author":"${id}","label":{"tlp":"white"},"media":"stix"}`, 'field-unknown-value'],
      [`{"author":"${id}","label":{"tlp":"green"},"media":"stix","more":1}`, 'field-unknown'],
      [`{"author":"x","label":{"tlp":"green"},"media":"stix"}`, 'field-type'],
      [`{"author":"${id}","media":"stix"}`, 'field-missing'],
      ['[]', 'field-type'],
    ];
    for (const [head, code] of bad) assert.throws(() => parse(`${head}\n{}`), hasCode(code), head);
    assert.throws(() => parseItem(Uint8Array.of(0xff)), hasCode('text-not-utf8'));
  });

  it('has a bound in bytes (Spec: ITM-2)', () => {
    const head = itemText({ ...item, content: '' }).length;
    const fits = 'é'.repeat(Math.floor((itemLimits.bytes - head) / 2));
    assert.equal(parse(itemText({ ...item, content: fits })).content.length, fits.length);
    for (const more of [`${fits}é`, 'a'.repeat(itemLimits.bytes)]) {
      assert.throws(() => itemText({ ...item, content: more }), hasCode('item-size'));
      assert.throws(() => parse(`${itemText({ ...item, content: '' })}${more}`), hasCode('item-size'));
    }
  });
});
