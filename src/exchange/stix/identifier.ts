import { Fault } from '#protocol/bytes/fault.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';

// Linear: two characters that may follow each other never match the same place twice. Spec: STX-4.
const typeForm = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*-?$/;
const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const uuidLength = 36;

/** Whether a text is a STIX type name, 3 to 250 characters, in linear time. Spec: STX-4. */
export const isTypeName = (text: string): boolean => text.length >= 3 && text.length <= 250 && typeForm.test(text);

/** The type that an id names, or undefined when the text is no STIX id. Spec: STX-5. */
export function typeOfId(id: string): string | undefined {
  const split = id.length - uuidLength;
  if (split < 5 || !id.startsWith('--', split - 2) || !uuidForm.test(id.slice(split))) return undefined;
  const type = id.slice(0, split - 2);
  return isTypeName(type) ? type : undefined;
}

/** Whether a text is an id of `type`. */
export const isIdOf = (id: string, type: string): boolean =>
  id.length === type.length + 2 + uuidLength &&
  id.startsWith('--', type.length) &&
  id.startsWith(type) &&
  uuidForm.test(id.slice(type.length + 2));

/**
 * An id that depends on nothing but `name`: the same fact gets the same id wherever it is made.
 * The UUID is cut from SHA-256 and written in the layout of version 5, the newest that
 * checkers of STIX know. Spec: STX-15.
 */
export function idOfName(type: string, name: string): string {
  if (!isTypeName(type)) throw new Fault('stix-type-name', `"${type.slice(0, 80)}" is not a STIX type name.`);
  const digest = sha256Hex(utf8(`comity/stix-id/v1\n${type}\n${name}\n`));
  const variant = '89ab'.charAt(Number.parseInt(digest.charAt(16), 16) % 4);
  const uuid = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `5${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ];
  return `${type}--${uuid.join('-')}`;
}
