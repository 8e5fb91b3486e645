import type { AgreementTerms, Title } from '#protocol/agreement/agreement.ts';
import type { Clause } from '#protocol/agreement/clause.ts';
import type { Duties } from '#protocol/agreement/duties.ts';
import type { DemoParty } from './demo-parties.ts';

type Key = DemoParty['key'];

/** An agreement of the demonstration: its terms, who signs it at once, first the proposer. */
export interface DemoAgreement {
  readonly terms: AgreementTerms;
  readonly signedBy: readonly Key[];
}

/** A text in the six languages. */
type SixLanguages = Readonly<Record<'ar' | 'en' | 'es' | 'fr' | 'ru' | 'zh', string>>;

const titles = (texts: SixLanguages): Title[] => Object.entries(texts).map(([lang, text]) => ({ lang, text }));

/** What the agreements are called. */
const title = {
  earlyWarning: titles({
    ar: 'الإنذار المبكر بين ألدوريا وبيريث',
    en: 'Early warning between Aldoria and Bereth',
    es: 'Alerta temprana entre Aldoria y Bereth',
    fr: "Alerte précoce entre l'Aldorie et Bereth",
    ru: 'Раннее предупреждение между Альдорией и Беретом',
    zh: '阿尔多里亚与贝雷斯预警合作',
  }),
  energy: titles({
    ar: 'قطاع الطاقة التابع لألدوريا',
    en: 'Energy constituency of Aldoria',
    es: 'Sector energético de Aldoria',
    fr: "Secteur de l'énergie d'Aldorie",
    ru: 'Энергетический сектор Альдории',
    zh: '阿尔多里亚能源行业成员',
  }),
  circle: titles({
    ar: 'دائرة ميريديان',
    en: 'Meridian circle',
    es: 'Círculo Meridiano',
    fr: 'Cercle Méridien',
    ru: 'Круг «Меридиан»',
    zh: '子午线合作圈',
  }),
  open: titles({
    ar: 'المعلومات العامة',
    en: 'What is public',
    es: 'Lo que es público',
    fr: 'Ce qui est public',
    ru: 'Открытые сведения',
    zh: '公开信息',
  }),
  strictResponse: titles({
    ar: 'الاستجابة للحوادث بقيود مشددة',
    en: 'Incident response, strict',
    es: 'Respuesta a incidentes, difusión estricta',
    fr: 'Réponse aux incidents, diffusion stricte',
    ru: 'Реагирование на инциденты, строгий доступ',
    zh: '严格限定的事件响应',
  }),
  matching: titles({
    ar: 'مطابقة خاصة بين ألدوريا وبيريث',
    en: 'Private matching, Aldoria and Bereth',
    es: 'Comparación privada, Aldoria y Bereth',
    fr: 'Comparaison privée, Aldorie et Bereth',
    ru: 'Закрытое сопоставление, Альдория и Берет',
    zh: '阿尔多里亚与贝雷斯隐私匹配',
  }),
  pilot: titles({
    ar: 'برنامج بحثي تجريبي',
    en: 'Research pilot',
    es: 'Proyecto piloto de investigación',
    fr: 'Projet pilote de recherche',
    ru: 'Пилотный исследовательский проект',
    zh: '研究试点',
  }),
} as const;

const strict: Duties = {
  onward: 'none',
  actions: 'internal-only',
  attribution: 'named',
  retentionDays: 90,
  erase: true,
  notify: 'affected-parties',
  encryptInTransit: true,
};
const shared: Duties = { ...strict, onward: 'same-agreement', actions: 'any', retentionDays: 365, notify: 'none' };
const open: Duties = {
  onward: 'any-within-label',
  actions: 'any',
  attribution: 'named',
  erase: false,
  notify: 'none',
  encryptInTransit: false,
};

const year = 31_536_000;
const threats = [
  'attack-pattern',
  'campaign',
  'course-of-action',
  'indicator',
  'malware',
  'notice',
  'relationship',
  'report',
  'tool',
  'vulnerability',
];

type Ids = Readonly<Record<Key, string>>;

