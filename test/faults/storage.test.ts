/** The effect of a power cut on files: Redis' history, the INI and the last result. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { readSettings } from '../../src/config/settings/settings-file'
import { SLOT_MS } from '../../src/domain/time/slot'
import { readResult } from '../../src/io/heartbeat/result-file'
import { findRedisServer } from '../../src/io/redis/private-server/find-server'
import { redisPlace } from '../../src/io/redis/private-server/place'
import { prepareRedis } from '../../src/io/redis/private-server/prepare'
import { spawnRedis } from '../../src/io/redis/private-server/process'
import { openChain } from '../support/chain'
import { createRandom } from '../support/random'
import { type Receiver, startReceiver } from '../support/receiver'
import { startRedis, type TestRedis } from '../support/redis'
import { addRow, addTable } from './report'

const table = {
  file: '4-storage',
  title: 'Damaged files',
  text: 'Redis starts again, by repair or by setting its history aside, says so, and the next heartbeat goes out.',
  columns: ['damage', 'cases', 'heartbeats after it', 'said so'],
}
addTable(table)

const SERVER = findRedisServer(process.env.PATH ?? '') ?? ''
const FLIPS = 40
/** For each of two INIs that take turns. */
const READINGS = 500

let receiver: Receiver
/** A state folder with a history of 30 heartbeats, to be copied and damaged. */
let model: TestRedis
let folder: string
let file: string
let size: number

beforeAll(async () => {
  receiver = await startReceiver()
  model = await startRedis()
  const chain = openChain(model)
  await chain.configure('5', `${receiver.url}/token`)
  chain.startWorker()
  for (let slot = 0; slot < 30; slot++) {
    await chain.beat()
    await chain.nextEnd()
    chain.now += SLOT_MS
  }
  await chain.close()
  model.signal('SIGTERM')
  folder = join(model.place.folder, 'appendonlydir')
  file = readdirSync(folder).find(name => name.endsWith('incr.aof')) ?? ''
  await vi.waitUntil(() => !existsSync(join(model.place.folder, 'redis.pid')), { timeout: 5_000 })
  size = statSync(join(folder, file)).size
}, 60_000)

afterAll(async () => {
  await receiver.close()
  await model.close()
})

/** Starts Redis on a damaged copy of the model, and sends a heartbeat through it; returns the sentences of `prepareRedis`. */
async function survive(
  damage: (folder: string) => void,
): Promise<{ said: readonly string[]; delivered: boolean }> {
  const home = mkdtempSync(join(tmpdir(), 'intvlm8r-storage-'))
  const place = redisPlace(home)
  cpSync(model.place.folder, place.folder, { recursive: true })
  damage(join(place.folder, 'appendonlydir'))
  const { sentences: said } = await prepareRedis(place, [SERVER])
  const { child, ready } = spawnRedis(place, SERVER)
  try {
    expect(await ready).toBe(true)
    const chain = openChain({ ...model, home, place, target: { path: place.socket } })
    chain.now += 100 * SLOT_MS
    await chain.configure('5', `${receiver.url}/token`)
    chain.startWorker()
    // An unreadable record costs one heartbeat, and is reported.
    await chain.beat().catch(error => {
      expect(error.message).toContain('damaged')
      return chain.beat()
    })
    // A heartbeat of the cut history may end before it, as missed.
    let end = await chain.nextEnd()
    while (end.outcome === 'missed') {
      // The worker found damage; the next tick catches up.
      if (end.reason.includes('damaged')) {
        chain.now += SLOT_MS
        await chain.beat()
      }
      end = await chain.nextEnd()
    }
    await chain.close()
    return { said, delivered: end.outcome === 'delivered' }
  } finally {
    child.kill('SIGKILL')
    rmSync(home, { recursive: true, force: true })
  }
}

async function surviveAll(name: string, damages: readonly ((folder: string) => void)[], silent: boolean) {
  let delivered = 0
  let told = 0
  for (const damage of damages) {
    const outcome = await survive(damage)
    if (outcome.delivered) delivered++
    if (outcome.said.length > 0) told++
  }
  addRow(table, [name, damages.length, delivered, told])
  expect(delivered).toBe(damages.length)
  if (!silent) expect(told).toBe(damages.length)
}

