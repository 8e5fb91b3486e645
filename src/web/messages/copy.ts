import ar from './copy/ar.json' with { type: 'json' };
import en from './copy/en.json' with { type: 'json' };
import es from './copy/es.json' with { type: 'json' };
import fr from './copy/fr.json' with { type: 'json' };
import ru from './copy/ru.json' with { type: 'json' };
import zh from './copy/zh.json' with { type: 'json' };

/** What a party takes away from a case, the page of one entry, and leaving. */
export const copy = { ar, zh, en, fr, ru, es };
