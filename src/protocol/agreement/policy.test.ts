import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultCode } from '../bytes/fault.ts';
import { firstPolicy, policyJson, readPolicy } from './policy.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;

describe('a release policy (Spec: REL-2)', () => {
  it('comes back as it was kept', () => {
    const policy = {
      blocked: ['0'.repeat(64)],
      ceiling: 'green',
      approvalAbove: 'clear',
      withheldKinds: ['malware', 'tool'],
    } as const;
    for (const one of [policy, firstPolicy]) assert.deepEqual(readPolicy(policyJson(one)), one);
  });

  it('starts so that AMBER waits for a releaser and RED stays', () => {
    assert.deepEqual([firstPolicy.approvalAbove, firstPolicy.ceiling], ['green', 'amber+strict']);
  });

  it('is refused when anything in it is not known, or missing', () => {
    const json = policyJson(firstPolicy);
    assert.throws(() => readPolicy({ ...json, except: [] }), hasCode('field-unknown'));
    assert.throws(() => readPolicy({ ...json, ceiling: 'white' }), hasCode('field-unknown-value'));
    assert.throws(() => readPolicy({ ...json, blocked: ['x'] }), hasCode('field-type'));
    assert.throws(() => readPolicy({ ...json, withheldKinds: ['b', 'a'] }), hasCode('field-type'));
    for (const key of Object.keys(json)) {
      const { [key]: _, ...rest } = json;
      assert.throws(() => readPolicy(rest), hasCode('field-missing'), key);
    }
  });
});
