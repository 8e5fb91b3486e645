/** The languages of every page: the six of the United Nations. */
export const languages = ['ar', 'zh', 'en', 'fr', 'ru', 'es'] as const;
export type Language = (typeof languages)[number];

/** What each language calls itself. */
export const ownNames: Readonly<Record<Language, string>> = {
  ar: 'العربية',
  zh: '中文',
  en: 'English',
  fr: 'Français',
  ru: 'Русский',
  es: 'Español',
};

/** The value of `lang` in markup. */
export const langTag = (language: Language): string => (language === 'zh' ? 'zh-Hans' : language);

/** The locale for numbers and dates: one set of digits, so that a log index reads the same everywhere. */
export const localeOf = (language: Language): string => {
  if (language === 'en') return 'en-GB';
  return language === 'zh' ? 'zh-Hans' : `${language}-u-nu-latn`;
};

export const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');

/** A language by its tag, or undefined. */
export const findLanguage = (tag: string): Language | undefined => languages.find((language) => language === tag);

/**
 * The language to answer in: the first of a browser's Accept-Language that we speak, else English.
 * Quality values are ignored: browsers already list in order of preference.
 */
export function acceptedLanguage(header: string): Language {
  for (const range of header.slice(0, 1000).split(',')) {
    const found = findLanguage(range.trim().slice(0, 2).toLowerCase());
    if (found !== undefined) return found;
  }
  return 'en';
}
