import { fromUtf8 } from '#protocol/bytes/text.ts';
import { checkHeldSignatures, distrustKey, fileKeys, trustedKeys, trustKeys } from '#server/party/file-keys.ts';
import { command, group, shared } from './command.ts';
import { readBounded } from './outside.ts';
import { changeParty, commandLine, readParty } from './party-access.ts';
import { screenText } from './screen-text.ts';

const keyBytes = 1024 * 1024;

const add = command({
  about: 'Trust the OpenPGP keys in a file for signatures on advisories',
  words: ['FILE'],
  options: shared,
  example: 'key add --data ./party vendor.asc',
  notes: `Compare the fingerprint over another channel first: a key says itself whose it is.
Imports are checked with it from now on, and the advisories that are held, received ones included, at once.`,
  async run({ values, words: [path = ''] }, terminal) {
    const armor = fromUtf8(readBounded(path, keyBytes));
    const added = await changeParty(values.data, 'key', async (party) => {
      const keys = await trustKeys(party, armor);
      for (const { fingerprint } of keys) party.deed(commandLine, 'key-add', fingerprint);
      await checkHeldSignatures(party, await trustedKeys(party));
      return keys;
    });
    if (values.json === true) terminal.out(`${JSON.stringify(added)}\n`);
    else for (const { fingerprint, name } of added) terminal.out(`${fingerprint}\t${screenText(name)}\n`);
    return 0;
  },
});

const remove = command({
  about: 'Trust a key no more; what it showed counts as not checked',
  words: ['FINGERPRINT'],
  options: shared,
  example: 'key remove --data ./party 5B9A0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F6A7B',
  async run({ values, words: [word = ''] }, terminal) {
    const fingerprint = word.toUpperCase();
    await changeParty(values.data, 'key', (party) => {
      distrustKey(party, fingerprint);
      party.deed(commandLine, 'key-remove', fingerprint);
    });
    terminal.out(values.json === true ? `${JSON.stringify({ fingerprint })}\n` : `${fingerprint} is forgotten\n`);
    return 0;
  },
});

const list = command({
  about: 'List the keys that are trusted for signatures on advisories',
  words: [],
  options: shared,
  example: 'key list --data ./party',
  async run({ values }, terminal) {
    const keys = await readParty(values.data, fileKeys);
    const lines = keys.map(({ fingerprint, name }) => `${fingerprint}\t${screenText(name)}\n`);
    terminal.out(values.json === true ? `${JSON.stringify(keys)}\n` : lines.join(''));
    return 0;
  },
});

/** `comity key`: the keys that an operator trusts for signatures on files of others. Spec: CSF-11. */
export const key = group(
  'Keep the OpenPGP keys of those who sign advisories',
  { add, remove, list },
  'key list --data ./party',
);
