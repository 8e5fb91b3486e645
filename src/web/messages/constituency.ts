import ar from './constituency/ar.json' with { type: 'json' };
import en from './constituency/en.json' with { type: 'json' };
import es from './constituency/es.json' with { type: 'json' };
import fr from './constituency/fr.json' with { type: 'json' };
import ru from './constituency/ru.json' with { type: 'json' };
import zh from './constituency/zh.json' with { type: 'json' };

/** Enrolled companies. */
export const constituency = { ar, zh, en, fr, ru, es };
