/** The locator of a target that names several servers. */
import { isServerGroup, parseServerGroup, type ServerGroup } from '../../../domain/redis/redis-url'
import { createConnector } from '../connector'
import { namesIn } from '../keys'
import { openQuietly, type RedisOptions } from '../quiet-redis'
import { type RedisTarget, wholeOf } from '../target'
import { type Advisers, openAdvisers, sharing } from './advisers'
import { createLocator, type Locator } from './locator'
import { createSentinelFinder } from './sentinels'
import { createSlotFinder } from './slot-owner'

/** Milliseconds between two looks where the right server is. */
const FOLLOW_MS = { sentinel: 1_000, cluster: 2_000 } as const

/** Of connections to Sentinels, or to nodes that are asked for the right one. */
const ADVISER = {
  enableReadyCheck: false,
  disableClientInfo: true,
  maxRetriesPerRequest: 0,
  connectTimeout: 1_000,
  commandTimeout: 1_000,
  retryStrategy: () => null,
} as const

const locators = new WeakMap<RedisTarget, Locator>()
/** The advisers of a Cluster, for all parts of the checks. */
const nodes = new WeakMap<RedisTarget, () => Advisers>()

/** The same one for all connections of a target; undefined where the target is a single server. */
export function locatorOf(target: RedisTarget): Locator | undefined {
  const group = groupOf(target)
  if (group === undefined) return undefined
  const whole = wholeOf(target)
  // Behind Sentinels all parts of the checks are on the primary.
  const own = group.kind === 'sentinel' || target.shard === 0 ? whole : target
  const known = locators.get(own)
  if (known !== undefined) return known
  const made = createLocator(finderOf(group, whole, namesIn(own).prefix), FOLLOW_MS[group.kind])
  locators.set(own, made)
  return made
}

/** `key`: one of the watch, or of the part of its checks. */
function finderOf(group: ServerGroup, whole: RedisTarget, key: string) {
  const { hosts, tls } = group
  const Connector = createConnector({ authorities: whole.authorities, onServer: () => {} })
  const advisers = (logIn: RedisOptions) =>
    openAdvisers(hosts, (place, onError) => {
      const adviser = openQuietly({ ...ADVISER, ...place, ...logIn, Connector })
      adviser.on('error', onError)
      return adviser
    })
  if (group.kind === 'sentinel')
    return createSentinelFinder(advisers(logInOf({ tls, ...group.ownLogIn })), group.primary, hosts.length)
  const share = nodes.get(whole) ?? sharing(advisers(logInOf(group)))
  nodes.set(whole, share)
  return createSlotFinder(share(), key, tls)
}

export function groupOf(target: RedisTarget): ServerGroup | undefined {
  if ('path' in target || !isServerGroup(target.url)) return undefined
  const group = parseServerGroup(target.url)
  if ('problem' in group) throw new Error(`[Redis] url ${group.problem}`) // The INI has been read by the same rule.
  return group
}

export function logInOf({
  username,
  password,
  tls,
}: Pick<ServerGroup, 'username' | 'password' | 'tls'>): RedisOptions {
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
  }
}
