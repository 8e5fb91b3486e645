import { type Html, html } from '../html.ts';
import type { MessageKey } from '../messages/catalogue.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

interface Place {
  readonly path: string;
  readonly key: MessageKey;
  /** Only for administrators. */
  readonly admin?: true;
}

interface Section {
  readonly key: MessageKey;
  readonly places: readonly Place[];
}

/** What there is to see, by the work it belongs to. A section opens at its first place. */
const sections: readonly Section[] = [
  {
    key: 'nav.today',
    places: [
      { path: '/', key: 'nav.today' },
      { path: '/inbox', key: 'board.inbox' },
      { path: '/duty', key: 'board.title' },
    ],
  },
  {
    key: 'nav.warning',
    places: [
      { path: '/notices', key: 'warn.title' },
      { path: '/situation', key: 'nav.situation' },
      { path: '/matching', key: 'nav.matching' },
    ],
  },
  { key: 'nav.cases', places: [{ path: '/cases', key: 'nav.cases' }] },
  {
    key: 'nav.records',
    places: [
      { path: '/records', key: 'nav.held' },
      { path: '/left', key: 'nav.left' },
      { path: '/reached', key: 'nav.reached' },
      { path: '/corrections', key: 'correction.title' },
      { path: '/affected', key: 'affected.title' },
    ],
  },
  {
    key: 'nav.partners',
    places: [
      { path: '/agreements', key: 'nav.agreements' },
      { path: '/parties', key: 'nav.parties' },
      { path: '/contacts', key: 'contact.title' },
      { path: '/feeds', key: 'nav.feeds' },
      { path: '/constituency', key: 'constituency.title' },
    ],
  },
  {
    key: 'nav.proof',
    places: [
      { path: '/log-book', key: 'nav.log' },
      { path: '/accounts', key: 'nav.accounts', admin: true },
    ],
  },
];

/** What an enrolled organisation's own people see. */
const ownSections: readonly Section[] = [
  { key: 'mine.title', places: [{ path: '/mine', key: 'mine.title' }] },
  { key: 'constituency.profile', places: [{ path: '/mine/profile', key: 'constituency.profile' }] },
  { key: 'report.title', places: [{ path: '/mine/report', key: 'report.title' }] },
];

const isWithin = (path: string, place: string): boolean =>
  path === place || (place !== '/' && path.startsWith(`${place}/`));

/** The section row, and below it the places of the section where the reader is. */
export function navigation(reader: Reader): { bar: Html | ''; places: Html | '' } {
  const { account } = reader;
  if (account === undefined) return { bar: '', places: '' };
  const { t, plain } = words(reader);
  const open = (reader.isOrganisation === true ? ownSections : sections)
    .map(({ key, places }) => ({
      key,
      places: places.filter(({ admin }) => admin === undefined || account.role === 'administrator'),
    }))
    .filter(({ places }) => places.length > 0);
  // The most exact place counts: of an organisation's pages, one stands above the others.
  const here = open.findLast(({ places }) => places.some(({ path }) => isWithin(reader.path, path)));
  const bar = open.map(
    (section) =>
      html`<li><a href="${section.places[0]?.path}"${section === here && (section.places.length === 1 && reader.path === section.places[0]?.path ? html` aria-current="page"` : html` aria-current="true"`)}>${t(section.key)}</a></li>`,
  );
  const places = (here?.places ?? []).map(
    ({ path, key }) =>
      html`<li><a href="${path}"${isWithin(reader.path, path) && (reader.path === path ? html` aria-current="page"` : html` aria-current="true"`)}>${t(key)}</a></li>`,
  );
  return {
    bar: html`<nav aria-label="${plain('nav.main')}"><ul>${bar}</ul></nav>`,
    places:
      here === undefined || places.length < 2
        ? ''
        : html`<nav class="places" aria-label="${plain(here.key)}"><ul>${places}</ul></nav>`,
  };
}
