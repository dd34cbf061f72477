import type { Log } from '../../domain/log'
import { usable } from '../../domain/settings/reading'
import { findRedisServers } from '../../io/redis/private-server/find-server'
import { redisPlace } from '../../io/redis/private-server/place'
import { prepareRedis } from '../../io/redis/private-server/prepare'
import { spawnRedis } from '../../io/redis/private-server/process'
import { createTurns } from '../../io/turns'
import type { Places } from '../../wire/places'
import { defaults, openSettings } from '../../wire/settings'
import { openRestore } from '../shared/restore-redis'
import { type Launched, type Supervised, supervise } from './supervise'

const NO_REDIS = `neither valkey-server nor redis-server is on the PATH. Type this, then start again:

  sudo apt-get install valkey-server || sudo apt-get install redis-server

Or name an existing server in the INI: [Redis] url = redis://host:6379`

/** The private Redis of `npm start`; it runs while the INI names no other server. */
export interface PrivateRedis {
  /** Starts or ends it, according to the INI. @throws Error with the command to type when no server is installed. */
  follow(): Promise<Supervised | undefined>
  stop(): Promise<void>
}

/** Whether the INI names another server, so that none is started here. */
export async function namesRedis(where: Places): Promise<boolean> {
  const redis = usable(await openSettings(where).read(), 'redis') ?? defaults().redis
  return redis.url !== ''
}

export function openPrivateRedis(where: Places, path: string, log: Log): PrivateRedis {
  let running: Supervised | undefined
  // Warnings during an orderly end are not worth a line.
  let ending = false
  const warn = (line: string) => void (ending || log.warn(line))

  let stopped = false
  // Two edits of the INI in quick succession must not overlap.
  const inTurn = createTurns()

  async function end(): Promise<void> {
    ending = true
    await running?.stop()
    running = undefined
  }

  async function follow(): Promise<Supervised | undefined> {
    if ((await namesRedis(where)) || stopped) {
      await end()
    } else if (running === undefined) {
      if (findRedisServers(path).length === 0) throw new Error(NO_REDIS)
      ending = false
      running = supervise({ name: 'Redis', start: () => start(where, path, warn) }, log)
    }
    return running
  }

  return {
    follow: () => inTurn(follow),
    stop: () => {
      stopped = true
      return inTurn(end)
    },
  }
}

async function start(where: Places, path: string, warn: (line: string) => void): Promise<Launched> {
  const place = redisPlace(where.home)
  const { server, sentences } = await prepareRedis(place, findRedisServers(path), await openRestore(where))
  for (const sentence of sentences) warn(sentence)
  const { child, ready, lastWarning } = spawnRedis(place, server, line => warn(`Redis: ${line}`))
  return {
    child,
    ready: ready.then(isReady => {
      if (!isReady) throw new Error(lastWarning() || 'it ended at once')
    }),
  }
}
