/** Connections that are made only to the right server, and only once it has taken this appliance into the watch. */
import { isIP, Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import CommonJs from 'ioredis/built/connectors/StandaloneConnector.js'
import type { HostAndPort } from '../../domain/redis/redis-url'
import { Refusal, refusalIn } from './errors'
import type { Locator } from './primary/locator'
import type { RedisOptions } from './quiet-redis'

/** The class itself, also where Node loads the module without a bundler: its default export is the whole module then. */
const StandaloneConnector = (CommonJs as { readonly default?: typeof CommonJs }).default ?? CommonJs

/** Resolves when connections may be made. @throws Error with the reason why not yet; it is asked again at the next attempt */
export type Admit = () => Promise<void>

/** The authorities for connections with TLS, as they are now; undefined: those of Node alone. */
export type Authorities = () => Promise<SecureContext | undefined>

export interface ConnectorOptions {
  readonly admit?: Admit | undefined
  readonly authorities?: Authorities | undefined
  /** Where one of several servers is the right one. */
  readonly locator?: Locator | undefined
  /** Called before each connection is used. */
  readonly onServer: (isPrimary: boolean) => void
}

const places = new WeakMap<object, HostAndPort>()

/** Where a connection leads, of a connector with a locator. */
export function placeOfStream(stream: object): HostAndPort | undefined {
  return places.get(stream)
}

/** A connector for the client's option of that name. */
export function createConnector({
  admit,
  authorities,
  locator,
  onServer,
}: ConnectorOptions): NonNullable<RedisOptions['Connector']> {
  class Connector extends StandaloneConnector {
    #report: ((type: string, error: Error) => void) | undefined

    /** The client takes a refusal for the answer to its first command, whose errors it ignores. */
    #heed(first: Buffer, stream: Socket): void {
      const refusal = refusalIn(String(first))
      if (refusal === undefined) return
      this.#report?.('error', refusal)
      stream.destroy()
    }

    override async connect(...args: Parameters<CommonJs['connect']>) {
      this.connecting = true
      this.#report = args[0]
      try {
        await admit?.()
        const place = await locator?.locate()
        // As a broken connection, here and below: the client would not try again after an error of its connector.
        if (!this.connecting) return new Socket().destroy()
        if (place !== undefined) this.options = { ...this.options, ...place }
        await this.#secure()
        const stream = await super.connect(...args)
        // The client listens for the first error alone, and one of TLS may be followed by another.
        stream.on('error', () => {})
        // The client's first commands go out in one write: a second one to a server that has closed the connection would fail
        // before its refusal is read.
        stream.once('connect', () => {
          stream.cork()
          process.nextTick(() => stream.uncork())
        })
        stream.once('data', first => this.#heed(first, stream))
        if (locator === undefined || place === undefined) return stream
        // Not `end`: a server that stands still would never close its side.
        places.set(stream, place)
        const unfollow = locator.follow(place, () => stream.destroy())
        stream.once('close', unfollow)
        return stream
      } catch (error) {
        this.firstError = error as Error
        return new Socket().destroy()
      }
    }

    /** The certificate has to be for the host that is connected to. */
    async #secure(): Promise<void> {
      const { tls, host = '' } = this.options as { readonly tls?: object; readonly host?: string }
      if (tls === undefined) return
      const secureContext = await authorities?.()
      const named = host !== '' && isIP(host) === 0 && { servername: host }
      this.options = { ...this.options, tls: { ...tls, ...named, ...(secureContext && { secureContext }) } }
    }

    /** `info`: of the server, from the client's first command on each connection. */
    override check(info: { readonly role?: string }): boolean {
      const isPrimary = info.role === undefined || info.role === 'master'
      onServer(isPrimary)
      if (locator === undefined || isPrimary) return true
      this.#report?.('error', new Refusal('takes no writes: it is a replica'))
      return false
    }
  }
  return Connector as NonNullable<RedisOptions['Connector']>
}
