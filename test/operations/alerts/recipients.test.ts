import { beforeEach, describe, expect, it } from 'vitest'
import type { PermitAlert } from '../../../src/domain/alerts/ports'
import { plannedAt } from '../../support/alerts'
import { ANNA, BERT, CARL, HOUR, type MailPlace, openMailPlace } from '../../support/recipients'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
let place: MailPlace

beforeEach(async () => {
  place = await openMailPlace(redis.target)
})

const planned = (id: string) => plannedAt(place.now, id)
const TROUBLE = { failures: 3, detail: 'no connection', reported: false }

describe('an alert that a mail server takes for some recipients only', () => {
  it('is sent again to those who were refused for now, and to nobody else', async () => {
    place.codes = { [BERT]: [450, 451, 250] }
    const alert = planned('greylisted')
    expect(await place.attempt(alert)).toEqual({ retryInMs: 3_750 })
    expect(await place.record('greylisted')).toMatchObject({
      state: 'retrying',
      attempts: 1,
      detail: `taken by the mail server for ${ANNA}; not for ${BERT}: 127.0.0.1 answered 450 to RCPT`,
      nextAt: place.now + 3_750,
      settled: { reached: [ANNA], refused: {} },
    })
    expect(await place.attempt(alert)).toEqual({ retryInMs: 7_500 })
    expect(await place.attempt(alert)).toEqual({})
    expect(place.mails).toEqual([`greylisted to ${ANNA}`, `greylisted to ${BERT}`])
    // The head of each has both.
    expect(place.heads).toEqual([`${ANNA}, ${BERT}`, `${ANNA}, ${BERT}`])
    const ended = await place.record('greylisted')
    expect(ended).toMatchObject({ state: 'delivered', attempts: 3, detail: 'taken by the mail server' })
    expect(ended).not.toHaveProperty('settled')
  })

  it('names a recipient who was refused for good, and does not try him again', async () => {
    place.channel = place.mailTo(ANNA, BERT, CARL)
    place.codes = { [BERT]: [450, 250], [CARL]: [550, 250] }
    await place.untilEnd(planned('gone'))
    expect(place.mails).toEqual([`gone to ${ANNA}`, `gone to ${BERT}`])
    expect(await place.record('gone')).toMatchObject({
      state: 'delivered',
      detail: `taken by the mail server for ${ANNA}, ${BERT}; not for ${CARL}: 127.0.0.1 answered 550 to RCPT`,
    })
  })

  it('does not try him again where nobody has it yet, either', async () => {
    place.codes = { [ANNA]: [550, 250], [BERT]: [450, 250] }
    await place.untilEnd(planned('early'))
    expect(place.mails).toEqual([`early to ${BERT}`])
    expect(await place.record('early')).toMatchObject({
      detail: `taken by the mail server for ${BERT}; not for ${ANNA}: 127.0.0.1 answered 550 to RCPT`,
    })
  })

  it('fails where every recipient was refused for good', async () => {
    place.codes = { [ANNA]: [550], [BERT]: [450, 551] }
    await place.untilEnd(planned('nobody'))
    expect(await place.record('nobody')).toMatchObject({
      ...{ state: 'failed', attempts: 2, untaken: true, detail: '127.0.0.1 answered 550 to RCPT' },
    })
    expect(await place.store.health('hook')).toMatchObject({ reported: true })
  })

  it('is trouble of the channel while nobody has it, also where one was refused for good', async () => {
    place.codes = { [ANNA]: [550], [BERT]: [450] }
    const detail = '127.0.0.1 answered 450 to RCPT'
    for (const failures of [1, 2]) {
      await place.attempt(planned('vain'))
      expect(await place.store.health('hook')).toMatchObject({ failures, reported: false, detail })
    }
  })

  it('is given up after six hours, with its recipients named, which other channels report', async () => {
    place.codes = { [BERT]: [452] }
    const began = place.now
    await place.untilEnd(planned('full'))
    expect(place.now - began).toBeGreaterThan(5.5 * HOUR)
    expect(place.now - began).toBeLessThan(6 * HOUR)
    const detail = `taken by the mail server for ${ANNA}; not for ${BERT}: 127.0.0.1 answered 452 to RCPT`
    expect(await place.record('full')).toMatchObject({ state: 'failed', detail })
    expect(place.mails).toEqual([`full to ${ANNA}`])
    expect(await place.store.health('hook')).toMatchObject({ failures: 1, reported: true, detail })
    const notices = await place.store.planned(10)
    expect(notices.map(({ channel, alert }) => `${alert.subject} by ${channel}`)).toEqual([
      '[CHANNEL] hook does not deliver by other',
    ])
  })

  it('neither begins trouble of its channel nor ends some', async () => {
    place.codes = { [BERT]: [450, 450, 250] }
    await place.attempt(planned('first'))
    expect(await place.store.health('hook')).toBeUndefined()
    const health = { ...TROUBLE, since: place.now - HOUR }
    await place.store.commit([], [], { channel: 'hook', before: undefined, after: health })
    await place.attempt(planned('first'))
    expect(await place.store.health('hook')).toEqual(health)
    await place.attempt(planned('first'))
    expect(await place.store.health('hook')).toBeUndefined()
    expect(place.logged).toEqual(['hook delivers again'])
  })

  it('is trouble of the channel while the server cannot be reached for the rest', async () => {
    place.codes = { [BERT]: [450, 250] }
    const { channel } = place
    await place.attempt(planned('cut'))
    place.channel = { ...channel, settings: { ...channel.settings, port: '1' } }
    await place.attempt(planned('cut'))
    const detail = `taken by the mail server for ${ANNA}; not for ${BERT}: connection refused by 127.0.0.1`
    expect(await place.store.health('hook')).toMatchObject({ detail })
    expect(await place.record('cut')).toMatchObject({ settled: { reached: [ANNA], refused: {} }, detail })
    place.channel = channel
    await place.untilEnd(planned('cut'))
    expect(place.mails).toEqual([`cut to ${ANNA}`, `cut to ${BERT}`])
  })

  it('is delivered when those who are left are no recipients any more', async () => {
    place.codes = { [BERT]: [450] }
    await place.attempt(planned('removed'))
    place.channel = place.mailTo(ANNA)
    expect(await place.attempt(planned('removed'))).toEqual({})
    expect(place.mails).toEqual([`removed to ${ANNA}`])
    expect(await place.record('removed')).toMatchObject({
      ...{ state: 'delivered', detail: 'taken by the mail server' },
    })
  })

  it('finds a host name in any spelling again, and has an address once that is there twice', async () => {
    place.channel = place.mailTo('Me <me@EXÄMPLE.org>', ANNA, ANNA)
    place.codes = { 'me@exämple.org': [450, 250] }
    await place.untilEnd(planned('spelling'))
    expect(place.mails).toEqual([`spelling to ${ANNA}`, 'spelling to me@exämple.org'])
  })
})

