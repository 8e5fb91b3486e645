import type { PartyKind } from '#protocol/identity/key-history.ts';
import type { Name } from '#server/party/peer-book.ts';

/** A party of the demonstration. All are invented. */
export interface DemoParty {
  readonly key: 'aldoria' | 'bereth' | 'calder' | 'meridian' | 'observatory';
  readonly kind: PartyKind;
  readonly port: number;
  readonly names: readonly Name[];
}

const names = (texts: Readonly<Record<'ar' | 'en' | 'es' | 'fr' | 'ru' | 'zh', string>>): Name[] =>
  Object.entries(texts).map(([lang, text]) => ({ lang, text }));

/** The five, in the order of their ports. */
export const demoParties: readonly DemoParty[] = [
  {
    key: 'aldoria',
    kind: 'cert',
    port: 8470,
    names: names({
      ar: 'الفريق الوطني للاستجابة في ألدوريا',
      en: 'Aldoria National CERT',
      es: 'CERT nacional de Aldoria',
      fr: "CERT national d'Aldorie",
      ru: 'Национальный CERT Альдории',
      zh: '阿尔多里亚国家应急响应中心',
    }),
  },
  {
    key: 'bereth',
    kind: 'cert',
    port: 8471,
    names: names({
      ar: 'مركز بيريث السيبراني',
      en: 'Bereth Cyber Centre',
      es: 'Centro cibernético de Bereth',
      fr: 'Centre cyber de Bereth',
      ru: 'Киберцентр Берета',
      zh: '贝雷斯网络中心',
    }),
  },
  {
    key: 'calder',
    kind: 'company',
    port: 8472,
    names: names({
      ar: 'شبكة كالدر للكهرباء',
      en: 'Calder Grid',
      es: 'Red eléctrica Calder',
      fr: 'Réseau Calder',
      ru: 'Энергосеть «Колдер»',
      zh: '卡尔德电网公司',
    }),
  },
  {
    key: 'meridian',
    kind: 'intergovernmental',
    port: 8473,
    names: names({
      ar: 'أمانة ميريديان',
      en: 'Meridian Secretariat',
      es: 'Secretaría Meridiano',
      fr: 'Secrétariat Méridien',
      ru: 'Секретариат «Меридиан»',
      zh: '子午线秘书处',
    }),
  },
  {
    key: 'observatory',
    kind: 'civil-society',
    port: 8474,
    names: names({
      ar: 'مرصد الشبكات المفتوحة',
      en: 'Open Nets Observatory',
      es: 'Observatorio de Redes Abiertas',
      fr: 'Observatoire des réseaux ouverts',
      ru: 'Обсерватория открытых сетей',
      zh: '开放网络观察站',
    }),
  },
];
