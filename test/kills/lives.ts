/** Clients: each has a check of its own, which checks in, goes down by a failure or by silence, and recovers, over HTTP. */
import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'

export interface Tried {
  readonly rid: string
  readonly kind: 'success' | 'fail'
  /** It was answered 2xx, and has to be stored from then on. */
  answered: boolean
}

export interface Life {
  readonly id: string
  readonly name: string
  readonly tried: Tried[]
  /** Since when it was silent on purpose, and until when, epoch milliseconds. */
  readonly silences: { readonly from: number; to?: number }[]
  /** It can fall silent. */
  readonly periodic: boolean
  /** It fell silent at last and has to be down in the end; the others are paused. */
  endsDown: boolean
}

interface Settings {
  readonly webs: readonly { readonly host: string; readonly port: number }[]
  /** Seconds. */
  readonly period?: number
  readonly grace?: number
  /** The web that is tried after one that did not answer 2xx: `other` for senders that know how to help themselves. */
  readonly next?: 'any' | 'other'
  readonly apiKey: string
  readonly pingKey: string
  readonly random: () => number
  /** The status as the store has it. */
  statusOf(id: string): Promise<string | undefined>
}

interface HttpReply {
  readonly status: number
  readonly body: string
}

const PERIOD_S = 4
const GRACE_S = 1
/** Milliseconds that a client waits for an answer. */
const PATIENCE_MS = 2_500
/** Four outages within an hour would be flapping, which has other alerts. */
const OUTAGES = 2
/** Milliseconds after which a silence that nobody noticed ends the run. */
const NOTICED_WITHIN = 120_000

export function createLives({
  webs,
  period = PERIOD_S,
  grace = GRACE_S,
  next = 'any',
  apiKey,
  pingKey,
  random,
  statusOf,
}: Settings) {
  const agent = new Agent({ keepAlive: true })
  let born = 0
  /** The web that answered last. */
  let turn = 0

  function call(method: string, path: string, body = '', headers = {}): Promise<HttpReply> {
    return new Promise((resolve, reject) => {
      const web = webs[next === 'any' ? Math.floor(random() * webs.length) : turn % webs.length]
      const outgoing = request({
        ...web,
        path,
        method,
        headers,
        agent,
        timeout: PATIENCE_MS,
      })
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')))
      outgoing.on('error', reject)
      outgoing.on('response', response =>
        text(response).then(got => resolve({ status: response.statusCode ?? 0, body: got }), reject),
      )
      outgoing.end(body)
    })
  }

  /** Repeats a request until it is answered 2xx: after a web that is down or hangs, any web is tried next. */
  async function insist(attempt: () => Promise<HttpReply>): Promise<HttpReply> {
    for (;;) {
      const tried = turn
      const answer = await attempt().catch(() => undefined)
      if (answer && answer.status >= 200 && answer.status < 300) return answer
      if (tried === turn) turn++
      if (answer && answer.status !== 503)
        throw new Error(`a client was answered ${answer.status}: ${answer.body}`)
      await pause(50 + random() * 200)
    }
  }

  async function api(method: 'GET' | 'POST', path: string, body = {}) {
    const headers = { 'x-api-key': apiKey, 'content-type': 'application/json' }
    const sent = method === 'GET' ? '' : JSON.stringify(body)
    return JSON.parse((await insist(() => call(method, `/api/checks${path}`, sent, headers))).body)
  }

  async function check(tried: Tried[], kind: Tried['kind'], path: (rid: string) => string): Promise<void> {
    await insist(async () => {
      const one: Tried = { rid: randomUUID(), kind, answered: false }
      tried.push(one)
      const method = random() < 0.5 ? 'POST' : 'GET'
      const answer = await call(method, path(one.rid), method === 'POST' ? `signal ${tried.length}` : '')
      one.answered = answer.status === 200 || answer.status === 201
      return answer
    })
  }

  function send({ id, tried }: Life, kind: Tried['kind']): Promise<void> {
    return check(tried, kind, rid => `/ping/${id}${kind === 'fail' ? '/fail' : ''}?rid=${rid}`)
  }

  async function fallSilent({ id, name, silences }: Life): Promise<void> {
    const silence: Life['silences'][number] = { from: Date.now() }
    silences.push(silence)
    for (const until = Date.now() + NOTICED_WITHIN; (await statusOf(id)) !== 'down'; await pause(300))
      if (Date.now() > until) throw new Error(`nobody noticed that ${name} fell silent`)
    silence.to = Date.now()
  }

  /** Lives a check's life from its creation to its last signal. `ending`: whether to come to the end soon. */
  async function live(ending: () => boolean, note: (life: Life) => void): Promise<void> {
    const name = `life-${++born}-`
    const life = random() < 0.25 ? await bornByCheckIn(name) : await bornByApi(name)
    note(life)
    for (let outage = 0; outage < OUTAGES && !ending(); outage++) {
      await beat(life)
      if (life.periodic && random() < 0.5) await fallSilent(life)
      else {
        await send(life, 'fail')
        // Sometimes the failure is over before an alert can have gone out.
        await pause(random() < 0.3 ? 0 : random() * 3_000)
      }
      await send(life, 'success')
    }
    await beat(life)
    life.endsDown = life.periodic && random() < 0.5
    if (life.endsDown) life.silences.push({ from: Date.now() })
    else await api('POST', `/${life.id}/pause`)
  }

  async function bornByApi(name: string): Promise<Life> {
    const schedule = { kind: 'period', period }
    const plan = { name, schedule, grace, channels: ['hook', 'duty'] }
    // A check whose answer got lost is created once more; the first one never gets a signal.
    const { id } = await api('POST', '', plan)
    return { id, name, tried: [], silences: [], periodic: true, endsDown: false }
  }

  /** Creates a check with a period of a day, which goes down by failures alone. */
  async function bornByCheckIn(name: string): Promise<Life> {
    const tried: Tried[] = []
    await check(tried, 'success', rid => `/ping/${pingKey}/${name}?create=1&rid=${rid}`)
    const { checks } = await api('GET', `?slug=${name}`)
    if (checks.length !== 1) throw new Error(`${checks.length} checks were made for ${name}`)
    return { id: checks[0].id, name, tried, silences: [], periodic: false, endsDown: false }
  }

  async function beat(life: Life): Promise<void> {
    for (let left = 4 + random() * 12; left > 0; left--) {
      await send(life, 'success')
      await pause(50 + random() * 500)
    }
  }

  return { live, close: () => agent.destroy() }
}
