import ar from './case-page/ar.json' with { type: 'json' };
import en from './case-page/en.json' with { type: 'json' };
import es from './case-page/es.json' with { type: 'json' };
import fr from './case-page/fr.json' with { type: 'json' };
import ru from './case-page/ru.json' with { type: 'json' };
import zh from './case-page/zh.json' with { type: 'json' };

/** What the pages of cases say beside the names of procedures. */
export const casePageArea = { ar, zh, en, fr, ru, es };
