import { isList, isMembers, type JsonMembers, pointer } from './stix-object.ts';
import { type Check, dictionary, text, textOfForm } from './value-check.ts';

/*
 * Texts that must have a form. Every expression is linear, whatever the text. Spec: STX-3, STX-7.
 */

/** RFC 5646: parts of up to eight letters or digits. */
export const languageTag = textOfForm(/^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,12}$/);

/** A language as ISO 639 names it, with what RFC 5646 adds. */
export const languageName = textOfForm(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,12}$/);

/** RFC 3986 as far as every address has it: a scheme. */
export const url = textOfForm(/^[A-Za-z][A-Za-z0-9+.-]{0,40}:/);

/** Pairs of hexadecimal digits. */
export const hexText = textOfForm(/^(?:[0-9a-fA-F]{2})+$/);

/** A character set as IANA names it. */
export const characterSet = textOfForm(/^[A-Za-z0-9/.+_:-]{2,250}$/);

/** A media type of one of IANA's trees, parameters allowed. */
export const mediaType = textOfForm(
  /^(?:application|audio|font|image|message|model|multipart|text|video)\/[A-Za-z0-9.+_-]/,
);

/** A platform name of CPE 2.3: ten parts after the kind. */
export const platformName = textOfForm(/^cpe:2\.3:[aho*-](?::(?:[A-Za-z0-9._*?-]|\\[!-/:-@[-`{-~])+){10}$/);

/** Six pairs in lower case, joined by colons. */
export const hardwareAddress = textOfForm(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/);

/** A domain name; internationalised ones are in either form. */
export const domainName = textOfForm(/^[^\s/@:\u0000-\u001f]{1,253}$/u);

/** A mailbox without a display name. */
export const mailbox = textOfForm(/^[^<>]+@[^<>@\s]+$/);

/** A registry key whose hive is written out. */
export const registryKey = textOfForm(/^(?!hk(?:lm|cc|cr|cu|u)(?:\\|$))/i);

const base64Digits = /^[A-Za-z0-9+/]+={0,2}$/;

/** Base64 with padding, not empty. */
export const base64Text: Check = (value, path, faults) => {
  if (typeof value !== 'string') faults.add('stix-text-expected', path);
  else if (value.length % 4 !== 0 || !base64Digits.test(value)) faults.add('stix-text-form', path);
};

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const dotted = `${octet}(?:\\.${octet}){3}`;
const dottedForm = new RegExp(`^${dotted}$`);

/** An IPv4 address, or a block of them. */
export const ipv4 = textOfForm(new RegExp(`^${dotted}(?:/(?:3[0-2]|[12]?\\d))?$`));

const ipv6Frame = /^([0-9A-Fa-f:.]{2,45})(?:%[^/\s]{1,40})?(?:\/(?:12[0-8]|1[01]\d|[1-9]?\d))?$/;
const ipv6Group = /^[0-9A-Fa-f]{1,4}$/;

/** How many of the eight groups a part of an IPv6 address is; undefined when it is none. */
function ipv6Groups(part: string, mayEndDotted: boolean): number | undefined {
  if (part === '') return 0;
  const groups = part.split(':');
  const last = groups.at(-1) ?? '';
  const isDotted = mayEndDotted && dottedForm.test(last);
  const plain = isDotted ? groups.slice(0, -1) : groups;
  return plain.every((group) => ipv6Group.test(group)) ? plain.length + (isDotted ? 2 : 0) : undefined;
}

function isIpv6(value: string): boolean {
  const address = ipv6Frame.exec(value)?.[1];
  if (address === undefined) return false;
  const [head = '', tail, more] = address.split('::');
  const before = ipv6Groups(head, tail === undefined);
  if (tail === undefined) return before === 8;
  const after = ipv6Groups(tail, true);
  return more === undefined && before !== undefined && after !== undefined && before + after < 8;
}

/** An IPv6 address in any notation, or a block of them. */
export const ipv6: Check = (value, path, faults) => {
  if (typeof value !== 'string') faults.add('stix-text-expected', path);
  else if (!isIpv6(value)) faults.add('stix-text-form', path);
};

const hashForms: ReadonlyMap<string, RegExp> = new Map([
  ['MD5', /^[0-9a-f]{32}$/i],
  ['SHA-1', /^[0-9a-f]{40}$/i],
  ['SHA-256', /^[0-9a-f]{64}$/i],
  ['SHA-512', /^[0-9a-f]{128}$/i],
  ['SHA3-256', /^[0-9a-f]{64}$/i],
  ['SHA3-512', /^[0-9a-f]{128}$/i],
  ['SSDEEP', /^[A-Za-z0-9/+:.]{1,150}$/],
  // Newer tools put T1 before the 70 digits.
  ['TLSH', /^(?:T1)?[A-Za-z0-9]{70}$/],
]);

const hashDictionary = dictionary(text, /^[A-Za-z0-9_-]{3,250}$/);

/** Hashes by algorithm; those of known algorithms must have their form. */
export const hashes: Check = (value, path, faults) => {
  hashDictionary(value, path, faults);
  if (!isMembers(value)) return;
  for (const algorithm of Object.keys(value)) {
    const [form, hash] = [hashForms.get(algorithm), value[algorithm]];
    if (form !== undefined && typeof hash === 'string' && !form.test(hash))
      faults.add('stix-text-form', pointer(path, algorithm));
  }
};

/** A text, or a list of texts that is not empty. */
export const textOrTexts: Check = (value, path, faults) => {
  if (!isList(value)) return text(value, path, faults);
  if (value.length === 0) faults.add('stix-list-empty', path);
  value.forEach((member, at) => text(member, pointer(path, at), faults));
};

const externalIdForms: ReadonlyMap<string, RegExp> = new Map([
  ['cve', /^CVE-\d{4}-(?:0\d{3}|[1-9]\d{3,18})$/],
  ['capec', /^CAPEC-\d{1,9}$/],
]);

/** The id of a CVE or CAPEC entry is there and has its form. */
export const externalId = (reference: JsonMembers, path: string, faults: Parameters<Check>[2]): void => {
  const source = reference['source_name'];
  const form = typeof source === 'string' ? externalIdForms.get(source) : undefined;
  if (form === undefined) return;
  const id = reference['external_id'];
  if (id === undefined) faults.add('stix-missing', pointer(path, 'external_id'));
  else if (typeof id === 'string' && !form.test(id)) faults.add('stix-text-form', pointer(path, 'external_id'));
};
