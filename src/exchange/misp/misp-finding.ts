/** Every reason to refuse a MISP text or a part of it, with its sentence. Closed. Spec: MSP-2. */
const faultSentences = {
  'misp-not-an-event': 'An event, {"Event": …}, {"response": [ … ]} or a list of them was expected.',
  'misp-too-many': 'The text holds more events or parts of events than allowed.',
  'misp-uuid': 'A part of an event is named by a UUID of its own.',
  'misp-missing': 'A member that MISP requires is missing, or is of another kind.',
  'misp-distribution': 'The distribution is not one of 0 to 5, or an event inherits from nothing.',
  'misp-tlp': 'A tag of the TLP taxonomy is not known, so nobody can say how far this may go.',
  'misp-nested': 'Notes on notes are nested deeper than allowed.',
  'misp-object': 'What was read is no valid STIX object.',
  'misp-broken': 'A key is given twice, or a number or text cannot be kept.',
} as const;

/** Everything that reading or writing MISP gives up, with its sentence. Closed. Spec: MSP-3. */
const lossSentences = {
  'misp-loss-distribution':
    'The distribution became the release label; MISP gets it back in the form that the label has there.',
  'misp-loss-group': 'The sharing group became the release label; its name and members are not passed on.',
  'misp-loss-account': 'The address of an account is not kept.',
  'misp-loss-related': 'What another server found to be related, and copies of other parts, are not kept.',
  'misp-loss-local-tag': 'A tag that must not leave its server is not kept.',
  'misp-loss-tlp-tag': 'The TLP tag became the marking; its old spelling, colour and number are not kept.',
  'misp-loss-closed-tag': 'A tag that names a more closed cluster is not kept beside it.',
  'misp-loss-reference': 'A reference to something outside of the event is not kept.',
  'misp-loss-given-again': 'The same part is given again with other members; one is kept.',
  'misp-loss-empty-galaxy': 'A galaxy without clusters is not kept.',
  'misp-loss-byte-order-mark': 'The byte order mark before the text is not kept.',
  'misp-loss-negative-zero': 'A number −0 is written as 0.',
  'misp-loss-wrapper': 'A member of the wrapper is not kept.',
  'misp-loss-older-version': 'MISP holds one version; an older one is not written.',
  'misp-loss-no-form': 'MISP has no form for this object.',
  'misp-loss-member': 'MISP has no place for this member.',
  'misp-withheld-purposes': 'The label limits purposes, and MISP cannot carry that: the object is not written.',
  'misp-withheld-recipients': 'The label names a party without a MISP organisation: the object is not written.',
  'misp-withheld-duties': 'Duties bind this object, and MISP cannot carry them: it is not written.',
} as const;

export type MispFaultCode = keyof typeof faultSentences;
export type MispLossCode = keyof typeof lossSentences;

/** One finding: closed code, one plain sentence, JSON pointer into the input or a STIX id. */
export interface MispFinding {
  readonly code: string;
  readonly message: string;
  readonly path: string;
}

const mostListed = 10_000;

/** Faults and losses of one text. All are counted; of faults the first are listed. Spec: MSP-2, MSP-3. */
export class Findings {
  readonly faults: MispFinding[] = [];
  readonly losses: MispFinding[] = [];
  #refused = 0;

  /** Parts that were refused, listed or not. */
  get refused(): number {
    return this.#refused;
  }

  fault(code: MispFaultCode, path: string): void {
    this.#refused++;
    if (this.faults.length < mostListed) this.faults.push({ code, message: faultSentences[code], path });
  }

  loss(code: MispLossCode, path: string): void {
    this.losses.push({ code, message: lossSentences[code], path });
  }
}
