/** The primary that Sentinels name (redis.io, Sentinel client spec). */
import type { HostAndPort } from '../../../domain/redis/redis-url'
import { Refusal, stateOf } from '../errors'
import { type Adviser, type Advisers, distrustIn } from './advisers'
import type { Finder } from './locator'

interface Opinion {
  readonly place: HostAndPort
  /** Of the last failover that this Sentinel knows of. */
  readonly epoch: number
  readonly isFailingOver: boolean
  readonly replicas: number
}

export function createSentinelFinder(sentinels: Advisers, primary: string, count: number): Finder {
  async function askOne(sentinel: Adviser): Promise<Opinion | undefined> {
    const [flat, address] = await Promise.all([
      sentinel.call('SENTINEL', 'MASTER', primary) as Promise<string[]>,
      // During a failover this names the new primary sooner than the former reply does.
      sentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', primary) as Promise<[string, string] | null>,
    ])
    if (address === null) return undefined
    const field = (name: string) => flat[flat.indexOf(name) + 1] ?? ''
    return {
      place: { host: address[0], port: Number(address[1]) },
      epoch: Number(field('config-epoch')),
      isFailingOver: field('flags').includes('failover_in_progress'),
      replicas: Number(field('num-slaves')),
    }
  }

  let replicas = 0

  /** `all`: waits for each of them. The newest opinion comes first. */
  async function opinions(all: boolean) {
    const { answers, errors } = await sentinels.ask(sentinel => askOne(sentinel), all)
    const known = answers
      .filter(opinion => opinion !== undefined)
      .toSorted((one, other) => other.epoch - one.epoch)
    replicas = known[0]?.replicas ?? replicas
    return { known, errors }
  }

  return {
    find: async () => {
      const { known, errors } = await opinions(false)
      const [newest] = known
      if (newest === undefined) throw whyNone(errors, primary)
      return newest.place
    },
    // Only the Sentinel that leads a failover knows of it before the end, so each of them has to answer.
    isChanging: async ({ host, port }) => {
      const { known } = await opinions(true)
      const isOther = known[0]?.place.host !== host || known[0]?.place.port !== port
      if (known.length > 0 && (isOther || known.some(({ isFailingOver }) => isFailingOver))) return true
      return known.length < count ? undefined : false
    },
    replicas: () => replicas,
    rest: () => sentinels.close(),
  }
}

function whyNone(errors: readonly Error[], primary: string): Error {
  const unknown = errors.length === 0 || errors.some(({ message }) => /^ERR No such master/.test(message))
  if (unknown) return new Refusal(`cannot be found: its Sentinels know no primary "${primary}"`)
  const refused = errors.find(error => stateOf(error) !== undefined)
  if (refused === undefined)
    return distrustIn(errors, 'its Sentinels') ?? new Error('none of the Sentinels answers')
  return new Refusal(
    /^(NOAUTH|WRONGPASS)/.test(refused.message)
      ? 'cannot be found: its Sentinels want a password: sentineluser and sentinelpassword in [Redis] url'
      : `cannot be found: a Sentinel ${stateOf(refused)}`,
  )
}
