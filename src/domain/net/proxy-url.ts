/** The rule for the addresses of proxies; the INI and the environment share it. Pure. */
import { heartbeatUrlProblem } from './web-url'

/** `[Network] proxy = off`: none, whatever the environment names. */
export const NO_PROXY_AT_ALL = 'off'

/** The environment's variables for proxies, in small letters or capitals. */
export interface ProxyVariables {
  readonly http: string
  readonly https: string
  readonly no: string
}

/** Why a text is no address of a proxy; the reason does not hold it, since a password may stand there. */
export function proxyProblem(written: string): string | undefined {
  const address = withScheme(written)
  const problem = heartbeatUrlProblem(address)
  if (problem !== undefined)
    return `is no address of a proxy, such as http://proxy.example.org:3128. ${problem}`
  const { pathname, search, hash } = new URL(address)
  return pathname === '/' && search === '' && hash === ''
    ? undefined
    : 'has more behind the port of the proxy; remove that (a proxy.pac cannot be used)'
}

/** The URL of a proxy's address that has no fault; `proxy:3128` means http. */
export function proxyUrl(written: string): URL {
  return new URL(withScheme(written))
}

function withScheme(written: string): string {
  return written.includes('//') ? written : `http://${written}`
}
