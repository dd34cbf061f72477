/** The appliance as `npm start` runs it, in a network of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { createPasswords } from '../../src/io/access/password-hashing'
import type { Networks } from './networks'

export const PASSWORD = 'a goat in the garden'
export const PORT = 8080
/** The check of the honest device. */
export const CHECK = '6a3f0f5e-9a0b-4c55-8f0b-2a1d6b7c8d90'

export interface Appliance {
  readonly home: string
  readonly lines: readonly string[]
  /** The web app's resident memory, in bytes. */
  webMemory(): number
  /** Runs a tick; returns its line. */
  tick(): Promise<string>
  stop(): Promise<void>
}

const PROGRAMS = resolve(import.meta.dirname, '../../dist/bin')

/** @param ini sections beside those that every appliance here has */
export async function startAppliance({ appliance }: Networks, ini = ''): Promise<Appliance> {
  const home = mkdtempSync(join(tmpdir(), 'intvlm8r-attack-'))
  const text = `[Monitoring]
heartbeatfrequency = 5
heartbeaturl = http://127.0.0.1:9/ping
[Web]
host = ::
port = ${PORT}
[Login]
passwordhash = ${await createPasswords().hash(PASSWORD)}
[check.device]
id = ${CHECK}
period = 1h
${ini}`
  writeFileSync(join(home, 'intvlm8r.ini'), text, { mode: 0o600 })
  const env = { PATH: process.env.PATH, INTVLM8R_HOME: home, TZ: 'UTC' }
  const inside = (program: string, ...args: string[]) =>
    spawn('ip', ['netns', 'exec', appliance, process.execPath, join(PROGRAMS, program), ...args], { env })
  const child = inside('start.js')
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
  const web = programOf(child.pid ?? 0, 'web.js')
  return {
    home,
    lines,
    webMemory: () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${web}/status`, 'utf8'))?.[1]) * 1024,
    tick: async () => await lastLine(inside('tick.js', '--boot=12ab34cd56ef12ab34cd56ef12ab34cd')),
    stop: async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
      rmSync(home, { recursive: true })
    },
  }
}

async function lastLine(child: ChildProcess): Promise<string> {
  let output = ''
  child.stdout?.on('data', data => {
    output += data
  })
  await once(child, 'close')
  return output.trim()
}

/** The pid of a program that this process has started. */
function programOf(parent: number, program: string): number {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ')
  const found = children.find(pid => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(program))
  if (found === undefined) throw new Error(`${program} does not run`)
  return Number(found)
}
