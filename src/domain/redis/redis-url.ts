/** `[Redis] url`: that of one server, that of Sentinels, and that of a Cluster. Pure. */

export interface HostAndPort {
  readonly host: string
  readonly port: number
}

interface LogIn {
  readonly username?: string
  readonly password?: string
}

/** Servers of which one is the right one for the watch at a time. */
export type ServerGroup = LogIn & { readonly hosts: readonly HostAndPort[]; readonly tls: boolean } & (
    | { readonly kind: 'cluster' }
    | {
        readonly kind: 'sentinel'
        /** The Sentinels' name for the primary. */
        readonly primary: string
        /** The Sentinels' own log-in. */
        readonly ownLogIn: LogIn
      }
  )

const FORM = /^(rediss?)\+(sentinel|cluster):\/\/(?:([^@/?]*)@)?([^@/?]+)(?:\/([^?]*))?(?:\?(.*))?$/i
const SENTINEL_KEYS = ['sentineluser', 'sentinelpassword']

/** Whether a URL is meant to name several servers. */
export function isServerGroup(url: string): boolean {
  return /^[a-z]+\+/i.test(url)
}

/** Returns the servers, or the reason why the URL names none; no reason holds a password. */
export function parseServerGroup(url: string): ServerGroup | { readonly problem: string } {
  const [, scheme = '', kind = '', user, servers = '', path = '', query = ''] = FORM.exec(url) ?? []
  if (scheme === '') return { problem: EXAMPLES }
  const hosts = servers.split(',').map(text => hostIn(text, kind.toLowerCase() === 'cluster' ? 6379 : 26379))
  const logIn = user === undefined ? {} : logInOf(user)
  // A + is one, as before the @: passwords that a program has made are full of them.
  const params = new URLSearchParams(query.replaceAll('+', '%2B'))
  if (logIn === undefined) return { problem: STRAY }
  if (!hosts.every(host => host !== undefined)) return { problem: EXAMPLES }
  const common = { hosts, tls: scheme.toLowerCase() === 'rediss', ...logIn }
  if (kind.toLowerCase() === 'cluster')
    return path !== '' || query !== ''
      ? { problem: 'has more behind the nodes; a Cluster has no numbers of databases' }
      : { ...common, kind: 'cluster' }
  if (!/^[\w.-]+$/.test(path))
    return { problem: "needs the Sentinels' name for the primary behind them, such as /mymaster" }
  if ([...params.keys()].some(key => !SENTINEL_KEYS.includes(key)))
    return { problem: `has an unknown word behind the ?; there are ${SENTINEL_KEYS.join(' and ')}` }
  const [username, password] = SENTINEL_KEYS.map(key => params.get(key) ?? '')
  return { ...common, kind: 'sentinel', primary: path, ownLogIn: named(username, password) }
}

/** Returns the URL of one server, for a client that knows schemes in small letters alone; or the reason why it cannot be used; undefined: it is none. */
export function serverUrlIn(text: string): string | { readonly problem: string } | undefined {
  if (!URL.canParse(text) || !/^rediss?:\/\/[^/]/i.test(text)) return undefined
  const { username, password, pathname } = new URL(text)
  if (logInOf(`${username}:${password}`) === undefined) return { problem: STRAY }
  // The client would take the digits in it, or 0, and others may use that database.
  if (!/^\/?\d*\/?$/.test(pathname)) return { problem: ODD_DATABASE }
  return text.replace(/^\w+/, scheme => scheme.toLowerCase())
}

const ODD_DATABASE = 'has more behind the server than the number of a database, such as /1'
const STRAY = 'has a user or password with a stray %: write %25 for a %'
const EXAMPLES =
  'has to look like redis+sentinel://user:password@host1:26379,host2:26379/mymaster or redis+cluster://a:6379,b:6379 (rediss+ for TLS)'

function logInOf(text: string): LogIn | undefined {
  const at = text.indexOf(':')
  const parts = at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
  try {
    const [username, password] = parts.map(decodeURIComponent)
    return named(username, password)
  } catch {
    return undefined // A % that begins no character.
  }
}

function named(username = '', password = ''): LogIn {
  return { ...(username !== '' && { username }), ...(password !== '' && { password }) }
}

function hostIn(text: string, defaultPort: number): HostAndPort | undefined {
  const [, v6, name, port] = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(text) ?? []
  const host = v6 ?? name
  const number = port === undefined ? defaultPort : Number(port)
  return host === undefined || number < 1 || number > 65_535 ? undefined : { host, port: number }
}
