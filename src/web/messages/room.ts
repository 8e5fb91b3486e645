import ar from './room/ar.json' with { type: 'json' };
import en from './room/en.json' with { type: 'json' };
import es from './room/es.json' with { type: 'json' };
import fr from './room/fr.json' with { type: 'json' };
import ru from './room/ru.json' with { type: 'json' };
import zh from './room/zh.json' with { type: 'json' };

/** Rooms of a case, and private notes. */
export const room = { ar, zh, en, fr, ru, es };
