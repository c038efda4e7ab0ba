import schema from '../../schemas/lifecycle.schema.json';
import { type SubsystemLifecycle, shippedLifecycles } from './lifecycles';
import { checkSchema, type Json } from './schema-check';

/** A lifecycle that is shipped, by name. */
export function shippedLifecycle(name: string): SubsystemLifecycle | undefined {
  return shippedLifecycles.find((one) => one.name === name);
}

/** A lifecycle that somebody wrote as JSON, or what is wrong with it, one sentence each. */
export function readLifecycle(text: string): SubsystemLifecycle | readonly string[] {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  const problems = checkSchema(schema as Json, value);
  return problems.length > 0 ? problems : (value as unknown as SubsystemLifecycle);
}
