import ar from './duty/ar.json' with { type: 'json' };
import en from './duty/en.json' with { type: 'json' };
import es from './duty/es.json' with { type: 'json' };
import fr from './duty/fr.json' with { type: 'json' };
import ru from './duty/ru.json' with { type: 'json' };
import zh from './duty/zh.json' with { type: 'json' };

/** What recipients owe: corrections, erasure, compliance. */
export const duty = { ar, zh, en, fr, ru, es };
