import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Domain, domainText, parseDomainText } from './domain-line.ts';
import { faultCode } from './fault.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;
const domains: readonly Domain[] = ['comity/identity/v1', 'comity/record/v1', 'comity/agreement/v1'];

describe('a text that gets signed (Spec: REC-1)', () => {
  it('is its domain and one canonical line', () => {
    const text = domainText('comity/record/v1', { b: 'x\ny', a: 1 });
    assert.equal(text, 'comity/record/v1\n{"a":1,"b":"x\\ny"}\n');
    assert.equal(parseDomainText(text, 'comity/record/v1').integer('a'), 1);
  });

  it('never serves another domain', () => {
    for (const made of domains)
      for (const read of domains.filter((domain) => domain !== made))
        assert.throws(() => parseDomainText(domainText(made, {}), read), hasCode('domain-mismatch'));
  });

  it('is refused with a line more or less, or another ending', () => {
    const bad = [
      '',
      'comity/record/v1',
      'comity/record/v1\n',
      'comity/record/v1\n{}',
      'comity/record/v1\n{}\n\n',
      '\ncomity/record/v1\n{}\n',
      'comity/record/v1\n{}\n{}\n',
      'comity/record/v1\r\n{}\n',
      'comity/record/v2\n{}\n',
      ' comity/record/v1\n{}\n',
    ];
    for (const text of bad)
      assert.throws(
        () => parseDomainText(text, 'comity/record/v1'),
        (thrown) => ['domain-mismatch', 'json-syntax'].includes(faultCode(thrown) ?? ''),
        text,
      );
    assert.throws(() => parseDomainText('comity/record/v1\n{} \n', 'comity/record/v1'), hasCode('json-not-canonical'));
    assert.throws(() => parseDomainText('comity/record/v1\n[]\n', 'comity/record/v1'), hasCode('field-type'));
  });
});
