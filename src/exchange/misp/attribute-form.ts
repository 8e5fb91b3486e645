import {
  addressOf,
  fullKey,
  hashName,
  hashPath,
  hashTypes,
  type ObservedFact,
  observable,
  portOf,
  type Term,
} from './observed-fact.ts';

/** What one value of a MISP type says in STIX; undefined when the value does not have the form of its type. */
type Form = (value: string) => ObservedFact | undefined;

/** `a|b` in two; undefined when it is not two. */
function halves(value: string): readonly [string, string] | undefined {
  const at = value.lastIndexOf('|');
  return at <= 0 || at === value.length - 1 ? undefined : [value.slice(0, at), value.slice(at + 1)];
}

const single =
  (type: string, key: string): Form =>
  (value) =>
    value === ''
      ? undefined
      : { observables: [observable(type, { [key]: value })], terms: [{ path: `${type}:${key}`, value }] };

const hash =
  (type: string): Form =>
  (value) => {
    const name = hashName(type, value);
    if (name === undefined) return undefined;
    const file = observable('file', { hashes: { [name]: value } });
    return { observables: [file], terms: [{ path: hashPath('file', name), value }] };
  };

const namedHash =
  (type: string): Form =>
  (value) => {
    const [fileName, digest] = halves(value) ?? [];
    const name = hashName(type, digest ?? '');
    if (fileName === undefined || digest === undefined || name === undefined) return undefined;
    return {
      observables: [observable('file', { hashes: { [name]: digest }, name: fileName })],
      terms: [
        { path: 'file:name', value: fileName },
        { path: hashPath('file', name), value: digest },
      ],
    };
  };

const fingerprint =
  (type: string): Form =>
  (value) => {
    const name = hashName(type, value);
    if (name === undefined) return undefined;
    const certificate = observable('x509-certificate', { hashes: { [name]: value } });
    return { observables: [certificate], terms: [{ path: hashPath('x509-certificate', name), value }] };
  };

/** Traffic from or to an address; of the protocols no more is said than the address shows. */
const endpoint =
  (end: 'src' | 'dst', withPort: boolean): Form =>
  (value) => {
    const [host = '', portText = ''] = withPort ? (halves(value) ?? []) : [value];
    const address = addressOf(host);
    const port = portOf(portText);
    if (address === undefined || (withPort && port === undefined)) return undefined;
    const ref = `network-traffic:${end}_ref`;
    const terms: Term[] = [
      { path: `${ref}.type`, value: address.type },
      { path: `${ref}.value`, value: host },
      ...(port === undefined ? [] : [{ path: `network-traffic:${end}_port`, value: port }]),
    ];
    const traffic = observable('network-traffic', {
      [`${end}_ref`]: address.id,
      ...(port === undefined ? {} : { [`${end}_port`]: port }),
      protocols: [address.type === 'ipv4-addr' ? 'ipv4' : 'ipv6'],
    });
    return { observables: [traffic, address], terms };
  };

const domainWithAddress: Form = (value) => {
  const [domain, host] = halves(value) ?? [];
  const address = addressOf(host ?? '');
  if (domain === undefined || address === undefined) return undefined;
  // The observable of a domain is the same for all who see it, so where it leads to stands beside it.
  return {
    observables: [observable('domain-name', { value: domain }), address],
    terms: [
      { path: 'domain-name:value', value: domain },
      { path: 'domain-name:resolves_to_refs[*].value', value: host ?? '' },
    ],
  };
};

const hostWithPort: Form = (value) => {
  const [host, portText] = halves(value) ?? [];
  const port = portOf(portText ?? '');
  if (host === undefined || port === undefined) return undefined;
  const name = observable('domain-name', { value: host });
  const traffic = observable('network-traffic', { dst_ref: name.id, dst_port: port, protocols: ['ip'] });
  return {
    observables: [name, traffic],
    terms: [
      { path: 'domain-name:value', value: host },
      { path: 'network-traffic:dst_port', value: port },
    ],
  };
};

const autonomousSystem: Form = (value) => {
  const digits = /^(?:AS)?(\d{1,10})$/i.exec(value)?.[1];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  return {
    observables: [observable('autonomous-system', { number })],
    terms: [{ path: 'autonomous-system:number', value: number }],
  };
};

/** A message of which one property is known. */
const message =
  (key: string, path: string, inList = false): Form =>
  (value) =>
    value === ''
      ? undefined
      : {
          observables: [observable('email-message', { is_multipart: false, [key]: inList ? [value] : value })],
          terms: [{ path: `email-message:${path}`, value }],
        };

const header =
  (name: string, path: string): Form =>
  (value) => ({
    observables: [observable('email-message', { is_multipart: false, additional_header_fields: { [name]: value } })],
    terms: [{ path: `email-message:additional_header_fields.${path}`, value }],
  });

