/** Members of a group, each with its own network namespace, state folder, private Redis, web app and worker as they ship. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { inject } from 'vitest'
import { HASH } from '../kills/fleet'
import { skewedClock } from '../support/faketime'
import type { Site, Switch } from '../support/network-switch'
import { openPrograms } from '../support/programs'

export const PARTS = ['redis', 'web', 'worker'] as const
export type Part = (typeof PARTS)[number]

export const PORT = 8_080

export interface Members {
  readonly names: readonly string[]
  readonly lines: readonly string[]
  site(member: string): Site
  home(member: string): string
  /** Settles when Redis takes connections, and when another part is started. */
  start(member: string, part: Part): Promise<void>
  signal(member: string, part: Part, signal: NodeJS.Signals): Promise<void>
  pid(member: string, part: Part): number | undefined
  /** Runs `intvlm8r` there, and returns what it printed. */
  command(member: string, ...args: string[]): Promise<string>
  /** Wakes it up as its timer does, and returns what it printed. */
  tick(member: string): Promise<string>
  close(): Promise<void>
}

export interface MemberOptions {
  readonly network: Switch
  /** The lines of a member's INI beside its own port, log-in and peers. */
  readonly settings: (member: string) => readonly string[]
  /** The lines of its section [Monitoring]. */
  readonly monitoring?: readonly string[]
  /** The lines of a section [peer.NAME] beside its address and key. */
  readonly peer?: (member: string) => readonly string[]
  /** Milliseconds by which its clock is ahead. */
  readonly skew?: (member: string) => number
}

export function openMembers({
  network,
  settings,
  monitoring = ['heartbeatfrequency = Off'],
  peer = () => [],
  skew = () => 0,
}: MemberOptions): Members {
  const root = mkdtempSync(join(tmpdir(), 'intvlm8r-peers-'))
  const programs = openPrograms()
  const names = Object.keys(network.sites)
  const site = (member: string) => network.sites[member] as Site
  const home = (member: string) => join(root, member)
  const nameOf = (member: string, part: Part) => `${part} ${member}`
  const programOf = (file: string) => [process.execPath, join(inject('peersPrograms'), `bin/${file}.js`)]
  const plainEnv = (member: string) => ({ PATH: process.env.PATH, TZ: 'UTC', INTVLM8R_HOME: home(member) })
  const envOf = (member: string) => ({
    ...plainEnv(member),
    ...(skew(member) === 0 ? {} : skewedClock(skew(member))),
  })
  const keys = new Map<string, string>()
  const keyOf = (one: string, other: string) => {
    const both = [one, other].sort().join()
    const key = keys.get(both) ?? randomBytes(32).toString('base64url')
    keys.set(both, key)
    return key
  }

  for (const member of names) {
    mkdirSync(home(member), { mode: 0o700 })
    const peers = names
      .filter(other => other !== member)
      .flatMap(other => [
        `[peer.${other}]`,
        `url = http://${site(other).address}:${PORT}`,
        `key = ${keyOf(member, other)}`,
        ...peer(other),
      ])
    const own = ['[Web]', 'host = 0.0.0.0', `port = ${PORT}`, '[Login]', `passwordhash = ${HASH}`]
    const lines = ['[Monitoring]', ...monitoring, ...own, ...settings(member), ...peers]
    writeFileSync(join(home(member), 'intvlm8r.ini'), `${lines.join('\n')}\n`, { mode: 0o600 })
  }

  function launch(member: string, name: string, command: readonly string[], env = envOf(member)) {
    return programs.start(name, command, { env, namespace: site(member).namespace })
  }

  async function output(member: string, file: string, args: readonly string[] = []): Promise<string> {
    const child = launch(member, `${file} ${member}`, [...programOf(file), ...args])
    return child.stdout ? await text(child.stdout) : ''
  }

  /** As its systemd unit does. Its memory allocator does not bear a faked clock. */
  async function startRedis(member: string): Promise<void> {
    const folder = join(home(member), 'redis')
    const env = plainEnv(member)
    const prepared = launch(member, `prepare ${member}`, [...programOf('redis'), '--prepare'], env)
    await once(prepared, 'exit')
    const [server = ''] = readFileSync(join(folder, 'server'), 'utf8').split('\n', 1)
    const command = [server, join(folder, 'redis.conf'), '--daemonize', 'no']
    const child = launch(member, nameOf(member, 'redis'), command, env)
    const ready = new Promise<void>(done => {
      child.stdout?.on('data', chunk => /ready to accept connections/i.test(String(chunk)) && done())
    })
    await Promise.race([ready, once(child, 'exit')])
    if (child.exitCode !== null) throw new Error(`Redis ended: ${programs.lines.slice(-5).join('\n')}`)
  }

  return {
    names,
    lines: programs.lines,
    site,
    home,
    signal: (member, part, sent) => programs.signal(nameOf(member, part), sent),
    pid: (member, part) => programs.pid(nameOf(member, part)),
    start: async (member, part) => {
      if (part === 'redis') await startRedis(member)
      else launch(member, nameOf(member, part), programOf(part))
    },
    command: async (member, ...args) => await output(member, 'intvlm8r', args),
    tick: async member => await output(member, 'tick'),
    close: async () => {
      await programs.close()
      // Redis may be about to write a file.
      await pause(100)
      rmSync(root, { recursive: true, force: true })
    },
  }
}
