import { Fault } from '#protocol/bytes/fault.ts';
import { sha512Hex } from '#protocol/bytes/sha512.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { type Label, tlpAtMost } from '#protocol/record/label.ts';
import { advisoryFileName, csafLevelOf, tlpOf } from './advisory.ts';
import type { AdvisoryFile } from './advisory-content.ts';
import type { CsafDocument, CsafTlp } from './csaf-document.ts';

/** An advisory to be written to a folder. */
export interface WrittenAdvisory {
  /** Name of the file; its hash and signature stand beside it under this name with an ending. */
  readonly name: string;
  readonly text: string;
  /** The line of the hash file. */
  readonly sha512: string;
  /** The publisher's signature, unless the text had to be changed. */
  readonly signature?: string;
}

function labelled(document: CsafDocument, label: CsafTlp): string {
  const { distribution } = document.document;
  const marked = { ...document.document, distribution: { ...distribution, tlp: { ...distribution?.tlp, label } } };
  return `${JSON.stringify({ ...document, document: marked }, null, 2)}\n`;
}

/**
 * An advisory as CSAF, under the label of its record: the very bytes that came in if they state that
 * level, else with the level stated and without the publisher's signature, which no longer holds.
 * Faults: `csaf-label-inexpressible`, `csaf-marking-weaker`. Spec: CSF-10.
 */
export function writeAdvisory(file: AdvisoryFile, label: Label): WrittenAdvisory {
  const document: CsafDocument = JSON.parse(file.text);
  const [word, stated] = [csafLevelOf(label.tlp), tlpOf(document)];
  if (label.only !== undefined || label.purposes !== undefined || word === undefined)
    throw new Fault(
      'csaf-label-inexpressible',
      'The label says more than a level of TLP 1, and CSAF cannot carry that.',
    );
  if (stated !== undefined && !tlpAtMost(stated, label.tlp))
    throw new Fault('csaf-marking-weaker', 'The advisory is marked more strictly than its label.');
  const isUnchanged = stated === label.tlp;
  const text = isUnchanged ? file.text : labelled(document, word);
  const name = advisoryFileName(document);
  return {
    name,
    text,
    sha512: `${sha512Hex(utf8(text))}  ${name}\n`,
    ...(isUnchanged && file.signature !== undefined ? { signature: file.signature } : {}),
  };
}
