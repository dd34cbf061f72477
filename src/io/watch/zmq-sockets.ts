/** The sockets of 0MQ. None of them ever replies: a byte that is sent belongs to the protocol itself. */
import { lookup } from 'node:dns/promises'
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import type { Publisher, Pull, Reply, Subscriber } from 'zeromq'
import type { Settings } from '../../domain/settings/settings'
import { MESSAGE_KINDS, MOST_BYTES } from '../../domain/watch/event-message'
import type { ZmqKeys } from './zmq-keys'
import { z85 } from './zmq-keys'
import type { ZmqLibrary } from './zmq-library'

/** Messages that a socket keeps for each sender; beyond that a PUSH waits, and a PUB drops. */
const WAITING = { pull: 200, sub: 5_000 } as const
/** Bytes that the kernel keeps of each connection to a PULL: what is in it is lost with a program that is killed. */
const PULL_BUFFER = 65_536
const BIND_AGAIN_MS = 5_000
const LOOK_AGAIN_MS = 10
/** So many messages are read before the rest of the program has its turn. */
const IN_A_ROW = 64
/** Seconds: a publisher whose machine vanished is noticed within two minutes, and connected to again. */
const KEEPALIVE = { tcpKeepalive: 1, tcpKeepaliveIdle: 60, tcpKeepaliveInterval: 15, tcpKeepaliveCount: 4 }
const AGAIN = { reconnectInterval: 500, reconnectMaxInterval: 10_000 }

export interface SocketsNeeds {
  readonly zmq: ZmqLibrary
  readonly settings: Settings['zmq']
  /** Needed where the settings want CURVE, and where a publisher has a key. */
  readonly keys: () => ZmqKeys | undefined
  /** Takes a message; the next one is read when it settles. */
  readonly take: (frames: readonly Uint8Array[]) => Promise<void> | undefined
  /** Settles when more may be read; undefined: at once. */
  readonly room: () => Promise<void> | undefined
  /** Messages are read from then on. */
  readonly until: Promise<void>
  /** Undefined: there is none any more. */
  readonly onTrouble: (reason: string | undefined) => void
}

