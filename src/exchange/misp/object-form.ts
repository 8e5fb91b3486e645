import type { JsonMembers, StixObject } from '../stix/stix-object.ts';
import {
  addressOf,
  fullKey,
  hashName,
  hashPath,
  type ObservedFact,
  observable,
  portOf,
  type Term,
  whenThere,
} from './observed-fact.ts';

/** The values of a MISP object by their relation to it; a relation may stand several times. */
export type Relations = ReadonlyMap<string, readonly string[]>;

type Form = (relations: Relations) => ObservedFact | undefined;

const first = (relations: Relations, ...names: readonly string[]): string | undefined =>
  names.flatMap((name) => relations.get(name) ?? []).find((value) => value !== '');

/** The hashes among the relations, as STIX names them, and their terms. */
function hashesOf(
  relations: Relations,
  of: 'file' | 'x509-certificate',
  prefix = '',
): { hashes?: JsonMembers; terms: Term[] } {
  const found = [...relations].flatMap(([relation, [value = '']]): [string, string][] => {
    const type = relation.startsWith(prefix) ? relation.slice(prefix.length) : '';
    const name = hashName(type, value);
    return name === undefined ? [] : [[name, value]];
  });
  const terms = found.map(([name, value]) => ({ path: hashPath(of, name), value }));
  return found.length === 0 ? { terms } : { hashes: Object.fromEntries(found), terms };
}

const term = (path: string, value: string | number | undefined): Term[] =>
  value === undefined ? [] : [{ path, value }];

const file: Form = (relations) => {
  const { hashes, terms } = hashesOf(relations, 'file');
  const name = first(relations, 'filename');
  if (hashes === undefined && name === undefined) return undefined;
  const file = observable('file', { ...whenThere('hashes', hashes), ...whenThere('name', name) });
  return { observables: [file], terms: [...term('file:name', name), ...terms] };
};

const certificate: Form = (relations) => {
  const { hashes, terms } = hashesOf(relations, 'x509-certificate', 'x509-fingerprint-');
  const text = (key: string, relation: string): [JsonMembers, Term[]] => {
    const value = first(relations, relation);
    return [whenThere(key, value), term(`x509-certificate:${key}`, value)];
  };
  const texts = [text('serial_number', 'serial-number'), text('issuer', 'issuer'), text('subject', 'subject')];
  const members: JsonMembers = Object.assign({}, whenThere('hashes', hashes), ...texts.map(([member]) => member));
  if (Object.keys(members).length === 0) return undefined;
  return {
    observables: [observable('x509-certificate', members)],
    terms: [...terms, ...texts.flatMap(([, of]) => of)],
  };
};

const registryKey: Form = (relations) => {
  const given = first(relations, 'key');
  if (given === undefined) return undefined;
  const key = fullKey(given);
  const [name, data] = [first(relations, 'name'), first(relations, 'data')];
  const value = { ...whenThere('name', name), ...whenThere('data', data) };
  const members = { key, ...(Object.keys(value).length === 0 ? {} : { values: [value] }) };
  const of = 'windows-registry-key';
  return {
    observables: [observable(of, members)],
    terms: [...term(`${of}:key`, key), ...term(`${of}:values.name`, name), ...term(`${of}:values.data`, data)],
  };
};

/** What an end of traffic is: an address, or a host name. */
const hostOf = (text: string | undefined): StixObject | undefined =>
  text === undefined ? undefined : (addressOf(text) ?? observable('domain-name', { value: text }));

