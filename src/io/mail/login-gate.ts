/** Log-ins that were refused, in Redis, so that all workers together leave a locked account alone. */
import { createHash } from 'node:crypto'
import type { MailServer } from '../../domain/mail/account'
import { afterRefusal, holds, type LoginPause } from '../../domain/mail/login-pause'
import { namesOf, REQUEST_TIMEOUT_MS, type Redis, within } from '../redis/client'

/** Milliseconds after its end for which a pause is remembered, so that the next refusal makes a longer one. */
const REMEMBERED_MS = 2 * 3_600_000

/** Where it is made, and by which user. */
type Login = Pick<MailServer, 'host' | 'port' | 'user'>

export interface LoginGate {
  /** Why the log-in may not be tried now; undefined: it may. */
  closed(login: Login, secret: string, now: number): Promise<LoginPause | undefined>
  refused(login: Login, secret: string, detail: string, now: number): Promise<void>
  taken(login: Login, secret: string): Promise<void>
}

export function openLoginGate(connection: Redis): LoginGate {
  const keyOf = namesOf(connection).mail.refused
  /** Pauses that this program knows of, so that a log-in that works costs no command. */
  const known = new Set<string>()

  async function read(key: string): Promise<LoginPause | undefined> {
    // A mailbox is looked into all the same while Redis is away.
    const json = await within(REQUEST_TIMEOUT_MS, connection.get(key)).catch(() => null)
    return json === null ? undefined : (JSON.parse(json) as LoginPause)
  }

  return {
    closed: async (login, secret, now) => {
      const key = keyOf(loginOf(login, secret))
      const pause = await read(key)
      if (pause !== undefined) known.add(key)
      return pause && holds(pause, now) ? pause : undefined
    },
    refused: async (login, secret, detail, now) => {
      const key = keyOf(loginOf(login, secret))
      known.add(key)
      const pause = afterRefusal(await read(key), detail, now)
      const life = pause.until - now + REMEMBERED_MS
      await within(REQUEST_TIMEOUT_MS, connection.set(key, JSON.stringify(pause), 'PX', life)).catch(() => {})
    },
    taken: async (login, secret) => {
      const key = keyOf(loginOf(login, secret))
      if (known.delete(key)) await within(REQUEST_TIMEOUT_MS, connection.del(key)).catch(() => {})
    },
  }
}

/** Another password or user is another log-in. The digest cannot be turned back without both. */
function loginOf({ host, port, user }: Login, secret: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([host, port, user, secret]))
    .digest('base64url')
  return digest.slice(0, 22)
}
