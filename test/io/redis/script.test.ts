import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { connectStore, type Redis, untilReady } from '../../../src/io/redis/client'
import { defineScript } from '../../../src/io/redis/script'
import { startRedis, type TestRedis } from '../../support/redis'

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.close())

async function connect(): Promise<Redis> {
  const connection = connectStore(redis.target)
  onTestFinished(() => connection.disconnect())
  await untilReady(connection)
  return connection
}

const BOTH = 'return {KEYS[1], ARGV[1]}'

describe('a script', () => {
  it('that is defined while commands wait to be sent leaves each of them its own answer', async () => {
    const connection = await connect()
    const before = connection.echo('before')
    const both = defineScript<string[]>(connection, BOTH)
    const answers = [before, both(['key'], ['value']), connection.echo('after')]
    expect(await Promise.all(answers)).toEqual(['before', ['key', 'value'], 'after'])
  })

  it('that is defined while a call is under way and the next waits leaves each command its own answer', async () => {
    const connection = await connect()
    const first = connection.echo('first')
    await setImmediate()
    const second = connection.echo('second')
    const both = defineScript<string[]>(connection, BOTH)
    await setImmediate()
    const answers = [first, second, both(['key'], ['value']), connection.echo('last')]
    expect(await Promise.all(answers)).toEqual(['first', 'second', ['key', 'value'], 'last'])
  })

  it('that the server does not know is carried out before what was asked after it', async () => {
    const connection = await connect()
    const write = defineScript<string>(connection, "return redis.call('SET', KEYS[1], ARGV[1])")
    expect(await Promise.all([write(['written'], ['first']), connection.get('written')])).toEqual([
      'OK',
      'first',
    ])
  })

  it('is sent whole to a server that does not know it any more', async () => {
    const connection = await connect()
    const both = defineScript<string[]>(connection, BOTH)
    expect(await both(['a'], ['b'])).toEqual(['a', 'b'])
    await connection.script('FLUSH')
    expect(await both(['c'], ['d'])).toEqual(['c', 'd'])
  })

  it('is sent by its hash where the server knows it', async () => {
    const connection = await connect()
    const both = defineScript<string[]>(connection, BOTH)
    await both(['a'], ['b'])
    await connection.config('RESETSTAT')
    await both(['a'], ['b'])
    const calls = await connection.info('commandstats')
    expect(calls).toMatch(/cmdstat_evalsha:calls=1,/)
    expect(calls).not.toMatch(/cmdstat_eval:/)
  })

  it('fails with the error of the script itself', async () => {
    const connection = await connect()
    const failing = defineScript(connection, "return redis.error_reply('NOT today')")
    await expect(failing([], [])).rejects.toThrow('NOT today')
  })
})
