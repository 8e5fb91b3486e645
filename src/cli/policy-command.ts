import type { ReleasePolicy } from '#protocol/agreement/policy.ts';
import { type Tlp, tlpLevels } from '#protocol/record/label.ts';
import { setPolicy } from '#server/party/approvals.ts';
import type { Party } from '#server/party/party.ts';
import { peer } from '#server/party/peer-book.ts';
import { command, group, shared, UsageError } from './command.ts';
import { changeParty, commandLine, pendingNote, readParty } from './party-access.ts';
import { nameOf, partyNamed } from './party-reference.ts';

function levelOf(word: string | undefined, option: string): Tlp | undefined {
  const found = tlpLevels.find((level) => level === word);
  if (word !== undefined && found === undefined)
    throw new UsageError(`policy: --${option} is one of ${tlpLevels.join(', ')}`);
  return found;
}

const label = (level: Tlp): string => `TLP:${level.toUpperCase()}`;

function policyText(party: Party, policy: ReleasePolicy): string {
  const blocked = policy.blocked.map((id) => {
    const known = peer(party, id);
    return known === undefined ? id : nameOf(known);
  });
  const listed = (members: readonly string[]): string => (members.length === 0 ? 'none' : members.join(', '));
  return `Nothing above ${label(policy.ceiling)} leaves.
Above ${label(policy.approvalAbove)} a releaser approves each record.
Parties that receive nothing: ${listed(blocked)}
Kinds that never leave: ${listed(policy.withheldKinds)}
`;
}

const show = command({
  about: 'Show what this server lets go, whatever agreements say',
  words: [],
  options: { data: shared.data, json: shared.json },
  example: 'policy show --data ./party',
  run: ({ values }, terminal) =>
    readParty(values.data, (party) => {
      const policy = party.policy();
      terminal.out(values.json === true ? `${JSON.stringify(policy)}\n` : policyText(party, policy));
      return 0;
    }),
});

/** A sorted set with some members added and some taken out. */
const changed = (set: readonly string[], more: readonly string[], fewer: readonly string[]): string[] =>
  [...new Set([...set, ...more])].filter((member) => !fewer.includes(member)).toSorted();

const set = command({
  about: 'Change it; what is not named stays as it is',
  words: [],
  options: {
    data: shared.data,
    json: shared.json,
    ceiling: { type: 'string', value: 'LEVEL', about: 'Nothing above this level leaves' },
    'approval-above': { type: 'string', value: 'LEVEL', about: 'Above this level a releaser approves each record' },
    block: { type: 'string', value: 'PARTY', about: 'A party that is to receive nothing', multiple: true },
    unblock: { type: 'string', value: 'PARTY', about: 'A party that is no longer blocked', multiple: true },
    withhold: { type: 'string', value: 'KIND', about: 'A kind that is never to leave', multiple: true },
    allow: { type: 'string', value: 'KIND', about: 'A kind that is no longer withheld', multiple: true },
  },
  example: 'policy set --data ./party --approval-above clear --block "Bereth Cyber Centre"',
  notes: 'It narrows what agreements allow and never widens it. The change is a record in the log, and holds at once.',
  run({ values }, terminal) {
    const ceiling = levelOf(values.ceiling, 'ceiling');
    const approvalAbove = levelOf(values['approval-above'], 'approval-above');
    return changeParty(values.data, 'policy', (party) => {
      const before = party.policy();
      const idsOf = (words: readonly string[]): string[] => words.map((word) => partyNamed(party, word).id);
      const policy: ReleasePolicy = {
        blocked: changed(before.blocked, idsOf(values.block), idsOf(values.unblock)),
        ceiling: ceiling ?? before.ceiling,
        approvalAbove: approvalAbove ?? before.approvalAbove,
        withheldKinds: changed(before.withheldKinds, values.withhold, values.allow),
      };
      setPolicy(party, policy);
      party.deed(commandLine, 'policy', '');
      terminal.out(values.json === true ? `${JSON.stringify(policy)}\n` : policyText(party, policy));
      terminal.err(pendingNote(party));
      return 0;
    });
  },
});

/** `comity policy`: a server's own release policy. Spec: REL-2. */
export const policy = group(
  'Show and change the release policy of this server',
  { show, set },
  'policy show --data ./party',
);