describe('a report that is sent at most once', () => {
  it('is sent again to those who certainly do not have it', async () => {
    place.codes = { [BERT]: [450, 250] }
    const week = planned('week')
    await place.untilEnd({ ...week, alert: { ...week.alert, kind: 'digest', isReport: true } })
    expect(place.mails).toEqual([`week to ${ANNA}`, `week to ${BERT}`])
  })
})

describe('a test', () => {
  const detail = `taken by the mail server for ${ANNA}; not for ${BERT}: 127.0.0.1 answered 450 to RCPT`

  it('says who got it, and is neither repeated nor a sign that the channel delivers', async () => {
    place.codes = { [BERT]: [450] }
    const health = { ...TROUBLE, since: place.now - HOUR }
    await place.store.commit([], [], { channel: 'hook', before: undefined, after: health })
    expect(await place.test()).toEqual({ ok: false, permanent: false, detail })
    expect(await place.store.health('hook')).toEqual(health)
  })

  it('that nobody got begins trouble of the channel, as for one recipient', async () => {
    place.codes = { [ANNA]: [550], [BERT]: [450] }
    expect(await place.test()).toMatchObject({ ok: false, detail: '127.0.0.1 answered 450 to RCPT' })
    expect(await place.store.health('hook')).toMatchObject({ failures: 1, reported: false })
  })

  it('that the worker sends ends the same way', async () => {
    place.codes = { [BERT]: [450] }
    const test = planned('test')
    expect(await place.attempt({ ...test, alert: { ...test.alert, kind: 'test' } })).toEqual({})
    expect(await place.record('test')).toMatchObject({ state: 'failed', detail })
    expect(await place.store.health('hook')).toBeUndefined()
  })
})

describe('an alert of a group', () => {
  it('is told once some recipients have it, and needs no further permit for the others', async () => {
    const ends: boolean[] = []
    const permit: PermitAlert = async () => ({
      ...({ kind: 'send', isOpened: false, withinMs: HOUR } as const),
      done: async isDelivered => void ends.push(isDelivered),
    })
    place.channel = place.mailTo(ANNA, BERT, CARL)
    place.codes = { [ANNA]: [550], [BERT]: [450, 450, 250], [CARL]: [450, 250] }
    const alert = planned('shared')
    // Nobody has it after the first attempt: another member may tell.
    await place.attempt(alert, { permit })
    expect(ends).toEqual([false])
    await place.attempt(alert, { permit })
    expect(ends).toEqual([false, true])
    expect(await place.attempt(alert, { permit: async () => ({ kind: 'told', by: 'attic' }) })).toEqual({})
    expect(place.mails).toEqual([`shared to ${CARL}`, `shared to ${BERT}`])
  })

  it('goes to the others also where its worker ends while the group is told', async () => {
    place.codes = { [BERT]: [450, 250] }
    const end = new Error('the worker ended')
    const permit: PermitAlert = async () => ({
      ...({ kind: 'send', isOpened: false, withinMs: HOUR } as const),
      done: () => Promise.reject(end),
    })
    const alert = planned('short')
    await expect(place.attempt(alert, { permit })).rejects.toBe(end)
    const told: PermitAlert = async () => ({ kind: 'told', by: 'this watch' })
    expect(await place.attempt(alert, { permit: told })).toEqual({})
    expect(place.mails).toEqual([`short to ${ANNA}`, `short to ${BERT}`])
  })
})
