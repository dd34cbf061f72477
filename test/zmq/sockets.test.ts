/** The sockets by themselves, in this process. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import { expect, it, vi } from 'vitest'
import type { Settings } from '../../src/domain/settings/settings'
import { loadZmq } from '../../src/io/watch/zmq-library'
import { openSockets } from '../../src/io/watch/zmq-sockets'
import { folderWith } from '../support/folder'
import { freePort } from '../support/port'
import { frames, PATIENCE, push } from './receiver'

const NOWHERE: Settings['zmq'] = {
  ...{ bind: [], bindsub: [], connect: [], publish: [], create: 'off', word: '', curve: 'off' },
}

/** The names of the senders whose messages came, and what was reported. */
async function listenAt(
  bind: readonly string[],
  bindsub: readonly string[] = [],
  more: Partial<Settings['zmq']> = {},
) {
  const got: string[] = []
  const troubles: (string | undefined)[] = []
  const sockets = openSockets({
    zmq: await loadZmq(),
    settings: { ...NOWHERE, bind, bindsub, ...more },
    keys: () => undefined,
    take: ([, sender]) => void got.push(String(sender)),
    room: () => undefined,
    until: Promise.resolve(),
    onTrouble: reason => void troubles.push(reason),
  })
  return { sockets, got, troubles }
}

it('an address that is in use holds up no other, is reported, and is taken as soon as it is free', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port: second } = taken.address() as { port: number }
  const first = await freePort()
  const { sockets, got, troubles } = await listenAt([`tcp://127.0.0.1:${first}`, `tcp://127.0.0.1:${second}`])
  await vi.waitFor(() => expect(troubles).toHaveLength(1), PATIENCE)
  expect(troubles[0]).toBe(`tcp://127.0.0.1:${second} cannot be listened at: Address already in use`)
  await push(first, frames('SUCCEEDED', 'one', 'job'))
  await vi.waitFor(() => expect(got).toEqual(['one']), PATIENCE)
  expect(await sockets.isDrained(100)).toBe(false)
  taken.close()
  await sockets.begun
  await push(second, frames('SUCCEEDED', 'two', 'job'))
  await push(first, frames('SUCCEEDED', 'three', 'job'))
  await vi.waitFor(() => expect(got).toEqual(['one', 'two', 'three']), PATIENCE)
  expect(troubles.at(-1)).toBeUndefined()
  expect(await sockets.isDrained(1_000)).toBe(true)
  await sockets.close()
})

it('addresses that are in use hold up none behind them, and each is reported until it is free', async () => {
  const [taken, other] = [createServer().listen(0, '127.0.0.1'), createServer().listen(0, '127.0.0.1')]
  await Promise.all([once(taken, 'listening'), once(other, 'listening')])
  const [first, third] = [taken, other].map(server => (server.address() as { port: number }).port)
  const second = await freePort()
  const { sockets, got, troubles } = await listenAt(
    [`tcp://127.0.0.1:${first}`, `tcp://127.0.0.1:${second}`],
    [`tcp://127.0.0.1:${third}`],
  )
  await push(second, frames('SUCCEEDED', 'one', 'job'))
  await vi.waitFor(() => expect(got).toEqual(['one']), PATIENCE)
  taken.close()
  await vi.waitFor(
    () =>
      expect(troubles.at(-1)).toBe(`tcp://127.0.0.1:${third} cannot be listened at: Address already in use`),
    PATIENCE,
  )
  expect(await sockets.isDrained(100)).toBe(false)
  other.close()
  await sockets.begun
  expect(troubles.at(-1)).toBeUndefined()
  await push(first ?? 0, frames('SUCCEEDED', 'two', 'job'))
  await vi.waitFor(() => expect(got).toEqual(['one', 'two']), PATIENCE)
  await sockets.close()
})

it('addresses of IPv6 are listened at and connected to beside those of IPv4', async () => {
  const zmq = await loadZmq()
  const [first, second] = [await freePort(), await freePort()]
  const other = new zmq.Publisher({ ipv6: true, linger: 0 })
  await other.bind('tcp://[::1]:*')
  const connect = [{ address: other.lastEndpoint ?? '' }]
  const { sockets, got, troubles } = await listenAt(
    [`tcp://[::1]:${first}`, `tcp://127.0.0.1:${second}`],
    [],
    { connect },
  )
  await vi.waitFor(async () => {
    await other.send(['SUCCEEDED', 'publisher', 'job'])
    expect(got).toContain('publisher')
  }, PATIENCE)
  for (const [host, port] of [
    ['[::1]', first],
    ['127.0.0.1', second],
  ]) {
    const sender = new zmq.Push({ ipv6: host === '[::1]' })
    sender.connect(`tcp://${host}:${port}`)
    await sender.send(['SUCCEEDED', `${host}`, 'job'])
    await vi.waitFor(() => expect(got).toContain(host), PATIENCE)
    sender.close()
  }
  expect(troubles).toEqual([])
  other.close()
  await sockets.close()
})

