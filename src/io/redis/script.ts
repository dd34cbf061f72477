import type { Redis } from './client'

export type Script<Answer> = (
  keys: readonly string[],
  args: readonly (string | number | Buffer)[],
) => Promise<Answer>

/** A Lua script as a command of this connection: sent whole once, by its hash from then on. */
export function defineScript<Answer>(connection: Redis, name: string, lua: string): Script<Answer> {
  connection.defineCommand(name, { lua })
  const commands = connection as unknown as Record<
    string,
    (count: number, ...rest: (string | number | Buffer)[]) => Promise<Answer>
  >
  return (keys, args) => commands[name]!(keys.length, ...keys, ...args)
}
