import { createHash } from 'node:crypto'
import type { Redis } from './client'

export type Script<Answer> = (
  keys: readonly string[],
  args: readonly (string | number | Buffer)[],
) => Promise<Answer>

/**
 * A Lua script as a command of this connection: sent whole once over each socket, by its hash from then on.
 *
 * It never waits to be sent together with other commands. ioredis gives those that wait only the scripts that were defined
 * before the first of them: a call of a later one would fail, and leave each command after it the answer of another.
 */
export function defineScript<Answer>(connection: Redis, lua: string): Script<Answer> {
  const name = `script-${createHash('sha1').update(lua).digest('hex')}`
  const { autoPipeliningIgnoredCommands: alone = [] } = connection.options
  if (!alone.includes(name)) alone.push(name)
  connection.defineCommand(name, { lua })
  const commands = connection as unknown as Record<
    string,
    (count: number, ...rest: (string | number | Buffer)[]) => Promise<Answer>
  >
  return (keys, args) => commands[name]!(keys.length, ...keys, ...args)
}
