/** The program for 0MQ on a Redis of its own, and real senders: Python with Debian's python3-zmq. */
import { type ChildProcess, execFile, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { vi } from 'vitest'
import type { CheckPlan } from '../../src/domain/watch/plan-fields'
import { freePort } from '../support/port'
import { startRedis, type TestRedis } from '../support/redis'
import { type OpenStore, openStore, plan } from '../support/watch'

const PROGRAMS = join(import.meta.dirname, '../../dist/bin')
const PYTHON = '/usr/bin/python3'
/** A program on a busy machine has done its work by then. */
export const PATIENCE = { timeout: 20_000, interval: 50 }

export interface Ports {
  readonly bind: number
  readonly bindsub: number
  readonly connect: number
  readonly publish: number
}

export interface Receiver extends OpenStore {
  readonly redis: TestRedis
  readonly ports: Ports
  readonly log: () => string
  process(): ChildProcess
  make(job: string, given?: Partial<CheckPlan>): Promise<string>
  counted(name: string): Promise<number>
  /** As the program notes it. */
  unwritten(): number
  kinds(id: string): Promise<readonly string[]>
  start(): Promise<void>
  /** Starts a worker on the same settings; it ends with the receiver. */
  startWorker(): Promise<ChildProcess>
  /** Saves the INI anew. */
  rewrite(change: (ini: string) => string): Promise<void>
  stop(signal?: NodeJS.Signals): Promise<void>
  close(): Promise<void>
}

async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>()
  while (ports.size < count) ports.add(await freePort())
  return [...ports]
}

/** @param more lines of [Zmq] */
export async function startReceiver(more = '', home?: string): Promise<Receiver> {
  const redis = await startRedis()
  const opened = await openStore(redis)
  const [bind = 0, bindsub = 0, connect = 0, publish = 0] = await freePorts(4)
  const ports = { bind, bindsub, connect, publish }
  const at = (port: number) => `tcp://127.0.0.1:${port}`
  const workers: ChildProcess[] = []
  const folder = home ?? (await mkdtemp(join(tmpdir(), 'intvlm8r-zmq-')))
  const lines = [
    '[Monitoring]\nheartbeatfrequency = Off',
    `[Redis]\nurl = ${redis.place.socket}\nprefix = intvlm8r\njoin = on`,
    `[Zmq]\nbind = ${at(ports.bind)}\nbindsub = ${at(ports.bindsub)}\nconnect = ${at(ports.connect)}`,
    `publish = ${at(ports.publish)}`,
    more,
  ]
  await writeFile(join(folder, 'intvlm8r.ini'), `${lines.join('\n')}\n`, { mode: 0o600 })
  let child: ChildProcess | undefined
  let log = ''

  async function start(): Promise<void> {
    log = ''
    const flags = ['--max-old-space-size=64', '--max-semi-space-size=1', '--optimize-for-size']
    const started = spawn(process.execPath, [...flags, 'dist/bin/zmq.js'], {
      env: { ...process.env, INTVLM8R_HOME: folder, MALLOC_ARENA_MAX: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    for (const stream of [started.stdout, started.stderr])
      stream?.on('data', (data: Buffer) => {
        log += data
      })
    await vi.waitFor(() => {
      if (!log.includes('listening for messages')) throw new Error(`it does not listen: ${log}`)
    }, PATIENCE)
  }

  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }

  async function startWorker(): Promise<ChildProcess> {
    const worker = fork(join(PROGRAMS, 'worker.js'), {
      env: { ...process.env, INTVLM8R_HOME: folder },
      silent: true,
    })
    workers.push(worker)
    for (const stream of [worker.stdout, worker.stderr]) stream?.on('data', (data: Buffer) => (log += data))
    await once(worker, 'message')
    return worker
  }

  await start()
  return {
    startWorker,
    rewrite: async change => {
      const file = join(folder, 'intvlm8r.ini')
      await writeFile(file, change(await readFile(file, 'utf8')))
    },
    ...opened,
    redis,
    ports,
    log: () => log,
    process: () => child as ChildProcess,
    start,
    stop,
    make: async (job, given = {}) => {
      const { check } = await opened.store.create(plan(job, { job, ...given }), 'page', Date.now())
      return check.id
    },
    counted: async name => Number((await opened.connection.hget('{intvlm8r}:watch:messages', name)) ?? 0),
    unwritten: () => Number(readFileSync(join(folder, 'zmq-unwritten'), 'utf8')),
    kinds: async id => (await opened.store.history(id)).map(({ kind }) => kind).reverse(),
    close: async () => {
      await stop('SIGKILL')
      for (const worker of workers) {
        if (worker.exitCode !== null || worker.signalCode !== null) continue
        worker.kill('SIGKILL')
        await once(worker, 'exit')
      }
      await opened.store.close()
      await redis.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Runs a Python script to its end; `z` is pyzmq, and `c` a context that sends what is left before it goes. */
export async function python(script: string): Promise<string> {
  const whole = `import time, zmq as z\nwith z.Context() as c:\n${script.replace(/^/gm, '  ')}\n`
  return (await promisify(execFile)(PYTHON, ['-c', whole])).stdout
}

/** Milliseconds of processor time that a process has had. */
export function processorTime(pid = 0): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  const of = (thread: string) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]
  return threads.reduce((sum, thread) => sum + Number(of(thread)), 0) / 1e6
}

/** Frames as a Python list of bytes. */
export function frames(...parts: readonly string[]): string {
  return `[${parts.map(part => `${JSON.stringify(part)}.encode()`).join(', ')}]`
}

/** A one-shot script: it connects, sends, and ends. */
export async function push(port: number, ...messages: readonly string[]): Promise<void> {
  await python(
    `with c.socket(z.PUSH) as s:\n  s.connect("tcp://127.0.0.1:${port}")\n${messages.map(message => `  s.send_multipart(${message})`).join('\n')}`,
  )
}