/** Traffic between ends that are called so and so. */
const traffic =
  (names: Readonly<Record<'src' | 'dst' | 'srcPort' | 'dstPort', readonly string[]>>): Form =>
  (relations) => {
    const [srcText, dstText] = [first(relations, ...names.src), first(relations, ...names.dst)];
    const [source, target] = [hostOf(srcText), hostOf(dstText)];
    const srcPort = portOf(first(relations, ...names.srcPort) ?? '');
    const dstPort = portOf(first(relations, ...names.dstPort) ?? '');
    const ends = [source, target].filter((end) => end !== undefined);
    if (ends.length === 0) return undefined;
    const protocol = first(relations, 'layer4-protocol', 'layer3-protocol')?.toLowerCase() ?? 'ip';
    const members = {
      ...whenThere('src_ref', source?.id),
      ...whenThere('dst_ref', target?.id),
      ...whenThere('src_port', srcPort),
      ...whenThere('dst_port', dstPort),
      protocols: [protocol],
    };
    const terms = [
      ...term('network-traffic:src_ref.value', srcText),
      ...term('network-traffic:dst_ref.value', dstText),
      ...term('network-traffic:src_port', srcPort),
      ...term('network-traffic:dst_port', dstPort),
    ];
    return { observables: [observable('network-traffic', members), ...ends], terms };
  };

const domainWithAddresses: Form = (relations) => {
  const domain = first(relations, 'domain', 'hostname');
  const addresses = (relations.get('ip') ?? []).flatMap((ip) => addressOf(ip) ?? []);
  if (domain === undefined) return undefined;
  const terms = addresses.map(({ value }) => ({ path: 'domain-name:resolves_to_refs[*].value', value: String(value) }));
  return {
    observables: [observable('domain-name', { value: domain }), ...addresses],
    terms: [{ path: 'domain-name:value', value: domain }, ...terms],
  };
};

const url: Form = (relations) => {
  const value = first(relations, 'url');
  return value === undefined
    ? undefined
    : { observables: [observable('url', { value })], terms: [{ path: 'url:value', value }] };
};

const email: Form = (relations) => {
  const [from, subject, body] = [first(relations, 'from'), first(relations, 'subject'), first(relations, 'email-body')];
  const to = (relations.get('to') ?? []).map((value) => observable('email-addr', { value }));
  const sender = from === undefined ? undefined : observable('email-addr', { value: from });
  const members = {
    is_multipart: false,
    ...whenThere('from_ref', sender?.id),
    ...whenThere('to_refs', to.length === 0 ? undefined : to.map(({ id }) => id)),
    ...whenThere('subject', subject),
    ...whenThere('body', body),
  };
  if (Object.keys(members).length === 1) return undefined;
  const terms = [
    ...term('email-message:from_ref.value', from),
    ...to.map(({ value }) => ({ path: 'email-message:to_refs[*].value', value: String(value) })),
    ...term('email-message:subject', subject),
    ...term('email-message:body', body),
  ];
  return {
    observables: [observable('email-message', members), ...(sender === undefined ? [] : [sender]), ...to],
    terms,
  };
};

const autonomousSystem: Form = (relations) => {
  const digits = /^(?:AS)?(\d{1,10})$/i.exec(first(relations, 'asn') ?? '')?.[1];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  const members = { number, ...whenThere('name', first(relations, 'description')) };
  return {
    observables: [observable('autonomous-system', members)],
    terms: [{ path: 'autonomous-system:number', value: number }],
  };
};

/** MISP object templates that STIX says natively, by name. Spec: MSP-4. */
const forms: ReadonlyMap<string, Form> = new Map([
  ['asn', autonomousSystem],
  ['domain-ip', domainWithAddresses],
  ['email', email],
  ['file', file],
  [
    'ip-port',
    traffic({
      src: ['ip-src'],
      dst: ['ip-dst', 'ip', 'domain', 'hostname'],
      srcPort: ['src-port'],
      dstPort: ['dst-port'],
    }),
  ],
  [
    'network-connection',
    traffic({
      src: ['ip-src', 'hostname-src'],
      dst: ['ip-dst', 'hostname-dst'],
      srcPort: ['src-port'],
      dstPort: ['dst-port'],
    }),
  ],
  ['registry-key', registryKey],
  ['url', url],
  ['x509', certificate],
]);

/** What a MISP object says natively in STIX, if it does. Spec: MSP-4. */
export const objectFact = (name: string, relations: Relations): ObservedFact | undefined =>
  forms.get(name)?.(relations);
