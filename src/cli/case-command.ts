import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Fault } from '#protocol/bytes/fault.ts';
import { idForm } from '#protocol/bytes/fields.ts';
import type { FieldValue } from '#protocol/case/act.ts';
import type { CaseMember } from '#protocol/case/genesis.ts';
import type { FieldRule } from '#protocol/case/procedure.ts';
import { tlpLevels } from '#protocol/record/label.ts';
import { draftAct, dropDraft } from '#server/case/act-drafts.ts';
import { eraseBody } from '#server/case/case-body.ts';
import type { CaseFile } from '#server/case/case-file.ts';
import { type CaseLine, type CaseView, listCases, viewCase } from '#server/case/case-view.ts';
import { joinCase, leaveCase, openNewCase } from '#server/case/open-case.ts';
import { caseCopy, copyLanguages, plainLook } from '#server/http/case-copy.ts';
import type { Party } from '#server/party/party.ts';
import { knownPeer } from '#server/party/peer-book.ts';
import { partsOf } from './case-parts.ts';
import { caseNamed, memberName } from './case-reference.ts';
import { note, room } from './case-room-command.ts';
import { chosen, command, group, shared, UsageError } from './command.ts';
import { changeParty, commandLine, readParty } from './party-access.ts';
import { nameOf, partyNamed } from './party-reference.ts';

const levels = Object.fromEntries(tlpLevels.map((level) => [level, level]));
const time = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** A member as `PARTY=role,role`. */
function memberOf(party: Party, text: string): CaseMember {
  const at = text.lastIndexOf('=');
  if (at < 1) throw new UsageError(`case: --member "${text}" is not like PARTY=role,role`);
  const roles = text
    .slice(at + 1)
    .split(',')
    .filter((role) => role !== '');
  return { party: partyNamed(party, text.slice(0, at)).id, roles };
}

const open = command({
  about: 'Open a case with others under a procedure; they are invited by the running server',
  words: ['PROCEDURE'],
  options: {
    ...shared,
    label: { type: 'string', value: 'LEVEL', about: 'Label of the case and of every act in it', required: true },
    member: {
      type: 'string',
      value: 'PARTY=ROLES',
      about: 'A member, ourselves included, and its roles',
      multiple: true,
    },
    council: { type: 'string', value: 'PARTY', about: 'Who cosigns; without any, all members', multiple: true },
    faults: { type: 'string', value: 'N', about: 'How many of the council may lie; as many as it bears when absent' },
  },
  example: 'case open consultation --data ./party --label amber --member Aldoria=asker --member Bereth=asked',
  run({ values, words: [procedure = ''] }, terminal) {
    const tlp = tlpLevels.find((level) => level === chosen(levels, values.label, 'case: --label ')) ?? 'red';
    return changeParty(values.data, 'case', (party) => {
      const council = values.council.map((word) => partyNamed(party, word).id);
      const id = openNewCase(
        party,
        {
          procedure,
          label: { tlp },
          members: values.member.map((text) => memberOf(party, text)),
          ...(council.length === 0 ? {} : { council }),
          ...(values.faults === undefined ? {} : { faults: wholeNumber('--faults', values.faults) }),
        },
        commandLine,
      );
      terminal.out(values.json === true ? `${JSON.stringify({ id })}\n` : `The case ${id} is open.\n`);
      return 0;
    });
  },
});

function wholeNumber(name: string, text: string): number {
  if (!/^[0-9]{1,15}$/.test(text)) throw new UsageError(`case: ${name} "${text}" is not a whole number`);
  return Number(text);
}

const owedText = (party: Party, { next }: Pick<CaseLine, 'next'>): string => {
  if (next === undefined) return 'nothing is owed';
  const owners = next.owners.map((id) => memberName(party, id)).join(', ');
  const until = next.due === undefined ? 'no time agreed' : `by ${time(next.due)}`;
  return `${owners}: ${next.wait}, ${until}; silence: ${next.silence}${next.to === undefined ? '' : `, then ${next.to}`}`;
};

