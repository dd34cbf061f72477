/** The senders of examples/zmq as they stand there, and connections with CURVE. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { curveKeyPair } from 'zeromq'
import { makeZmqKeys } from '../../src/io/watch/zmq-keys'
import { frames, PATIENCE, python, type Receiver, startReceiver } from './receiver'

const EXAMPLES = join(import.meta.dirname, '../../examples/zmq')

interface Ended {
  readonly code: number
  readonly output: string
}

function run(program: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> {
  // The Python of Debian, which has python3-zmq, comes first.
  const env = { ...process.env, PATH: `/usr/bin:${process.env.PATH}`, ...more }
  return new Promise(resolve =>
    execFile(program, args, { env, maxBuffer: 10_000_000 }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    ),
  )
}

const statusOf = async (receiver: Receiver, id: string) => (await receiver.store.get(id))?.state.status
const lastText = async (receiver: Receiver, id: string) => (await receiver.store.bodies(id))[0]?.body ?? ''

describe('the examples', () => {
  let receiver: Receiver
  let id: string
  let address: string
  beforeAll(async () => {
    receiver = await startReceiver()
    id = await receiver.make('clientA/nightly')
    address = `tcp://127.0.0.1:${receiver.ports.bind}`
  })
  afterAll(() => receiver.close())

  const backup = (...command: string[]) =>
    run('sh', [join(EXAMPLES, 'backup.sh'), ...command], { APPLIANCE: address })
  const becomes = (status: string) =>
    vi.waitFor(async () => expect(await statusOf(receiver, id)).toBe(status), PATIENCE)

  it('send.mjs sends one message', async () => {
    const sent = await run('node', [
      join(EXAMPLES, 'send.mjs'),
      address,
      'FAILED',
      'clientA',
      'nightly',
      'disk',
      'full',
    ])
    expect(sent).toEqual({ code: 0, output: '' })
    await becomes('down')
    expect(await lastText(receiver, id)).toBe('disk full')
  })

  it('send.py sends one message, and as a module a run with its end', async () => {
    const sent = await run('python3', [join(EXAMPLES, 'send.py'), address, 'SUCCEEDED', 'clientA', 'nightly'])
    expect(sent).toEqual({ code: 0, output: '' })
    await becomes('up')
    const script = `import sys; sys.path.insert(0, sys.argv[1])
from send import Event
with Event(sys.argv[2], 'clientA', 'nightly') as event:
    event.progress(50)
    raise ValueError('x' * 200_000)`
    expect((await run('python3', ['-c', script, EXAMPLES, address])).code).toBe(1)
    await becomes('down')
    // A note that the failure has overtaken may be the newer text.
    const texts = (await receiver.store.bodies(id)).map(({ body }) => body)
    expect(texts).toContainEqual(expect.stringMatching(/^ValueError\('xxx/))
  })

  it('backup.sh reports a command, prints its output and ends with its exit code', async () => {
    expect(await backup('sh', '-c', 'echo done')).toEqual({ code: 0, output: 'done\n' })
    await becomes('up')
    expect(await backup('sh', '-c', 'echo bad; exit 7')).toEqual({ code: 7, output: 'bad\n' })
    await becomes('down')
    expect(await lastText(receiver, id)).toBe('exit code 7: bad')
  })

  it('backup.sh sends the end of an output that is long and not in UTF-8', async () => {
    const { code } = await backup('sh', '-c', "printf 'caf\\351 '; seq 1 40000; printf 'Gr\\374n'")
    expect(code).toBe(0)
    await becomes('up')
    expect(await lastText(receiver, id)).toMatch(/39999\s40000\sGr.n$/)
  })
})

describe('with curve = known', () => {
  let home: string
  let receiver: Receiver
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'intvlm8r-curve-'))
    await keysOf()
    receiver = await startReceiver('curve = known', home)
  })
  afterAll(async () => {
    await receiver.close()
    await rm(home, { recursive: true, force: true })
  })

  /** The keys that the command prints, without their names. */
  async function keysOf(...sender: string[]): Promise<readonly string[]> {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['dist/bin/intvlm8r.js', 'zmq', 'keys', ...sender],
      { env: { ...process.env, INTVLM8R_HOME: home } },
    )
    return [...stdout.matchAll(/key.* {2}(\S{40})$/gm)].map(([, key = '']) => key)
  }

  const SCRIPT = `import sys; sys.path.insert(0, sys.argv[1])
from send import Event
_, _, address, sender, server, *keys = sys.argv
event = Event(address, sender, 'run', server_key=server, keys=keys or None, patience=1)
event.send('SUCCEEDED')
event.close()`
  const send = (sender: string, ...keys: readonly string[]) =>
    run('python3', ['-c', SCRIPT, EXAMPLES, `tcp://127.0.0.1:${receiver.ports.bind}`, sender, ...keys])

  it('a sender with keys of its own arrives, also when they were made later; a stranger does not', async () => {
    const known = await receiver.make('known/run')
    const stranger = await receiver.make('stranger/run')
    const [server = '', ...own] = await keysOf('known')
    expect(own).toHaveLength(2)
    expect(await keysOf()).toEqual([server])
    expect((await send('stranger', server)).code).toBe(0)
    expect((await send('known', server, ...own)).code).toBe(0)
    await vi.waitFor(async () => expect(await statusOf(receiver, known)).toBe('up'), PATIENCE)
    expect(await receiver.kinds(stranger)).toEqual([])
  })
})