/** Opens the sockets that the settings name. */
export function openSockets({ zmq, settings, keys, take, room, until, onTrouble }: SocketsNeeds) {
  const { bind, bindsub, connect, publish, curve } = settings
  const sockets: (Pull | Subscriber | Publisher)[] = []
  let isClosed = false
  /** Addresses for messages that are not listened at yet. */
  let unbound = bind.length + bindsub.length
  let onPublishing = () => {}
  const publishing = new Promise<void>(resolve => {
    onPublishing = resolve
  })
  /** By their addresses. */
  const troubles = new Map<string, string>()
  /** Sockets whose next message is being awaited. */
  const waiting = new Set<Pull | Subscriber>()
  /** Loops that read; each ends with its socket. */
  const reading: Promise<void>[] = []
  const server = curve === 'off' ? {} : serverKeys(keys())
  const judge = curve === 'known' ? new zmq.Reply({ linger: 0 }) : undefined
  const judging = judge && admit(judge, keys)

  /** Reports the trouble of an address, or that it is over: then one of another address that still goes on. */
  function report(address: string, reason: string | undefined): void {
    if (troubles.get(address) === reason) return
    if (reason === undefined) troubles.delete(address)
    else troubles.set(address, reason)
    onTrouble(reason ?? [...troubles.values()][0])
  }

  /** Binds one address after the other, as a socket takes no two at once; one that fails holds up none behind it. */
  async function bindAll(socket: Pull | Subscriber | Publisher, addresses: readonly string[]): Promise<void> {
    for (let left = addresses; left.length > 0 && !isClosed; ) {
      const failed: string[] = []
      for (const address of left)
        try {
          socket.ipv6 = isIpv6(address)
          await socket.bind(address)
          if (socket instanceof zmq.Publisher) onPublishing()
          else unbound--
          report(address, undefined)
        } catch (error) {
          if (isClosed) return
          failed.push(address)
          report(address, `${address} cannot be listened at: ${(error as Error).message}`)
        }
      left = failed
      if (left.length > 0) await pause(BIND_AGAIN_MS, undefined, { ref: false })
    }
  }

  /** Connects where the name of the address is known, as it may not be while the network of this machine begins. */
  async function connectTo(socket: Subscriber, address: string): Promise<void> {
    for (;;) {
      const family = await familyOf(address)
      if (isClosed) return
      if (family !== undefined) {
        socket.ipv6 = family === 6
        return socket.connect(address)
      }
      await pause(BIND_AGAIN_MS, undefined, { ref: false })
    }
  }

  function subscriber(more: object): Subscriber {
    const socket = new zmq.Subscriber({
      ...LIMITS,
      receiveHighWaterMark: WAITING.sub,
      ...KEEPALIVE,
      ...AGAIN,
      ...more,
    })
    socket.subscribe(...Object.keys(MESSAGE_KINDS))
    sockets.push(socket)
    return socket
  }

  /** Undefined when the socket is closed. */
  async function whenFree<T>(
    socket: Pull | Subscriber | Publisher,
    act: () => Promise<T>,
  ): Promise<T | undefined> {
    while (!socket.closed)
      try {
        return await act()
      } catch (error) {
        if (socket.closed) return undefined
        if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error
        await pause(LOOK_AGAIN_MS) // Another address is being bound.
      }
    return undefined
  }

  async function read(socket: Pull | Subscriber): Promise<void> {
    await until
    let inARow = 0
    waiting.add(socket)
    const next = () => whenFree<readonly Uint8Array[]>(socket, () => socket.receive())
    for (let frames = await next(); frames !== undefined; frames = await next()) {
      waiting.delete(socket)
      await take(frames)
      await room()
      if (++inARow % IN_A_ROW === 0) await turn()
      waiting.add(socket)
    }
  }

  const begun: Promise<void>[] = []
  if (bind.length > 0) {
    const socket = new zmq.Pull({
      ...LIMITS,
      ...KEEPALIVE,
      ...server,
      receiveHighWaterMark: WAITING.pull,
      receiveBufferSize: PULL_BUFFER,
    })
    sockets.push(socket)
    begun.push(bindAll(socket, bind))
    reading.push(read(socket))
  }
  if (bindsub.length > 0) {
    const socket = subscriber(server)
    begun.push(bindAll(socket, bindsub))
    reading.push(read(socket))
  }
  const plain = connect.filter(({ key }) => key === undefined)
  for (const group of [plain, ...connect.filter(({ key }) => key !== undefined).map(one => [one])]) {
    const [first] = group
    if (first === undefined) continue
    const socket = subscriber(
      first.key === undefined ? {} : { ...ownKeys(keys()), curveServerKey: first.key },
    )
    for (const { address } of group)
      connectTo(socket, address).catch(error =>
        report(address, `${address} cannot be connected to: ${error.message}`),
      )
    reading.push(read(socket))
  }
  const publisher =
    publish.length === 0 ? undefined : new zmq.Publisher({ linger: 500, ...KEEPALIVE, ...server })
  if (publisher) {
    sockets.push(publisher)
    begun.push(bindAll(publisher, publish))
  }
  for (const loop of reading)
    loop.catch(error => {
      if (!isClosed) onTrouble(`messages are not read any more: ${(error as Error).message}`)
    })

  return {
    /**
     * Whether every address is listened at, and each message that had come was taken at one moment of the call, which lasts
     * up to `withinMs`.
     */
    isDrained: async (withinMs: number): Promise<boolean> => {
      for (const began = performance.now(); unbound === 0 && performance.now() - began < withinMs; ) {
        await turn() // A message that is there is handed out before that.
        if (waiting.size === reading.length) return true
        await pause(LOOK_AGAIN_MS)
      }
      return false
    },
    /** Settles when every address is listened at. */
    begun: Promise.all(begun).then(() => {}),
    /** Settles when a loop that reads has ended, which none does by itself. */
    ended: Promise.race(reading.length > 0 ? reading : [new Promise<void>(() => {})]),
    /** Settles when there is an address at which subscribers get what is published. */
    publishing,
    publish: async (frames: readonly string[]) => {
      if (publisher) await whenFree(publisher, () => publisher.send([...frames]))
    },
    close: async () => {
      isClosed = true
      for (const socket of sockets) socket.close()
      judge?.close()
      await Promise.allSettled([...reading, judging])
    },
  }
}

/**
 * The version of IP by which an address is connected to; undefined while its name has none. A name with addresses of both is
 * taken by IPv4, at which alone publishers listen as a rule.
 */
async function familyOf(address: string): Promise<4 | 6 | undefined> {
  const name = /^tcp:\/\/(?:\[([^\]]*)\]|(.*)):\d+$/i.exec(address)
  if (name === null) return 4
  const found = await lookup(name[1] ?? name[2] ?? '', { all: true }).catch(() => [])
  if (found.length === 0) return undefined
  return found.every(({ family }) => family === 6) ? 6 : 4
}

/** Others stay with IPv4, which a machine without IPv6 has. */
const isIpv6 = (address: string) => address.includes('[')

/** The library reads no longer frame; a connection that sends one is closed. */
const LIMITS = { maxMessageSize: MOST_BYTES, linger: 0 } as const

const NO_KEYS = 'there are no keys yet; type "sudo intvlm8r zmq keys" on the appliance'

function serverKeys(keys: ZmqKeys | undefined) {
  if (keys === undefined) throw new Error(NO_KEYS)
  return { curveServer: true, curveSecretKey: keys.secretKey }
}

function ownKeys(keys: ZmqKeys | undefined) {
  if (keys === undefined) throw new Error(NO_KEYS)
  return { curvePublicKey: keys.publicKey, curveSecretKey: keys.secretKey }
}

/** Judges the keys of senders (rfc.zeromq.org/spec/27): only those that the appliance knows may connect. */
async function admit(judge: Reply, keys: () => ZmqKeys | undefined): Promise<void> {
  await judge.bind('inproc://zeromq.zap.01')
  for await (const [version = '', id = '', , , , mechanism, key] of judge) {
    const known = Object.values(keys()?.senders ?? {})
    const isKnown = String(mechanism) === 'CURVE' && key?.length === 32 && known.includes(z85(key))
    await judge.send([version, id, isKnown ? '200' : '400', isKnown ? 'OK' : 'unknown key', '', ''])
  }
}
