import type { CsafDocument } from './csaf-document.ts';
import type { CsafFaults } from './csaf-fault.ts';

const profiles = [
  'csaf_base',
  'csaf_security_incident_response',
  'csaf_informational_advisory',
  'csaf_security_advisory',
  'csaf_vex',
];
const similar = ['securityincidentresponse', 'informationaladvisory', 'securityadvisory', 'vex'];
const aboutNotes = ['description', 'details', 'general', 'summary'];

/** Test 6.1.26: only a profile may be called like one. */
function checkCategory(category: string, faults: CsafFaults): void {
  if (profiles.includes(category)) return;
  const folded = category.replace(/[_\-\s]/g, '').toLowerCase();
  if (category.toLowerCase().startsWith('csaf_') || similar.includes(folded))
    faults.add('csaf-6.1.26', '/document/category');
}

/** Tests 6.1.27.1 to 6.1.27.4 and 6.1.27.11: what a profile needs of the document as a whole. */
function checkProfile({ document, product_tree, vulnerabilities }: CsafDocument, faults: CsafFaults): void {
  const { category, notes = [], references = [] } = document;
  const isInformation = category === 'csaf_informational_advisory';
  const isAboutProducts = category === 'csaf_security_advisory' || category === 'csaf_vex';
  if (isInformation || category === 'csaf_security_incident_response') {
    if (!notes.some((note) => aboutNotes.includes(note.category))) faults.add('csaf-6.1.27.1', '/document/notes');
    // A reference without a category is external (section 3.1.10).
    if (!references.some((link) => link.category !== 'self')) faults.add('csaf-6.1.27.2', '/document/references');
  }
  if (isInformation && vulnerabilities !== undefined) faults.add('csaf-6.1.27.3', '/vulnerabilities');
  if (isAboutProducts && product_tree === undefined) faults.add('csaf-6.1.27.4', '/product_tree');
  if (isAboutProducts && vulnerabilities === undefined) faults.add('csaf-6.1.27.11', '/vulnerabilities');
}

/** The mandatory tests about the kind of a document and its languages (CSAF 2.0 section 6.1). Spec: CSF-4. */
export function checkProfiles(doc: CsafDocument, faults: CsafFaults): void {
  const { category, lang, source_lang, publisher } = doc.document;
  checkCategory(category, faults);
  checkProfile(doc, faults);
  if (publisher.category === 'translator' && source_lang === undefined)
    faults.add('csaf-6.1.15', '/document/source_lang');
  if (lang !== undefined && lang.toLowerCase() === source_lang?.toLowerCase())
    faults.add('csaf-6.1.28', '/document/source_lang');
}