const list = command({
  about: 'List the cases: invitations, open ones, and those that we left',
  words: [],
  options: shared,
  example: 'case list --data ./party',
  async run({ values }, terminal) {
    await readParty(values.data, (party) => {
      const all = listCases(party);
      if (values.json === true) terminal.out(`${JSON.stringify(all)}\n`);
      else
        for (const one of all)
          terminal.out(
            `${one.id}\t${one.procedure}\t${one.stage}\t${one.state ?? 'not begun'}\t${owedText(party, one)}\n`,
          );
    });
    return 0;
  },
});

function stepText(party: Party, step: CaseView['steps'][number]): string {
  const at = time(step.time);
  if (step.kind === 'lapse') {
    const again = step.times === undefined ? '' : `, ${step.times} times until ${time(step.last ?? step.time)}`;
    const names = step.unbound?.map((id) => memberName(party, id)).join(', ');
    const unbound = names === undefined ? '' : `; not bound: ${names}`;
    return `${at}  silence on ${step.wait}: ${step.silence}, ${step.from} → ${step.to}${again}${unbound}\n`;
  }
  const by = memberName(party, step.by);
  if (step.kind === 'void') return `${at}  ${by}: void, ${step.code} (${step.surety})\n`;
  const late = step.late === undefined ? '' : `, ${step.late} s late`;
  return `${at}  ${by}: ${step.act}, ${step.from} → ${step.to} (${step.surety}${late})\n`;
}

function viewText(party: Party, view: CaseView): string {
  const where = `${view.procedure}, ${view.stage}: ${view.state ?? 'not begun'}${view.isEnd ? ' (ended)' : ''}\n`;
  const pending = view.pending.map(({ by, act, surety }) => `pending  ${memberName(party, by)}: ${act} (${surety})\n`);
  const failed = view.drafts.map(
    ({ n, act, fault }) => `draft ${n}  ${act}${fault === undefined ? '' : `: ${fault}`}\n`,
  );
  const possible = [...new Set(view.possible.map(({ rule }) => rule.key))];
  const { size, accepted, settled, term } = view.log;
  return `${where}Next: ${owedText(party, view)}\n${view.steps.map((step) => stepText(party, step)).join('')}${pending.join('')}${failed.join('')}We may: ${possible.join(', ') || 'nothing now'}
Log: ${size} entries, ${accepted} accepted, ${settled} settled, term ${term}, ordered by ${memberName(party, view.depositary)}
`;
}

const show = command({
  about: 'Show where a case is, whose turn it is, until when, and what happens if nobody moves',
  words: ['CASE'],
  options: shared,
  example: 'case show 1a2b3c4d --data ./party',
  async run({ values, words: [word = ''] }, terminal) {
    await readParty(values.data, (party) => {
      const view = viewCase(party, caseNamed(party, word).id);
      terminal.out(values.json === true ? `${JSON.stringify(view)}\n` : viewText(party, view));
    });
    return 0;
  },
});

function fieldValue(party: Party, text: string, rules: readonly FieldRule[]): [string, FieldValue] {
  const [key = '', ...rest] = text.split('=');
  const value = rest.join('=');
  const type = rules.find((rule) => rule.key === key)?.type;
  if (type === 'party') return [key, partyNamed(party, value).id];
  if (type === 'time' && !/^[0-9]+$/.test(value)) {
    const at = Date.parse(value);
    if (Number.isNaN(at)) throw new UsageError(`case: --field ${key} is no time`);
    return [key, Math.floor(at / 1000)];
  }
  return [key, type === 'time' || type === 'number' ? wholeNumber(`--field ${key}`, value) : value];
}

