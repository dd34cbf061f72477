import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * A way to a server that can be shut: it takes connections, but passes on nothing. Hushed, it passes on requests, but no
 * answers.
 */
export interface Gate {
  readonly port: number
  shut(): void
  open(): void
  hush(): void
  speak(): void
  /** Resolves once a connection stands before the shut gate. */
  waited(): Promise<void>
  /** Resolves once no connection is left. */
  left(): Promise<void>
  close(): void
}

export async function openGate(target: number): Promise<Gate> {
  let isOpen = true
  let isHushed = false
  const hushed: (() => void)[] = []
  const waiting: Socket[] = []
  const all: Socket[] = []
  function pass(socket: Socket): void {
    const onward = connect(target, '127.0.0.1')
    all.push(onward)
    onward.on('error', () => socket.destroy())
    socket.pipe(onward)
    // Data for a side that has gone is taken all the same, so that the other side comes to its end.
    socket.once('close', () => onward.resume())
    const answer = () => void (socket.destroyed ? onward.resume() : onward.pipe(socket))
    if (isHushed) hushed.push(answer)
    else answer()
  }
  const server = createServer(socket => {
    all.push(socket)
    socket.on('error', () => {})
    if (isOpen) pass(socket)
    else {
      waiting.push(socket)
      server.emit('waiting')
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    shut: () => {
      isOpen = false
    },
    open: () => {
      isOpen = true
      for (const socket of waiting.splice(0)) pass(socket)
    },
    hush: () => {
      isHushed = true
    },
    speak: () => {
      isHushed = false
      for (const answer of hushed.splice(0)) answer()
    },
    left: async () => {
      // Not `once`, which an error of a connection would end.
      const open = all.filter(socket => !socket.closed)
      await Promise.all(
        open.map(socket => new Promise<void>(resolve => socket.once('close', () => resolve()))),
      )
    },
    waited: async () => {
      if (waiting.length === 0) await once(server, 'waiting')
    },
    close: () => {
      for (const socket of all) socket.destroy()
      server.close()
    },
  }
}
