/** The checks that are parts of another one, as its looks report them. */
import { isDeepStrictEqual } from 'node:util'
import type { Look, Part } from '../../domain/probes/look'
import { MOST_PARTS } from '../../domain/probes/reported-parts'
import type { Check } from '../../domain/watch/check'
import { isOver, orphans, outdated, partCheck, partKey } from '../../domain/watch/part-checks'
import type { Schedules, Watched } from '../../domain/watch/ports'
import { namesOf, type Redis } from '../redis/client'
import { openPlanSaves } from './divided-plans'
import { readPingKey } from './ping-key'
import { providedId } from './provisioning'
import { LOST, untilWon } from './races'
import { readCheck, readChecks } from './read-checks'

type RecordLook = (id: string, look: Look, at: number) => Promise<void>

export function createPartStore(connection: Redis, schedules: Schedules, record: RecordLook) {
  const { watch: keys } = namesOf(connection)
  const plans = openPlanSaves(connection)

  /** Creates the part's check, or brings it up to date. */
  async function put(parent: Check, part: Part, id: string, at: number): Promise<void> {
    await untilWon(async () => {
      const there = await readCheck(connection, id)
      const wanted = partCheck(parent, part, id, there?.check.createdAt ?? at)
      if (there === undefined) return (await plans.create(wanted, at)) ?? LOST
      if (isDeepStrictEqual(there.check, wanted)) return there
      return (await replace(there, wanted, at)) ?? LOST
    })
  }

  function replace(there: Watched, wanted: Check, at: number): Promise<Watched | undefined> {
    return plans.replace(there, wanted, at, ({ schedule }) => schedules.dueAfter(schedule))
  }

  async function remove(id: string, parent: string): Promise<void> {
    await untilWon(async () => {
      const there = await readCheck(connection, id)
      return !there || (await plans.remove(there)) || LOST
    })
    await connection.srem(keys.parts(parent), id)
  }

  /** Removes parts that were not named for long. */
  async function forget(parent: Check, ids: readonly string[], at: number): Promise<void> {
    const present = await readChecks(connection, ids)
    const gone = ids.filter(id => !present.some(({ check }) => check.id === id))
    const over = present.filter(watched => isOver(watched, at)).map(({ check }) => check.id)
    for (const id of [...gone, ...over]) await remove(id, parent.id)
  }

  return {
    /** Applies the looks at the parts, and returns the look at the whole; its warning tells of parts without a check. */
    record: async (parent: Check, look: Look, at: number): Promise<Look> => {
      const section = parent.probe?.section
      if (section === undefined || look.parts === undefined) return look
      const secret = await readPingKey(connection)
      const idOf = (name: string) => providedId({ key: partKey(section, name) }, secret)
      const key = keys.parts(parent.id)
      const known = await connection.smembers(key)
      const named = [...new Map(look.parts.map(part => [idOf(part.name), part]))]
      const fresh = named
        .filter(([id, { quiet, answer }]) => !known.includes(id) && !(quiet && answer === 'success'))
        .map(([id]) => id)
      const taken = fresh.slice(0, Math.max(0, MOST_PARTS - known.length))
      // The ids are stored first: they are known to be ours also when this ends halfway.
      if (taken.length > 0) await connection.sadd(key, ...taken)
      for (const [id, part] of named) {
        if (!known.includes(id) && !taken.includes(id)) continue
        await put(parent, part, id, at)
        await record(id, part, at)
      }
      const still = new Set([...named.map(([id]) => id), ...(look.kept ?? []).map(idOf)])
      if (look.answer === 'success')
        await forget(
          parent,
          known.filter(id => !still.has(id)),
          at,
        )
      const left = fresh.length - taken.length
      if (left === 0) return look
      const full = `${left} of its parts are not watched: there may be ${MOST_PARTS} at most`
      return { ...look, warning: look.warning === undefined ? full : `${look.warning}; ${full}` }
    },

    /** Removes the parts of checks that are gone. Those of checks that look at something else by now become new. */
    followWholes: async (probed: readonly Check[], at: number): Promise<void> => {
      for (const { id, probe } of orphans(probed)) await remove(id, probe?.partOf ?? '')
      for (const { id, probe } of outdated(probed))
        await untilWon(async () => {
          const there = await readCheck(connection, id)
          return !there || (await replace(there, { ...there.check, probe }, at)) || LOST
        })
    },
  }
}
