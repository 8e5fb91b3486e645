import { type Notice, type NoticeText, noticeLanguages, noticeLimits } from '#desks/infrastructure/notice.ts';
import { productTyped } from '#desks/infrastructure/product.ts';
import { sectorNamed } from '#desks/infrastructure/sector.ts';
import { urgencies, urgencyRules } from '#desks/infrastructure/urgency.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { tlpLevels } from '#protocol/record/label.ts';
import { type NoticeFormValues, validChoices, withinChoices } from '#web/pages/notice-form-page.ts';
import type { FieldError } from '#web/parts/form.ts';
import { type AudienceChoice, resolveAudience } from '../notice/audience.ts';
import type { NoticeDraft } from '../notice/state-notice.ts';
import type { Party } from '../party/party.ts';
import { field } from './visit.ts';

type Texts = NoticeFormValues['texts'];

const textsOf = (read: (lang: (typeof noticeLanguages)[number]) => Texts['en']): Texts =>
  Object.fromEntries(noticeLanguages.map((lang) => [lang, read(lang)])) as unknown as Texts;

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What a form sends, as it was typed. */
export function readNoticeForm(form: FormData): NoticeFormValues {
  const one = (name: string): string => field(form, name).replaceAll('\r\n', '\n').toWellFormed();
  return {
    urgency: one('urgency'),
    texts: textsOf((lang) => ({ title: one(`title-${lang}`), body: one(`body-${lang}`), steps: one(`steps-${lang}`) })),
    audience: one('audience'),
    named: form.getAll('named').filter((id) => typeof id === 'string'),
    sector: one('sector'),
    product: one('product'),
    label: one('label'),
    within: one('within'),
    valid: one('valid'),
    records: one('records'),
  };
}

/** A form that nobody has filled in, or that repeats a notice of ours. */
export function firstValues(before?: { notice: Notice; tlp: string; only?: readonly string[] }): NoticeFormValues {
  const said = (lang: string): NoticeText | undefined => before?.notice.texts.find((text) => text.lang === lang);
  return {
    urgency: before?.notice.urgency ?? 'urgent',
    texts: textsOf((lang) => ({
      title: said(lang)?.title ?? '',
      body: said(lang)?.body ?? '',
      steps: said(lang)?.steps.join('\n') ?? '',
    })),
    audience: before?.only === undefined ? 'all' : 'named',
    named: before?.only ?? [],
    sector: '',
    product: '',
    label: before?.tlp ?? 'amber',
    within: String(urgencyRules.urgent.acknowledgeWithin),
    valid: String(validChoices[1]),
    records: before?.notice.records.join('\n') ?? '',
  };
}

/** Names what was typed, so that what is sent is what was looked at. */
export const formHash = (values: NoticeFormValues): string => sha256Hex(utf8(JSON.stringify(values)));

class Judge {
  readonly errors: FieldError[] = [];

  fail(name: string, code: FieldError['code']): void {
    this.errors.push({ field: name, code });
  }

  oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T | undefined {
    const found = allowed.find((one) => one === value);
    if (found === undefined) this.fail(name, name === 'label' ? 'unknown-label' : 'choice');
    return found;
  }

  seconds(name: string, value: string, allowed: readonly number[]): number {
    const found = allowed.find((one) => String(one) === value);
    if (found === undefined) this.fail(name, 'choice');
    return found ?? 0;
  }
}

const isLine = (text: string, most: number): boolean => text.length <= most && !/\p{Cc}/u.test(text);

function judgeTexts(judge: Judge, texts: Texts, first: string): NoticeText[] {
  const found = noticeLanguages.flatMap((lang): NoticeText[] => {
    const { body } = texts[lang];
    const [title, steps] = [texts[lang].title.trim(), lines(texts[lang].steps)];
    if (title === '' && body.trim() === '' && steps.length === 0) return [];
    if (title === '' || !isLine(title, noticeLimits.title)) judge.fail(`title-${lang}`, 'notice-text');
    if (body.length > noticeLimits.body || !isLine(body.replaceAll('\n', ' '), noticeLimits.body))
      judge.fail(`body-${lang}`, 'notice-text');
    if (steps.length > noticeLimits.steps || !steps.every((step) => isLine(step, noticeLimits.step)))
      judge.fail(`steps-${lang}`, 'notice-text');
    return [{ lang, title, body: body.trim(), steps }];
  });
  if (found.length === 0) judge.fail(`title-${first}`, 'notice-text');
  return found;
}

const nobody: AudienceChoice = { kind: 'named', ids: [] };
const longestProduct = 200;

function choiceOf({ audience, named, sector, product }: NoticeFormValues): AudienceChoice {
  if (audience === 'all') return { kind: 'all' };
  const chosen = sectorNamed(sector);
  if (audience === 'sector') return chosen === undefined ? nobody : { kind: 'sector', sector: chosen };
  const typed = product.length <= longestProduct ? productTyped(product.trim()) : undefined;
  if (audience === 'product') return typed === undefined ? nobody : { kind: 'product', product: typed };
  return audience === 'named' ? { kind: 'named', ids: named } : { kind: 'agreement', id: audience };
}

function judgeRecords(judge: Judge, text: string): string[] {
  const ids = [...new Set(lines(text))].toSorted();
  if (ids.length > noticeLimits.records || !ids.every((id) => /^[!-~]{1,300}$/.test(id)))
    judge.fail('records', 'notice-records');
  return ids;
}

/** What the notice will be called and from when it holds. Unix seconds. */
export interface NoticeSeat {
  readonly name: string;
  readonly version: number;
  readonly now: number;
  /** The reader's language, whose title is asked for. */
  readonly language: string;
}

/** Judges a form as a whole: a draft, or every fault with its field. */
export function judgeNotice(
  party: Party,
  values: NoticeFormValues,
  { name, version, now, language }: NoticeSeat,
): { draft?: NoticeDraft; errors: readonly FieldError[] } {
  const judge = new Judge();
  const urgency = judge.oneOf('urgency', values.urgency, urgencies);
  const texts = judgeTexts(judge, values.texts, language);
  const { audience, isNamed } = resolveAudience(party, choiceOf(values));
  if (audience.length === 0) judge.fail('audience', 'notice-audience');
  const tlp = judge.oneOf('label', values.label, tlpLevels);
  const within = judge.seconds('within', values.within, [0, ...withinChoices]);
  const valid = judge.seconds('valid', values.valid, validChoices);
  if (within > valid) judge.fail('within', 'choice');
  const records = judgeRecords(judge, values.records);
  if (judge.errors.length > 0 || urgency === undefined || tlp === undefined) return { errors: judge.errors };
  const by = within === 0 ? {} : { by: now + within };
  const period = { from: now, until: now + valid, ...by };
  const notice: Notice = { name, version, state: 'current', urgency, ...period, texts, records };
  return { draft: { notice, audience, isNamed, label: { tlp } }, errors: [] };
}
