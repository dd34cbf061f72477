/**
 * A machine: Debian with systemd as PID 1 in a container of its own (systemd-nspawn), on a layer of its own above a
 * root that is never written to, and on a network cable of its own to this host.
 */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { vi } from 'vitest'
import { CACHE } from './debian-root'
import { mountLayer } from './layer'
import { run } from './run'

export interface Answer {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Network devices have names of at most 15 characters. */
const NAME = 'intvlm8r-'

let machines = 0

export class Machine {
  /** The address of this host on the machine's network, and the machine's own. */
  readonly hostAddress: string
  readonly address: string
  /** The whole file system, and the layer with nothing but what this machine wrote. */
  readonly root: string
  readonly written: string
  readonly #folder: string
  readonly #name: string
  readonly #groups: readonly string[]
  #container: ChildProcess | undefined
  #leader = 0

  /** `layers`: the file systems under this machine's own, the topmost first. */
  constructor(...layers: string[]) {
    const worker = Number(process.env.VITEST_POOL_ID ?? 1)
    const number = ++machines
    this.#name = `${NAME}${worker}-${number}`
    this.#groups = groupMounts().map(mount => join(mount, this.#name))
    this.hostAddress = `10.213.${worker}.${4 * number + 1}`
    this.address = `10.213.${worker}.${4 * number + 2}`
    const { folder, root, written } = mountLayer(this.#name, ...layers)
    this.#folder = folder
    this.root = root
    this.written = written
    this.#plugIn()
  }

  /** Boots and waits until its systemd listens; `plugged: false`: with the network cable pulled. */
  async boot({ plugged = true } = {}): Promise<void> {
    if (!plugged) this.unplug()
    const log = openSync(join(this.#folder, 'console.log'), 'a')
    this.#clearGroups()
    for (const group of this.#groups) mkdirSync(group, { recursive: true })
    const enter = this.#groups.map(group => `echo $$ > ${group}/cgroup.procs`)
    this.#container = spawn(
      'sh',
      [
        // In control groups of its own: systemd-nspawn makes the machine's below those that it is in itself, and two
        // systemds with the same groups remove those that the other is about to start a service in.
        ...['-c', [...enter, 'exec "$@"'].join(' && '), 'sh'],
        // Should the tests be killed, the machine goes with them.
        ...['setpriv', '--pdeathsig', 'KILL'],
        ...['systemd-nspawn', '--quiet', '--boot', '--keep-unit', '--register=no'],
        ...['--link-journal=no', '--console=pipe', '--resolv-conf=off', '--timezone=off'],
        ...[`--machine=${this.#name}`, `--directory=${this.root}`],
        `--network-namespace-path=/run/netns/${this.#name}`,
        // So that its systemd can do all that it can on a Pi: networks of services' own, filters of addresses.
        ...['--capability=CAP_NET_ADMIN,CAP_BPF,CAP_PERFMON', '--system-call-filter=bpf'],
      ],
      // Control groups of version 2, as on a Pi, whatever the host has.
      { stdio: ['ignore', log, log], env: { ...process.env, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' } },
    )
    this.#leader = await vi.waitFor(() => this.#findLeader(), { timeout: 20_000, interval: 50 })
    await vi.waitFor(() => this.sh('systemctl is-system-running | grep -E "starting|running|degraded"'), {
      timeout: 30_000,
      interval: 200,
    })
  }

  /** Runs a shell script and returns its output. @throws Error when it fails. */
  async sh(script: string): Promise<string> {
    const { code, stdout, stderr } = await this.try(script)
    if (code !== 0) throw new Error(`"${script}" ended with ${code}:\n${stdout}${stderr}`)
    return stdout.trim()
  }

  /** Runs a shell script as root in the machine, by entering all of its namespaces. */
  async try(script: string): Promise<Answer> {
    const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
    const inside = [
      '/usr/bin/env',
      '-i',
      path,
      'HOME=/root',
      'LC_ALL=C.UTF-8',
      'DEBIAN_FRONTEND=noninteractive',
      '/bin/sh',
      '-ec',
      script,
    ]
    try {
      const { stdout, stderr } = await promisify(execFile)('nsenter', [
        '--target',
        String(this.#leader),
        '--all',
        '--',
        ...inside,
      ])
      return { code: 0, stdout, stderr }
    } catch (error) {
      const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string }
      if (typeof code !== 'number') throw error
      return { code, stdout, stderr }
    }
  }

  /** Shuts down in order and waits for the end. */
  async powerOff(): Promise<void> {
    await this.#endWith(() => this.sh('systemctl poweroff'))
  }

  async reboot(options?: { plugged?: boolean }): Promise<void> {
    await this.#endWith(() => this.sh('systemctl reboot'))
    await this.boot(options)
  }

  /** Every process dies at once. */
  async cutPower(): Promise<void> {
    await this.#endWith(async () => process.kill(this.#leader, 'SIGKILL'))
  }

  unplug(): void {
    run('ip', 'link', 'set', this.#name, 'down')
  }

  plug(): void {
    run('ip', 'link', 'set', this.#name, 'up')
  }

  /** The end of the journal, for the report of a failed test. */
  async journal(): Promise<string> {
    return this.sh('journalctl --no-pager --output=short-precise --lines=200')
  }

  /** Ends the machine and removes all of it. */
  async destroy(): Promise<void> {
    if (this.#container?.exitCode === null) await this.cutPower()
    run('umount', this.root)
    run('ip', 'netns', 'delete', this.#name)
    this.#clearGroups()
    rmSync(this.#folder, { recursive: true })
  }

  #clearGroups(): void {
    for (const group of this.#groups) removeGroup(group)
  }

  async #endWith(end: () => Promise<unknown>): Promise<void> {
    const ended = once(this.#container!, 'exit')
    await end()
    await ended
  }

  /** A pair of network devices, one end here, one end in the machine's name space, which outlives its reboots. */
  #plugIn(): void {
    const name = this.#name
    const inside = (...args: string[]) => run('ip', '-n', name, ...args)
    run('ip', 'netns', 'add', name)
    run('ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
    run('ip', 'address', 'add', `${this.hostAddress}/30`, 'dev', name)
    this.plug()
    inside('address', 'add', `${this.address}/30`, 'dev', 'eth0')
    inside('link', 'set', 'lo', 'up')
    inside('link', 'set', 'eth0', 'up')
  }

  /** The machine's PID 1, as this host counts. */
  #findLeader(): number {
    const nspawn = this.#container!
    if (nspawn.exitCode !== null) throw new Error(readFileSync(join(this.#folder, 'console.log'), 'utf8'))
    const children = readFileSync(`/proc/${nspawn.pid}/task/${nspawn.pid}/children`, 'utf8').trim()
    for (const pid of children.split(' ')) {
      if (
        pid !== '' &&
        existsSync(`/proc/${pid}`) &&
        /^NSpid:.*\t1$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
      ) {
        return Number(pid)
      }
    }
    throw new Error('no process of the machine is there yet')
  }
}

/** The mounts of control groups in which systemd-nspawn makes a machine's groups: version 2, and systemd's own of version 1. */
function groupMounts(): string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter(line => / - (cgroup2 |cgroup .*\bname=systemd\b)/.test(line))
    .map(line => line.split(' ')[4]!)
}

/** Removes a group with all groups in it; the next run removes those in which something still ends. */
function removeGroup(group: string): void {
  spawnSync('find', [group, '-depth', '-type', 'd', '-delete'])
}

/** Removes the machines that a killed run left on this host. */
export function clearLeftovers(): void {
  for (const line of run('ip', 'netns', 'list').split('\n')) {
    const name = line.split(' ')[0]!
    if (name.startsWith(NAME)) run('ip', 'netns', 'delete', name)
  }
  for (const [, name] of run('ip', '-brief', 'link').matchAll(/^(\S+?)[@ ]/gm))
    if (name!.startsWith(NAME)) spawnSync('ip', ['link', 'delete', name!])
  for (const folder of existsSync(CACHE) ? readdirSync(CACHE) : []) {
    if (!folder.startsWith(NAME)) continue
    spawnSync('umount', ['--lazy', join(CACHE, folder, 'root')])
    rmSync(join(CACHE, folder), { recursive: true })
  }
  for (const mount of groupMounts())
    for (const group of readdirSync(mount)) if (group.startsWith(NAME)) removeGroup(join(mount, group))
}
