import { extensions } from './common-property.ts';
import { accountExtensions, fileExtensions, processExtensions, trafficExtensions } from './predefined-extension.ts';
import { anyOf, needs, notBefore, notBoth, refusedWhen } from './property-rule.ts';
import {
  base64Text,
  characterSet,
  domainName,
  hardwareAddress,
  hashes,
  hexText,
  ipv4,
  ipv6,
  languageName,
  mailbox,
  mediaType,
  platformName,
  registryKey,
  textOrTexts,
  url,
} from './text-form.ts';
import {
  type Check,
  dictionary,
  flag,
  integer,
  list,
  oneOf,
  record,
  ref,
  type Shape,
  shape,
  text,
  textOrInteger,
  texts,
  time,
} from './value-check.ts';

const refs = list(ref());
const port = integer(0, 65_535);
const fileTimes = { ctime: time, mtime: time, atime: time };
const address = (value: Check): Shape =>
  shape(['value'], { value, resolves_to_refs: list(ref('mac-addr')), belongs_to_refs: list(ref('autonomous-system')) });

const artifact = shape(
  [],
  {
    mime_type: mediaType,
    payload_bin: base64Text,
    url,
    hashes,
    encryption_algorithm: oneOf('AES-256-GCM', 'ChaCha20-Poly1305', 'mime-type-indicated'),
    decryption_key: text,
  },
  [
    anyOf('payload_bin', 'url'),
    notBoth('payload_bin', 'url'),
    needs('url', 'hashes'),
    needs('decryption_key', 'encryption_algorithm'),
  ],
);

const mimePart = record(
  shape([], { body: text, body_raw_ref: ref('artifact', 'file'), content_type: text, content_disposition: text }, [
    anyOf('body', 'body_raw_ref'),
    notBoth('body', 'body_raw_ref'),
  ]),
);

const emailMessage = shape(
  ['is_multipart'],
  {
    is_multipart: flag,
    date: time,
    content_type: text,
    from_ref: ref('email-addr'),
    sender_ref: ref('email-addr'),
    to_refs: list(ref('email-addr')),
    cc_refs: list(ref('email-addr')),
    bcc_refs: list(ref('email-addr')),
    message_id: text,
    subject: text,
    received_lines: texts,
    additional_header_fields: dictionary(textOrTexts),
    body: text,
    body_multipart: list(mimePart),
    raw_email_ref: ref('artifact'),
  },
  [refusedWhen('is_multipart', true, 'body'), refusedWhen('is_multipart', false, 'body_multipart')],
);

const file = shape(
  [],
  {
    ...fileTimes,
    extensions: extensions(fileExtensions),
    hashes,
    size: integer(0),
    name: text,
    name_enc: characterSet,
    magic_number_hex: hexText,
    mime_type: text,
    parent_directory_ref: ref('directory'),
    contains_refs: refs,
    content_ref: ref('artifact'),
  },
  [anyOf('hashes', 'name')],
);

const endpoint = ref('ipv4-addr', 'ipv6-addr', 'mac-addr', 'domain-name');

const networkTraffic = shape(
  ['protocols'],
  {
    extensions: extensions(trafficExtensions),
    start: time,
    end: time,
    is_active: flag,
    src_ref: endpoint,
    dst_ref: endpoint,
    src_port: port,
    dst_port: port,
    protocols: texts,
    src_byte_count: integer(0),
    dst_byte_count: integer(0),
    src_packets: integer(0),
    dst_packets: integer(0),
    ipfix: dictionary(textOrInteger),
    src_payload_ref: ref('artifact'),
    dst_payload_ref: ref('artifact'),
    encapsulates_refs: list(ref('network-traffic')),
    encapsulated_by_ref: ref('network-traffic'),
  },
  [anyOf('src_ref', 'dst_ref'), notBefore('start', 'end'), refusedWhen('is_active', true, 'end')],
);

/** A shape that must have at least one of its own properties; an extension is one where the type has its own. */
function atLeastOne(properties: Readonly<Record<string, Check>>): Shape {
  return shape([], properties, [anyOf(...Object.keys(properties))]);
}

