/** Faults of the organs on the Pi: while one of them is broken, no heartbeat may go out. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { connectWorker } from '../../src/io/redis'
import { redisPlace } from '../../src/io/redis-server'
import type { Fault } from './fault'
import type { Machine, Program } from './machine'

const timer: Fault = {
  name: 'timer stopped',
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
  meanwhile: 'silent',
  organs: [name],
  strike: async machine => {
    await machine.signal(name, 'SIGKILL')
    return () => machine.start(name)
  },
})

const stopped = (name: Program): Fault => ({
  name: `${name} stopped (SIGSTOP)`,
  meanwhile: 'silent',
  organs: [name],
  strike: async machine => {
    await machine.signal(name, 'SIGSTOP')
    return () => machine.signal(name, 'SIGCONT')
  },
})

/** Says something to the server as its administrator. */
async function tellRedis(machine: Machine, command: string, ...args: (string | number)[]): Promise<void> {
  const connection = connectWorker({ path: redisPlace(machine.home).socket })
  connection.on('error', () => {})
  await connection.call(command, ...args)
  connection.disconnect()
}

const redisFull: Fault = {
  name: 'Redis out of memory',
  meanwhile: 'silent',
  organs: ['redis'],
  strike: async machine => {
    await tellRedis(machine, 'config', 'set', 'maxmemory', '1')
    return () => tellRedis(machine, 'config', 'set', 'maxmemory', '48mb')
  },
}

const redisReadOnly: Fault = {
  name: 'Redis made a replica of a server that is away',
  meanwhile: 'silent',
  organs: ['redis'],
  strike: async machine => {
    await tellRedis(machine, 'replicaof', '127.0.0.1', '1')
    return () => tellRedis(machine, 'replicaof', 'no', 'one')
  },
}

const connectionsCut: Fault = {
  name: 'connections to Redis cut (CLIENT KILL)',
  meanwhile: 'beats',
  organs: [],
  strike: async machine => {
    await tellRedis(machine, 'client', 'kill', 'type', 'normal')
    // They come back by themselves, well within a second.
    await expect.poll(async () => (await machine.page()).includes('It stops at')).toBe(false)
    return async () => {}
  },
}

/** The INI that a slip of the hand, a full disk or a power cut left behind. */
const spoiled = (name: string, spoil: (machine: Machine) => void): Fault => ({
  name: `INI ${name}`,
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
const recordSpoiled = (file: string): Fault => ({
  name: `${file} replaced by a folder`,
  meanwhile: 'beats',
  organs: [],
  strike: ({ home }) => {
    rmSync(join(home, file), { force: true })
    mkdirSync(join(home, file))
    return async () => rmSync(join(home, file), { recursive: true })
  },
})

const tickRecordGarbled: Fault = {
  name: 'tick.json garbled',
  meanwhile: 'beats',
  organs: [],
  strike: ({ home }) => {
    writeFileSync(join(home, 'tick.json'), '{"at": "yesterday", "end": ')
    return async () => {}
  },
}

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
  recordSpoiled('hbresults.txt'),
  recordSpoiled('heartbeat.log'),
  tickRecordGarbled,
]
