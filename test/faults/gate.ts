import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to the receiver that can be shut: connections are taken, but what they say goes no further. */
export interface Gate {
  readonly port: number
  shut(): void
  open(): void
  /** Once a connection stands before the shut gate. */
  waited(): Promise<void>
  close(): void
}

export async function openGate(target: number): Promise<Gate> {
  let isOpen = true
  const waiting: Socket[] = []
  const all: Socket[] = []
  function pass(socket: Socket): void {
    const onward = connect(target, '127.0.0.1')
    all.push(onward)
    onward.on('error', () => socket.destroy())
    socket.pipe(onward).pipe(socket)
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
    waited: async () => {
      if (waiting.length === 0) await once(server, 'waiting')
    },
    close: () => {
      for (const socket of all) socket.destroy()
      server.close()
    },
  }
}
