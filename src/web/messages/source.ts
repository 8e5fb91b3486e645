import ar from './source/ar.json' with { type: 'json' };
import en from './source/en.json' with { type: 'json' };
import es from './source/es.json' with { type: 'json' };
import fr from './source/fr.json' with { type: 'json' };
import ru from './source/ru.json' with { type: 'json' };
import zh from './source/zh.json' with { type: 'json' };

/** Feeds and links. */
export const source = { ar, zh, en, fr, ru, es };
