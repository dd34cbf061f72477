/** What a worker without checks asks of Redis while nothing happens. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { connectWorker } from '../../src/io/redis/client'
import { openPrograms } from '../support/programs'
import { startRedis } from '../support/redis'

/** 38 show that the worker lives, 16 belong to the alerts' turns, and the rest to looks that come once a minute. */
const COMMANDS_A_MINUTE = 105
const PROGRAM = join(import.meta.dirname, '../../dist/bin/worker.js')

it(`a worker at rest sends at most ${COMMANDS_A_MINUTE} commands a minute`, async () => {
  const redis = await startRedis(1)
  onTestFinished(() => redis.close())
  await writeFile(join(redis.home, 'intvlm8r.ini'), '[Monitoring]\nheartbeatfrequency = Off\n', {
    mode: 0o600,
  })
  const connection = connectWorker(redis.target)
  const monitor = await connection.monitor()
  onTestFinished(() => {
    monitor.disconnect()
    connection.disconnect()
  })
  const sent: { readonly at: number; readonly name: string }[] = []
  monitor.on('monitor', (time: string, [name = '']: string[], source: string) => {
    // A script counts as one command.
    if (source !== 'lua') sent.push({ at: Number(time), name: name.toLowerCase() })
  })
  const programs = openPrograms()
  onTestFinished(() => programs.close())
  const env = { PATH: process.env.PATH, INTVLM8R_HOME: redis.home }
  programs.start('worker', [process.execPath, PROGRAM], { env })

  /** The moments at which turns of the alerts began; those of the start follow each other closely. */
  const turns = () => sent.filter(({ name }) => name === 'hrandfield').map(({ at }) => at)
  const atRest = () => {
    const all = turns()
    return all.slice(all.findLastIndex((at, index) => index > 0 && at - Number(all[index - 1]) < 5))
  }
  await expect.poll(() => atRest().length, { timeout: 200_000, interval: 500 }).toBeGreaterThanOrEqual(4)
  const [, from = 0, , to = 0] = atRest()
  const between = sent.filter(({ at }) => at >= from && at < to)
  const aMinute = (between.length * 60) / (to - from)
  console.log(`  a worker at rest: ${aMinute.toFixed(0)} commands a minute`)
  expect(aMinute).toBeLessThanOrEqual(COMMANDS_A_MINUTE)
  // It does show that it lives.
  expect(aMinute).toBeGreaterThan(30)
})
