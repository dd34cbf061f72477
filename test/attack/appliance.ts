/** The appliance as `npm start` runs it, in a network of its own, with the services of its owner. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { createOneTimeCodes } from '../../src/io/access/one-time-codes'
import { createPasswords } from '../../src/io/access/password-hashing'
import { keepFirstPrefix } from '../support/first-prefix'
import type { Networks } from './networks'

/** Before other programs of this machine, which has the attackers, too. */
export const FIRST = ['nice', '-n', '-15']

export const PASSWORD = 'a goat in the garden'
export const PORT = 8080
/** The check of the honest device. */
export const CHECK = '6a3f0f5e-9a0b-4c55-8f0b-2a1d6b7c8d90'
/** Checks that the owner lets fail, to see their alerts: each once, as a check that fails too often counts as flapping. */
export const ALARMS = Array.from({ length: 24 }, (_, n) => `0d9f5d0e-3c1d-4b8e-9d57-6f1a2b3c4d${10 + n}`)
export const PROGRAMS = resolve(import.meta.dirname, '../../dist/bin')

const RECEIVER_PORT = 9_090
const ALERT_MS = 100
const LOOK_MS = 50
/** The owner's log-ins beside one attack. */
const CODES_OF_AN_ATTACK = 60

/** How an exchange ended, and the milliseconds that it took. */
export interface Exchange {
  readonly kind: 'heartbeat' | 'check-in' | 'log-in'
  readonly status: number | string
  readonly ms: number
}

export interface Alert {
  readonly body: string
  /** Epoch milliseconds. */
  readonly at: number
}

export interface Appliance {
  readonly home: string
  readonly lines: readonly string[]
  /** The alerts that came so far. */
  readonly alerts: readonly Alert[]
  /** Paths other than the heartbeats' that were requested of the receivers. */
  readonly visits: readonly string[]
  /** The processes of the appliance, by their programs. */
  pids(): Readonly<Record<'start' | 'web' | 'worker', number>>
  /** The web app's resident memory, in bytes. */
  webMemory(): number
  /** Watches how much of it the kernel could not take back; the result ends that, with the most, in bytes. */
  watchWebMemory(): () => number
  writeIni(text: string): void
  ini(): string
  /** Runs a tick; returns its line. */
  tick(): Promise<string>
  /** Requests heartbeats one after the other until the result is called. */
  beat(each: (exchange: Exchange) => void): () => void
  /** Recovery codes that nobody has used: so many, or as many as the owner's log-ins need. Empty without a second factor. */
  takeRecoveryCodes(count?: number): readonly string[]
  stop(): Promise<void>
}

export interface ApplianceOptions {
  /** Lines of the section [Web], and whole sections behind all others. */
  readonly web?: string
  readonly ini?: string
  /** Turns the second factor on, with so many recovery codes. */
  readonly totpKey?: string
  readonly recoveryCodes?: number
  readonly env?: Readonly<Record<string, string>>
}

