/** Servers that know where the right one is: Sentinels, or the nodes of a Cluster. All are asked, since some may be gone or behind. */
import type { HostAndPort } from '../../../domain/redis/redis-url'

/** A connection to one of them. */
export interface Adviser {
  readonly status: string
  call(command: string, ...args: readonly string[]): Promise<unknown>
  disconnect(): void
}

export interface Advisers {
  /** The answers of those that answer soon, or of `all` that do, and the errors of the others. */
  ask<T>(question: (adviser: Adviser, host: string) => Promise<T>, all?: boolean): Promise<Answers<T>>
  close(): void
}

export interface Answers<T> {
  readonly answers: readonly T[]
  readonly errors: readonly Error[]
}

/** Milliseconds for which the others are waited for once one has answered. */
const OTHERS_MS = 250

/** `open`: makes a connection that comes back by no means, and fails its commands then. */
export function openAdvisers(hosts: readonly HostAndPort[], open: (host: HostAndPort) => Adviser): Advisers {
  const connections = new Map<HostAndPort, Adviser>()

  function connectionTo(host: HostAndPort): Adviser {
    const there = connections.get(host)
    if (there && there.status !== 'end' && there.status !== 'close') return there
    const opened = open(host)
    connections.set(host, opened)
    return opened
  }

  return {
    ask: async <T>(question: (adviser: Adviser, host: string) => Promise<T>, all = false) => {
      const answers: T[] = []
      const errors: Error[] = []
      await new Promise<void>(resolve => {
        let left = hosts.length
        for (const host of hosts)
          question(connectionTo(host), host.host)
            .then(
              answer => {
                if (answers.push(answer) === 1 && !all) setTimeout(resolve, OTHERS_MS)
              },
              error => errors.push(error),
            )
            .finally(() => --left === 0 && resolve())
      })
      return { answers: [...answers], errors: [...errors] }
    },
    close: () => {
      for (const connection of connections.values()) connection.disconnect()
      connections.clear()
    },
  }
}

/** Returns a function that gives these advisers to one more user; they are closed once none of the users needs them. */
export function sharing(advisers: Advisers): () => Advisers {
  const users = new Set<symbol>()
  return () => {
    const user = Symbol('user')
    return {
      ask: (question, all) => {
        users.add(user)
        return advisers.ask(question, all)
      },
      close: () => {
        users.delete(user)
        if (users.size === 0) advisers.close()
      },
    }
  }
}