// Root may give a process an /etc/hosts of its own.
it.skipIf(process.getuid?.() !== 0)(
  'a publisher is connected to by its name, also where that has an address of IPv6 alone',
  async () => {
    const zmq = await loadZmq()
    const publishers = { six: new zmq.Publisher({ ipv6: true }), both: new zmq.Publisher() }
    await publishers.six.bind('tcp://[::1]:*')
    await publishers.both.bind('tcp://127.0.0.1:*')
    const portOf = ({ lastEndpoint }: { lastEndpoint: string | null }) => lastEndpoint?.split(':').at(-1)
    const addresses = Object.entries(publishers).map(([name, each]) => `tcp://${name}.test:${portOf(each)}`)
    const folder = await folderWith({ hosts: '::1 six.test\n::1 both.test\n127.0.0.1 both.test\n' })
    const [hosts, program] = [join(folder, 'hosts'), join(folder, 'connecting-child.cjs')]
    await build({
      entryPoints: [join(import.meta.dirname, 'connecting-child.ts')],
      outfile: program,
      ...{ bundle: true, platform: 'node', external: ['zeromq'], supported: { 'dynamic-import': false } },
    })
    const mounted = 'mount --bind "$0" /etc/hosts && exec "$@"'
    const command = [process.execPath, program, ...addresses]
    const child = spawn('unshare', ['--mount', 'sh', '-c', mounted, hosts, ...command], {
      env: { ...process.env, NODE_PATH: join(import.meta.dirname, '../../node_modules') },
    })
    const got = new Set<string>()
    createInterface({ input: child.stdout }).on('line', line => got.add(line))
    try {
      await vi.waitFor(async () => {
        for (const [name, each] of Object.entries(publishers)) await each.send(['SUCCEEDED', name, 'job'])
        expect([...got].sort()).toEqual(['both', 'six'])
      }, PATIENCE)
    } finally {
      child.kill('SIGKILL')
      for (const each of Object.values(publishers)) each.close()
    }
  },
)

it('publishes from the moment on at which an address is listened at, and nothing is lost while others are tried', async () => {
  const zmq = await loadZmq()
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const publish = [`tcp://127.0.0.1:${port}`]
  const { sockets, troubles } = await listenAt([], [], { publish })
  let isPublishing = false
  void sockets.publishing.then(() => {
    isPublishing = true
  })
  await vi.waitFor(() => expect(troubles).toHaveLength(1), PATIENCE)
  expect(isPublishing).toBe(false)
  taken.close()
  await sockets.publishing
  const got: string[] = []
  const subscriber = new zmq.Subscriber({ linger: 0 })
  subscriber.subscribe('MISSED')
  subscriber.connect(publish[0] ?? '')
  void (async () => {
    for await (const [, sender] of subscriber) got.push(String(sender))
  })()
  await vi.waitFor(async () => {
    await sockets.publish(['MISSED', 'a', 'b'])
    expect(got).toContain('a')
  }, PATIENCE)
  subscriber.close()
  await sockets.close()
})

it('publishes also what comes while another address is being bound', async () => {
  const ports = [await freePort(), await freePort(), await freePort()]
  const publish = ports.map(port => `tcp://127.0.0.1:${port}`)
  const { sockets } = await listenAt([], [], { publish })
  await expect(sockets.publish(['MISSED', 'a', 'b'])).resolves.toBeUndefined()
  await sockets.close()
})

it('with CURVE, only a subscriber that has the public key gets what is published', async () => {
  const zmq = await loadZmq()
  const pair = () => {
    const { publicKey, secretKey } = zmq.curveKeyPair()
    return { publicKey, secretKey }
  }
  const [own, known] = [pair(), pair()]
  const address = `tcp://127.0.0.1:${await freePort()}`
  const sockets = openSockets({
    zmq,
    settings: { ...NOWHERE, publish: [address], curve: 'on' },
    keys: () => ({ ...own, senders: {} }),
    take: () => undefined,
    room: () => undefined,
    until: Promise.resolve(),
    onTrouble: () => {},
  })
  await sockets.begun
  const got: string[] = []
  const subscriber = (name: string, keys: object) => {
    const socket = new zmq.Subscriber({ linger: 0, ...keys })
    socket.subscribe('MISSED')
    socket.connect(address)
    void (async () => {
      for await (const [type] of socket) got.push(`${name} ${type}`)
    })()
    return socket
  }
  const plain = subscriber('plain', {})
  const keyed = subscriber('keyed', {
    curveServerKey: own.publicKey,
    curvePublicKey: known.publicKey,
    curveSecretKey: known.secretKey,
  })
  // Until the subscription has come, nothing is sent to it.
  await vi.waitFor(async () => {
    await sockets.publish(['MISSED', 'a', 'b'])
    expect(got.length).toBeGreaterThan(2)
  }, PATIENCE)
  expect(new Set(got)).toEqual(new Set(['keyed MISSED']))
  for (const socket of [plain, keyed]) socket.close()
  await sockets.close()
})