const sender: Form = (value) => {
  const address = observable('email-addr', { value });
  const mail = observable('email-message', { is_multipart: false, from_ref: address.id });
  return { observables: [mail, address], terms: [{ path: 'email-message:from_ref.value', value }] };
};

const receiver: Form = (value) => {
  const address = observable('email-addr', { value });
  const mail = observable('email-message', { is_multipart: false, to_refs: [address.id] });
  return { observables: [mail, address], terms: [{ path: 'email-message:to_refs[*].value', value }] };
};

const enclosed: Form = (value) => {
  const file = observable('file', { name: value });
  const parts = [{ body_raw_ref: file.id, content_disposition: 'attachment' }];
  const mail = observable('email-message', { is_multipart: true, body_multipart: parts });
  const path = 'email-message:body_multipart[*].body_raw_ref.name';
  return { observables: [mail, file], terms: [{ path, value }] };
};

const hardwareAddress: Form = (value) => single('mac-addr', 'value')(value.toLowerCase());

const registryValue: Form = (value) => {
  const [given, data] = halves(value) ?? [];
  if (given === undefined || data === undefined) return undefined;
  const key = fullKey(given);
  return {
    observables: [observable('windows-registry-key', { key, values: [{ data }] })],
    terms: [
      { path: 'windows-registry-key:key', value: key },
      { path: 'windows-registry-key:values.data', value: data },
    ],
  };
};

const githubAccount: Form = (value) => ({
  observables: [observable('user-account', { account_type: 'github', account_login: value })],
  terms: [
    { path: 'user-account:account_type', value: 'github' },
    { path: 'user-account:account_login', value },
  ],
});

/** Only a pattern: the observable would need what the value does not say. */
const patternOnly =
  (path: string, termOf: (value: string) => string | number | undefined = (value) => value): Form =>
  (text) => {
    const value = termOf(text);
    return value === undefined ? undefined : { observables: [], terms: [{ path, value }] };
  };

const sizeOf = (text: string): number | undefined => (/^\d{1,15}$/.test(text) ? Number(text) : undefined);

/** MISP attribute types that STIX says natively. Spec: MSP-4. */
const forms: ReadonlyMap<string, Form> = new Map<string, Form>([
  ...hashTypes.map((type): [string, Form] => [type, hash(type)]),
  ...hashTypes.map((type): [string, Form] => [`filename|${type}`, namedHash(type)]),
  ...['md5', 'sha1', 'sha256'].map((type): [string, Form] => [`x509-fingerprint-${type}`, fingerprint(type)]),
  ['AS', autonomousSystem],
  ['attachment', single('file', 'name')],
  ['domain', single('domain-name', 'value')],
  ['domain|ip', domainWithAddress],
  ['email', single('email-addr', 'value')],
  ['email-attachment', enclosed],
  ['email-body', message('body', 'body')],
  ['email-dst', receiver],
  ['email-header', message('received_lines', 'received_lines', true)],
  ['email-message-id', message('message_id', 'message_id')],
  ['email-reply-to', header('Reply-To', 'reply_to')],
  ['email-src', sender],
  ['email-subject', message('subject', 'subject')],
  ['email-x-mailer', header('X-Mailer', 'x_mailer')],
  ['filename', single('file', 'name')],
  ['github-username', githubAccount],
  ['hostname', single('domain-name', 'value')],
  ['hostname|port', hostWithPort],
  ['http-method', patternOnly("network-traffic:extensions.'http-request-ext'.request_method")],
  ['ip-dst', endpoint('dst', false)],
  ['ip-dst|port', endpoint('dst', true)],
  ['ip-src', endpoint('src', false)],
  ['ip-src|port', endpoint('src', true)],
  ['link', single('url', 'value')],
  ['mac-address', hardwareAddress],
  ['malware-sample', namedHash('md5')],
  ['mutex', single('mutex', 'name')],
  ['port', patternOnly('network-traffic:dst_port', portOf)],
  ['regkey', (value) => single('windows-registry-key', 'key')(fullKey(value))],
  ['regkey|value', registryValue],
  ['size-in-bytes', patternOnly('file:size', sizeOf)],
  ['uri', single('url', 'value')],
  ['url', single('url', 'value')],
  ['user-agent', patternOnly("network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'")],
]);

/** What a value of a MISP type says natively in STIX, if it does. Spec: MSP-4. */
export const factOf = (type: string, value: string): ObservedFact | undefined => forms.get(type)?.(value);

/** Types that are rules of a language of their own, each with its STIX pattern type. */
export const ruleLanguages: ReadonlyMap<string, string> = new Map([
  ['sigma', 'sigma'],
  ['snort', 'snort'],
  ['suricata', 'suricata'],
  ['yara', 'yara'],
]);
