/** Two hosts, each with a web app and a worker as they ship, on one Redis server with the appliance's own settings. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { inject } from 'vitest'
import { findRedisServer } from '../../src/io/redis/private-server/find-server'
import { redisPlace } from '../../src/io/redis/private-server/place'
import { spawnRedis } from '../../src/io/redis/private-server/process'
import { freePort } from '../support/port'
import { prepareWhenBusy } from '../support/redis'

export const HOSTS = ['A', 'B'] as const
export type Host = (typeof HOSTS)[number]
/** The channels of each host. */
export const CHANNELS = ['hook', 'duty'] as const
export type Channel = (typeof CHANNELS)[number]
export const PARTS = ['redis', 'web A', 'web B', 'worker A', 'worker B'] as const
export type Part = (typeof PARTS)[number]

export interface Fleet {
  /** redis://... */
  readonly redis: string
  /** The ports of the hosts' pages, in the order of HOSTS. */
  readonly ports: readonly number[]
  /** The output of the programs. */
  readonly lines: readonly string[]
  /** Settles when the part works. */
  start(part: Part): Promise<void>
  /** Waits for the end of the part, where the signal brings it. */
  signal(part: Part, signal: NodeJS.Signals): Promise<void>
  close(): Promise<void>
}

export const HASH = '$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$ksHBkwBIh42B2r+sXvbx0CRbZzfm45MouN3aSL6HXtY'

/** `service`: the URL for the alerts, to which each host adds its name, so that a message shows its sender. */
export async function startFleet(service: string): Promise<Fleet> {
  const root = mkdtempSync(join(tmpdir(), 'intvlm8r-kills-'))
  const place = redisPlace(join(root, 'shared'))
  const server = findRedisServer(process.env.PATH ?? '') ?? 'redis-server'
  const redisPort = await freePort()
  const redis = `redis://127.0.0.1:${redisPort}`
  const ports = [await freePort(), await freePort()]
  const lines: string[] = []
  const children = new Map<Part, ChildProcess>()

  const home = (host: Host) => join(root, host)
  HOSTS.forEach((host, index) => {
    mkdirSync(home(host))
    const ini = [
      '[Monitoring]',
      'heartbeatfrequency = Off',
      '[Web]',
      'host = 127.0.0.1',
      `port = ${ports[index]}`,
      '[Login]',
      `passwordhash = ${HASH}`,
      '[Redis]',
      `url = ${redis}`,
      'prefix = intvlm8r',
      'join = on',
      '[channel.hook]',
      'kind = webhook',
      `url = ${service}/${host}/hook`,
      '[channel.duty]',
      'kind = pagerduty',
      'routingkey = 0123456789abcdef0123456789abcdef',
      `url = ${service}/${host}`,
    ]
    writeFileSync(join(home(host), 'intvlm8r.ini'), `${ini.join('\n')}\n`, { mode: 0o600 })
  })

  async function startServer(): Promise<void> {
    lines.push(...(await prepareWhenBusy(place, server)).map(line => `redis: ${line}`))
    const options = ['--port', String(redisPort), '--bind', '127.0.0.1']
    const { child, ready, lastWarning } = spawnRedis(
      place,
      server,
      line => lines.push(`redis: ${line}`),
      options,
    )
    children.set('redis', child)
    if (!(await ready)) throw new Error(`Redis did not start: ${lastWarning()}`)
  }

  async function startProgram(part: Exclude<Part, 'redis'>): Promise<void> {
    const [name, host] = part.split(' ') as ['web' | 'worker', Host]
    const env = { PATH: process.env.PATH, TZ: 'UTC', INTVLM8R_HOME: home(host) }
    const child = fork(join(inject('killed'), `bin/${name}.js`), { env, silent: true })
    children.set(part, child)
    for (const stream of [child.stdout, child.stderr])
      if (stream) createInterface({ input: stream }).on('line', line => lines.push(`${part}: ${line}`))
    const [message] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [])])
    if (message !== 'ready' && child.signalCode === null)
      throw new Error(`${part} did not start: ${lines.slice(-5).join('\n')}`)
  }

  return {
    redis,
    ports,
    lines,
    start: part => (part === 'redis' ? startServer() : startProgram(part)),
    signal,
    close: async () => {
      for (const part of children.keys()) await signal(part, 'SIGKILL')
      rmSync(root, { recursive: true, force: true })
    },
  }

  async function signal(part: Part, sent: NodeJS.Signals): Promise<void> {
    const child = children.get(part)
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill(sent)
    if (sent === 'SIGKILL' || sent === 'SIGTERM') await exit
  }
}
