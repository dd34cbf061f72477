/** Room for the bodies of requests that are being read: many long ones at once must not take the program's memory. */
import { type BodyPace, bodyPace } from './body-pace'

/** Bytes of all such bodies together. An ordinary one has some hundreds, and the longest one a sixteenth of this. */
const ROOM = 16 * 1024 * 1024

export interface BodyRoom {
  readonly pace: BodyPace
  /** Begins a body; `cut` ends its request, when it has to make room. */
  begin(network: string, cut: () => void): OpenBody
}

export interface OpenBody {
  /** Takes further bytes. Beyond the room, the longest body of the greediest network is cut, this one perhaps. */
  grow(bytes: number): void
  end(): void
}

interface Held {
  readonly network: string
  readonly cut: () => void
  bytes: number
}

export function bodyRoom(room = ROOM): BodyRoom {
  const open = new Set<Held>()
  let taken = 0

  function release(body: Held): void {
    if (open.delete(body)) taken -= body.bytes
  }

  function makeRoom(): void {
    while (taken > room) {
      const body = longestOf(greediest(open), open)
      if (body === undefined) return
      release(body)
      body.cut()
    }
  }

  return {
    pace: bodyPace(),
    begin: (network, cut) => {
      const body: Held = { network, cut, bytes: 0 }
      open.add(body)
      return {
        grow: bytes => {
          if (!open.has(body)) return
          body.bytes += bytes
          taken += bytes
          makeRoom()
        },
        end: () => release(body),
      }
    },
  }
}

function greediest(open: ReadonlySet<Held>): string | undefined {
  const sums = new Map<string, number>()
  for (const { network, bytes } of open) sums.set(network, (sums.get(network) ?? 0) + bytes)
  return [...sums].sort(([, a], [, b]) => b - a)[0]?.[0]
}

function longestOf(network: string | undefined, open: ReadonlySet<Held>): Held | undefined {
  return [...open].filter(body => body.network === network).sort((a, b) => b.bytes - a.bytes)[0]
}
