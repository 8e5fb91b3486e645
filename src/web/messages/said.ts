import ar from './said/ar.json' with { type: 'json' };
import en from './said/en.json' with { type: 'json' };
import es from './said/es.json' with { type: 'json' };
import fr from './said/fr.json' with { type: 'json' };
import ru from './said/ru.json' with { type: 'json' };
import zh from './said/zh.json' with { type: 'json' };

/** What acts of cases say in parts, withheld or not, and the ladder of next steps. */
export const said = { ar, zh, en, fr, ru, es };
