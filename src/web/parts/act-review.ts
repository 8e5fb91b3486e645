import type { FieldRule } from '#protocol/case/procedure.ts';
import { bdi, type Html, html } from '../html.ts';
import { moment } from '../moment.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { type ActFields, fileNames } from './act-fields.ts';
import { chosenRoom } from './case-readers.ts';
import { caseName } from './case-words.ts';
import { partName } from './part-fields.ts';
import { findParty } from './party.ts';
import { type Fact, summaryList } from './summary.ts';

/** What will be signed: the values as they were read, by key. */
export type ReadValues = Readonly<Record<string, string | number>>;

function readValue(
  reader: Reader,
  { procedure, candidates }: ActFields,
  rule: FieldRule,
  value: string | number,
): Html {
  if (rule.type === 'time' && typeof value === 'number') return moment(reader, value);
  if (rule.type === 'choice') return caseName(reader, procedure, `choice.${value}`);
  return bdi(rule.type === 'party' ? findParty(candidates, String(value)).name : String(value));
}

const text = (value: string): Html => html`<div class="said"><bdi>${value}</bdi></div>`;

/** The words as they will stand, part by part. */
function saidFacts(reader: Reader, { rule, values, procedure, asked }: ActFields): Fact[] {
  const { t } = words(reader);
  const whole = values['words'] ?? '';
  const parts = rule.parts.flatMap(({ key, each }): Fact[] =>
    (each === undefined || asked.length === 0 ? [undefined] : asked.map(({ n }) => n)).flatMap((n): Fact[] => {
      const said = values[partName(key, n)] ?? '';
      return said === ''
        ? []
        : [[html`${caseName(reader, procedure, `part.${key}`)}${n !== undefined && html` ${n}`}`, text(said)]];
    }),
  );
  return [...(whole === '' || rule.parts.length > 0 ? [] : [[t('cases.words'), text(whole)] as const]), ...parts];
}

/** All that was typed, to be read once more before it is signed. Spec: CPG-6. */
export function actReview(reader: Reader, fields: ActFields, read: ReadValues): Html {
  const { t } = words(reader);
  const { rule, procedure, files } = fields;
  const values = rule.fields.flatMap((one): Fact[] => {
    const value = read[one.key];
    if (value === undefined || one.type === 'hash') return [];
    return [[caseName(reader, procedure, `field.${one.key}`), readValue(reader, fields, one, value)]];
  });
  const said = saidFacts(reader, fields);
  return summaryList([
    [t('cases.act'), caseName(reader, procedure, `act.${rule.key}`)],
    ...said,
    ...values,
    [t('cases.files'), files.length > 0 ? fileNames(reader, files) : undefined],
    [t('rooms.where'), said.length > 0 || files.length > 0 ? chosenRoom(reader, fields) : undefined],
    [t('cases.words'), said.length === 0 && rule.words !== 'none' ? t('cases.nothing-said') : undefined],
  ]);
}

/** What was typed, to be sent again as it is. */
export function typedAgain({ values, staged }: ActFields): Html {
  const typed = Object.entries(values).filter(([, value]) => value !== '');
  const hidden = typed.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  return html`${hidden}${staged !== undefined && html`<input type="hidden" name="staged" value="${staged}">`}`;
}
