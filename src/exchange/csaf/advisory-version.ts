/** A version of a document: integers are versions N.0.0. Spec: CSF-6. */
export interface AdvisoryVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** Whether it is an integer, not a semantic version. */
  readonly isInteger: boolean;
  readonly prerelease?: string;
}

/** Reads a version that has the form of the schema. */
export function parseVersion(text: string): AdvisoryVersion {
  const [bare = ''] = text.split('+', 1);
  const dash = bare.indexOf('-');
  const [major = 0, minor = 0, patch = 0] = (dash < 0 ? bare : bare.slice(0, dash)).split('.').map(Number);
  const isInteger = !text.includes('.');
  return { major, minor, patch, isInteger, ...(dash < 0 ? {} : { prerelease: bare.slice(dash + 1) }) };
}

const digits = 10;
const padded = (value: number | string): string => String(value).padStart(digits, '0');

/** A text that sorts as versions do; build metadata does not count. Digits and hyphens come before letters and before a tilde. */
export function sortableVersion(text: string): string {
  const { major, minor, patch, prerelease } = parseVersion(text);
  const core = [major, minor, patch].map(padded).join('.');
  // A release comes after its pre-releases; numbers of a pre-release come before words.
  const last =
    prerelease === undefined
      ? '~'
      : prerelease
          .split('.')
          .map((part) => (/^\d+$/.test(part) ? `0${padded(part)}` : `1${part}`))
          .join(' ');
  return `${core} ${last}`;
}
