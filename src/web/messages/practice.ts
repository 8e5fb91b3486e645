import ar from './practice/ar.json' with { type: 'json' };
import en from './practice/en.json' with { type: 'json' };
import es from './practice/es.json' with { type: 'json' };
import fr from './practice/fr.json' with { type: 'json' };
import ru from './practice/ru.json' with { type: 'json' };
import zh from './practice/zh.json' with { type: 'json' };

/** Practice with parties that scripts play. */
export const practice = { ar, zh, en, fr, ru, es };
