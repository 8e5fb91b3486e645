import { isMembers, type JsonMembers, type StixObject, textOf } from '../stix/stix-object.ts';
import { hashTypes } from './observed-fact.ts';

/** What MISP calls a thing that STIX says natively. */
export interface NativeAttribute {
  readonly type: string;
  readonly category: string;
  readonly value: string;
}

const network = 'Network activity';
const delivery = 'Payload delivery';

const mispHash = (name: string): string | undefined => {
  const plain = name
    .toLowerCase()
    .replace(/^sha-(\d+)$/, 'sha$1')
    .replace(/^sha-512-/, 'sha512/');
  return hashTypes.find((type) => type === plain);
};

/** Patterns of one comparison, and of two joined by AND: paths to type and category. */
const byPaths: ReadonlyMap<string, readonly [type: string, category: string]> = new Map([
  ['autonomous-system:number', ['AS', network]],
  ['domain-name:value', ['domain', network]],
  ['domain-name:value|domain-name:resolves_to_refs[*].value', ['domain|ip', network]],
  ['domain-name:value|network-traffic:dst_port', ['hostname|port', network]],
  ['email-addr:value', ['email', delivery]],
  ['email-message:additional_header_fields.reply_to', ['email-reply-to', delivery]],
  ['email-message:additional_header_fields.x_mailer', ['email-x-mailer', delivery]],
  ['email-message:body', ['email-body', delivery]],
  ['email-message:body_multipart[*].body_raw_ref.name', ['email-attachment', delivery]],
  ['email-message:from_ref.value', ['email-src', delivery]],
  ['email-message:message_id', ['email-message-id', delivery]],
  ['email-message:received_lines', ['email-header', delivery]],
  ['email-message:subject', ['email-subject', delivery]],
  ['email-message:to_refs[*].value', ['email-dst', delivery]],
  ['file:name', ['filename', delivery]],
  ['file:size', ['size-in-bytes', 'Other']],
  ['ipv4-addr:value', ['ip-dst', network]],
  ['ipv6-addr:value', ['ip-dst', network]],
  ['mac-addr:value', ['mac-address', network]],
  ['mutex:name', ['mutex', 'Artifacts dropped']],
  ['network-traffic:dst_port', ['port', network]],
  ['network-traffic:dst_ref.value', ['ip-dst', network]],
  ['network-traffic:dst_ref.value|network-traffic:dst_port', ['ip-dst|port', network]],
  ["network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'", ['user-agent', network]],
  ["network-traffic:extensions.'http-request-ext'.request_method", ['http-method', network]],
  ['network-traffic:src_ref.value', ['ip-src', network]],
  ['network-traffic:src_ref.value|network-traffic:src_port', ['ip-src|port', network]],
  ['url:value', ['url', network]],
  ['user-account:account_login', ['github-username', 'Social network']],
  ['windows-registry-key:key', ['regkey', 'Persistence mechanism']],
  ['windows-registry-key:key|windows-registry-key:values.data', ['regkey|value', 'Persistence mechanism']],
]);

const comparison = /^([a-z0-9-]+:[^=<>!]{1,300}?) = (?:'((?:[^'\\]|\\.)*)'|(\d{1,15}))$/;

/** The comparisons of a pattern of one observation joined by AND; undefined for any other pattern. */
function comparisonsOf(pattern: string): readonly (readonly [path: string, value: string])[] | undefined {
  if (pattern.length > 20_000 || !pattern.startsWith('[') || !pattern.endsWith(']')) return undefined;
  const found = pattern
    .slice(1, -1)
    .split(' AND ')
    .map((part) => comparison.exec(part));
  if (found.some((match) => match === null)) return undefined;
  return found.flatMap((match) =>
    match === null ? [] : [[match[1] ?? '', match[3] ?? unescaped(match[2] ?? '')] as const],
  );
}

const unescaped = (text: string): string => text.replace(/\\(.)/g, '$1');

const hashAt = (path: string): readonly [of: string, type: string] | undefined => {
  const match = /^(file|x509-certificate):hashes\.'?([A-Za-z0-9-]{2,30})'?$/.exec(path);
  const type = mispHash(match?.[2] ?? '');
  return match === null || type === undefined ? undefined : [match[1] ?? '', type];
};

function hashAttribute(terms: readonly (readonly [path: string, value: string])[]): NativeAttribute | undefined {
  const [last, named] = [terms.at(-1), terms.length === 2 && terms[0]?.[0] === 'file:name' ? terms[0] : undefined];
  const hash = hashAt(last?.[0] ?? '');
  if (hash === undefined || last === undefined || terms.length > (named === undefined ? 1 : 2)) return undefined;
  const [of, type] = hash;
  if (of === 'x509-certificate') return { type: `x509-fingerprint-${type}`, category: delivery, value: last[1] };
  if (named === undefined) return { type, category: delivery, value: last[1] };
  return { type: `filename|${type}`, category: delivery, value: `${named[1]}|${last[1]}` };
}

/** Comparisons that only say of which type the other side is. */
const saysType = ([path, value]: readonly [string, string]): boolean =>
  path.endsWith('.type') || (path === 'user-account:account_type' && value === 'github');

