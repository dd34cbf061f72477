/** The checks that the INI provides, in the store. */
import { createHmac } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { type Check, isProvided } from '../../domain/watch/check'
import type { CheckStore, Provisioning, Schedules } from '../../domain/watch/ports'
import { type ProvidedCheck, placeInIni } from '../../domain/watch/provided-check'
import { namesOf, type Redis } from '../redis/client'
import { asUnavailable, isDamage } from '../redis/errors'
import { isGone, memberIn } from '../redis/membership'
import { results } from '../redis/revision'
import { shardOf } from '../redis/shards'
import { openPlanSaves } from './divided-plans'
import { readPingKey } from './ping-key'
import { LOST, untilWon } from './races'

export interface Provider {
  /** The appliance whose INI it is: several may provide checks, and each removes only its own. */
  readonly id: string
  /** The name of the same INI in version 1.0: the machine's and the path. */
  readonly formerName?: string
}

/**
 * @param store on the same Redis
 * @param origin the kind of the file
 */
export function openProvisioning(
  connection: Redis,
  store: CheckStore,
  schedules: Schedules,
  { id, formerName }: Provider,
  origin: 'ini' | 'file' = 'ini',
): Provisioning {
  const { members, messages, watch: keys } = namesOf(connection)
  const plans = openPlanSaves(connection)
  const providedKey = keys.provided(id)
  /** Checks whose sections have gone here while other members had them. */
  const leftKey = keys.left(id)
  const dueAfterOf = ({ schedule }: Check) => schedules.dueAfter(schedule)

  /** Returns whether it is another check now. */
  async function put(provided: Check, keepsChannels: boolean, now: number): Promise<boolean> {
    let isChanged = false
    await untilWon(async () => {
      const there = await store.get(provided.id)
      const check = keepsChannels && there ? { ...provided, channels: there.check.channels } : provided
      if (!there) return (await plans.create(check, now)) ?? LOST
      const wanted = { ...check, createdAt: there.check.createdAt }
      if (isDeepStrictEqual(there.check, wanted)) return there
      isChanged = true
      return (await plans.replace(there, wanted, now, dueAfterOf)) ?? LOST
    })
    return isChanged
  }

  /** The names of the machines of other members whose INI has this check, too. */
  async function othersWith(check: string): Promise<readonly string[]> {
    // The clock of this machine may be wrong; that of the server says when a member was seen.
    const now = Number((await connection.time())[0]) * 1_000
    const others = Object.entries(await connection.hgetall(members))
      .map(([member, entry]) => [member, memberIn(entry)] as const)
      .filter(([member, entry]) => member !== id && !isGone(entry, now))
    const have = await Promise.all(
      others.map(async ([member]) => (await connection.sismember(keys.provided(member), check)) === 1),
    )
    return others.filter((_other, at) => have[at]).map(([, { name }]) => name)
  }

  const placeOf = (key: string) => (origin === 'ini' ? placeInIni(key) : key)

  async function remove(id: string): Promise<void> {
    await untilWon(async () => {
      const there = await store.get(id)
      return there?.check.origin !== origin || (await plans.remove(there)) || LOST
    })
  }

  /** Removes a check without a section here, unless the INI of another member has it still: it is looked at again then. */
  async function leave(check: string): Promise<void> {
    if (origin === 'ini' && (await othersWith(check)).length > 0) await connection.sadd(leftKey, check)
    else {
      await remove(check)
      await connection.srem(leftKey, check)
    }
    await connection.srem(providedKey, check)
  }

  /** Takes what version 1.0 provided as this appliance's own, whatever its machine is called from now on. */
  async function takeOver(former: string): Promise<boolean> {
    if ((await connection.exists(former)) === 0) return false
    results(await connection.multi().sunionstore(providedKey, providedKey, former).del(former).exec())
    return true
  }

  async function ambiguity({ key, plan: { slug } }: ProvidedCheck): Promise<string[]> {
    // Events are known by their job, and several may share one.
    if (origin === 'file') return []
    const strangers = (await store.findBySlug(slug)).filter(({ check }) => !isProvided(check))
    return strangers.length === 0
      ? []
      : [
          `${placeOf(key)} slug: "${slug}" is also that of another check, so check-ins by it are refused as ambiguous. Give it another slug, or the id of the other check to take that over`,
        ]
  }

  async function provide(
    provided: readonly ProvidedCheck[],
    complete: boolean,
    now: number,
  ): Promise<string[]> {
    // Here a worker's connection waits for the server.
    await connection.ping()
    const taken = formerName !== undefined && (await takeOver(keys.provided(formerName)))
    const secret = await readPingKey(connection)
    const checks = provided.map(each => ({ ...each, id: providedId(each, secret) }))
    const before = await connection.smembers(providedKey)
    const left = await connection.smembers(leftKey)
    const ids = checks.map(({ id }) => id)
    // The ids are stored first: they are known to be ours also when this ends halfway.
    const added = ids.length > 0 ? await connection.sadd(providedKey, ...ids) : 0
    const troubles: string[] = []
    for (const check of checks) {
      try {
        const plan: Check = { ...check.plan, id: check.id, origin, createdAt: now }
        const isChanged = await put(plan, check.keepsChannels === true, now)
        const others = isChanged && origin === 'ini' ? await othersWith(check.id) : []
        if (others.length > 0)
          troubles.push(
            `${placeOf(check.key)} is one check with that of ${others.join(' and ')}, and was different there: write the same into both, or give one of them another name. Until then the one that was read last counts`,
          )
        troubles.push(...(await ambiguity(check)))
      } catch (error) {
        if (!isDamage(error as Error)) throw error
        const shard = shardOf(connection, check.id)
        await shard.sadd(namesOf(shard).watch.damaged, check.id)
        troubles.push(`${placeOf(check.key)} is not provided: its record in Redis is damaged`)
      }
    }
    // Without a change of any plan, too: this machine's worker may look at these checks from now on.
    if (taken || added > 0) await connection.publish(messages.probes, '')
    const gone = [...before, ...left].filter(check => !ids.includes(check))
    for (const check of complete ? gone : []) await leave(check)
    const again = left.filter(check => ids.includes(check))
    if (again.length > 0) await connection.srem(leftKey, ...again)
    return troubles
  }

  return {
    provide: async (provided, complete, now) => {
      try {
        return await provide(provided, complete, now)
      } catch (error) {
        throw asUnavailable(error as Error)
      }
    },
  }
}

/** An id that lasts, from the key and this installation's ping key: nobody else can work out the check's URL. */
export function providedId({ key, id }: Omit<ProvidedCheck, 'plan'>, secret: string): string {
  if (id !== undefined) return id
  const hash = createHmac('sha256', secret).update(key).digest('hex')
  // Version 8 is for UUIDs by a rule of one's own (RFC 9562).
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}
