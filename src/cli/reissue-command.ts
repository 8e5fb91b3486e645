import { isReissueAutomatic, reissueEvidence, reissueRecord, setReissueAutomatic } from '#server/party/reissue.ts';
import { command, shared, UsageError } from './command.ts';
import { changeParty, commandLine, pendingNote, readParty } from './party-access.ts';
import { recordNamed } from './record-reference.ts';

/** `comity reissue`: passes on what came on condition that its source is not named. */
export const reissue = command({
  about: 'State a record anew as this party’s own, where its source must not be named, so that it can be passed on',
  words: ['RECORD?'],
  options: {
    ...shared,
    evidence: { type: 'boolean', about: 'Print what proves whose statement it is made of; it names the source' },
    automatic: { type: 'string', value: 'on|off', about: 'Do so for everything that may be, without being asked' },
  },
  example: 'reissue --data ./party 17',
  notes:
    'What it names goes with it where the same condition holds. Taken out are the creator, custom properties, links and\nwhatever names the source; a record whose text still names it is held back. The evidence is for a court: keep it apart.',
  async run({ values, words: [word] }, terminal) {
    const { automatic } = values;
    if (automatic !== undefined && automatic !== 'on' && automatic !== 'off')
      throw new UsageError('reissue: --automatic is on or off');
    if ((automatic === undefined) === (word === undefined))
      throw new UsageError('reissue: name a RECORD, or give --automatic on or off');
    if (word === undefined) {
      const isOn = await changeParty(values.data, 'comity reissue', (party) => {
        setReissueAutomatic(party, automatic === 'on');
        party.deed(commandLine, 'reissue-automatic', automatic ?? '');
        return isReissueAutomatic(party);
      });
      terminal.out(values.json === true ? `${JSON.stringify({ automatic: isOn })}\n` : sentenceOf(isOn));
      return 0;
    }
    if (values.evidence === true) {
      terminal.out(
        `${await readParty(values.data, (party) => reissueEvidence(party, recordNamed(party, word).seq))}\n`,
      );
      return 0;
    }
    const { note, ...facts } = await changeParty(values.data, 'comity reissue', (party) => {
      const source = recordNamed(party, word).seq;
      const { seq, plans } = reissueRecord(party, source);
      party.deed(commandLine, 'reissue', String(source));
      const held = plans.held.map(({ source: at, fault }) => ({ seq: at, code: fault.code, path: fault.path }));
      return { source, seq, reissued: plans.going.length, held, note: pendingNote(party) };
    });
    if (values.json === true) terminal.out(`${JSON.stringify(facts)}\n`);
    else {
      terminal.out(
        `Record ${facts.source} is stated anew as record ${facts.seq}, with ${facts.reissued - 1} that it names.\n`,
      );
      for (const { seq, code, path } of facts.held) terminal.out(`Record ${seq} is held back: ${code} ${path}\n`);
      terminal.err(note);
    }
    return 0;
  },
});

const sentenceOf = (isOn: boolean): string =>
  isOn
    ? 'What comes from a source that must not be named is stated anew where it may be, also what is held already.\n'
    : 'What comes from a source that must not be named waits for a releaser.\n';
