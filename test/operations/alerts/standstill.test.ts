/** A worker that stands still, whose turn fails halfway, or whose queue is lost. */
import { describe, expect } from 'vitest'
import { type AlertingPlace, eventually, alertingTest as it } from '../../support/alerting-test'
import { type Alerting, webhookTo } from '../../support/alerts'
import { answer } from '../../support/receiver'

const hook = ({ receiver }: AlertingPlace) => webhookTo('hook', receiver.url)
const subjectsAt = ({ receiver }: AlertingPlace) =>
  receiver.requests.map(({ body }) => JSON.parse(body).subject as string)
const states = async ({ store }: Alerting, check: string) =>
  (await store.forCheck(check, 10)).map(({ kind, state }) => `${kind} ${state}`)

type Call = (...values: unknown[]) => unknown

/** Stands before one member of the store. */
const before = (member: string, replace: (real: Call) => Call) => ({
  around: <T extends object>(name: string, part: T): T =>
    name === 'store' ? { ...part, [member]: replace((part as Record<string, Call>)[member] as Call) } : part,
})

describe.concurrent('a worker', () => {
  it('that stood still for longer than an alert is its own sends it no more', async ({ place }) => {
    let now = Date.now()
    const stoodStill = before('write', write => async (...values) => {
      await write(...values)
      now += 3_600_000
    })
    const alerting = place.open({ channels: [hook(place)], now: () => now, ...stoodStill })
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await eventually(async () => expect((await alerting.store.forCheck(id, 1))[0]?.state).toBe('failed'))
    expect(subjectsAt(place)).toEqual([])
  })

  it('that stood still does not take back what another one has recorded', async ({ place }) => {
    const alerting = place.open({ channels: [hook(place)] })
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await eventually(async () => expect(await states(alerting, id)).toEqual(['trigger delivered']))
    const [record] = await alerting.store.forCheck(id, 1)
    await alerting.store.write([id], { ...record!, state: 'retrying', detail: 'no answer within 20 s' })
    expect(await states(alerting, id)).toEqual(['trigger delivered'])
  })

  it('whose turn failed halfway routes the entries that it had taken in the next one', async ({ place }) => {
    let broken = true
    const breaksOff = before('commit', commit => async (...values) => {
      if (!broken) return await commit(...values)
      broken = false
      throw new Error('Redis is away')
    })
    const alerting = place.open({ channels: [hook(place)], ...breaksOff })
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await expect(alerting.turn()).rejects.toThrow('Redis is away')
    await alerting.turn()
    await eventually(() => expect(subjectsAt(place)).toEqual(['[DOWN] backup']))
    expect(await place.admin.xlen('{intvlm8r}:watch:outbox')).toBe(0)
  })

  it('that loses races to others tries nineteen times more, and then leaves the entries to the next turn', async ({
    place,
  }) => {
    let lost = 0
    let races = 19
    const isSlower = before('commit', commit => async (...values) => {
      if (lost === races) return await commit(...values)
      lost++
      return false
    })
    const alerting = place.open({ channels: [hook(place)], ...isSlower })
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await eventually(() => expect(subjectsAt(place)).toEqual(['[DOWN] backup']))
    races += 20
    await alerting.signal(id, 'success')
    await expect(alerting.turn()).rejects.toThrow('other workers were always faster')
    expect(lost).toBe(39)
    await alerting.turn()
    await eventually(() => expect(subjectsAt(place)).toEqual(['[DOWN] backup', '[UP] backup']))
  })

  it('does not wait for ever for an alert that got lost with its queue', async ({ place }) => {
    let now = Date.now()
    const alerting = place.open({ channels: [hook(place)], now: () => now })
    const id = await alerting.create({ name: 'backup' })
    place.receiver.answerWith(answer(503))
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await eventually(async () => expect(await place.admin.zcard('{intvlm8r}:alerts-hook:delayed')).toBe(1))
    await place.admin.del(await place.admin.keys('{intvlm8r}:alerts-hook:*'))
    place.receiver.answerWith(answer(200))
    now += 6 * 3_600_000
    await alerting.signal(id, 'success')
    await alerting.turn()
    await eventually(() => expect(subjectsAt(place).at(-1)).toBe('[UP] backup'))
  })
})
