/** Faults of the organs on the Pi: while one of them is broken, no heartbeat may go out. */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { connectWorker } from '../../src/io/redis/client'
import { redisPlace } from '../../src/io/redis/private-server/place'
import type { DiskKind } from '../support/disks'
import type { Fault } from './fault'
import { signalGatingCheck } from './gating-check'
import { AS_NOBODY, type Machine, type Program } from './machine'

const timer: Fault = {
  name: 'timer stopped',
  subject: 'timer',
  meanwhile: 'silent',
  organs: ['tick'],
  strike: machine => {
    machine.timer = false
    return async () => {
      machine.timer = true
    }
  },
}

const killed = (name: Program): Fault => ({
  name: `${name} killed (SIGKILL)`,
  subject: name,
  meanwhile: 'silent',
  organs: [name],
  strike: async machine => {
    await machine.signal(name, 'SIGKILL')
    return () => machine.start(name)
  },
})

const stopped = (name: Program): Fault => ({
  name: `${name} stopped (SIGSTOP)`,
  subject: name,
  meanwhile: 'silent',
  organs: [name],
  strike: async machine => {
    await machine.signal(name, 'SIGSTOP')
    return () => machine.signal(name, 'SIGCONT')
  },
})

/** Sends the server a command as its administrator. */
async function tellRedis(machine: Machine, command: string, ...args: (string | number)[]): Promise<void> {
  const connection = connectWorker({ path: redisPlace(machine.home).socket })
  connection.on('error', () => {})
  try {
    await connection.call(command, ...args)
  } finally {
    connection.disconnect()
  }
}

const redisFull: Fault = {
  name: 'Redis out of memory',
  subject: 'redis',
  meanwhile: 'silent',
  organs: ['redis'],
  strike: async machine => {
    await tellRedis(machine, 'config', 'set', 'maxmemory', '1')
    return () => tellRedis(machine, 'config', 'set', 'maxmemory', '48mb')
  },
}

const redisReadOnly: Fault = {
  name: 'Redis made a replica of a server that is away',
  subject: 'redis',
  meanwhile: 'silent',
  organs: ['redis'],
  strike: async machine => {
    await tellRedis(machine, 'replicaof', '127.0.0.1', '1')
    return () => tellRedis(machine, 'replicaof', 'no', 'one')
  },
}

const connectionsCut: Fault = {
  name: 'connections to Redis cut (CLIENT KILL)',
  subject: 'redis',
  meanwhile: 'beats',
  organs: [],
  strike: async machine => {
    await tellRedis(machine, 'client', 'kill', 'type', 'normal')
    // They come back by themselves, well within a second.
    await vi.waitUntil(async () => (await machine.health()).redis === 'reachable', { timeout: 20_000 })
    return async () => {}
  },
}

/** The INI after a slip of the hand, a full disk or a power cut. */
const spoiled = (name: string, spoil: (machine: Machine) => void): Fault => ({
  name: `INI ${name}`,
  subject: 'home',
  meanwhile: 'silent',
  organs: ['ini'],
  strike: machine => {
    spoil(machine)
    return async () => machine.writeIni(machine.goodIni)
  },
})

const iniFaults = [
  spoiled('removed', ({ ini }) => rmSync(ini)),
  spoiled('empty', machine => machine.writeIni('')),
  spoiled('unreadable (mode 000)', ({ ini }) => chmodSync(ini, 0)),
  spoiled('a folder', ({ ini }) => {
    rmSync(ini)
    mkdirSync(ini)
  }),
  spoiled('binary', machine => machine.writeIni('\0\0\0\0')),
  spoiled('with a frequency of 7', machine =>
    machine.writeIni(machine.goodIni.replace('frequency = 5', 'frequency = 7')),
  ),
  spoiled('without a URL', machine =>
    machine.writeIni(machine.goodIni.replace(/heartbeaturl = .*/, 'heartbeaturl =')),
  ),
  spoiled('with a section twice', machine => machine.writeIni(`${machine.goodIni}[Monitoring]\n`)),
]

/** The records of a state folder are no organs: the heart beats on without them. */
const recordSpoiled = (file: string, folder: 'home' | 'runtime'): Fault => ({
  name: `${file} replaced by a folder`,
  subject: folder,
  meanwhile: 'beats',
  organs: [],
  strike: machine => {
    const path = join(machine[folder], file)
    rmSync(path, { force: true })
    mkdirSync(path)
    return async () => rmSync(path, { recursive: true })
  },
})

const tickRecordGarbled: Fault = {
  name: 'tick.json garbled',
  subject: 'runtime',
  meanwhile: 'beats',
  organs: [],
  strike: ({ runtime }) => {
    writeFileSync(join(runtime, 'tick.json'), '{"at": "yesterday", "end": ')
    return async () => {}
  },
}

/** Each kind of disk on which nothing can be stored, while Redis goes on with its open file, and after its end. */
const diskFault = (kind: DiskKind, name: string, redisEnds: boolean): Fault => ({
  name: `disk ${kind}${redisEnds ? ', and Redis ended' : ''}`,
  subject: 'redis',
  meanwhile: 'silent',
  organs: ['disk'],
  named: name,
  mounts: true,
  options: { disk: kind },
  strike: async machine => {
    machine.disk?.strike()
    if (redisEnds) await machine.signal('redis', 'SIGKILL')
    return async () => {
      machine.disk?.mend()
      if (redisEnds) await machine.start('redis')
    }
  },
})

