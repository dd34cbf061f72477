/** Where the right one of several servers is, for all connections of one target: found once for those that come together. */
import type { HostAndPort } from '../../../domain/redis/redis-url'

export interface Locator {
  /** Finds the server. @throws Error with the reason */
  locate(): Promise<HostAndPort>
  /**
   * Calls `leave` once the right server is another one than `place`, however alive that one seems.
   *
   * @returns a function that ends this
   */
  follow(place: HostAndPort, leave: () => void): () => void
  /** Whether another server than `place` is, or is being made, the right one; undefined where that cannot be found out. */
  isChanging(place: HostAndPort): Promise<boolean | undefined>
  /** The replicas that belong to the right server, those included that are away; 0 where that is not known. */
  replicas(): number
}

export interface Finder {
  find(): Promise<HostAndPort>
  isChanging(place: HostAndPort): Promise<boolean | undefined>
  replicas(): number
  /** Called when nobody needs the finder's own connections for now. */
  rest(): void
}

/** @param everyMs milliseconds between two searches while there are connections */
export function createLocator({ find, isChanging, replicas, rest }: Finder, everyMs: number): Locator {
  const followers = new Map<symbol, { readonly place: HostAndPort; readonly leave: () => void }>()
  let search: Promise<HostAndPort> | undefined
  let timer: NodeJS.Timeout | undefined

  function locate(): Promise<HostAndPort> {
    search ??= find().finally(() => {
      search = undefined
      // A connection that waits for it may follow in this turn of the event loop.
      setImmediate(restUnlessNeeded)
    })
    return search
  }

  function restUnlessNeeded(): void {
    if (followers.size > 0 || search !== undefined) return
    clearInterval(timer)
    timer = undefined
    rest()
  }

  async function lookAgain(): Promise<void> {
    const place = await locate()
    for (const follower of followers.values())
      if (follower.place.host !== place.host || follower.place.port !== place.port) follower.leave()
  }

  return {
    locate,
    isChanging,
    replicas,
    follow: (place, leave) => {
      const key = Symbol('follower')
      followers.set(key, { place, leave })
      // A server that cannot be found now is no reason to leave the present one.
      timer ??= setInterval(() => void lookAgain().catch(() => {}), everyMs).unref()
      return () => {
        followers.delete(key)
        setImmediate(restUnlessNeeded)
      }
    },
  }
}