const clause = (n: number, rest: Partial<Clause> & Pick<Clause, 'ceiling' | 'purposes' | 'duties'>): Clause => ({
  n,
  from: 'any',
  to: 'any',
  kinds: 'any',
  history: 'all',
  ...rest,
});

/** What two CERTs tell each other early. */
const earlyWarning: readonly Clause[] = [
  clause(1, { kinds: threats, ceiling: 'amber', purposes: ['defence', 'response'], duties: strict }),
  clause(2, {
    kinds: ['contact', 'extension-definition', 'identity', 'marking-definition'],
    ceiling: 'green',
    purposes: ['defence'],
    duties: shared,
  }),
];

/** What a CERT and a company of its constituency tell each other: not the same in both directions. */
const constituency = (ids: Ids): Clause[] => [
  clause(1, {
    from: [ids.aldoria],
    to: [ids.calder],
    ceiling: 'amber',
    purposes: ['defence'],
    duties: { ...strict, actions: 'detect-and-block-only' },
  }),
  clause(2, {
    from: [ids.calder],
    to: [ids.aldoria],
    kinds: ['advisory', 'indicator', 'observed-data', 'sighting'],
    ceiling: 'amber+strict',
    purposes: ['response'],
    duties: strict,
  }),
];

const circle: readonly Clause[] = [clause(1, { ceiling: 'green', purposes: ['defence', 'research'], duties: shared })];

const openToAll: readonly Clause[] = [clause(1, { ceiling: 'clear', purposes: ['public-information'], duties: open })];

const strictResponse: readonly Clause[] = [
  clause(1, {
    ceiling: 'amber+strict',
    purposes: ['response'],
    history: 'from-start',
    duties: { ...strict, retentionDays: 30 },
  }),
];

/** Bereth may ask which of its own values Aldoria looks for, and is shown none. */
const privateMatching = (ids: Ids): Clause[] => [
  clause(1, {
    from: [ids.aldoria],
    to: [ids.bereth],
    kinds: ['indicator'],
    ceiling: 'amber',
    purposes: ['defence'],
    duties: strict,
    matching: { perDay: 500 },
  }),
];

const pilot: readonly Clause[] = [
  clause(1, {
    kinds: ['indicator', 'vulnerability'],
    ceiling: 'green',
    purposes: ['research', 'statistics'],
    duties: shared,
  }),
];

/** The agreements, for these party ids, as of `now` (Unix seconds). They differ on purpose. */
export function demoAgreements(ids: Ids, now: number): DemoAgreement[] {
  const running = { start: now - 86_400, end: now + 2 * year };
  const ended = { start: now - year, end: now - 30 * 86_400 };
  const among = (...keys: Key[]) => ({ parties: keys.map((key) => ids[key]).toSorted() });
  const certs = { form: 'bilateral', ...running, ...among('aldoria', 'bereth') } as const;
  const energy = { form: 'constituency', centre: ids.aldoria, ...running, ...among('aldoria', 'calder') } as const;
  const round = { form: 'circle', ...running, ...among('aldoria', 'bereth', 'meridian') } as const;
  const all: Key[] = ['meridian', 'aldoria', 'bereth', 'calder', 'observatory'];
  const everybody = { form: 'public', ...running, ...among(...all) } as const;
  const research = { form: 'bilateral', ...ended, ...among('aldoria', 'observatory') } as const;
  return [
    { signedBy: ['aldoria', 'bereth'], terms: { ...certs, titles: title.earlyWarning, clauses: earlyWarning } },
    { signedBy: ['aldoria', 'calder'], terms: { ...energy, titles: title.energy, clauses: constituency(ids) } },
    { signedBy: ['meridian', 'aldoria', 'bereth'], terms: { ...round, titles: title.circle, clauses: circle } },
    { signedBy: all, terms: { ...everybody, titles: title.open, clauses: openToAll } },
    { signedBy: ['aldoria', 'bereth'], terms: { ...certs, titles: title.matching, clauses: privateMatching(ids) } },
    { signedBy: ['bereth'], terms: { ...certs, titles: title.strictResponse, clauses: strictResponse } },
    { signedBy: ['observatory', 'aldoria'], terms: { ...research, titles: title.pilot, clauses: pilot } },
  ];
}
