import { type Bytes, utf8 } from '#protocol/bytes/text.ts';

/** One covered component: its serialised identifier without parameters, such as `@method`, and its value. */
export interface Component {
  readonly name: string;
  readonly value: string;
}

/**
 * The signature base of RFC 9421 section 2.5, for components without parameters of their own.
 * `parameters` is the serialised inner list as it stands in Signature-Input, behind the label.
 * Values must be free of line breaks; the callers' own forms see to it.
 */
export function signatureBase(components: readonly Component[], parameters: string): Bytes {
  const lines = components.map(({ name, value }) => `"${name}": ${value}`);
  return utf8([...lines, `"@signature-params": ${parameters}`].join('\n'));
}