describe('with curve = on', () => {
  let home: string
  let receiver: Receiver
  let server: string
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'intvlm8r-curve-'))
    const { publicKey } = await makeZmqKeys(home)
    server = publicKey
    receiver = await startReceiver('curve = on', home)
  })
  afterAll(async () => {
    await receiver.close()
    await rm(home, { recursive: true, force: true })
  })

  const becomesUp = (id: string) =>
    vi.waitFor(async () => expect(await statusOf(receiver, id)).toBe('up'), PATIENCE)

  it('a sender in Node that knows the public key arrives, and one without it does not', async () => {
    const id = await receiver.make('node/run')
    const other = await receiver.make('plain/run')
    const address = `tcp://127.0.0.1:${receiver.ports.bind}`
    const send = (sender: string, env: NodeJS.ProcessEnv) =>
      run('node', [join(EXAMPLES, 'send.mjs'), address, 'SUCCEEDED', sender, 'run'], env)
    const plain = python(
      `s = c.socket(z.PUSH)\ns.linger = 500\ns.connect("${address}")\ns.send_multipart(${frames('SUCCEEDED', 'plain', 'run')})\ns.close()`,
    )
    expect(await send('node', { ZMQ_SERVER_KEY: server })).toMatchObject({ code: 0 })
    await becomesUp(id)
    await plain
    expect(await receiver.kinds(other)).toEqual([])
  })

  it('a publisher that connects to bindsub is encrypted, too', async () => {
    const id = await receiver.make('pub/run')
    await python(`
public, secret = z.curve_keypair()
with c.socket(z.PUB) as s:
  s.curve_serverkey, s.curve_publickey, s.curve_secretkey = b"${server}", public, secret
  s.connect("tcp://127.0.0.1:${receiver.ports.bindsub}")
  time.sleep(1)
  s.send_multipart(${frames('SUCCEEDED', 'pub', 'run')})`)
    await becomesUp(id)
  })

  it('a publisher that bound is known by its key in connect', async () => {
    const id = await receiver.make('bound/run')
    const { publicKey, secretKey } = curveKeyPair()
    await receiver.stop()
    await receiver.rewrite(ini => ini.replace(/^connect = \S+$/m, line => `${line},${publicKey}`))
    await receiver.start()
    await python(`
with c.socket(z.XPUB) as s:
  s.curve_server, s.curve_secretkey = 1, b"${secretKey}"
  s.bind("tcp://127.0.0.1:${receiver.ports.connect}")
  s.rcvtimeo = 15000
  for n in range(4): s.recv()
  s.send_multipart(${frames('SUCCEEDED', 'bound', 'run')})
  time.sleep(0.5)`)
    await becomesUp(id)
  })
})

describe('with a word', () => {
  let receiver: Receiver
  beforeAll(async () => {
    receiver = await startReceiver('word = open-sesame')
  })
  afterAll(() => receiver.close())

  it('senders in Node and in Python arrive with it, and none without it or with another one', async () => {
    const address = `tcp://127.0.0.1:${receiver.ports.bind}`
    const ids = await Promise.all(['node', 'python'].map(sender => receiver.make(`${sender}/run`)))
    const send = (sender: string, env: NodeJS.ProcessEnv) =>
      run('node', [join(EXAMPLES, 'send.mjs'), address, 'SUCCEEDED', sender, 'run'], env)
    await send('node', {})
    await send('node', { ZMQ_WORD: 'open-barley' })
    await vi.waitFor(async () => expect(await receiver.counted('word')).toBe(2), PATIENCE)
    expect(await Promise.all(ids.map(id => receiver.kinds(id)))).toEqual([[], []])
    await send('node', { ZMQ_WORD: 'open-sesame' })
    const script = `import sys; sys.path.insert(0, sys.argv[1])
from send import Event
event = Event(sys.argv[2], 'python', 'run', word='open-sesame')
event.send('SUCCEEDED')
event.close()`
    await run('python3', ['-c', script, EXAMPLES, address])
    for (const id of ids)
      await vi.waitFor(async () => expect(await receiver.kinds(id)).toEqual(['success']), PATIENCE)
  })
})
