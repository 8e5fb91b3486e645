import { type Assessment, vexJustifications, vexStatuses } from '#exchange/csaf/vex-document.ts';
import { tlpLevels } from '#protocol/record/label.ts';
import { assessmentDocument, publisherRoles, type StatedAs, stateAssessment } from '#server/party/state-assessment.ts';
import { command, shared, UsageError } from './command.ts';
import { changeParty, commandLine, pendingNote, readParty } from './party-access.ts';

function oneOf<T extends string>(known: readonly T[], option: string, word: string): T {
  const found = known.find((one) => one === word);
  if (found === undefined) throw new UsageError(`vex: --${option} is one of ${known.join(', ')}`);
  return found;
}

const optional = <K extends string, V>(key: K, value: V | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };

/** `comity vex`: whether a product is affected by a vulnerability, as our own advisory. Spec: CSF-13. */
export const vex = command({
  about: 'State whether a product is affected by a vulnerability, as an advisory of our own (CSAF, VEX profile)',
  words: ['CVE', 'PRODUCT'],
  options: {
    ...shared,
    status: { type: 'string', value: 'STATUS', about: `One of ${vexStatuses.join(', ')}`, required: true },
    statement: { type: 'string', value: 'TEXT', about: 'What was found, in words', required: true },
    because: {
      type: 'string',
      value: 'REASON',
      about: `Why it is not affected: ${vexJustifications.join(', ')}`,
    },
    action: { type: 'string', value: 'TEXT', about: 'What to do about an affected product' },
    purl: { type: 'string', value: 'PURL', about: 'Package URL of the product' },
    as: { type: 'string', value: 'ROLE', about: `What we are to the product: ${publisherRoles.join(', ')}` },
    label: { type: 'string', value: 'LEVEL', about: `One of ${tlpLevels.join(', ')}; amber+strict if not given` },
    'dry-run': { type: 'boolean', about: 'Print the document; state nothing' },
  },
  example: `vex --data ./party CVE-2026-10001 "Flow controller 1.0" --status known_not_affected --because vulnerable_code_not_present --statement "The parser is not built in." --label green`,
  notes:
    'Stated again for the same vulnerability and product, it is the next version. export --format csaf writes it as a file.',
  async run({ values, words: [vulnerability = '', product = ''] }, terminal) {
    const { because, label, as: role } = values;
    const assessment: Assessment = {
      product,
      vulnerability,
      status: oneOf(vexStatuses, 'status', values.status),
      statement: values.statement,
      ...optional('justification', because === undefined ? undefined : oneOf(vexJustifications, 'because', because)),
      ...optional('action', values.action),
      ...optional('purl', values.purl),
    };
    const stated: StatedAs = {
      tlp: label === undefined ? 'amber+strict' : oneOf(tlpLevels, 'label', label),
      ...optional('role', role === undefined ? undefined : oneOf(publisherRoles, 'as', role)),
    };
    if (values['dry-run'] === true) {
      const document = await readParty(values.data, (party) => assessmentDocument(party, assessment, stated));
      terminal.out(`${JSON.stringify(document, undefined, 2)}\n`);
      return 0;
    }
    const { report, id, version, note } = await changeParty(values.data, 'vex', (party) => {
      const { tracking } = assessmentDocument(party, assessment, stated).document;
      const report = stateAssessment(party, assessment, stated);
      party.deed(commandLine, 'vex', tracking.id);
      return { report, id: tracking.id, version: tracking.version, note: pendingNote(party) };
    });
    if (values.json === true) terminal.out(`${JSON.stringify({ id, version, ...report })}\n`);
    else terminal.out(`${id}, version ${version}: ${report.accepted} records stated\n`);
    terminal.err(note);
    return 0;
  },
});
