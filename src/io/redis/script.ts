import { createHash } from 'node:crypto'
import { type Redis, SELF_BATCHING } from './client'

export type Script<Answer> = (
  keys: readonly string[],
  args: readonly (string | number | Buffer)[],
) => Promise<Answer>

/**
 * A Lua script: called by its hash, and sent whole to a server that does not know it yet.
 *
 * It is no command of the connection. A call of one that was defined while others waited to be sent together would fail, and
 * leave each of those that came after it the answer of another: ioredis gives the commands that wait only what was defined
 * before the first of them.
 */
export function defineScript<Answer>(connection: Redis, lua: string): Script<Answer> {
  const hash = createHash('sha1').update(lua).digest('hex')
  return async (keys, args) => {
    try {
      return (await connection.evalsha(hash, keys.length, ...keys, ...args)) as Answer
    } catch (error) {
      if (!(error as Error).message.startsWith('NOSCRIPT')) throw error
      return (await connection.eval(lua, keys.length, ...keys, ...args)) as Answer
    }
  }
}

/** A script that gathers its calls itself, and so is never sent together with other commands; one for each connection. */
export function defineSelfBatching<Answer>(connection: Redis, lua: string): Script<Answer> {
  connection.defineCommand(SELF_BATCHING, { lua })
  const command = (
    connection as unknown as Record<
      string,
      (count: number, ...rest: (string | number | Buffer)[]) => Promise<Answer>
    >
  )[SELF_BATCHING]!
  return (keys, args) => command.call(connection, keys.length, ...keys, ...args)
}
