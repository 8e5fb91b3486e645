import { bdi, type Hole, type Html, html, visibleControls } from './html.ts';
import { directionOf, langTag, languages, ownNames } from './language.ts';
import { link } from './link.ts';
import { navigation } from './parts/navigation.ts';
import { practiceBanner } from './parts/practice-banner.ts';
import { zoneMenu } from './parts/zone-menu.ts';
import type { Reader } from './reader.ts';
import { words } from './words.ts';

/** One page: what stands in the column of meaning and in the margin. */
export interface Page {
  readonly title: Html | string;
  /** The title as plain text, for the tab; foreign text is allowed. */
  readonly tab: string;
  /** Markup before the heading: where the page belongs. */
  readonly trail?: Hole;
  readonly main: Hole;
  readonly margin?: Hole;
  /** Modules under /assets/browser/ that the page cannot do without. */
  readonly modules?: readonly string[];
}

function languageMenu(reader: Reader): Html {
  const { plain } = words(reader);
  const items = languages.map(
    (language) =>
      html`<li><a href="${link(reader.path, { ...reader.query, lang: language })}" lang="${langTag(language)}" dir="${directionOf(language)}" hreflang="${langTag(language)}"${language === reader.language && html` aria-current="true"`}>${ownNames[language]}</a></li>`,
  );
  return html`<nav class="tongues" aria-label="${plain('nav.language')}"><ul>${items}</ul></nav>`;
}

function userMenu(reader: Reader): Html | '' {
  if (reader.account === undefined) return '';
  const { t } = words(reader);
  return html`<details class="user"><summary>${bdi(reader.account.name)} <small>${t(`role.${reader.account.role}`)}</small></summary>
<form method="post" action="/sign-out"><input type="hidden" name="csrf" value="${reader.csrf}"><button class="button quiet">${t('nav.sign-out')}</button></form></details>`;
}

const head = (reader: Reader, page: Page): Html => html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${visibleControls(page.tab)} – ${visibleControls(reader.party)}</title>
<link rel="stylesheet" href="/assets/style.css">
${(page.modules ?? []).map((module) => html`<script type="module" src="/assets/browser/${module}"></script>\n`)}</head>`;

function body(reader: Reader, page: Page): Html {
  const { t, plain, gap } = words(reader);
  const { bar, places } = navigation(reader);
  return html`<body>
<a class="skip" href="#main">${t('nav.skip')}</a>
${languageMenu(reader)}
<header class="bar"><div><a class="party" href="${reader.isOrganisation === true ? '/mine' : '/'}">${bdi(reader.party)}</a> <small>${t(reader.isOrganisation === true ? 'frame.centre' : 'frame.own-server')}</small></div>
${bar}${userMenu(reader)}</header>
${places}
${practiceBanner(reader)}
<div class="sheet">
<main id="main" tabindex="-1">
${page.trail !== undefined && html`<p class="trail">${page.trail}</p>`}
<h1>${page.title}</h1>
${reader.notice && html`<p class="turn" role="status">${t(`notice.${reader.notice}`)}</p>`}
${reader.practice?.coach}
${page.main}
</main>
${page.margin !== undefined && html`<aside aria-label="${plain('frame.margin')}">${page.margin}</aside>`}
</div>
<footer>${zoneMenu(reader)}<p>${reader.timeZone === 'UTC' ? t('footer.utc') : t('footer.times', { zone: reader.timeZone })}${reader.language !== 'en' && html`${gap}${t('footer.draft')}`}</p></footer>
</body>`;
}

/** The whole document of a page. Send it with `documentText`. */
export const page = (
  reader: Reader,
  content: Page,
): Html => html`<html lang="${langTag(reader.language)}" dir="${directionOf(reader.language)}">
${head(reader, content)}
${body(reader, content)}
</html>`;

/** The text of a document as a server sends it (text/html; charset=utf-8). */
export const documentText = (document: Html): string => `<!doctype html>\n${document.text}\n`;
