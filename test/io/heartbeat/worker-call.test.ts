/** The question whether the worker works, which is put long before its claim lapses. */
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'
import { CLAIM_MS } from '../../../src/domain/time/limits'
import { callClaims } from '../../../src/io/redis/claim-call'
import { connectWorker } from '../../../src/io/redis/client'
import { type Chain, openChain } from '../../support/chain'
import { commandsDuring } from '../../support/commands'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
let chain: Chain

beforeEach(async () => {
  chain = openChain(redis)
  await chain.configure('5', 'http://127.0.0.1:1/token')
  await chain.queue.connected()
})

afterEach(() => chain.close())

/** Shorter by far than a claim is valid. */
const SOON = { timeout: CLAIM_MS.valid / 2 }

it('finds a worker that was stopped long before its claim lapses, and finds it well when it goes on', async () => {
  const worker = await chain.forkWorker()
  await expect.poll(() => chain.queue.pulse(), SOON).toMatchObject({ workers: 1 })
  worker.kill('SIGSTOP')
  await expect
    .poll(() => chain.queue.pulse(), SOON)
    .toMatchObject({ workers: 1, workerSilentFor: expect.toSatisfy(ms => ms >= 1_000) })
  worker.kill('SIGCONT')
  await expect.poll(() => chain.queue.pulse(), SOON).not.toHaveProperty('workerSilentFor')
})

it('finds the one of two workers that was stopped', async () => {
  chain.startWorker()
  const worker = await chain.forkWorker()
  await expect.poll(() => chain.queue.pulse(), SOON).toMatchObject({ workers: 2 })
  worker.kill('SIGSTOP')
  await expect
    .poll(() => chain.queue.pulse(), SOON)
    .toMatchObject({ workers: 2, workerSilentFor: expect.toSatisfy(ms => ms >= 1_000) })
})

it('is answered by a worker that has had nothing to do for a while, and nothing is written to the disk for it', async () => {
  // Its claim is renewed every five seconds, so that only an answer makes it younger.
  const slow = openChain(redis, { lockMs: 30_000 })
  try {
    slow.startWorker()
    await expect.poll(() => chain.queue.pulse(), SOON).toMatchObject({ workers: 1 })
    const idle = async () => {
      const clients = (await redis.admin.client('LIST')) as string
      const [line = ''] = clients.split('\n').filter(each => / name=\S+-worker /.test(each))
      return Number(/ idle=(\d+)/.exec(line)?.[1])
    }
    const size = async () => /aof_current_size:(\d+)/.exec(await redis.admin.info('persistence'))?.[1]
    await expect.poll(idle, { timeout: 8_000 }).toBeGreaterThanOrEqual(2)
    const before = await size()
    expect(await chain.queue.pulse()).not.toHaveProperty('workerSilentFor')
    expect(await idle()).toBeLessThanOrEqual(1)
    expect(await size()).toBe(before)
  } finally {
    await slow.close()
  }
})

/** A worker that claims to work and hears no question, once its claim was not renewed for a while. */
async function deafWorker(): Promise<void> {
  const connection = connectWorker(redis.target)
  onTestFinished(() => connection.disconnect())
  await connection.client('SETNAME', 'intvlm8r-worker')
  const clients = async () => (await redis.admin.client('LIST')) as string
  await expect.poll(clients, SOON).toMatch(/ name=intvlm8r-worker .* idle=[1-9]/)
}

it('says nothing about a worker that does not hear it, as one of version 1.0', async () => {
  await deafWorker()
  const pulse = await chain.queue.pulse()
  expect(pulse).toMatchObject({ workers: 1 })
  expect(pulse).not.toHaveProperty('workerSilentFor')
})

it('is put to nobody where access control forbids it', async () => {
  await deafWorker()
  await redis.admin.acl('SETUSER', 'bob', 'on', '>pw', '~*', 'resetchannels', '+@all')
  const bob = redis.admin.duplicate({ username: 'bob', password: 'pw' })
  onTestFinished(() => bob.disconnect())
  const called = callClaims(bob, { name: 'intvlm8r-worker', message: 'call' })
  expect(await called).toEqual({ clients: expect.stringContaining(' name=intvlm8r-worker ') })
})

it('is not put for a peer, which has to know only whether Redis takes writes', async () => {
  await deafWorker()
  const commands = await commandsDuring(redis.admin, async () => {
    expect(await chain.queue.refusal()).toBeUndefined()
  })
  expect(Object.keys(commands)).not.toContain('publish')
  expect(Object.keys(commands)).not.toContain('client|list')
  expect(Object.keys(commands)).toContain('evalsha')
})
