import { anyOf } from './property-rule.ts';
import { hashes, hexText } from './text-form.ts';
import {
  type Check,
  decimal,
  dictionary,
  flag,
  integer,
  list,
  oneOf,
  record,
  ref,
  shape,
  text,
  textOfForm,
  textOrInteger,
  texts,
} from './value-check.ts';

const count = integer(0);
const anyInteger = integer();

/** An extension that must have at least one of its properties. */
const atLeastOne = (properties: Readonly<Record<string, Check>>): Check =>
  record(shape([], properties, [anyOf(...Object.keys(properties))]));

const stream = record(shape(['name'], { name: text, hashes, size: count }));

const optionalHeader = atLeastOne({
  ...Object.fromEntries(
    ['magic', 'win32_version_value', 'checksum', 'subsystem', 'dll_characteristics', 'loader_flags'].map((name) => [
      `${name}_hex`,
      hexText,
    ]),
  ),
  ...Object.fromEntries(
    ['code', 'initialized_data', 'uninitialized_data', 'image', 'headers', 'stack_reserve', 'stack_commit']
      .concat('heap_reserve', 'heap_commit')
      .map((name) => [`size_of_${name}`, count]),
  ),
  ...Object.fromEntries(
    ['linker', 'os', 'image', 'subsystem'].flatMap((name) => [
      [`major_${name}_version`, anyInteger],
      [`minor_${name}_version`, anyInteger],
    ]),
  ),
  address_of_entry_point: anyInteger,
  base_of_code: anyInteger,
  base_of_data: anyInteger,
  image_base: anyInteger,
  section_alignment: anyInteger,
  file_alignment: anyInteger,
  number_of_rva_and_sizes: anyInteger,
  hashes,
});

const peParts = {
  imphash: text,
  machine_hex: hexText,
  number_of_sections: count,
  // The compiler writes whole seconds (STIX 2.1 section 6.7.6).
  time_date_stamp: textOfForm(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  pointer_to_symbol_table_hex: hexText,
  number_of_symbols: count,
  size_of_optional_header: count,
  characteristics_hex: hexText,
  file_header_hashes: hashes,
  optional_header: optionalHeader,
  sections: list(record(shape(['name'], { name: text, size: count, entropy: decimal(), hashes }))),
};

/** Extensions of `file` (STIX 2.1 section 6.7). */
export const fileExtensions: Readonly<Record<string, Check>> = {
  'archive-ext': record(shape(['contains_refs'], { contains_refs: list(ref('file', 'directory')), comment: text })),
  'ntfs-ext': atLeastOne({ sid: text, alternate_data_streams: list(stream) }),
  'pdf-ext': atLeastOne({
    version: text,
    is_optimized: flag,
    document_info_dict: dictionary(text),
    pdfid0: text,
    pdfid1: text,
  }),
  'raster-image-ext': atLeastOne({
    image_height: anyInteger,
    image_width: anyInteger,
    bits_per_pixel: anyInteger,
    exif_tags: dictionary(textOrInteger, /^[A-Z][A-Za-z0-9_-]{1,249}$/),
  }),
  'windows-pebinary-ext': record(shape(['pe_type'], { pe_type: text, ...peParts }, [anyOf(...Object.keys(peParts))])),
};

const families = ['UNSPEC', 'INET', 'IPX', 'APPLETALK', 'NETBIOS', 'INET6', 'IRDA', 'BTH'];
const socketTypes = ['STREAM', 'DGRAM', 'RAW', 'RDM', 'SEQPACKET'];

/** Extensions of `network-traffic` (STIX 2.1 section 6.12). */
export const trafficExtensions: Readonly<Record<string, Check>> = {
  'http-request-ext': record(
    shape(['request_method', 'request_value'], {
      request_method: text,
      request_value: text,
      request_version: text,
      request_header: dictionary(texts),
      message_body_length: anyInteger,
      message_body_data_ref: ref('artifact'),
    }),
  ),
  'icmp-ext': record(shape(['icmp_type_hex', 'icmp_code_hex'], { icmp_type_hex: hexText, icmp_code_hex: hexText })),
  'socket-ext': record(
    shape(['address_family'], {
      address_family: oneOf(...families.map((name) => `AF_${name}`)),
      is_blocking: flag,
      is_listening: flag,
      options: dictionary(anyInteger, /^(?:SO|ICMP|ICMP6|IP|IPV6|MCAST|TCP|IRLMP)(?:_[A-Z]+)+$/),
      socket_type: oneOf(...socketTypes.map((name) => `SOCK_${name}`)),
      socket_descriptor: count,
      socket_handle: anyInteger,
    }),
  ),
  'tcp-ext': atLeastOne({ src_flags_hex: hexText, dst_flags_hex: hexText }),
};

const startTypes = ['AUTO_START', 'BOOT_START', 'DEMAND_START', 'DISABLED', 'SYSTEM_ALERT'];
const serviceTypes = ['KERNEL_DRIVER', 'FILE_SYSTEM_DRIVER', 'WIN32_OWN_PROCESS', 'WIN32_SHARE_PROCESS'];
const states = ['CONTINUE_PENDING', 'PAUSE_PENDING', 'PAUSED', 'RUNNING', 'START_PENDING', 'STOP_PENDING', 'STOPPED'];
const service = (names: readonly string[]): Check => oneOf(...names.map((name) => `SERVICE_${name}`));

/** Extensions of `process` (STIX 2.1 section 6.13). */
export const processExtensions: Readonly<Record<string, Check>> = {
  'windows-process-ext': atLeastOne({
    aslr_enabled: flag,
    dep_enabled: flag,
    priority: text,
    owner_sid: text,
    window_title: text,
    startup_info: dictionary(textOrInteger),
    integrity_level: oneOf('low', 'medium', 'high', 'system'),
  }),
  'windows-service-ext': atLeastOne({
    service_name: text,
    descriptions: texts,
    display_name: text,
    group_name: text,
    start_type: service(startTypes),
    service_dll_refs: list(ref('file')),
    service_type: service(serviceTypes),
    service_status: service(states),
  }),
};

/** Extensions of `user-account` (STIX 2.1 section 6.16). */
export const accountExtensions: Readonly<Record<string, Check>> = {
  'unix-account-ext': atLeastOne({ gid: anyInteger, groups: texts, home_dir: text, shell: text }),
};
