import type { RuleBook } from '../domain/rule-book';
import { builtInRules } from '../domain/rules';
import { withControllerRules } from '../domain/rules/controller-rules';
import type { ControllerRules } from '../domain/rules/controller-rules';
import { loadControllerRules } from './load-controller-rules';

/** The law that is loaded, with a controller's own rules on top where it has any. */
export interface RulesInForce {
  readonly rules: RuleBook;
  readonly own?: ControllerRules;
}

/**
 * Reads the rules by which this controller counts: `law`, and on top of it what the file holds.
 * @throws ControllerRulesError for a file of its own (`DSR_RULES_FILE`) that cannot be used.
 */
export function rulesInForce(file: string | undefined, law: RuleBook = builtInRules): RulesInForce {
  if (file === undefined) return { rules: law };
  const own = loadControllerRules(file, law);
  return { rules: withControllerRules(law, own), own };
}
