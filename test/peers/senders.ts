/** Senders: each has a check, which checks in, falls silent, fails and recovers on a plan of its seed, whatever its members do. */
import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import type { Attempt, Rules, SentCheck } from '../judge/history'
import { PATIENCE } from '../judge/model'

export interface Door {
  readonly member: string
  readonly host: string
  readonly port: number
  readonly apiKey: string
}

export interface SenderOptions {
  readonly doors: readonly Door[]
  /** The address that senders have. */
  readonly localAddress: string
  readonly rules: Rules
  readonly random: () => number
}

interface Reply {
  readonly status: number
  readonly body: string
}

interface Life extends SentCheck {
  readonly attempts: Attempt[]
  /** Takes another member first each time. */
  readonly rotates: boolean
}

/** Milliseconds between two check-ins, at the least and in addition. */
const EVERY = [1_500, 1_000] as const
/** One more within an hour would be flapping, which has other alerts; the last one is at the end. */
const OUTAGES = 2

export function createSenders({ doors, localAddress, rules, random }: SenderOptions) {
  const lives: Life[] = []
  let ending = false
  let over = false
  const told = rules.period + rules.grace + rules.takeover + 10_000

  function call(door: Door, method: string, path: string, body?: object): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const headers = path.startsWith('/api/')
        ? { 'content-type': 'application/json', 'x-api-key': door.apiKey }
        : {}
      const { host, port } = door
      const outgoing = request({
        host,
        port,
        localAddress,
        path,
        method,
        headers,
        timeout: PATIENCE,
        agent: false,
      })
      const giveUp = setTimeout(() => outgoing.destroy(new Error('no answer')), PATIENCE)
      outgoing.on('close', () => clearTimeout(giveUp))
      outgoing.on('error', reject)
      outgoing.on('response', response =>
        text(response).then(got => resolve({ status: response.statusCode ?? 0, body: got }), reject),
      )
      outgoing.end(body && JSON.stringify(body))
    })
  }

  const doorOf = (member: string) => doors.find(door => door.member === member) as Door
  const pick = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)] as T

  async function born(number: number): Promise<Life | undefined> {
    for (let tries = 1; !ending; tries++, await pause(500)) {
      const door = pick(doors)
      // A check whose answer got lost is made once more; the first one never gets a signal.
      const name = `life-${number}-${tries}-`
      const schedule = { kind: 'period', period: rules.period / 1_000 }
      const plan = { name, schedule, grace: rules.grace / 1_000 }
      const answer = await call(door, 'POST', '/api/checks', plan).catch(() => undefined)
      if (answer && ![201, 503].includes(answer.status))
        throw new Error(`a sender was answered ${answer.status}: ${answer.body}`)
      if (answer?.status !== 201) continue
      const { id } = JSON.parse(answer.body)
      const others = doors.map(({ member }) => member).filter(member => member !== door.member)
      const kind = random()
      const shuffled = others.map(member => ({ member, at: random() })).sort((a, b) => a.at - b.at)
      const reached = kind < 0.35 ? [] : kind < 0.75 ? shuffled.slice(0, 1) : shuffled
      const route = [door.member, ...reached.map(({ member }) => member)]
      const life = {
        id,
        name,
        home: door.member,
        madeAt: Date.now(),
        route,
        attempts: [],
        rotates: kind >= 0.75,
      }
      lives.push(life)
      return life
    }
    return undefined
  }

  /** Tries each member of the route until one answers 2xx. */
  async function send({ id, route, attempts, rotates }: Life, kind: Attempt['kind']): Promise<boolean> {
    const first = rotates ? Math.floor(random() * route.length) : 0
    for (const member of [...route.slice(first), ...route.slice(0, first)]) {
      const attempt = { rid: randomUUID(), kind, at: Date.now(), member }
      const index = attempts.push(attempt) - 1
      const path = `/ping/${id}${kind === 'fail' ? '/fail' : ''}?rid=${attempt.rid}`
      const answer = await call(doorOf(member), 'GET', path).catch(() => undefined)
      if (answer?.status !== 200) continue
      attempts[index] = { ...attempt, acknowledgedAt: Date.now() }
      return true
    }
    return false
  }

  async function beat(life: Life, ms: number): Promise<void> {
    for (const until = Date.now() + ms; Date.now() < until && !over; ) {
      await send(life, 'success')
      await pause(EVERY[0] + random() * EVERY[1])
    }
  }

  async function rest(ms: number): Promise<void> {
    for (const until = Date.now() + ms; Date.now() < until && !ending; ) await pause(100)
  }

  async function breakDown(life: Life): Promise<void> {
    const how = random()
    // Sometimes it is over before anybody has to be told.
    const long = random() < 0.75
    if (how < 0.6) await rest(long ? told + random() * 25_000 : random() * (rules.period + rules.grace))
    else {
      await send(life, 'fail')
      await rest(long ? told - rules.period + random() * 25_000 : random() * 3_000)
    }
  }

  /** From its creation until it is silent for ever, or until all is over. */
  async function live(number: number): Promise<void> {
    const life = await born(number)
    if (life === undefined) return
    for (let outage = 0; outage < OUTAGES && !ending; outage++) {
      await beat(life, 10_000 + random() * 15_000)
      if (!ending) await breakDown(life)
    }
    await beat(life, 10_000 + random() * 15_000)
    if (ending) return await beat(life, Number.POSITIVE_INFINITY)
    if (random() < 0.3) await send(life, 'fail')
  }

  return {
    checks: lives as readonly SentCheck[],
    call,
    /** So many at a time, one after the other. Settles when all is over. */
    run: async (many: number): Promise<void> => {
      let number = 0
      const slot = async () => {
        while (!ending) await live(++number)
      }
      await Promise.all(Array.from({ length: many }, slot))
    },
    /** Senders that live check in from now on without an outage, until all is over. */
    settle: () => {
      ending = true
    },
    end: () => {
      over = true
    },
  }
}