export async function startAppliance(
  { appliance }: Networks,
  options: ApplianceOptions = {},
): Promise<Appliance> {
  const home = mkdtempSync(join(tmpdir(), 'intvlm8r-attack-'))
  const recoveryCodes = makeRecoveryCodes(options)
  keepFirstPrefix(home)
  writeFileSync(join(home, 'intvlm8r.ini'), await firstIni(options, recoveryCodes), { mode: 0o600 })
  const env = { PATH: process.env.PATH, INTVLM8R_HOME: home, TZ: 'UTC', ...options.env }
  const inside = (script: string, ...args: string[]) =>
    spawn('ip', ['netns', 'exec', appliance, ...FIRST, process.execPath, script, ...args], { env })
  const services = await startServices(inside, home)
  const child = inside(join(PROGRAMS, 'start.js'))
  const lines: string[] = []
  const started = new Promise<void>(done => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', line => {
        lines.push(line)
        if (/heartbeat queued/.test(line)) done()
      })
  })
  await Promise.race([started, once(child, 'exit')])
  if (child.exitCode !== null) throw new Error(`it did not start: ${lines.join('\n')}`)
  const file = join(home, 'intvlm8r.ini')
  const pid = (program: string) => programOf(child.pid ?? 0, program)
  return {
    home,
    lines,
    alerts: services.alerts,
    visits: services.visits,
    pids: () => ({ start: child.pid ?? 0, web: pid('web.js'), worker: pid('worker.js') }),
    webMemory: () => memoryOf(pid('web.js'), 'VmRSS'),
    watchWebMemory: () => {
      const web = pid('web.js')
      let most = 0
      const look = () => {
        most = Math.max(most, memoryOf(web, 'RssAnon'))
      }
      const timer = setInterval(look, LOOK_MS)
      return () => {
        clearInterval(timer)
        look()
        return most
      }
    },
    ini: () => readFileSync(file, 'utf8'),
    writeIni: text => writeFileSync(file, text),
    tick: async () => {
      const tick = inside(join(PROGRAMS, 'tick.js'), '--boot=12ab34cd56ef12ab34cd56ef12ab34cd')
      return (await text(tick.stdout)).trim()
    },
    beat: services.beat,
    takeRecoveryCodes: (count = CODES_OF_AN_ATTACK) => recoveryCodes.splice(0, count),
    stop: async () => {
      const ended = [once(child, 'exit'), once(services.child, 'exit')]
      child.kill('SIGTERM')
      services.child.kill('SIGTERM')
      await Promise.all(ended)
      rmSync(home, { recursive: true })
    },
  }
}

const oneTimeCodes = createOneTimeCodes()

function makeRecoveryCodes({ recoveryCodes = 0 }: ApplianceOptions): string[] {
  const codes: string[] = []
  while (codes.length < recoveryCodes) codes.push(...oneTimeCodes.makeRecoveryCodes())
  return codes
}

async function firstIni(
  { web = '', ini = '', totpKey = '' }: ApplianceOptions,
  recoveryCodes: readonly string[],
): Promise<string> {
  const hashes = recoveryCodes.map(code => oneTimeCodes.recoveryHash(code))
  return `[Monitoring]
heartbeatfrequency = 60
heartbeaturl = http://127.0.0.1:${RECEIVER_PORT}/ping
[Web]
host = ::
port = ${PORT}
${web}
[Login]
passwordhash = ${await createPasswords().hash(PASSWORD)}
totpkey = ${totpKey}
recoverycodes = ${hashes.join(', ')}
[channel.owner]
kind = webhook
default = on
url = http://127.0.0.1:${RECEIVER_PORT}/alerts
[check.device]
id = ${CHECK}
period = 1h
${ALARMS.map((id, n) => `[check.alarm-${n}]\nid = ${id}\nperiod = 1h`).join('\n')}
[Watch]
pyremto = adopt
${ini}`
}

/** The receivers of heartbeats and of alerts. */
async function startServices(inside: (script: string, ...args: string[]) => ChildProcess, home: string) {
  const order = { port: PORT, receiverPort: RECEIVER_PORT, alertMs: ALERT_MS }
  const secretFile = join(home, 'tick-secret')
  const script = join(import.meta.dirname, 'programs/receiver.cjs')
  const child = inside(script, JSON.stringify({ ...order, secretFile }))
  child.stderr?.pipe(process.stderr)
  const alerts: Alert[] = []
  const visits: string[] = []
  let note: (exchange: Exchange) => void = () => undefined
  const output = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  const ready = once(output, 'line')
  output.on('line', line => {
    const event = JSON.parse(line)
    if (event.kind === 'alert') alerts.push(event)
    else if (event.kind === 'visit') visits.push(event.path)
    else if (event.kind === 'heartbeat') note(event)
  })
  if ((await Promise.race([ready, once(child, 'exit')])).length > 1)
    throw new Error('the receivers do not run')
  const beat = (each: (exchange: Exchange) => void) => {
    note = each
    child.stdin?.write('begin\n')
    return () => void child.stdin?.write('end\n')
  }
  return { child, alerts, visits, beat }
}

/** As the kernel counts it, in bytes. */
function memoryOf(pid: number, field: 'VmRSS' | 'RssAnon'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]) * 1024
}

/** The pid of a program that this process has started. */
function programOf(parent: number, program: string): number {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ')
  const found = children.find(pid => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(program))
  if (found === undefined) throw new Error(`${program} does not run`)
  return Number(found)
}