/** The attribute of a STIX pattern; one that MISP has no type for is kept as a pattern. Spec: MSP-10. */
function patternAttribute(pattern: string): NativeAttribute {
  const terms = comparisonsOf(pattern)?.filter((term) => !saysType(term));
  const known = terms === undefined ? undefined : byPaths.get(terms.map(([path]) => path).join('|'));
  const hash = terms === undefined ? undefined : hashAttribute(terms);
  if (hash !== undefined) return hash;
  if (terms !== undefined && known !== undefined)
    return {
      type: known[0],
      category: known[1],
      value: `${known[0] === 'AS' ? 'AS' : ''}${terms.map(([, value]) => value).join('|')}`,
    };
  return { type: 'stix2-pattern', category: 'Artifacts dropped', value: pattern };
}

const ruleTypes = ['sigma', 'snort', 'suricata', 'yara'];

/** The attribute of an indicator; undefined when MISP has no type for its language. */
export function indicatorAttribute(indicator: StixObject): NativeAttribute | undefined {
  const [pattern, language] = [textOf(indicator, 'pattern'), textOf(indicator, 'pattern_type')];
  if (pattern === undefined || language === undefined) return undefined;
  if (language === 'stix') return patternAttribute(pattern);
  return ruleTypes.includes(language) ? { type: language, category: 'Artifacts dropped', value: pattern } : undefined;
}

const observableTypes: ReadonlyMap<string, readonly [key: string, type: string, category: string]> = new Map([
  ['autonomous-system', ['number', 'AS', network]],
  ['domain-name', ['value', 'domain', network]],
  ['email-addr', ['value', 'email', delivery]],
  ['ipv4-addr', ['value', 'ip-dst', network]],
  ['ipv6-addr', ['value', 'ip-dst', network]],
  ['mac-addr', ['value', 'mac-address', network]],
  ['mutex', ['name', 'mutex', 'Artifacts dropped']],
  ['url', ['value', 'url', network]],
]);

/** A value as MISP spells it: a number of an autonomous system begins with AS. */
const spelled = (type: string, value: JsonMembers[string] | undefined): string | undefined => {
  if (type === 'AS') return typeof value === 'number' ? `AS${value}` : undefined;
  return typeof value === 'string' ? value : undefined;
};

/** The hashes of a file or certificate, with its name where it has one: one attribute for each. */
function hashedAttributes(object: StixObject, prefix: string): NativeAttribute[] {
  const hashes = object['hashes'];
  const name = prefix === '' ? textOf(object, 'name') : undefined;
  const found = Object.entries(isMembers(hashes) ? hashes : {}).flatMap(([algorithm, value]): NativeAttribute[] => {
    const type = mispHash(algorithm);
    if (type === undefined || typeof value !== 'string') return [];
    if (name !== undefined) return [{ type: `filename|${type}`, category: delivery, value: `${name}|${value}` }];
    return [{ type: `${prefix}${type}`, category: delivery, value }];
  });
  return found.length === 0 && name !== undefined ? [{ type: 'filename', category: delivery, value: name }] : found;
}

const messageKeys: readonly (readonly [key: string, type: string])[] = [
  ['body', 'email-body'],
  ['message_id', 'email-message-id'],
  ['received_lines', 'email-header'],
  ['subject', 'email-subject'],
];

/** The attributes of a message: one for each property that MISP has a type for. */
function messageAttributes(message: StixObject): NativeAttribute[] {
  const header = message['additional_header_fields'];
  const headers = isMembers(header) ? header : {};
  const texts = messageKeys.flatMap(([key, type]) => [message[key]].flat().map((value) => [type, value] as const));
  const named = [
    ['email-reply-to', headers['Reply-To']],
    ['email-x-mailer', headers['X-Mailer']],
  ] as const;
  return [...texts, ...named].flatMap(([type, value]) =>
    typeof value === 'string' ? [{ type, category: delivery, value }] : [],
  );
}

/** A registry key, with the data of its one value. */
function keyAttributes(object: StixObject): NativeAttribute[] {
  const key = textOf(object, 'key');
  const [first] = [object['values']].flat();
  const data = isMembers(first) ? textOf(first, 'data') : undefined;
  if (key === undefined) return [];
  const category = 'Persistence mechanism';
  return [
    data === undefined
      ? { type: 'regkey', category, value: key }
      : { type: 'regkey|value', category, value: `${key}|${data}` },
  ];
}

function accountAttributes(object: StixObject): NativeAttribute[] {
  const value = textOf(object, 'account_login');
  if (value === undefined || object['account_type'] !== 'github') return [];
  return [{ type: 'github-username', category: 'Social network', value }];
}

/** The attributes of an observable; none when MISP has no type for it. Spec: MSP-10. */
export function observableAttributes(object: StixObject): readonly NativeAttribute[] {
  if (object.type === 'file') return hashedAttributes(object, '');
  if (object.type === 'x509-certificate') return hashedAttributes(object, 'x509-fingerprint-');
  if (object.type === 'email-message') return messageAttributes(object);
  if (object.type === 'windows-registry-key') return keyAttributes(object);
  if (object.type === 'user-account') return accountAttributes(object);
  const known = observableTypes.get(object.type);
  if (known === undefined) return [];
  const [key, type, category] = known;
  const value = spelled(type, object[key]);
  return value === undefined ? [] : [{ type, category, value }];
}
