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
  'relationship',
  'report',
  'tool',
  'vulnerability',
];

/** The agreements, for these party ids, as of `now` (Unix seconds). They differ on purpose. */
export function demoAgreements(ids: Readonly<Record<Key, string>>, now: number): DemoAgreement[] {
  const parties = (...keys: Key[]): string[] => keys.map((key) => ids[key]).toSorted();
  const clause = (n: number, rest: Partial<Clause> & Pick<Clause, 'ceiling' | 'purposes' | 'duties'>): Clause => ({
    n,
    from: 'any',
    to: 'any',
    kinds: 'any',
    history: 'all',
    ...rest,
  });
  const period = { start: now - 86_400, end: now + 2 * year };
  return [
    {
      signedBy: ['aldoria', 'bereth'],
      terms: {
        form: 'bilateral',
        ...period,
        parties: parties('aldoria', 'bereth'),
        titles: title.earlyWarning,
        clauses: [
          clause(1, { kinds: threats, ceiling: 'amber', purposes: ['defence', 'response'], duties: strict }),
          clause(2, {
            kinds: ['extension-definition', 'identity', 'marking-definition'],
            ceiling: 'green',
            purposes: ['defence'],
            duties: shared,
          }),
        ],
      },
    },
    {
      signedBy: ['aldoria', 'calder'],
      terms: {
        form: 'constituency',
        centre: ids.aldoria,
        ...period,
        parties: parties('aldoria', 'calder'),
        titles: title.energy,
        clauses: [
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
            kinds: ['indicator', 'observed-data', 'sighting'],
            ceiling: 'amber+strict',
            purposes: ['response'],
            duties: strict,
          }),
        ],
      },
    },
    {
      signedBy: ['meridian', 'aldoria', 'bereth'],
      terms: {
        form: 'circle',
        ...period,
        parties: parties('aldoria', 'bereth', 'meridian'),
        titles: title.circle,
        clauses: [clause(1, { ceiling: 'green', purposes: ['defence', 'research'], duties: shared })],
      },
    },
    {
      signedBy: ['meridian', 'aldoria', 'bereth', 'calder', 'observatory'],
      terms: {
        form: 'public',
        ...period,
        parties: parties('aldoria', 'bereth', 'calder', 'meridian', 'observatory'),
        titles: title.open,
        clauses: [clause(1, { ceiling: 'clear', purposes: ['public-information'], duties: open })],
      },
    },
    {
      signedBy: ['bereth'],
      terms: {
        form: 'bilateral',
        ...period,
        parties: parties('aldoria', 'bereth'),
        titles: title.strictResponse,
        clauses: [
          clause(1, {
            ceiling: 'amber+strict',
            purposes: ['response'],
            history: 'from-start',
            duties: { ...strict, retentionDays: 30 },
          }),
        ],
      },
    },
    {
      signedBy: ['observatory', 'aldoria'],
      terms: {
        form: 'bilateral',
        start: now - year,
        end: now - 30 * 86_400,
        parties: parties('aldoria', 'observatory'),
        titles: title.pilot,
        clauses: [
          clause(1, {
            kinds: ['indicator', 'vulnerability'],
            ceiling: 'green',
            purposes: ['research', 'statistics'],
            duties: shared,
          }),
        ],
      },
    },
  ];
}
