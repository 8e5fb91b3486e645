import ar from './case/ar.json' with { type: 'json' };
import en from './case/en.json' with { type: 'json' };
import es from './case/es.json' with { type: 'json' };
import fr from './case/fr.json' with { type: 'json' };
import ru from './case/ru.json' with { type: 'json' };
import zh from './case/zh.json' with { type: 'json' };

/** Cases: pages, and the names of everything in every procedure. */
export const caseArea = { ar, zh, en, fr, ru, es };
