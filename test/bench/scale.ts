/** Pages, check-ins and alerts of an appliance with many checks. */
import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { openApiKeys } from '../../src/io/access/api-keys'
import { connectStore, namesOf, type Redis } from '../../src/io/redis/client'
import { redisPlace } from '../../src/io/redis/private-server/place'
import type { Installed } from './installed'
import { dueAt } from './seed'
import { median } from './statistics'

export async function apiKey({ home }: Installed): Promise<string> {
  const connection = connectStore({ path: redisPlace(home).socket })
  if (connection.status !== 'ready') await once(connection, 'ready')
  const { secret } = await openApiKeys(connection).create('bench', 'full', Date.now())
  connection.disconnect()
  return secret
}

export async function get(port: number, path: string, headers: Record<string, string>): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers, redirect: 'manual' })
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
  let bytes = 0
  for await (const chunk of answer.body ?? []) bytes += (chunk as Uint8Array).length
  return bytes
}

export async function timed(port: number, path: string, headers: Record<string, string>): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < 5; run++) {
    const begun = performance.now()
    await get(port, path, headers)
    times.push(performance.now() - begun)
  }
  return median(times)
}

/** One check-in after the other while something else is under way; each check has signalled before. */
export async function checkInsDuring(port: number, ids: readonly string[], work: () => Promise<number>) {
  const agent = new Agent({ keepAlive: true })
  const times: number[] = []
  const begun = performance.now()
  let isOver = false
  const working = work().finally(() => {
    isOver = true
  })
  for (let index = 0; !isOver; index++) {
    const asked = performance.now()
    const sent = request({ agent, port, path: `/ping/${ids[index % 100]}` }).end()
    const [answer] = await once(sent, 'response')
    answer.resume()
    await once(answer, 'end')
    times.push(performance.now() - asked)
    await setTimeout(5)
  }
  agent.destroy()
  const bytes = await working
  times.sort((a, b) => a - b)
  const p99 = times[Math.floor(times.length * 0.99)] ?? 0
  return { bytes, p99, count: times.length, work: performance.now() - begun }
}

/** A server that takes the messages of the channel. */
export async function startHook() {
  const came: { at: number; text: string }[] = []
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', chunk => chunks.push(chunk))
    incoming.on('end', () => {
      came.push({ at: Date.now(), text: String(Buffer.concat(chunks)) })
      response.end('{}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, came, close: () => server.close() }
}

/** Milliseconds from the one deadline of many checks to the last message about them. */
export async function timeToTell(redis: Redis, count: number, hook: Awaited<ReturnType<typeof startHook>>) {
  const { alerts, messages, watch } = namesOf(redis)
  hook.came.length = 0
  const deadline = Date.now() + 20_000
  await dueAt(redis, count, deadline)
  if (Date.now() > deadline) throw new Error('the machine is too slow to make the checks due in time')
  await redis.publish(messages.wake, String(deadline))
  const waiting = async () =>
    (await redis.zcount(watch.deadlines, '-inf', deadline)) +
    (await redis.xlen(watch.outbox)) +
    (await redis.hlen(alerts.planned))
  while (Date.now() < deadline || (await waiting()) > 0) {
    if (Date.now() > deadline + 60_000) throw new Error('not all of them were told within a minute')
    await setTimeout(50)
  }
  const routed = Date.now()
  for (let seen = -1; seen !== hook.came.length; await setTimeout(1_000)) seen = hook.came.length
  return { ms: Math.max(routed, ...hook.came.map(({ at }) => at)) - deadline, messages: hook.came.length }
}
