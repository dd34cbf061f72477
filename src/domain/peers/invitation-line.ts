/** The line that `intvlm8r peer invite` prints and `intvlm8r peer join` takes. It holds the key. Pure. */

import { heartbeatUrlProblem } from '../net/web-url'

export interface InvitationLine {
  /** The address of the watch that invites. */
  readonly url: string
  /** The name of its machine. */
  readonly name: string
  readonly key: string
}

const START = 'intvlm8r-peer-1.'

export function invitationLine(line: InvitationLine): string {
  return `${START}${Buffer.from(JSON.stringify([line.url, line.name, line.key])).toString('base64url')}`
}

/** Undefined for a line that is none, or not whole. */
export function readInvitationLine(text: string): InvitationLine | undefined {
  const plain = text.trim()
  if (!plain.startsWith(START) || plain.length > 2_000) return undefined
  try {
    const [url, name, key] = JSON.parse(Buffer.from(plain.slice(START.length), 'base64url').toString())
    const isWhole =
      typeof url === 'string' &&
      heartbeatUrlProblem(url) === undefined &&
      typeof name === 'string' &&
      typeof key === 'string' &&
      /^[\w-]{43}$/.test(key)
    return isWhole ? { url, name, key } : undefined
  } catch {
    return undefined
  }
}

/** The reason why a peer cannot stand in the INI under that name; undefined: it can. */
export function peerNameProblem(name: string): string | undefined {
  return /^[a-z0-9_-]{1,30}$/i.test(name)
    ? undefined
    : 'may hold letters, digits, - and _ only (at most 30), as it is the name of a section of the INI'
}

/** A name for the INI, from that of a machine: small letters, digits and hyphens. The first that is free. */
export function peerNameFor(name: string, isTaken: (name: string) => boolean): string {
  const plain =
    name
      .toLowerCase()
      .replace(/\..*$/s, '')
      .replace(/[^a-z0-9_]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 30) || 'peer'
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? plain : `${plain}-${n}`
    if (!isTaken(candidate)) return candidate
  }
}
