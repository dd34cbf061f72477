import { type ChildProcess, execFile, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { inject } from 'vitest'
import { isOutcome, type Progress } from '../../src/domain/heartbeat/heartbeat'
import { type OpenQueue, openHeartbeatQueue } from '../../src/io/heartbeat/queue'
import { connectProducer } from '../../src/io/redis/client'
import { findRedisServer } from '../../src/io/redis/private-server/find-server'
import { redisPlace } from '../../src/io/redis/private-server/place'
import type { Certificate } from '../support/certificates'
import { type DiskKind, mountDisk, type TestDisk } from '../support/disks'
import { type OwnNetwork, openNetwork } from '../support/own-network'
import { type Receiver, startReceiver } from '../support/receiver'
import { type Clock, LIBRARY, openClock } from './clock'
import { GATED, GATING_CHECK } from './gating-check'
import { heapOptions } from './live-heap'
import { reservedPort } from './port'
import { PASSWORD } from './setup'

/** The appliance runs as a user other than root, so that modes mean something to it. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}

export const AS_NOBODY = ['--reuid=65534', '--regid=65534', '--clear-groups']

export type Program = 'web' | 'worker' | 'redis'

export interface Ran {
  /** NaN when a signal ended it; null when it was not started. */
  readonly code: number | null
  readonly output: string
}

/** An appliance: the programs as they ship, each a process, started and ticked by the campaign in place of systemd. */
export interface Machine {
  readonly home: string
  /** The disk of the state folder, where it has one of its own. */
  readonly disk: TestDisk | undefined
  readonly ini: string
  /** The folder of the tick's record. */
  readonly runtime: string
  readonly port: number
  readonly clock: Clock
  readonly receiver: Receiver
  /** Requests that arrived at the receiver, and at those that the machine has to follow. */
  heard(): number
  follow(receiver: Receiver): void
  /** The worker's network, where it has one of its own. */
  readonly network: OwnNetwork | undefined
  /** Sets the worker's /etc/hosts. */
  setHosts(text: string): void
  /** The output of the programs. */
  readonly lines: string[]
  /** Whether the timer runs; without it `tick` does nothing. */
  timer: boolean
  start(...names: Program[]): Promise<void>
  /** A start with so little memory (bytes of data) that it has to fail. */
  startStarved(name: 'web' | 'worker', bytes: number): Promise<Ran>
  process(name: Program): ChildProcess
  /** Sends a signal; after SIGKILL it waits for the end. */
  signal(name: Program, signal: NodeJS.Signals): Promise<void>
  /** Runs a wake-up of the timer. */
  tick(...args: string[]): Promise<Ran>
  /** Starts a tick without waiting for it. */
  startTick(env: NodeJS.ProcessEnv): ChildProcess
  status(): Promise<Ran>
  /** Returns /monitoring for somebody who is logged in; empty when it does not come. */
  page(): Promise<string>
  /** Returns the answer of /healthz; empty without one. */
  health(): Promise<{ readonly ini?: string; readonly redis?: string }>
  /** Logs in and returns the cookie; empty when that fails. */
  logIn(): Promise<string>
  writeIni(text: string): void
  readonly goodIni: string
  result(): string
  /** The campaign's own view of the queue, past every gate. */
  readonly queue: OpenQueue
  /** Resolves with the end of a slot's heartbeat. */
  ended(job: string): Promise<Progress>
  close(): Promise<void>
}

export interface MachineOptions {
  readonly zone?: string
  /** [Web] host and trustproxy. */
  readonly host?: string
  readonly trustproxy?: boolean
  readonly begin?: number
  readonly frequency?: number
  /** Whether the heartbeat depends on a check, which `signalGatingCheck` feeds. */
  readonly gated?: boolean
  /** Its clock stands still between two settings, and needs no file descriptor to be read. */
  readonly frozen?: boolean
  /** In place of the private server's socket. */
  readonly redisUrl?: string
  /** In place of the receiver's. */
  readonly url?: string
  /** A disk of its own for the state folder, which takes root. */
  readonly disk?: DiskKind
  readonly env?: NodeJS.ProcessEnv
  /** Whether `liveHeap` will be used. */
  readonly snapshots?: boolean
  /** Gives the worker an /etc/hosts of its own, which takes root. */
  readonly hosts?: string
  /** Gives the worker a network of its own, in which the receiver's name is known; takes root. */
  readonly network?: boolean
  /** The receiver speaks https. */
  readonly tls?: Certificate
  /** Something to stand before the receiver: from its port to the port of the URL. */
  readonly through?: (port: number) => Promise<number>
  /** The receiver's name in the URL. */
  readonly receiverName?: string
}

/** The machines that are not closed yet. */
const machines = new Set<Machine>()

/** Closes the machines of a test that ran out of time before it could. */
export async function closeMachines(): Promise<void> {
  for (const machine of machines) await machine.close()
}

