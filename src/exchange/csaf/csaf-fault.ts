/** Every reason to refuse a CSAF file, with its sentence. Closed. Spec: CSF-2. */
const sentences = {
  'csaf-size': 'The file has more than 900,000 bytes, and a record holds an advisory whole.',
  'csaf-text': 'The bytes are not UTF-8 text.',
  'csaf-syntax': 'The text is not JSON.',
  'csaf-depth': 'The text is nested deeper, or holds more values, than allowed.',
  'csaf-duplicate-key': 'The text gives a member twice.',
  'csaf-not-csaf': 'A CSAF 2.0 document was expected.',
  'csaf-missing': 'A required property is missing.',
  'csaf-type': 'The value is not of the type that the schema asks for.',
  'csaf-form': 'The text does not have the form of its property.',
  'csaf-unknown-value': 'The value is not one of those allowed.',
  'csaf-empty': 'A text, list or object has fewer members than it must.',
  'csaf-too-many': 'An object has more members than it may.',
  'csaf-repeated': 'A list holds the same value twice.',
  'csaf-6.1.1': 'A product id is used that is not defined.',
  'csaf-6.1.2': 'A product id is defined twice.',
  'csaf-6.1.3': 'A product is defined through itself.',
  'csaf-6.1.4': 'A product group is used that is not defined.',
  'csaf-6.1.5': 'A product group is defined twice.',
  'csaf-6.1.6': 'A product has statuses that contradict each other.',
  'csaf-6.1.7': 'A product has two scores of the same CVSS version.',
  'csaf-6.1.8': 'The CVSS object is not valid.',
  'csaf-6.1.9': 'A CVSS score or severity is not what its vector gives.',
  'csaf-6.1.10': 'A CVSS property says something else than the vector.',
  'csaf-6.1.12': 'The language code is not valid.',
  'csaf-6.1.13': 'The package URL is not valid.',
  'csaf-6.1.14': 'The revisions in order of date are not in order of number.',
  'csaf-6.1.15': 'A translator must name the language of the source.',
  'csaf-6.1.16': 'The version is not the number of the newest revision.',
  'csaf-6.1.17': 'A version before the first release is only for drafts.',
  'csaf-6.1.18': 'A released document must not list revisions before its first release.',
  'csaf-6.1.19': 'A revision must not be a pre-release.',
  'csaf-6.1.20': 'A released document must not have a pre-release version.',
  'csaf-6.1.21': 'The revision history leaves a version out.',
  'csaf-6.1.22': 'The revision history gives a number twice.',
  'csaf-6.1.23': 'Two vulnerabilities have the same CVE.',
  'csaf-6.1.24': 'A party is involved twice at the same date.',
  'csaf-6.1.25': 'A file has two hashes of the same algorithm.',
  'csaf-6.1.26': 'The category of the document is reserved or looks like a reserved one.',
  'csaf-6.1.27.1': 'The profile needs a note that says what this is about.',
  'csaf-6.1.27.2': 'The profile needs an external reference.',
  'csaf-6.1.27.3': 'The profile must not have vulnerabilities.',
  'csaf-6.1.27.4': 'The profile needs a product tree.',
  'csaf-6.1.27.5': 'The profile needs notes on each vulnerability.',
  'csaf-6.1.27.6': 'The profile needs a product status for each vulnerability.',
  'csaf-6.1.27.7': 'VEX needs one of fixed, known affected, known not affected and under investigation.',
  'csaf-6.1.27.8': 'VEX needs a CVE or another id of each vulnerability.',
  'csaf-6.1.27.9': 'A product that is not affected needs a reason.',
  'csaf-6.1.27.10': 'A product that is affected needs a remediation.',
  'csaf-6.1.27.11': 'The profile needs vulnerabilities.',
  'csaf-6.1.28': 'A document is not its own translation.',
  'csaf-6.1.29': 'A remediation names no product.',
  'csaf-6.1.30': 'Integer and semantic versions are mixed.',
  'csaf-6.1.31': 'A product version must not be a range.',
  'csaf-6.1.32': 'A flag names no product.',
  'csaf-6.1.33': 'A product has two reasons for not being affected.',
  'csaf-filename': 'The file is not named after the tracking id.',
  'csaf-hash-differs': 'The hash beside the file is not the hash of the file.',
  'csaf-hash-form': 'The file of the hash does not hold a hash of this file.',
  'csaf-signature-form': 'The signature is no detached OpenPGP signature in ASCII armor.',
  'csaf-signature-wrong': 'The signature does not hold over this file, for the key that it names.',
  'csaf-more-faults': 'There are more faults than are listed.',
} as const;

export type CsafFaultCode = keyof typeof sentences;

/** One finding: closed code, one plain sentence, JSON pointer into the document. */
export interface CsafFault {
  readonly code: CsafFaultCode;
  readonly message: string;
  readonly path: string;
}

const mostListed = 1000;

/** Collects findings; counts all of them, lists the first thousand. Spec: CSF-2. */
export class CsafFaults {
  readonly listed: CsafFault[] = [];
  count = 0;

  add(code: CsafFaultCode, path = ''): void {
    this.count++;
    if (this.listed.length < mostListed) this.listed.push({ code, message: sentences[code], path });
    else if (this.listed.length === mostListed)
      this.listed.push({ code: 'csaf-more-faults', message: sentences['csaf-more-faults'], path: '' });
  }
}
