import type { Tlp } from '#protocol/record/label.ts';
import { sortableVersion } from './advisory-version.ts';
import type { CsafDocument, CsafTlp } from './csaf-document.ts';
import { definedProducts } from './products.ts';

/** A valid advisory as it came: the very text, and what stood beside it. Spec: CSF-1, CSF-5. */
export interface Advisory {
  readonly document: CsafDocument;
  /** The file, to the byte. */
  readonly text: string;
  /** Hex of the hash that its publisher gave and that was checked. */
  readonly sha256?: string;
  readonly sha512?: string;
  /** The detached signature in ASCII armor, checked for its form only. */
  readonly signature?: string;
}

// CSAF 2.0 has the words of TLP 1: WHITE is CLEAR, and there is no AMBER+STRICT. Spec: CSF-7.
const levels: Readonly<Record<CsafTlp, Tlp>> = { WHITE: 'clear', GREEN: 'green', AMBER: 'amber', RED: 'red' };

/** The word of CSAF for a level; there is none for AMBER+STRICT. Spec: CSF-10. */
export const csafLevelOf = (tlp: Tlp): CsafTlp | undefined =>
  (Object.keys(levels) as CsafTlp[]).find((word) => levels[word] === tlp);

/** The level that a document states, if it does. Spec: CSF-7. */
export function tlpOf({ document }: CsafDocument): Tlp | undefined {
  const label = document.distribution?.tlp?.label;
  return label === undefined ? undefined : levels[label];
}

/** The name under which an advisory is held: the same for all its versions. Spec: CSF-6. */
export const advisoryName = ({ document: { publisher, tracking } }: CsafDocument): string =>
  `csaf:${publisher.namespace}#${tracking.id}`;

/** The version of an advisory as a text that sorts. Spec: CSF-6. */
export const advisoryVersion = ({ document }: CsafDocument): string => sortableVersion(document.tracking.version);

/** The name of the file: the tracking id in small letters, all but letters, digits, + and - as _ (CSAF 2.0 section 5.1). */
export const advisoryFileName = ({ document }: CsafDocument): string =>
  `${document.tracking.id.toLowerCase().replace(/[^+\-a-z0-9]+/g, '_')}.json`;

const longest = { title: 160, words: 20_000 } as const;
// Control characters, line separators, and marks that reorder what follows them on the screen.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;

function oneLine(value: string, most: number): string {
  const line = value
    .slice(0, 2 * most)
    .replace(unprintable, ' ')
    .trim()
    .toWellFormed();
  return line.length <= most ? line : `${line.slice(0, most - 1).toWellFormed()}…`;
}

/** One line for lists. */
export const advisoryTitle = ({ document }: CsafDocument): string =>
  oneLine(`${document.tracking.id} ${document.title}`, longest.title);

/** What search finds an advisory by: ids, CVEs, vendor, products, publisher, prose. */
export function advisoryWords(doc: CsafDocument): string {
  const { title, publisher, tracking, notes = [] } = doc.document;
  const vulnerabilities = doc.vulnerabilities ?? [];
  const parts = [
    tracking.id,
    ...(tracking.aliases ?? []),
    title,
    publisher.name,
    ...vulnerabilities.flatMap(({ cve = '', cwe, title: name = '', ids = [] }) => [
      cve,
      cwe?.id ?? '',
      name,
      ...ids.map(({ text }) => text),
    ]),
    ...[...definedProducts(doc)].flatMap(({ name, vendor = '', product = '', version = '', helper }) => [
      vendor,
      product,
      version,
      name,
      helper?.cpe ?? '',
      helper?.purl ?? '',
    ]),
    ...notes.filter(({ category }) => category !== 'legal_disclaimer').map(({ text }) => text),
  ];
  return oneLine([...new Set(parts)].join(' '), longest.words);
}
