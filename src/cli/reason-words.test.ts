import assert from 'node:assert/strict';
import { it } from 'node:test';
import { plainTerms } from '#protocol/agreement/invented-agreement.fixture.ts';
import { type Reason, reasonCodes } from '#protocol/agreement/release-decision.ts';
import { readTerms } from './agreement-command.ts';
import { clauseLines } from './agreement-words.ts';
import { labelWords, reasonLines, reasonWords } from './reason-words.ts';

const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];
const terms = plainTerms([a, b], 1_790_000_000);
const facts = {
  kind: 'indicator',
  label: { tlp: 'amber+strict' },
  author: a,
  holding: 'own',
  approved: false,
} as const;
const entry = {
  agreement: { id: 'c'.repeat(64), terms, note: { text: '', signatures: [] } },
  signedBy: [],
  withdrawnBy: [],
  superseded: false,
  since: 0,
  standing: 'in-force',
} as const;
const place = { facts, agreements: [entry] };

it('Every reason has one whole sentence, with or without an agreement that is known', () => {
  for (const code of reasonCodes)
    for (const cited of [
      {},
      { agreement: entry.agreement.id },
      { agreement: entry.agreement.id, clause: 1 },
      { agreement: 'd'.repeat(64), clause: 9 },
    ]) {
      const words = reasonWords({ code, allows: false, ...cited }, place);
      assert.match(words, /^[A-Z"][^\n]*\.$/, code);
      assert.equal(/undefined|,[.;]|\.\./.test(words), false, words);
    }
});

it('A chain says of each line whether it allows', () => {
  const chain: Reason[] = [
    { code: 'policy-allows', allows: true },
    { code: 'clause-label', allows: false, agreement: entry.agreement.id, clause: 1 },
  ];
  assert.equal(
    reasonLines(chain, place),
    '  allows:  Our own policy does not object.\n  refuses: "An invented agreement" (cccccccc…), clause 1, reaches up to TLP:GREEN; the record is TLP:AMBER+STRICT.\n',
  );
});

it('A label is told with its conditions', () => {
  assert.equal(labelWords({ tlp: 'clear' }), 'TLP:CLEAR');
  assert.equal(
    labelWords({ tlp: 'amber', only: [a], purposes: ['defence'] }),
    'TLP:AMBER (only 1 named parties; only for defence)',
  );
});

it('A clause that reaches nobody says so', () => {
  const [clause] = terms.clauses;
  assert.ok(clause);
  assert.match(
    clauseLines({ ...clause, to: [], purposes: [] }, (id) => id)[0] ?? '',
    /may send to nobody: .* for no use\.$/,
  );
});

it('Terms in a file are read as strictly as those that arrive', () => {
  const text = JSON.stringify(terms);
  assert.deepEqual(readTerms(text), terms);
  assert.throws(() => readTerms('nonsense'), { code: 'agreement-file' });
  assert.throws(() => readTerms('[]'), { code: 'agreement-file' });
  assert.throws(() => readTerms(JSON.stringify({ ...terms, more: 1 })), { code: 'field-unknown' });
  assert.throws(() => readTerms(JSON.stringify({ ...terms, parties: [b, a] })), { code: 'field-type' });
});
