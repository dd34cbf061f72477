/** Targets such as `nas.local:445` and `[2001:db8::1]:25`. Pure. */

export interface HostAndPort {
  /** Without brackets. */
  readonly host: string
  readonly port: number
}

/** Undefined for text of another form. `port` holds where the text has none. */
export function parseHostAndPort(text: string, port?: number): HostAndPort | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+(?:%\w+)?)\]|([^\s:[\]/@]+))(?::(\d{1,5}))?$/.exec(text)
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
