import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** Where the browser finds what it verifies. The URLs are those of this server's public log. */
export interface VerifyTarget {
  /** The entry's bytes. */
  readonly entryHref: string;
  /** A C2SP tlog-proof of it. */
  readonly proofHref: string;
  /** The log's key as a vkey, from the party's key history. */
  readonly vkey: string;
}

/** The module that a page with such a button needs. */
export const verifyModule = 'verify-inclusion.ts';

/** The module that a page with a button for the proof of an act needs. */
export const verifyActModule = 'verify-act.ts';

const inside = (reader: Reader): Html => {
  const { t } = words(reader);
  return html`<p><button type="button" class="button quiet" hidden>${t('verify.do')}</button></p>
<p role="status" aria-live="polite"></p>
<noscript><p class="soft">${t('verify.no-script')}</p></noscript>`;
};

/** A button that verifies inclusion in the reader's own browser. Hidden until its module runs. */
export function verifyButton(reader: Reader, target: VerifyTarget): Html {
  const { plain } = words(reader);
  return html`<div class="verify" data-verify="inclusion" data-entry="${target.entryHref}" data-proof="${target.proofHref}" data-vkey="${target.vkey}" data-running="${plain('verify.running')}" data-passed="${plain('verify.passed')}" data-failed="${plain('verify.failed')}">
${inside(reader)}</div>`;
}

/** A button that verifies the proof of an act in the same way, believing nothing but the file. */
export function verifyActButton(reader: Reader, proofHref: string): Html {
  const { plain } = words(reader);
  return html`<div class="verify" data-verify="act" data-proof="${proofHref}" data-running="${plain('verify.running')}" data-passed="${plain('entry.check-passed')}" data-failed="${plain('verify.failed')}">
${inside(reader)}</div>`;
}