const act = command({
  about: 'Do something in a case; the running server signs it and tells the others',
  words: ['CASE', 'ACT'],
  options: {
    ...shared,
    words: { type: 'string', value: 'TEXT', about: 'What is said in words' },
    part: { type: 'string', value: 'KEY=TEXT', about: 'A part of the words; may be repeated', multiple: true },
    room: { type: 'string', value: 'NAME', about: 'The room in which it is said; otherwise to the whole case' },
    attach: { type: 'string', value: 'FILE', about: 'A file to attach; may be repeated', multiple: true },
    field: { type: 'string', value: 'KEY=VALUE', about: 'A field of the act; may be repeated', multiple: true },
    about: { type: 'string', value: 'PARTY', about: 'Whom the act is about' },
    item: { type: 'string', value: 'RECORD', about: 'Which item it is about: the id of the act that made it' },
  },
  example:
    'case act 1a2b3c4d ask --data ./party --part "subject=Outage" --part "facts=At 02:10." --part "question=Why?"',
  run({ values, words: [word = '', name = ''] }, terminal) {
    return changeParty(values.data, 'case', (party) => {
      const file = caseNamed(party, word);
      const rule = file.procedure.procedure.machines.flatMap(({ acts }) => acts).find(({ key }) => key === name);
      if (rule === undefined) throw new Fault('case-act', `The procedure has no act "${name}".`);
      const files = values.attach.map((path) => ({
        name: basename(path),
        type: 'application/octet-stream',
        bytes: readFileSync(path),
      }));
      const parts = partsOf(rule, values.part);
      const hasBody = values.words !== undefined || parts.length > 0 || files.length > 0;
      const n = draftAct(
        party,
        file,
        {
          act: name,
          ...(values.about === undefined ? {} : { about: partyNamed(party, values.about).id }),
          ...(values.item === undefined ? {} : { item: values.item }),
          fields: Object.fromEntries(values.field.map((text) => fieldValue(party, text, rule.fields))),
          ...(hasBody ? { body: { words: values.words ?? '', parts, files } } : {}),
          ...(values.room === undefined ? {} : { room: values.room }),
        },
        commandLine,
      );
      terminal.out(values.json === true ? `${JSON.stringify({ draft: n })}\n` : `Draft ${n} waits for the server.\n`);
      return 0;
    });
  },
});

/** A command that changes one case and says one sentence. */
const change = (about: string, name: string, work: (party: Party, file: CaseFile) => string) =>
  command({
    about,
    words: ['CASE'],
    options: { data: shared.data },
    example: `case ${name} 1a2b3c4d --data ./party`,
    run({ values, words: [word = ''] }, terminal) {
      return changeParty(values.data, 'case', (party) => {
        terminal.out(`${work(party, caseNamed(party, word))}\n`);
        return 0;
      });
    },
  });

const join_ = change('Join a case to which we were invited', 'join', (party, file) => {
  joinCase(party, file.id, commandLine);
  return `Joined. It was opened by ${nameOf(knownPeer(party, file.opener))}.`;
});

const leave = change('Leave a case: the copy stays here, nothing more is said or asked', 'leave', (party, file) => {
  leaveCase(party, file.id, commandLine);
  return 'Left. The copy stays; comity case copy writes it as a folder.';
});

const copy = command({
  about: 'Write a case as a folder that verifies offline and prints',
  words: ['CASE', 'DIR'],
  options: {
    data: shared.data,
    lang: { type: 'string', value: 'LANG', about: 'Language of the page to read and print; English when absent' },
  },
  example: 'case copy 1a2b3c4d ./case --data ./party',
  async run({ values, words: [word = '', directory = ''] }, terminal) {
    const language = chosen(copyLanguages, values.lang ?? 'en', 'case: --lang ');
    const files = await readParty(values.data, (party) => caseCopy(plainLook(party, language), caseNamed(party, word)));
    for (const { path, bytes } of files) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), bytes);
    }
    terminal.out(`${files.length} files. README.txt says what is what. Check them with: comity verify ${directory}\n`);
    return 0;
  },
});

const drop = command({
  about: 'Drop a draft that was not signed, or erase the words of an act here by their hash',
  words: ['CASE', 'DRAFT|HASH'],
  options: { data: shared.data },
  example: 'case drop 1a2b3c4d 3 --data ./party',
  run({ values, words: [word = '', what = ''] }, terminal) {
    return changeParty(values.data, 'case', (party) => {
      const { id } = caseNamed(party, word);
      if (idForm.test(what)) eraseBody(party, id, what);
      else dropDraft(party, id, wholeNumber('DRAFT', what));
      party.deed(commandLine, 'case-drop', `${id} ${what}`);
      terminal.out('Done.\n');
      return 0;
    });
  },
});

/** `comity case`: joint work from the command line. Spec: CEX-5, CEX-6, CEX-18. */
export const cases = group(
  'Work on cases with other parties: open, join, act, look, leave',
  { open, list, show, act, join: join_, leave, room, note, copy, drop },
  'case list --data ./party',
);