const SERVER = findRedisServer(process.env.PATH ?? '') ?? 'redis-server'

export async function startMachine(options: MachineOptions = {}): Promise<Machine> {
  const programs = inject('programs')
  const root = mkdtempSync(join(tmpdir(), 'intvlm8r-faults-'))
  chmodSync(root, 0o755)
  const home = join(root, 'state')
  mkdirSync(home)
  const disk = options.disk && mountDisk(options.disk, home)
  own(home)
  const clock = openClock(root, options.begin, options.frozen)
  const ini = join(home, 'intvlm8r.ini')
  const port = await reservedPort()
  const network = options.network ? openNetwork() : undefined
  const receiverHost = network?.receiver ?? '127.0.0.1'
  const receiver = await startReceiver({ host: receiverHost, ...(options.tls && { tls: options.tls }) })
  const receivers = [receiver]
  const hostsFile = join(root, 'hosts')
  const setHosts = (text: string) => writeFileSync(hostsFile, `127.0.0.1 localhost\n${text}`)
  const hosts = network ? `${network.receiver} ${options.receiverName}\n` : options.hosts
  if (hosts !== undefined) setHosts(hosts)
  const receiverUrl = new URL(receiver.url)
  receiverUrl.hostname = options.receiverName ?? receiverHost
  if (options.through) receiverUrl.port = String(await options.through(Number(receiverUrl.port)))
  const goodIni = [
    '[Monitoring]',
    `heartbeatfrequency = ${options.frequency ?? 5}`,
    `heartbeaturl = ${options.url ?? `${receiverUrl.origin}/hush-hush`}`,
    ...(options.gated ? GATED : []),
    '[Web]',
    `host = ${options.host ?? '127.0.0.1'}`,
    `trustproxy = ${options.trustproxy ? 'on' : 'off'}`,
    `port = ${port}`,
    '[Login]',
    `passwordhash = ${inject('passwordHash')}`,
    '[Redis]',
    `url = ${options.redisUrl ?? ''}`,
    'prefix = intvlm8r',
    'join = on',
    ...(options.gated ? GATING_CHECK : []),
    '',
  ].join('\n')
  const runtime = join(root, 'run')
  mkdirSync(runtime)
  own(runtime)
  const env = {
    PATH: process.env.PATH,
    TZ: options.zone ?? 'UTC',
    INTVLM8R_HOME: home,
    RUNTIME_DIRECTORY: runtime,
    ...(options.snapshots && { NODE_OPTIONS: heapOptions(runtime) }),
    ...options.env,
  }
  const faked = { ...env, ...clock.env }
  const children = new Map<Program, ChildProcess>()
  const others: ChildProcess[] = []
  const lines: string[] = []
  const connection = connectProducer({ path: redisPlace(home).socket })
  connection.on('error', () => {})
  const queue = openHeartbeatQueue(connection, clock.now)

  async function startProgram(name: 'web' | 'worker'): Promise<void> {
    const program = join(programs, `bin/${name}.js`)
    const child =
      name === 'worker' && hosts !== undefined
        ? spawn(...withHosts(program), {
            env: { ...faked, LD_PRELOAD: '' },
            stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
          })
        : fork(program, { env: faked, silent: true, execArgv: nodeOptions(name), ...NOBODY })
    note(child, name)
    children.set(name, child)
    const [message] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [])])
    if (message !== 'ready') throw new Error(`${name} did not start: ${lines.slice(-5).join('\n')}`)
  }

  function withHosts(program: string): [command: string, args: string[]] {
    const mounted = 'mount --bind "$0" /etc/hosts && library=$1 && shift'
    const started = `exec setpriv ${AS_NOBODY.join(' ')} env LD_PRELOAD="$library" "$@"`
    const node = [process.execPath, ...nodeOptions('worker'), program]
    const command = ['--mount', 'sh', '-c', `${mounted} && ${started}`, hostsFile, LIBRARY, ...node]
    return network ? ['ip', ['netns', 'exec', network.name, 'unshare', ...command]] : ['unshare', command]
  }

  /** Starts Redis as systemd does: prepares its folder first. */
  async function startServer(): Promise<void> {
    const { code, output } = await run('redis', ['--prepare'], env)
    lines.push(...output.split('\n').filter(Boolean))
    if (code !== 0) throw new Error(`Redis did not start: ${output}`)
    const child = spawn(SERVER, [join(home, 'redis/redis.conf')], { env: { LC_ALL: 'C' }, ...NOBODY })
    children.set('redis', child)
    let ready = false
    note(child, 'redis', line => {
      ready ||= /ready to accept connections/i.test(line)
      if (ready) child.emit('ready')
    })
    await Promise.race([once(child, 'ready'), once(child, 'exit')])
    if (!ready) throw new Error(`Redis did not start: ${lines.slice(-5).join('\n')}`)
  }

  function note(child: ChildProcess, name: string, onLine: (line: string) => void = () => {}): void {
    for (const stream of [child.stdout, child.stderr])
      if (stream)
        createInterface({ input: stream }).on('line', line => {
          lines.push(`${name}: ${line}`)
          onLine(line)
        })
  }

  function run(program: string, args: string[], environment: NodeJS.ProcessEnv = faked): Promise<Ran> {
    return execute(process.execPath, [join(programs, `bin/${program}.js`), ...args], environment)
  }

  async function signal(name: Program, sent: NodeJS.Signals): Promise<void> {
    const child = machine.process(name)
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(sent)
    if (sent === 'SIGKILL') await once(child, 'exit')
  }

  function logIn(): Promise<string> {
    return fetch(`http://127.0.0.1:${port}/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: `http://127.0.0.1:${port}` },
      body: new URLSearchParams({ username: 'admin', password: PASSWORD }),
    }).then(answer => answer.headers.get('set-cookie')?.split(';')[0] ?? '')
  }

  let cookie: Promise<string> | undefined
  function ownCookie(): Promise<string> {
    cookie ??= logIn()
    return cookie
  }

  const machine: Machine = {
    home,
    disk,
    ini,
    runtime,
    port,
    clock,
    receiver,
    heard: () => receivers.reduce((sum, { requests }) => sum + requests.length, 0),
    network,
    follow: other => void receivers.push(other),
    setHosts,
    lines,
    goodIni,
    queue,
    timer: true,
    start: async (...names) => {
      for (const name of names) await (name === 'redis' ? startServer() : startProgram(name))
      if (names.includes('web')) await ownCookie()
    },
    startStarved: (name, bytes) => {
      const node = [process.execPath, ...nodeOptions(name), join(programs, `bin/${name}.js`)]
      return execute('prlimit', [`--data=${bytes}`, '--core=0', ...node], faked)
    },
    process: name => {
      const child = children.get(name)
      if (child === undefined) throw new Error(`${name} was never started`)
      return child
    },
    signal,
    tick: async (...args) => (machine.timer ? await run('tick', args) : { code: null, output: '' }),
    startTick: more => {
      const settings = { env: { ...faked, ...more }, ...NOBODY }
      const child = spawn(process.execPath, [join(programs, 'bin/tick.js')], settings)
      note(child, 'tick')
      others.push(child)
      return child
    },
    status: () => run('intvlm8r', ['status']),
    page: async () => {
      try {
        const signal = AbortSignal.timeout(10_000)
        const headers = { cookie: await ownCookie(), accept: 'text/html' }
        const answer = await fetch(`http://127.0.0.1:${port}/monitoring`, { headers, signal })
        return answer.ok ? await answer.text() : ''
      } catch {
        return ''
      }
    },
    health: () =>
      fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(5_000) }).then(
        answer => answer.json() as Promise<{ ini: string; redis: string }>,
        () => ({}),
      ),
    logIn,
    writeIni: text => {
      rmSync(ini, { recursive: true, force: true })
      writeFileSync(ini, text, { mode: 0o600 })
      own(ini)
    },
    result: () =>
      existsSync(join(home, 'hbresults.txt')) ? readFileSync(join(home, 'hbresults.txt'), 'utf8') : '',
    ended: async job => {
      while (machines.has(machine)) {
        const progress = await queue.find(job).catch(() => undefined)
        if (progress !== undefined && isOutcome(progress.state)) return progress
        await new Promise(resolve => setTimeout(resolve, 10))
      }
      throw new Error(`closed before ${job} had ended`)
    },
    close: async () => {
      if (!machines.delete(machine)) return
      for (const child of others) child.kill('SIGKILL')
      for (const name of children.keys()) await signal(name, 'SIGKILL')
      await queue.close()
      await Promise.all(receivers.map(each => each.close()))
      network?.close()
      disk?.unmount()
      rmSync(root, { recursive: true, force: true })
    },
  }
  machines.add(machine)
  machine.writeIni(goodIni)
  return machine
}

function execute(program: string, args: string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise(resolve => {
    execFile(program, args, { env, timeout: 60_000, ...NOBODY }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? Number.NaN) : 0, output: stdout + stderr }),
    )
  })
}

/** Node's options of a program: those of its systemd unit. */
function nodeOptions(name: 'web' | 'worker'): string[] {
  const unit = readFileSync(`deploy/systemd/intvlm8r-${name}.service`, 'utf8')
  return (/^ExecStart=\S+ (.+) \S+$/m.exec(unit)?.[1] ?? '').split(' ')
}

function own(path: string): void {
  if (NOBODY.uid !== undefined) chownSync(path, NOBODY.uid, NOBODY.gid)
}
