import type { PartyKind } from '#protocol/identity/key-history.ts';
import type { Name } from '#server/party/peer-book.ts';

/** The parties of the practice. All are invented, and each name says what it is for. Spec: PRA-1. */
export const seats = ['trainee', 'neighbour', 'office', 'harbour', 'tern'] as const;
export type Seat = (typeof seats)[number];

interface PracticeParty {
  readonly kind: PartyKind;
  readonly names: readonly Name[];
}

const named = (texts: Readonly<Record<'ar' | 'en' | 'es' | 'fr' | 'ru' | 'zh', string>>): Name[] =>
  Object.entries(texts).map(([lang, text]) => ({ lang, text }));

export const practiceParties: Readonly<Record<Seat, PracticeParty>> = {
  trainee: {
    kind: 'cert',
    names: named({
      ar: 'إستمير (تدريب)',
      en: 'Estmere (practice)',
      es: 'Estmere (práctica)',
      fr: 'Estmère (exercice)',
      ru: 'Эстмер (тренировка)',
      zh: '埃斯特米尔（演练）',
    }),
  },
  neighbour: {
    kind: 'cert',
    names: named({
      ar: 'فارو (تدريب)',
      en: 'Varrow (practice)',
      es: 'Varrow (práctica)',
      fr: 'Varrow (exercice)',
      ru: 'Варроу (тренировка)',
      zh: '瓦罗（演练）',
    }),
  },
  office: {
    kind: 'intergovernmental',
    names: named({
      ar: 'مكتب الوفاق (تدريب)',
      en: 'Concord Office (practice)',
      es: 'Oficina Concordia (práctica)',
      fr: 'Bureau Concorde (exercice)',
      ru: 'Бюро «Согласие» (тренировка)',
      zh: '同心办公室（演练）',
    }),
  },
  harbour: {
    kind: 'company',
    names: named({
      ar: 'هاربر للأجهزة (تدريب)',
      en: 'Harbour Devices (practice)',
      es: 'Harbour Dispositivos (práctica)',
      fr: 'Harbour Appareils (exercice)',
      ru: 'Харбор Девайсес (тренировка)',
      zh: '海港设备公司（演练）',
    }),
  },
  tern: {
    kind: 'company',
    names: named({
      ar: 'تيرن للبرمجيات (تدريب)',
      en: 'Tern Software (practice)',
      es: 'Tern Programas (práctica)',
      fr: 'Tern Logiciels (exercice)',
      ru: 'Терн Софт (тренировка)',
      zh: '燕鸥软件公司（演练）',
    }),
  },
};
