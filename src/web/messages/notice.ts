import ar from './notice/ar.json' with { type: 'json' };
import en from './notice/en.json' with { type: 'json' };
import es from './notice/es.json' with { type: 'json' };
import fr from './notice/fr.json' with { type: 'json' };
import ru from './notice/ru.json' with { type: 'json' };
import zh from './notice/zh.json' with { type: 'json' };

/** Early warning. */
export const notice = { ar, zh, en, fr, ru, es };
