import ar from './situation/ar.json' with { type: 'json' };
import en from './situation/en.json' with { type: 'json' };
import es from './situation/es.json' with { type: 'json' };
import fr from './situation/fr.json' with { type: 'json' };
import ru from './situation/ru.json' with { type: 'json' };
import zh from './situation/zh.json' with { type: 'json' };

/** What is going on. */
export const situation = { ar, zh, en, fr, ru, es };
