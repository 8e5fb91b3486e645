import ar from './case-link/ar.json' with { type: 'json' };
import en from './case-link/en.json' with { type: 'json' };
import es from './case-link/es.json' with { type: 'json' };
import fr from './case-link/fr.json' with { type: 'json' };
import ru from './case-link/ru.json' with { type: 'json' };
import zh from './case-link/zh.json' with { type: 'json' };

/** Linked cases, and what each party of an incident said. */
export const caseLink = { ar, zh, en, fr, ru, es };
