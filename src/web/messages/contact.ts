import ar from './contact/ar.json' with { type: 'json' };
import en from './contact/en.json' with { type: 'json' };
import es from './contact/es.json' with { type: 'json' };
import fr from './contact/fr.json' with { type: 'json' };
import ru from './contact/ru.json' with { type: 'json' };
import zh from './contact/zh.json' with { type: 'json' };

/** Contact points and their tests. */
export const contact = { ar, zh, en, fr, ru, es };
