import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { copyReadme } from '#web/copy-readme.ts';
import { type Language, languages } from '#web/language.ts';
import { casePrintPage, standaloneText } from '#web/pages/case-print-page.ts';
import type { CaseFile } from '../case/case-file.ts';
import { caseFolder } from '../case/case-folder.ts';
import type { Party } from '../party/party.ts';
import { PartyNames } from '../party/party-names.ts';
import { assetAt } from './browser-assets.ts';
import { casePrintView } from './case-print.ts';
import type { Looking } from './visit.ts';
import type { ArchivedFile } from './zip-file.ts';

const script = join(import.meta.dirname, '..', '..', '..', 'docs', 'verify-case.mjs');

/** The languages in which a copy can be read, by their tags. */
export const copyLanguages = Object.fromEntries(languages.map((language) => [language, language]));

/** Somebody who looks at this party's store without being signed in, such as the command line. */
export function plainLook(party: Party, language: Language): Looking {
  const names = new PartyNames(party, language);
  return {
    party,
    names,
    session: undefined,
    query: new URLSearchParams(),
    reader: {
      language,
      timeZone: 'UTC',
      now: party.now,
      path: '/',
      query: {},
      party: names.of(party.id).name,
      csrf: '',
    },
  };
}

/** What explains the copy to whoever finds it. */
function readme(party: Party, { label }: CaseFile): string {
  const parts = languages.map((language) => ({
    language,
    party: new PartyNames(party, language).of(party.id).name,
    label: `TLP:${label.tlp.toUpperCase()}`,
  }));
  return copyReadme(parts);
}

/** A whole case to take away: what verifies it, a page to read and print, and how to check. Fault: `case-uncertified`. Spec: CEX-18, CPY-5. */
export function caseCopy(looking: Looking, file: CaseFile): ArchivedFile[] {
  const { party, reader } = looking;
  const style = fromUtf8(assetAt('/assets/style.css')?.bytes ?? new Uint8Array());
  const page = standaloneText(casePrintPage(casePrintView(looking, file), reader), style);
  return [
    ...caseFolder(party, file.id),
    { path: 'README.txt', bytes: utf8(readme(party, file)) },
    { path: 'case.html', bytes: utf8(page) },
    { path: 'verify-case.mjs', bytes: readFileSync(script) },
  ];
}
