import { purposes } from '#protocol/record/label.ts';
import type { Account } from '#server/accounts/account.ts';
import { accountNameForm } from '#server/accounts/account.ts';
import type { Accounts, Credentials } from '#server/accounts/accounts.ts';
import { isRole, type Role, roles } from '#server/accounts/rights.ts';
import type { Party } from '#server/party/party.ts';
import { accountsOf } from '#server/process/party-accounts.ts';
import { command, group, shared, type Terminal, UsageError } from './command.ts';
import { changeParty, commandLine } from './party-access.ts';
import { partyNamed } from './party-reference.ts';

const options = {
  ...shared,
  name: { type: 'string', value: 'NAME', about: 'Name of the account', required: true },
} as const;

function roleOf(word: string): Role {
  if (isRole(word)) return word;
  throw new UsageError(`account: --role is one of ${roles.join(', ')}`);
}

function checkedName(word: string): string {
  if (accountNameForm.test(word)) return word;
  throw new UsageError('account: --name has lower-case letters, digits, ".", "-" and "_", 64 at most');
}

/** Credentials are printed here and nowhere else. */
function show(terminal: Terminal, credentials: Credentials, json: boolean): number {
  const { name, password, token } = credentials;
  if (json) terminal.out(`${JSON.stringify({ name, password, token })}\n`);
  else terminal.out(`Account  ${name}\nPassword ${password}\nToken    ${token}\nThey are not shown again.\n`);
  return 0;
}

const withAccounts = <T>(directory: string, work: (accounts: Accounts, party: Party) => Promise<T> | T): Promise<T> =>
  changeParty(directory, 'account', (party) => work(accountsOf(party), party));

const add = command({
  about: 'Add an account and print its password and token, once',
  words: [],
  options: {
    ...options,
    role: { type: 'string', value: 'ROLE', about: `What it may do: ${roles.join(', ')}`, required: true },
    party: {
      type: 'string',
      value: 'PARTY',
      about: 'The partner that it stands for: a viewer of what is released to it, or an analyst that may also submit',
    },
    purpose: {
      type: 'string',
      value: 'PURPOSE',
      about: `What it reads for: ${purposes.join(', ')}; defence unless said`,
    },
    tool: { type: 'boolean', about: 'It is a program, not a person' },
  },
  example: 'account add --data ./party --name amina --role analyst --json',
  async run({ values }, terminal) {
    const role = roleOf(values.role);
    const name = checkedName(values.name);
    const purpose = purposes.find((one) => one === (values.purpose ?? 'defence'));
    if (purpose === undefined) throw new UsageError(`account: --purpose is one of ${purposes.join(', ')}`);
    const kind = values.tool === true ? 'tool' : 'person';
    const credentials = await withAccounts(values.data, async (accounts, party) => {
      const bound = values.party === undefined ? {} : { party: partyNamed(party, values.party).id };
      const made = await accounts.add({ name, role, kind, purpose, ...bound });
      party.deed(commandLine, 'account-add', name);
      return made;
    });
    return show(terminal, credentials, values.json === true);
  },
});

const passwd = command({
  about: 'Give an account a new password and token; the old ones end',
  words: [],
  options,
  example: 'account passwd --data ./party --name amina',
  async run({ values }, terminal) {
    const credentials = await withAccounts(values.data, async (accounts, party) => {
      const renewed = await accounts.renew(values.name);
      party.deed(commandLine, 'account-renew', values.name);
      return renewed;
    });
    return show(terminal, credentials, values.json === true);
  },
});

const disable = command({
  about: 'Lock an account out at once',
  words: [],
  options,
  example: 'account disable --data ./party --name amina',
  async run({ values }, terminal) {
    await withAccounts(values.data, (accounts, party) => {
      accounts.disable(values.name);
      party.deed(commandLine, 'account-disable', values.name);
    });
    terminal.out(
      values.json === true ? `${JSON.stringify({ disabled: values.name })}\n` : `${values.name} is locked out.\n`,
    );
    return 0;
  },
});

const lineOf = ({ name, role, kind, party, purpose, disabled }: Account): string =>
  `${[name, role, kind, party?.slice(0, 12) ?? '-', purpose, disabled === undefined ? '' : 'disabled'].join('\t').trimEnd()}\n`;

const list = command({
  about: 'List the accounts',
  words: [],
  options: shared,
  example: 'account list --data ./party',
  async run({ values }, terminal) {
    const accounts = await withAccounts(values.data, (all) => all.list());
    terminal.out(values.json === true ? `${JSON.stringify(accounts)}\n` : accounts.map(lineOf).join(''));
    return 0;
  },
});

/** `comity account`: people and tools that may use the server; it may be running. */
export const account = group(
  'Add, list and disable people and tools',
  { add, list, disable, passwd },
  'account add --data ./party --name amina --role analyst --json',
);
