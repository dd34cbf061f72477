/** Servers that know where the right one is: Sentinels, or the nodes of a Cluster. All are asked, since some may be gone or behind. */
import type { HostAndPort } from '../../../domain/redis/redis-url'
import { Refusal } from '../errors'

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

/**
 * `open`: makes a connection that comes back by no means, and fails its commands then; `onError` is called with the reason
 * why there is none.
 */
export function openAdvisers(
  hosts: readonly HostAndPort[],
  open: (host: HostAndPort, onError: (error: Error) => void) => Adviser,
): Advisers {
  const connections = new Map<HostAndPort, Adviser>()
  const reasons = new Map<HostAndPort, Error>()

  function connectionTo(host: HostAndPort): Adviser {
    const there = connections.get(host)
    if (there && there.status !== 'end' && there.status !== 'close') return there
    const opened = open(host, error => reasons.set(host, error))
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
              error => errors.push(error.name === 'ReplyError' ? error : (reasons.get(host) ?? error)),
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

/** The refusal that names a certificate which is not trusted, if one of these errors is about such. */
export function distrustIn(errors: readonly Error[], whose: string): Error | undefined {
  const distrust = errors.find(error =>
    /CERT|SIGNATURE|ERR_TLS/.test((error as NodeJS.ErrnoException).code ?? ''),
  )
  return (
    distrust &&
    new Refusal(
      `cannot be found: the certificate of ${whose} is not trusted (${distrust.message}); see [Network] cafile`,
    )
  )
}
