import ar from './matching/ar.json' with { type: 'json' };
import en from './matching/en.json' with { type: 'json' };
import es from './matching/es.json' with { type: 'json' };
import fr from './matching/fr.json' with { type: 'json' };
import ru from './matching/ru.json' with { type: 'json' };
import zh from './matching/zh.json' with { type: 'json' };

/** Indicators against observations. */
export const matching = { ar, zh, en, fr, ru, es };
