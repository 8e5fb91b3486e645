import { declaredLists } from '#desks/infrastructure/profile.ts';
import { partyKinds } from '#protocol/identity/key-history.ts';
import { tlpLevels } from '#protocol/record/label.ts';
import {
  agreementsOf,
  constituents,
  endEnrolment,
  enrolCustodial,
  enrolPartner,
} from '#server/constituency/constituent-book.ts';
import { declarationOf } from '#server/constituency/profile-book.ts';
import type { Party } from '#server/party/party.ts';
import { knownPeer } from '#server/party/peer-book.ts';
import { accountsOf } from '#server/process/party-accounts.ts';
import { chosen, command, group, shared } from './command.ts';
import { changeParty, commandLine, pendingNote, readParty } from './party-access.ts';
import { nameOf, partyNamed } from './party-reference.ts';

const asChoices = (words: readonly string[]): Record<string, string> =>
  Object.fromEntries(words.map((word) => [word, word]));
const levels = asChoices(tlpLevels.filter((level) => level !== 'red'));

const enrol = command({
  about: 'Enrol an organisation without a server: an identity in custody, an offered agreement, a first account',
  words: ['NAME'],
  options: {
    ...shared,
    account: { type: 'string', value: 'NAME', about: 'Name of its first account', required: true },
    kind: { type: 'string', value: 'KIND', about: `One of ${partyKinds.join(', ')}`, required: true },
    label: { type: 'string', value: 'LEVEL', about: 'Up to which label it may have records', required: true },
  },
  example: 'constituent enrol "Tarn Water" --data ./party --account tarn.duty --kind company --label amber',
  notes: 'Nothing is released to it before its own account has accepted the agreement. The agreement runs two years.',
  run({ values, words: [name = ''] }, terminal) {
    const ceiling =
      tlpLevels.find((level) => level === chosen(levels, values.label, 'constituent: --label ')) ?? 'clear';
    const kind =
      partyKinds.find((one) => one === chosen(asChoices(partyKinds), values.kind, 'constituent: --kind ')) ?? 'company';
    return changeParty(values.data, 'constituent', async (party) => {
      const names = [{ lang: 'en', text: name }];
      const id = enrolCustodial(party, { kind, names, terms: { ceiling, years: 2 } });
      const made = await accountsOf(party).add({ name: values.account, role: 'analyst', kind: 'person', party: id });
      party.deed(commandLine, 'enrol', id);
      const url = `${party.url}/sign-in`;
      const invited = { id, name, url, account: made.name, password: made.password };
      if (values.json === true) terminal.out(`${JSON.stringify(invited)}\n`);
      else
        terminal.out(
          `${name} is enrolled.\nAddress  ${url}\nAccount  ${made.name}\nPassword ${made.password}\nThe password is not shown again.\n`,
        );
      terminal.err(pendingNote(party));
      return 0;
    });
  },
});

const add = command({
  about: 'Enrol a partner that has a server: its agreements stay as they are',
  words: ['PARTY'],
  options: { data: shared.data },
  example: 'constituent add Calder --data ./party',
  run({ values, words: [word = ''] }, terminal) {
    return changeParty(values.data, 'constituent', (party) => {
      const { id } = partyNamed(party, word);
      enrolPartner(party, id);
      party.deed(commandLine, 'enrol', id);
      terminal.out(`${nameOf(knownPeer(party, id))} is enrolled.\n`);
      return 0;
    });
  },
});

const row = (party: Party, { party: id, isCustodial, fetched }: ReturnType<typeof constituents>[number]) => {
  const { profile } = declarationOf(party, id);
  return {
    id,
    name: nameOf(knownPeer(party, id)),
    isCustodial,
    isInForce: agreementsOf(party, id).some(({ standing }) => standing === 'in-force'),
    sectors: profile.sectors,
    declared: declaredLists(profile),
    fetched: fetched ?? null,
  };
};

const list = command({
  about: 'List the enrolled organisations',
  words: [],
  options: shared,
  example: 'constituent list --data ./party',
  async run({ values }, terminal) {
    const rows = await readParty(values.data, (party) => constituents(party).map((one) => row(party, one)));
    if (values.json === true) terminal.out(`${JSON.stringify(rows)}\n`);
    else
      for (const one of rows)
        terminal.out(
          `${one.name}\t${one.isCustodial ? 'custody' : 'server'}\t${one.isInForce ? 'in force' : 'not in force'}\t${one.sectors.join(',') || '-'}\n`,
        );
    return 0;
  },
});

const end = command({
  about: 'End an enrolment: accounts locked, keys in custody destroyed, profile erased',
  words: ['PARTY'],
  options: { data: shared.data },
  example: 'constituent end "Tarn Water" --data ./party',
  run({ values, words: [word = ''] }, terminal) {
    return changeParty(values.data, 'constituent', (party) => {
      const { id } = partyNamed(party, word);
      endEnrolment(party, accountsOf(party), id);
      party.deed(commandLine, 'end-enrolment', id);
      terminal.out(`${nameOf(knownPeer(party, id))} is no longer enrolled.\n`);
      terminal.err(pendingNote(party));
      return 0;
    });
  },
});

/** `comity constituent`: the constituency of a centre, from the command line. Spec: CST-1, CST-2, CST-8. */
export const constituent = group(
  'Enrol the organisations of a constituency',
  { enrol, add, list, end },
  'constituent list --data ./party',
);
