import { FaultList } from '../stix/stix-fault.ts';
import { ipv4, ipv6 } from '../stix/text-form.ts';

/** Kinds of value that a list may hold, by the words that lists use for them. */
const kindWords = {
  ipv4: ['ipv4', 'ip', 'ipv4addr', 'ipdst', 'ipsrc', 'address', 'cidr', 'netblock'],
  ipv6: ['ipv6', 'ipv6addr'],
  domain: ['domain', 'hostname', 'host', 'fqdn', 'domainname'],
  url: ['url', 'uri', 'link'],
  email: ['email', 'emailaddr', 'emailsrc', 'emaildst', 'mail'],
  md5: ['md5', 'filehashmd5'],
  sha1: ['sha1', 'filehashsha1'],
  sha256: ['sha256', 'filehashsha256'],
  sha512: ['sha512', 'filehashsha512'],
  file: ['file', 'filename'],
  asn: ['asn', 'as', 'autonomoussystem'],
} as const;
export type IndicatorKind = keyof typeof kindWords;

const kindOfWord = new Map<string, IndicatorKind>(
  Object.entries(kindWords).flatMap(([kind, words]) => words.map((word) => [word, kind as IndicatorKind] as const)),
);

/** A word without case, hyphens, underscores and spaces. */
export const folded = (word: string): string => word.toLowerCase().replace(/[\s_-]/g, '');

/** The kind that a word in a column of types means. */
export const kindNamed = (word: string): IndicatorKind | undefined => kindOfWord.get(folded(word));

/** A value in the form in which it is compared, and its kind. */
export interface IndicatorValue {
  readonly kind: IndicatorKind;
  readonly value: string;
}

const fits = (check: typeof ipv4, value: string): boolean => {
  const faults = new FaultList(1);
  check(value, '', faults);
  return faults.count === 0;
};

const label = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)$/;

/** A name of at least two labels in ASCII; internationalised ones in their xn-- form. The last label is not a number. */
function isDomain(value: string): boolean {
  const labels = value.split('.');
  return (
    value.length <= 253 &&
    labels.length >= 2 &&
    labels.every((one) => label.test(one)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  );
}

const mailbox = /^([^\s@<>"]{1,64})@([^\s@]{1,253})$/;
const webAddress = /^(?:https?|ftp|ftps|sftp|tcp|udp|ssh|ldap|ldaps):\/\/[^\s/]/i;
const hexDigits = { md5: 32, sha1: 40, sha256: 64, sha512: 128 } as const;
// Only endings that are no top-level domain, so that a name in a list is never taken for a file.
const fileName =
  /^[^\\/:*?"<>|\u0000-\u001f]{1,200}\.(?:exe|dll|sys|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|lnk|scr|doc|docm|docx|xls|xlsm|xlsx|ppt|pptm|pptx|rtf|pdf|rar|7z|gz|tar|iso|img|vhd|jar|apk|dmg|elf|bin|msi|cab|tmp|dat|php|asp|aspx|jsp|html?)$/i;

const forms: Readonly<Record<IndicatorKind, (text: string) => string | undefined>> = {
  ipv4: (text) => (fits(ipv4, text) ? text : undefined),
  ipv6: (text) => (text.includes(':') && fits(ipv6, text) ? text.toLowerCase() : undefined),
  asn: (text) => /^(?:asn?\s?)?(\d{1,10})$/i.exec(text)?.[1],
  md5: (text) => hashOf(text, 'md5'),
  sha1: (text) => hashOf(text, 'sha1'),
  sha256: (text) => hashOf(text, 'sha256'),
  sha512: (text) => hashOf(text, 'sha512'),
  url: (text) => (webAddress.test(text) && !/[\s<>"]/.test(text) ? text : undefined),
  email: (text) => {
    const [, name, host = ''] = mailbox.exec(text) ?? [];
    return isDomain(host.toLowerCase()) ? `${name}@${host.toLowerCase()}` : undefined;
  },
  file: (text) => (/^[^\\/\u0000-\u001f]{1,255}$/.test(text) ? text : undefined),
  domain: (text) => {
    const name = text.toLowerCase().replace(/\.$/, '');
    return isDomain(name) ? name : undefined;
  },
};

function hashOf(text: string, kind: keyof typeof hexDigits): string | undefined {
  return text.length === hexDigits[kind] && /^[0-9a-f]+$/i.test(text) ? text.toLowerCase() : undefined;
}

// A number alone is no autonomous system, and anything may be a file name, so these are told by their look.
const looksLike: readonly (readonly [IndicatorKind, (text: string) => boolean])[] = [
  ['asn', (text) => /^as\s?n?\d{1,10}$/i.test(text)],
  ['ipv4', () => true],
  ['ipv6', () => true],
  ['md5', () => true],
  ['sha1', () => true],
  ['sha256', () => true],
  ['sha512', () => true],
  ['url', () => true],
  ['email', () => true],
  ['file', (text) => fileName.test(text)],
  ['domain', () => true],
];

/** Marks by which people keep a value from being followed, and what they stand for. */
const fangs: readonly (readonly [RegExp, string])[] = [
  [/^hxxp(s?)(?=\[?:)/i, 'http$1'],
  [/^h(?:\*\*|__|xx)p(s?)(?=\[?:)/i, 'http$1'],
  [/^fxp(?=\[?:)/i, 'ftp'],
  [/\[:\/\/\]/g, '://'],
  [/\[:\]/g, ':'],
  [/\[\/\]/g, '/'],
  [/[[({](?:\.|dot)[\])}]/gi, '.'],
  [/[[({](?:@|at)[\])}]/gi, '@'],
];

/** A value as it stands for, without the marks that keep it from being followed. Spec: LST-3. */
export const refanged = (text: string): string =>
  fangs.reduce((value, [mark, meaning]) => value.replace(mark, meaning), text);

/** A value of a kind, or of the kind that it looks like. Undefined when it is none. Spec: LST-2. */
export function indicatorValue(text: string, said?: IndicatorKind): IndicatorValue | undefined {
  const kinds = said === undefined ? looksLike.filter(([, looks]) => looks(text)).map(([kind]) => kind) : [said];
  // "ip" is what most lists call either version.
  for (const kind of said === 'ipv4' ? (['ipv4', 'ipv6'] as const) : kinds) {
    const value = forms[kind](text);
    if (value !== undefined) return { kind, value };
  }
  return undefined;
}

const quoted = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const compare = (value: string): string => `${value.includes('/') ? 'ISSUBSET' : '='} ${quoted(value)}`;

const patterns: Readonly<Record<IndicatorKind, (value: string) => string>> = {
  ipv4: (value) => `ipv4-addr:value ${compare(value)}`,
  ipv6: (value) => `ipv6-addr:value ${compare(value)}`,
  domain: (value) => `domain-name:value = ${quoted(value)}`,
  url: (value) => `url:value = ${quoted(value)}`,
  email: (value) => `email-addr:value = ${quoted(value)}`,
  md5: (value) => `file:hashes.MD5 = ${quoted(value)}`,
  sha1: (value) => `file:hashes.'SHA-1' = ${quoted(value)}`,
  sha256: (value) => `file:hashes.'SHA-256' = ${quoted(value)}`,
  sha512: (value) => `file:hashes.'SHA-512' = ${quoted(value)}`,
  file: (value) => `file:name = ${quoted(value)}`,
  asn: (value) => `autonomous-system:number = ${Number(value)}`,
};

/** The STIX pattern that matches a value. */
export const patternOf = ({ kind, value }: IndicatorValue): string => `[${patterns[kind](value)}]`;