const process = atLeastOne({
  extensions: extensions(processExtensions),
  is_hidden: flag,
  pid: integer(0),
  created_time: time,
  cwd: text,
  command_line: text,
  environment_variables: dictionary(text),
  opened_connection_refs: list(ref('network-traffic')),
  creator_user_ref: ref('user-account'),
  image_ref: ref('file'),
  parent_ref: ref('process'),
  child_refs: list(ref('process')),
});

const userAccount = atLeastOne({
  extensions: extensions(accountExtensions),
  user_id: text,
  credential: text,
  account_login: text,
  account_type: text,
  display_name: text,
  is_service_account: flag,
  is_privileged: flag,
  can_escalate_privs: flag,
  is_disabled: flag,
  account_created: time,
  account_expires: time,
  credential_last_changed: time,
  account_first_login: time,
  account_last_login: time,
});

const registryTypes = ['NONE', 'SZ', 'EXPAND_SZ', 'BINARY', 'DWORD', 'DWORD_BIG_ENDIAN', 'DWORD_LITTLE_ENDIAN', 'LINK']
  .concat('MULTI_SZ', 'RESOURCE_LIST', 'FULL_RESOURCE_DESCRIPTION', 'RESOURCE_REQUIREMENTS_LIST', 'QWORD')
  .concat('INVALID_TYPE');
const registryType = oneOf(...registryTypes.map((name) => `REG_${name}`));
const registryValue = record(
  shape([], { name: text, data: text, data_type: registryType }, [anyOf('name', 'data', 'data_type')]),
);

const registry = atLeastOne({
  key: registryKey,
  values: list(registryValue),
  modified_time: time,
  creator_user_ref: ref('user-account'),
  number_of_subkeys: integer(0),
});

const certificateTexts = ['basic_constraints', 'name_constraints', 'policy_constraints', 'key_usage'].concat(
  ['extended_key_usage', 'subject_key_identifier', 'authority_key_identifier', 'subject_alternative_name'],
  ['issuer_alternative_name', 'subject_directory_attributes', 'crl_distribution_points', 'inhibit_any_policy'],
  ['certificate_policies', 'policy_mappings'],
);
const certificateTimes = ['private_key_usage_period_not_before', 'private_key_usage_period_not_after'];
const certificateExtensions = record(
  atLeastOne({
    ...Object.fromEntries(certificateTexts.map((name) => [name, text])),
    ...Object.fromEntries(certificateTimes.map((name) => [name, time])),
  }),
);

const certificate = atLeastOne({
  is_self_signed: flag,
  hashes,
  version: text,
  serial_number: text,
  signature_algorithm: text,
  issuer: text,
  validity_not_before: time,
  validity_not_after: time,
  subject: text,
  subject_public_key_algorithm: text,
  subject_public_key_modulus: text,
  subject_public_key_exponent: integer(),
  x509_v3_extensions: certificateExtensions,
});

/** The STIX Cyber-observable Objects (STIX 2.1 section 6) as data. Spec: STX-8. */
export const observableShapes: ReadonlyMap<string, Shape> = new Map([
  ['artifact', artifact],
  ['autonomous-system', shape(['number'], { number: integer(0), name: text, rir: text })],
  [
    'directory',
    shape(['path'], {
      ...fileTimes,
      path: text,
      path_enc: characterSet,
      contains_refs: list(ref('file', 'directory')),
    }),
  ],
  [
    'domain-name',
    shape(['value'], { value: domainName, resolves_to_refs: list(ref('ipv4-addr', 'ipv6-addr', 'domain-name')) }),
  ],
  ['email-addr', shape(['value'], { value: mailbox, display_name: text, belongs_to_ref: ref('user-account') })],
  ['email-message', emailMessage],
  ['file', file],
  ['ipv4-addr', address(ipv4)],
  ['ipv6-addr', address(ipv6)],
  ['mac-addr', shape(['value'], { value: hardwareAddress })],
  ['mutex', shape(['name'], { name: text })],
  ['network-traffic', networkTraffic],
  ['process', process],
  [
    'software',
    shape(['name'], {
      name: text,
      cpe: platformName,
      swid: text,
      languages: list(languageName),
      vendor: text,
      version: text,
    }),
  ],
  ['url', shape(['value'], { value: url })],
  ['user-account', userAccount],
  ['windows-registry-key', registry],
  ['x509-certificate', certificate],
]);
