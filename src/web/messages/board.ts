import ar from './board/ar.json' with { type: 'json' };
import en from './board/en.json' with { type: 'json' };
import es from './board/es.json' with { type: 'json' };
import fr from './board/fr.json' with { type: 'json' };
import ru from './board/ru.json' with { type: 'json' };
import zh from './board/zh.json' with { type: 'json' };

/** Inbox and duty board. */
export const board = { ar, zh, en, fr, ru, es };
