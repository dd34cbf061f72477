import { print } from './print'

/** Prints what `--json` asks for, for programs; times are ISO 8601 in UTC. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, undefined, 2))
}
