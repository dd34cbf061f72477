import { type ChildProcess, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { heartbeatOfSlot } from '../../src/domain/heartbeat/heartbeat'
import { openHeartbeatQueue } from '../../src/io/heartbeat/queue'
import { connectProducer, untilReady } from '../../src/io/redis/client'
import { makeCertificates } from '../support/certificates'
import { startProxy, type TestProxy } from '../support/proxy'
import { type RawServer, startRawServer } from '../support/raw-server'
import { type Receiver, startReceiver } from '../support/receiver'
import { startRedis, type TestRedis } from '../support/redis'

const PROGRAM = join(import.meta.dirname, '../../dist/bin/worker.js')

let redis: TestRedis
let proxy: TestProxy
let worker: ChildProcess | undefined
const open: (Receiver | RawServer)[] = []

beforeEach(async () => {
  redis = await startRedis()
  proxy = await startProxy()
})

afterEach(async () => {
  worker?.kill('SIGKILL')
  for (const one of open.splice(0)) await one.close()
  await proxy.close()
  await redis.close()
})

/** The end of the next heartbeat to that URL, sent by the compiled worker. */
async function beat(url: string, more = '', env: NodeJS.ProcessEnv = {}) {
  const ini = `[Monitoring]\nheartbeatfrequency = 5\nheartbeaturl = ${url}\n${more}`
  await writeFile(join(redis.home, 'intvlm8r.ini'), ini)
  worker = spawn(process.execPath, [PROGRAM], {
    env: { PATH: process.env.PATH, INTVLM8R_HOME: redis.home, ...env },
    stdio: 'ignore',
  })
  const connection = connectProducer(redis.target)
  await untilReady(connection)
  const queue = openHeartbeatQueue(connection, Date.now)
  const { job } = await queue.addForSlot({
    ...heartbeatOfSlot(Date.now(), 'now'),
    // Also where the slot ends at this moment.
    notAfter: Date.now() + 60_000,
  })
  const attempts = async () => (await queue.find(job))?.attempts
  await expect.poll(attempts, { interval: 50 }).toHaveLength(1)
  const [attempt] = (await attempts()) ?? []
  await queue.close()
  return attempt
}

async function receiverOf(options?: Parameters<typeof startReceiver>[0]) {
  const receiver = await startReceiver(options)
  open.push(receiver)
  return receiver
}

describe('a heartbeat of the real worker', () => {
  it('goes through the proxy of the INI, with the authority of its cafile', async () => {
    const { ca, good } = makeCertificates()
    await writeFile(join(redis.home, 'authority.pem'), ca)
    const receiver = await receiverOf({ tls: good })
    const url = `${receiver.url.replace('127.0.0.1', 'receiver.test')}/ping`
    const network = `[Network]\nproxy = http://${proxy.host}\ncafile = authority.pem\n`
    expect(await beat(url, network)).toMatchObject({ delivered: true, result: '200' })
    expect(receiver.requests).toHaveLength(1)
    expect(proxy.asked[0]).toBe(`CONNECT ${new URL(url).host}`)
  })

  it('goes through the proxy of the environment', async () => {
    const receiver = await receiverOf()
    const url = `${receiver.url.replace('127.0.0.1', 'receiver.test')}/ping`
    expect(await beat(url, '', { http_proxy: `http://${proxy.host}` })).toMatchObject({ delivered: true })
    expect(proxy.asked).toEqual([`GET ${url}`])
  })

  it('never goes to the appliance itself', async () => {
    const receiver = await receiverOf()
    const { port } = new URL(receiver.url)
    const attempt = await beat(`http://localhost:${port}/healthz`, `[Web]\nport = ${port}\n`)
    expect(attempt).toMatchObject({
      delivered: false,
      result: 'Conn. error',
      detail: expect.stringContaining('is the appliance itself'),
    })
    expect(receiver.connections).toBe(0)
  })

  it('is delivered by one request, however odd the answer', async () => {
    const server = await startRawServer(socket =>
      socket.end('HTTP/1.1 200 OK\nContent-Length: 2\nContent-Length: 2\nX Y: z\n\nOK'),
    )
    open.push(server)
    expect(await beat(`${server.url}/ping`)).toMatchObject({ delivered: true, result: '200' })
    expect(server.requests).toHaveLength(1)
  })
})
