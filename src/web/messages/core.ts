import ar from './core/ar.json' with { type: 'json' };
import en from './core/en.json' with { type: 'json' };
import es from './core/es.json' with { type: 'json' };
import fr from './core/fr.json' with { type: 'json' };
import ru from './core/ru.json' with { type: 'json' };
import zh from './core/zh.json' with { type: 'json' };

/** Frame, records, releases, agreements, parties, log and accounts. */
export const core = { ar, zh, en, fr, ru, es };
