import { acknowledged, namesOf, type Redis } from './client'

export type Multi = ReturnType<Redis['multi']>

/**
 * Does the commands that `queue` adds in one step, and counts it as a change of what the copy outside Redis may hold.
 *
 * @returns their results, in order
 */
export async function changeCounted(
  connection: Redis,
  queue: (multi: Multi) => Multi,
): Promise<readonly unknown[]> {
  const { backup, backupChanged } = namesOf(connection)
  const multi = queue(connection.multi()).hincrby(backup.mark, 'revision', 1).publish(backupChanged, '')
  return results(await acknowledged(connection, multi.exec()))
}

/** @throws the first error among the replies of a transaction */
export function results(replies: readonly [Error | null, unknown][] | null): readonly unknown[] {
  return (replies ?? []).map(([error, result]) => {
    if (error) throw error
    return result
  })
}
