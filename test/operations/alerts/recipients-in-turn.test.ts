import { beforeEach, describe, expect, it } from 'vitest'
import type { DeliveryRecord, PlannedAlert } from '../../../src/domain/alerts/alert'
import { createRandom } from '../../support/random'
import { ANNA, alertAfter, BERT, CARL, type MailPlace, openMailPlace } from '../../support/recipients'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
let place: MailPlace

beforeEach(async () => {
  place = await openMailPlace(redis.target)
})

describe('the alerts of an outage', () => {
  const both = () =>
    [alertAfter(place, 'down', 'trigger'), alertAfter(place, 'up', 'resolve', 'down')] as const

  it('go to each recipient in their order, and a recipient who is refused for now holds up no other one', async () => {
    const [down, up] = both()
    place.codes = { [BERT]: [450] }
    await place.attempt(down)
    expect(await place.attempt(up)).toEqual({ retryInMs: 3_750 })
    expect(await place.record('up')).toMatchObject({
      state: 'retrying',
      detail: `taken by the mail server for ${ANNA}; not for ${BERT}: an earlier alert comes first`,
    })
    place.codes = {}
    expect(await place.attempt(up)).toMatchObject({ waitsFor: 'down' })
    expect(place.mails).toEqual([`down to ${ANNA}`, `up to ${ANNA}`])
    expect(await place.attempt(down)).toEqual({})
    expect(await place.attempt(up)).toEqual({})
    expect(place.mails.slice(2)).toEqual([`down to ${BERT}`, `up to ${BERT}`])
  })

  it('reach a recipient for whom the second one is refused, and another who got the first one late', async () => {
    const [down, up] = both()
    place.codes = { [ANNA]: [250, 450, 250], [BERT]: [450, 250] }
    await place.attempt(down)
    // Nobody can get it now: Anna is refused, and Bert lacks the first one.
    expect(await place.attempt(up)).toEqual({ retryInMs: 3_750 })
    expect(await place.record('up')).not.toHaveProperty('settled')
    place.now += 5_000
    await place.attempt(down)
    await place.attempt(up)
    expect(place.mails).toEqual([`down to ${ANNA}`, `down to ${BERT}`, `up to ${ANNA} ${BERT}`])
  })

  it('wait as before where the one before has reached nobody', async () => {
    const [down, up] = both()
    place.codes = { [ANNA]: [450], [BERT]: [450] }
    await place.attempt(down)
    expect(await place.attempt(up)).toMatchObject({ waitsFor: 'down' })
    expect(place.mails).toEqual([])
  })

  it('wait without a failure where those who could get the next one are no recipients any more', async () => {
    const [down, up] = both()
    place.codes = { [BERT]: [450] }
    await place.attempt(down)
    place.channel = place.mailTo(BERT, CARL)
    expect(await place.attempt(up)).toEqual({ retryInMs: 3_750 })
    expect(await place.attempt(up)).toMatchObject({ waitsFor: 'down' })
    expect([place.mails, await place.store.health('hook')]).toEqual([[`down to ${ANNA}`], undefined])
    place.codes = {}
    await place.untilEnd(down)
    await place.untilEnd(up)
    expect(place.mails.slice(1)).toEqual([`down to ${BERT} ${CARL}`, `up to ${BERT} ${CARL}`])
  })

  it('end for all where the first one was given up for some', async () => {
    const [down, up] = both()
    place.codes = { [BERT]: [450] }
    await place.untilEnd(down)
    place.codes = {}
    await place.untilEnd(up)
    expect(place.mails).toEqual([`down to ${ANNA}`, `up to ${ANNA} ${BERT}`])
  })
})

describe('whomever a mail server refuses, and whenever a worker is killed between two attempts,', () => {
  const ALL = [ANNA, BERT, CARL] as const

  /** Answers until the seventh attempt; some of the recipients are refused for ever. */
  function answers(random: () => number): number[] {
    const some = Array.from({ length: 6 }, () => {
      const drawn = random()
      return drawn < 0.4 ? 250 : drawn < 0.93 ? 450 : 550
    })
    return [...some, random() < 0.85 ? 250 : 452]
  }

  /** A chain of alerts, each tried when its moment has come, in an order of chance, until all have come to their end. */
  async function sendAll(chain: readonly PlannedAlert[], random: () => number): Promise<void> {
    await place.store.commit([], chain)
    const due = new Map(chain.map(planned => [planned, place.now]))
    while (due.size > 0) {
      const next = Math.min(...due.values())
      place.now = Math.max(place.now, next)
      const ready = [...due.keys()].filter(planned => (due.get(planned) ?? 0) <= place.now)
      const planned = ready[Math.floor(random() * ready.length)] as PlannedAlert
      const isKilled = random() < 0.2
      const write = async (sources: readonly string[], record: DeliveryRecord) => {
        await place.store.write(sources, record)
        if (isKilled && record.detail === 'being sent') throw new Error('killed')
      }
      const result = await place.attempt(planned, { store: { write } }).catch((error: Error) => {
        expect(error.message).toBe('killed')
        return { retryInMs: 30_000 }
      })
      if (result.retryInMs === undefined) due.delete(planned)
      else due.set(planned, place.now + result.retryInMs)
    }
  }

  it.each(Array.from({ length: 4 }, (_, seed) => seed))(
    'each recipient gets each alert once and in turn, or is named as one who did not (seed %i)',
    async seed => {
      const random = createRandom(seed)
      place.channel = place.mailTo(...ALL)
      place.codes = Object.fromEntries(ALL.map(name => [name, answers(random)]))
      const chain = [
        alertAfter(place, `down-${seed}`, 'trigger'),
        alertAfter(place, `up-${seed}`, 'resolve', `down-${seed}`),
        alertAfter(place, `again-${seed}`, 'trigger', `up-${seed}`),
      ]
      await sendAll(chain, random)
      const got = (name: string) =>
        place.mails.flatMap(mail => (mail.includes(name) ? mail.split(' ')[0] : []))
      for (const name of ALL) {
        const [mine, ids] = [got(name), chain.map(({ id }) => id)]
        expect(mine, name).toEqual(ids.filter(id => mine.includes(id)))
        for (const id of ids) {
          const { state, detail = '' } = (await place.record(id)) ?? {}
          const isNamed = detail.split('; not for ')[1]?.includes(name) ?? state === 'failed'
          expect([name, id, isNamed]).toEqual([name, id, !mine.includes(id)])
        }
      }
    },
  )
})