describe("Redis' history", { timeout: 200_000 }, () => {
  test('cut at every kilobyte', () => {
    // Redis itself drops a last command that is cut short, and that is no damage.
    const cuts = Array.from(
      { length: Math.ceil(size / 1024) },
      (_, kilobytes) => (copy: string) => truncateSync(join(copy, file), kilobytes * 1024),
    )
    return surviveAll('append-only file cut at every kilobyte', cuts, true)
  })

  test('with a flipped bit', () => {
    const random = createRandom(inject('seed'))
    const flips = Array.from({ length: FLIPS }, () => {
      const [at, bit] = [Math.floor(random() * size), Math.floor(random() * 8)]
      return (copy: string) => {
        const bytes = readFileSync(join(copy, file))
        bytes.writeUInt8((bytes[at] ?? 0) ^ (1 << bit), at)
        writeFileSync(join(copy, file), bytes)
      }
    })
    return surviveAll('append-only file with a flipped bit', flips, true)
  })

  test('with junk, without its manifest, or without its base', () => {
    const change = (pattern: RegExp, work: (path: string) => void) => (copy: string) => {
      for (const name of readdirSync(copy)) if (pattern.test(name)) work(join(copy, name))
    }
    return surviveAll(
      'manifest or base file gone, empty or overwritten',
      [
        change(/manifest/, path => writeFileSync(path, 'junk\n')),
        change(/manifest/, path => writeFileSync(path, '')),
        change(/base/, path => writeFileSync(path, 'REDIS junk')),
        change(/base/, path => rmSync(path)),
        change(/./, path => writeFileSync(path, '')),
      ],
      false,
    )
  })
})

const OLD = '[Monitoring]\nheartbeatfrequency = 5\nheartbeaturl = http://old.example/\n'
const NEW = '[Monitoring]\nheartbeatfrequency = 60\nheartbeaturl = http://new.example/\n'

describe('a power cut during a write', () => {
  const home = mkdtempSync(join(tmpdir(), 'intvlm8r-cut-'))
  afterAll(() => rmSync(home, { recursive: true }))

  test('leaves the old INI, the new one, or one that is named as broken; never one that says Off', () => {
    const ini = join(home, 'intvlm8r.ini')
    const seen = { old: 0, new: 0, broken: 0 }
    const look = () => {
      const reading = readSettings(ini)
      if (reading.kind !== 'ok') seen.broken++
      else seen[reading.settings.monitoring.frequency === 5 ? 'old' : 'new']++
      return reading
    }
    // Every prefix of the write, with and without the rename (which a power cut can put on the disk before the data).
    for (let written = 0; written <= NEW.length; written++) {
      writeFileSync(ini, OLD)
      writeFileSync(`${ini}.cut.tmp`, NEW.slice(0, written))
      expect(look()).toMatchObject({ kind: 'ok', settings: { monitoring: { frequency: 5 } } })
      writeFileSync(ini, NEW.slice(0, written))
      const reading = look()
      if (reading.kind === 'ok') expect(reading.settings.monitoring.frequency).not.toBe('Off')
    }
    addRow(table, [
      'INI: every prefix of a write',
      2 * (NEW.length + 1),
      `${seen.old} old, ${seen.new} new`,
      `${seen.broken} named`,
    ])
  })

  test('leaves a last result, or none; never one that was not', () => {
    const result = join(home, 'hbresults.txt')
    const line = '2026/11/20 10:00:14 (HTTP error 503)\n'
    for (let written = 0; written <= line.length; written++) {
      writeFileSync(result, line.slice(0, written))
      expect([undefined, 'HTTP error 503']).toContain(readResult(result)?.result)
    }
    addRow(table, ['hbresults.txt: every prefix of a write', line.length + 1, '-', '-'])
  })
})

describe('an INI with something new', () => {
  const home = mkdtempSync(join(tmpdir(), 'intvlm8r-replaced-'))
  afterAll(() => rmSync(home, { recursive: true }))

  test.each(['renamed over it', 'written into it'])(
    '%s: every reading is the old one, the new one, or named as broken',
    async way => {
      const ini = join(home, 'intvlm8r.ini')
      writeFileSync(ini, OLD)
      const [from, to] = way === 'renamed over it' ? [`${ini}.new`, ini] : [ini, ini]
      const script = `const { writeFileSync, renameSync } = require('node:fs')
        const [from, to, ...texts] = process.argv.slice(1)
        for (let turn = 0; ; turn++) {
          writeFileSync(from, texts[turn % 2])
          if (from !== to) renameSync(from, to)
        }`
      const writer = spawn(process.execPath, ['-e', script, from, to, NEW, OLD])
      const seen = { old: 0, new: 0, broken: 0 }
      try {
        while (seen.old < READINGS || seen.new < READINGS) {
          const reading = readSettings(ini)
          if (reading.kind !== 'ok') seen.broken++
          else {
            const { frequency, url } = reading.settings.monitoring
            const isOld = frequency === 5
            expect([frequency, url]).toEqual(isOld ? [5, 'http://old.example/'] : [60, 'http://new.example/'])
            seen[isOld ? 'old' : 'new']++
          }
          await setImmediate()
        }
      } finally {
        writer.kill('SIGKILL')
        await once(writer, 'exit')
      }
      if (way === 'renamed over it') expect(seen.broken).toBe(0)
      const count = seen.old + seen.new + seen.broken
      const told = seen.broken > 0 ? 'some named' : '-'
      addRow(table, [`INI ${way} while it is read`, count, 'old and new', told])
    },
  )
})
