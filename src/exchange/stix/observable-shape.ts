import { hashes } from './common-property.ts';
import { anyOf, needs, notBefore, notBoth, refusedWhen } from './property-rule.ts';
import {
  type Check,
  decimal,
  dictionary,
  flag,
  integer,
  list,
  record,
  ref,
  type Shape,
  shape,
  text,
  textOfForm,
  texts,
  time,
} from './value-check.ts';

const refs = list(ref());
const hexText = textOfForm(/^(?:[0-9a-fA-F]{2})+$/);
const base64Text = textOfForm(/^[A-Za-z0-9+/]*={0,2}$/);
const port = integer(0, 65_535);
const macAddress = textOfForm(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/);
const fileTimes = { ctime: time, mtime: time, atime: time };
const address = (value: Check): Shape =>
  shape(['value'], { value, resolves_to_refs: refs, belongs_to_refs: list(ref('autonomous-system')) });

const artifact = shape(
  [],
  { mime_type: text, payload_bin: base64Text, url: text, hashes, encryption_algorithm: text, decryption_key: text },
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
    additional_header_fields: dictionary(),
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
    hashes,
    size: integer(0),
    name: text,
    name_enc: text,
    magic_number_hex: hexText,
    mime_type: text,
    parent_directory_ref: ref('directory'),
    contains_refs: refs,
    content_ref: ref('artifact'),
  },
  [anyOf('hashes', 'name')],
);

const networkTraffic = shape(
  ['protocols'],
  {
    start: time,
    end: time,
    is_active: flag,
    src_ref: ref(),
    dst_ref: ref(),
    src_port: port,
    dst_port: port,
    protocols: texts,
    src_byte_count: integer(0),
    dst_byte_count: integer(0),
    src_packets: integer(0),
    dst_packets: integer(0),
    ipfix: dictionary(),
    src_payload_ref: ref('artifact'),
    dst_payload_ref: ref('artifact'),
    encapsulates_refs: list(ref('network-traffic')),
    encapsulated_by_ref: ref('network-traffic'),
  },
  [anyOf('src_ref', 'dst_ref'), notBefore('start', 'end'), refusedWhen('is_active', true, 'end')],
);

/** A shape that must have at least one of its own properties, or an extension. */
function atLeastOne(properties: Readonly<Record<string, Check>>): Shape {
  return shape([], properties, [anyOf('extensions', ...Object.keys(properties))]);
}

const process = atLeastOne({
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

const registryKey = atLeastOne({
  key: text,
  values: list(record(shape([], { name: text, data: text, data_type: text }, [anyOf('name', 'data', 'data_type')]))),
  modified_time: time,
  creator_user_ref: ref('user-account'),
  number_of_subkeys: integer(0),
});

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
  subject_public_key_exponent: decimal(),
  x509_v3_extensions: dictionary(),
});

/** The STIX Cyber-observable Objects (STIX 2.1 section 6) as data. Spec: STX-8. */
export const observableShapes: ReadonlyMap<string, Shape> = new Map([
  ['artifact', artifact],
  ['autonomous-system', shape(['number'], { number: integer(0), name: text, rir: text })],
  [
    'directory',
    shape(['path'], { ...fileTimes, path: text, path_enc: text, contains_refs: list(ref('file', 'directory')) }),
  ],
  [
    'domain-name',
    shape(['value'], { value: text, resolves_to_refs: list(ref('ipv4-addr', 'ipv6-addr', 'domain-name')) }),
  ],
  ['email-addr', shape(['value'], { value: text, display_name: text, belongs_to_ref: ref('user-account') })],
  ['email-message', emailMessage],
  ['file', file],
  ['ipv4-addr', address(textOfForm(/^\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?$/))],
  ['ipv6-addr', address(textOfForm(/^[0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9]{1,20})?(?:\/\d{1,3})?$/))],
  ['mac-addr', shape(['value'], { value: macAddress })],
  ['mutex', shape(['name'], { name: text })],
  ['network-traffic', networkTraffic],
  ['process', process],
  ['software', shape(['name'], { name: text, cpe: text, swid: text, languages: texts, vendor: text, version: text })],
  ['url', shape(['value'], { value: text })],
  ['user-account', userAccount],
  ['windows-registry-key', registryKey],
  ['x509-certificate', certificate],
]);
