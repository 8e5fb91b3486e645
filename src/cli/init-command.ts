import { type PartyKind, partyKinds } from '#protocol/identity/key-history.ts';
import { initDirectory, layout } from '#server/party/open-party.ts';
import type { Name } from '#server/party/peer-book.ts';
import { keepLogKeys } from '#server/process/log-keys-file.ts';
import { takePartyLock } from '#server/process/party-lock.ts';
import { processPowers } from '#server/process/process-powers.ts';
import { baseUrl } from '#server/process/server-place.ts';
import { directoryFiles } from '#server/store/log-files.ts';
import { command, shared, UsageError } from './command.ts';
import { fingerprint } from './party-reference.ts';

const nameIn = (language: string) => ({ type: 'string', value: 'NAME', about: `Its name in ${language}` }) as const;

function kindOf(word: string): PartyKind {
  const kind = partyKinds.find((known) => known === word);
  if (kind === undefined) throw new UsageError(`init: --kind is one of ${partyKinds.join(', ')}`);
  return kind;
}

function checkedName(name: Name): Name {
  if (/^[^\p{Cc}]{1,120}$/u.test(name.text)) return name;
  throw new UsageError('init: a name has 1 to 120 characters, all on one line');
}

/** `comity init`: founds a party. */
export const init = command({
  about: 'Found a party: its keys, its store and its log',
  words: [],
  options: {
    ...shared,
    name: { type: 'string', value: 'NAME', about: 'Its name in English', required: true },
    'name-ar': nameIn('Arabic'),
    'name-zh': nameIn('Chinese'),
    'name-fr': nameIn('French'),
    'name-ru': nameIn('Russian'),
    'name-es': nameIn('Spanish'),
    kind: { type: 'string', value: 'KIND', about: `What it is: ${partyKinds.join(', ')}`, required: true },
    url: { type: 'string', value: 'URL', about: 'Where others will reach its server' },
  },
  example: 'init --data ./party --name "Example CERT" --kind cert',
  run({ values }, terminal) {
    const { data, name, kind, url = 'http://127.0.0.1:8470' } = values;
    const translated = (['ar', 'zh', 'fr', 'ru', 'es'] as const).flatMap((lang) => {
      const text = values[`name-${lang}`];
      return text === undefined ? [] : [{ lang, text }];
    });
    const names = [{ lang: 'en', text: name }, ...translated].map(checkedName);
    const party = initDirectory(data, { kind: kindOf(kind), names, url: baseUrl(url) }, processPowers);
    const lock = takePartyLock(data, 'init');
    keepLogKeys(party, directoryFiles(layout(data).log));
    const { id } = party;
    party.db.close();
    lock?.release();
    if (values.json === true) terminal.out(`${JSON.stringify({ party: id, fingerprint: fingerprint(id), data })}\n`);
    else terminal.out(`Party ${id}\nFingerprint ${fingerprint(id)}\n`);
    return 0;
  },
});
