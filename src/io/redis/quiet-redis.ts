/** The client, without its own lines on the terminal; its duplicates, too. */
import { Redis, type RedisOptions } from 'ioredis'
import { leaveWhenDeaf } from './deaf-connections'
import { infoField } from './errors'

export type { Redis, RedisOptions } from 'ioredis'

/** A server that reads its data is asked again after so many milliseconds at most. */
const LOADING_MS = 1_000

type Checked = (error: Error | null, info?: { readonly role?: string }) => void

export function openQuietly(options: RedisOptions, url?: string): Redis {
  const all = options as RedisOptions & { replyMapping: 'map' }
  const connection = url === undefined ? new Redis(all) : new Redis(url, all)
  /** Why the server does not have the database of the URL. The client would go on with database 0, which others may use. */
  let wrongDatabase: Error | undefined
  connection.on('connect', () => {
    wrongDatabase = undefined
  })
  connection.on('error', (error: Error & { readonly command?: { readonly name: string } }) => {
    if (error.command?.name === 'select') wrongDatabase = error
  })
  // No network is between the appliance and a socket of its own machine.
  if (!connection.options.path) leaveWhenDeaf(connection)
  // The client calls `_readyCheck` once a connection is made. Its own prints a line for each connection of a user who may not use INFO.
  return Object.assign(connection, {
    _readyCheck: (done: Checked) => (wrongDatabase ? done(wrongDatabase) : checkReady(connection, done)),
    duplicate: (changed?: Partial<RedisOptions>) => openQuietly({ ...connection.options, ...changed }),
  }) as Redis
}

/** Calls back with what the connector has to know of the server, once that has read its data. */
function checkReady(connection: Redis, done: Checked): void {
  connection.info().then(
    info => {
      const role = infoField(info, 'role')
      if (infoField(info, 'loading') !== '1') done(null, role === undefined ? {} : { role })
      else setTimeout(() => checkReady(connection, done), LOADING_MS)
    },
    error => (/^NOPERM\b/.test(error.message) ? done(null, {}) : done(error)),
  )
}