/** Redis ends itself at the first write that does not reach the disk, since it promises that each one does. */
const diskEndsRedis = (kind: DiskKind, name: string): Fault => {
  const fault = diskFault(kind, name, false)
  return {
    ...fault,
    name: `disk ${kind}, which Redis runs into`,
    strike: async machine => {
      const exit = once(machine.process('redis'), 'exit')
      const mend = await fault.strike(machine)
      // Not awaited: the answer comes when Redis is there again.
      tellRedis(machine, 'set', 'filler', 'x'.repeat(10_000)).catch(() => {})
      await exit
      return async () => {
        await mend()
        await machine.start('redis')
      }
    },
  }
}

const DISK_FAULTS = [
  diskFault('full', 'Disk full', false),
  diskEndsRedis('full', 'Disk full'),
  diskFault('out of inodes', 'Disk full', false),
  diskFault('out of inodes', 'Disk full', true),
  diskFault('read-only', 'Disk read-only', false),
  diskFault('read-only', 'Disk read-only', true),
  diskEndsRedis('failing', 'Disk failing'),
]

/** The appliance is whole, and what it stands for is not. */
const gateDown: Fault = {
  name: 'a gate down',
  subject: 'gate',
  meanwhile: 'silent',
  organs: ['gates'],
  options: { gated: true },
  prepare: machine => signalGatingCheck(machine, 'success'),
  strike: async machine => {
    await signalGatingCheck(machine, 'fail')
    return () => signalGatingCheck(machine, 'success')
  },
}

const missing: Fault = {
  name: 'state folder missing',
  subject: 'home',
  meanwhile: 'silent',
  organs: ['ini'],
  strike: ({ home }) => {
    renameSync(home, `${home}.away`)
    return async () => renameSync(`${home}.away`, home)
  },
}

/** Runs as the process's own user, who needs no further rights for it. @throws Error with the message of prlimit(1) */
function limit(machine: Machine, name: Program, limits: string): void {
  const pid = String(machine.process(name).pid)
  const { status, stderr } = spawnSync('setpriv', [...AS_NOBODY, 'prlimit', '--pid', pid, limits])
  if (status !== 0) throw new Error(stderr.toString())
}

/** No file and no connection can be opened any more. */
const descriptorsGone = (name: 'web' | 'worker'): Fault => ({
  name: `${name} out of file descriptors`,
  mounts: true,
  subject: name,
  meanwhile: 'silent',
  organs: [name],
  options: { frozen: true },
  strike: machine => {
    limit(machine, name, '--nofile=3:')
    return async () => limit(machine, name, '--nofile=1024:')
  },
})

/** The present bytes of the memory that `--data` limits. */
function dataOf(machine: Machine, name: Program): number {
  const status = readFileSync(`/proc/${machine.process(name).pid}/status`, 'utf8')
  return Number(/VmData:\s+(\d+)/.exec(status)?.[1]) * 1024
}

const MB = 1_000_000

/** A log-in needs 32 MB: nobody can log in, and heartbeats go on. */
const noMemoryForLogIn: Fault = {
  name: 'web without the memory for a log-in',
  mounts: true,
  subject: 'web',
  meanwhile: 'beats',
  organs: [],
  strike: async machine => {
    limit(machine, 'web', `--data=${dataOf(machine, 'web') + 16 * MB}:`)
    expect(await machine.logIn()).toBe('')
    return async () => limit(machine, 'web', '--data=unlimited:')
  },
}

/** Refuses memory that V8 cannot do without: it ends itself at the next occasion. */
const outOfMemory: Fault = {
  name: 'web dies for want of memory',
  mounts: true,
  subject: 'web',
  meanwhile: 'silent',
  organs: ['web'],
  strike: async machine => {
    limit(machine, 'web', '--core=0:')
    limit(machine, 'web', `--data=${dataOf(machine, 'web') - 40 * MB}:`)
    const { exitCode, signalCode } = machine.process('web')
    for (let asked = 0; asked < 500 && machine.process('web').signalCode === null; asked++)
      await machine.page()
    expect([exitCode, signalCode, machine.process('web').signalCode]).toEqual([null, null, 'SIGABRT'])
    return () => machine.start('web')
  },
}

/** The state after the kernel's OOM killer: systemd starts the program again, and has too little memory for that. */
const noMemoryForStart = (name: 'web' | 'worker'): Fault => ({
  name: `${name} killed, and without the memory for a start`,
  subject: name,
  meanwhile: 'silent',
  organs: [name],
  strike: async machine => {
    const enough = dataOf(machine, name)
    await machine.signal(name, 'SIGKILL')
    expect((await machine.startStarved(name, enough - 30 * MB)).code).toBeNaN()
    return () => machine.start(name)
  },
})

export const ORGAN_FAULTS: readonly Fault[] = [
  timer,
  killed('web'),
  killed('worker'),
  killed('redis'),
  stopped('web'),
  stopped('worker'),
  stopped('redis'),
  redisFull,
  redisReadOnly,
  connectionsCut,
  ...iniFaults,
  recordSpoiled('hbresults.txt', 'home'),
  recordSpoiled('heartbeat.log', 'runtime'),
  tickRecordGarbled,
  ...DISK_FAULTS,
  gateDown,
  missing,
  descriptorsGone('web'),
  descriptorsGone('worker'),
  noMemoryForLogIn,
  outOfMemory,
  noMemoryForStart('web'),
  noMemoryForStart('worker'),
]
