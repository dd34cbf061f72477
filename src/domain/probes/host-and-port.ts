/** Targets such as `nas.local:445` and `[2001:db8::1]:25`. Pure. */

export interface HostAndPort {
  /** Without brackets. */
  readonly host: string
  readonly port: number
}

/** Undefined for text of another form. `port` holds where the text has none. */
export function parseHostAndPort(text: string, port?: number): HostAndPort | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+(?:%[\w.-]+)?)\]|([^\s:[\]/@]+))(?::(\d{1,5}))?$/.exec(text)
  const host = match?.[1] ?? match?.[2]
  const number = match?.[3] === undefined ? port : Number(match[3])
  if (host === undefined || number === undefined || number < 1 || number > 65_535) return undefined
  return { host, port: number }
}

export function hostAndPortProblem(text: string): string | undefined {
  if (parseHostAndPort(text) !== undefined) return undefined
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    return 'is a URL; enter the host and the port only, such as nas.local:445'
  if (/^[0-9a-f]*:[0-9a-f:]+$/i.test(text) && text.split(':').length > 2)
    return 'has to have an IPv6 address in brackets, such as [2001:db8::1]:25'
  if (parseHostAndPort(text, 1) !== undefined)
    return 'has no port; write it behind a colon, such as nas.local:445'
  return 'has to be a host and a port from 1 to 65535, such as nas.local:445'
}

/** For kinds whose port has a usual value. */
export function hostPerhapsPortProblem(text: string): string | undefined {
  return isAddress(text) || parseHostAndPort(text, 1) !== undefined ? undefined : hostAndPortProblem(text)
}

/** A name or an address alone. */
export function hostProblem(text: string): string | undefined {
  if (isAddress(text)) return undefined
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return 'is a URL; enter the host only, such as nas.local'
  if (/^[^:]+:\d+$/.test(text)) return 'has a port, which is of no use here; remove it'
  // A hyphen in front would be an option to some programs.
  return /^(?!-)[\p{L}\p{N}_.-]{1,253}$/u.test(text)
    ? undefined
    : 'has to be a name or an address, such as nas.local or 192.168.1.20'
}

/** An address, perhaps with a port: names would have to be looked up first. */
export function addressProblem(text: string): string | undefined {
  const { host } = parseHostAndPort(text, 1) ?? {}
  return isAddress(text) || (host !== undefined && isAddress(host))
    ? undefined
    : 'has to be an address, such as 192.168.1.1, 192.168.1.1:53 or [2001:db8::1]:53'
}

/** The host, and the port where there is one; an IPv6 address may stand without brackets. */
export function hostAndPortOf(text: string, port: number): HostAndPort | undefined {
  return isAddress(text) ? { host: text, port } : parseHostAndPort(text, port)
}

/** By its form alone, an IPv4 or IPv6 address without brackets. */
function isAddress(text: string): boolean {
  const octets = text.split('.')
  if (octets.length === 4 && octets.every(each => /^\d{1,3}$/.test(each) && Number(each) < 256)) return true
  return /^[0-9a-f:.]+(?:%[\w.-]+)?$/i.test(text) && text.split(':').length > 2
}
