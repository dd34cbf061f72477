import { beforeEach, describe, expect, it } from 'vitest'
import type { Incident } from '../../../src/domain/alerts/alerting'
import type { Channel } from '../../../src/domain/alerts/channel'
import type { Told } from '../../../src/domain/peers/told'
import { newState } from '../../../src/domain/watch/check-state'
import { createTakeOverIncident } from '../../../src/operations/peers/take-over-incident'
import { alertingOf, alertMemory, CHECK, channelOf } from '../../support/alert-memory'

const NOW = 1_000_000
const THEIRS: Incident = {
  key: 'theirs',
  since: 4_000,
  reason: 'failure',
  notified: ['hook'],
  notifiedAt: 5_000,
}
const told = (...names: string[]): Told =>
  Object.fromEntries(names.map((name, n) => [name, { by: 'barn', n: n + 1 }]))
const THEIRS_TOLD = told('theirs trigger hook', 'theirs trigger pager')

let memory: ReturnType<typeof alertMemory>
let tells: unknown[][]
let ages: number[]
let recovery: boolean
let channels: readonly Channel[]

beforeEach(() => {
  memory = alertMemory()
  tells = []
  ages = []
  recovery = true
  channels = [channelOf('hook'), channelOf('pager', 'pagerduty')]
})

async function takeOver(told: Told = THEIRS_TOLD, theirs: Incident = THEIRS, age = 7_000) {
  const takeOver = createTakeOverIncident({
    ...{ self: 'attic', store: memory.store, now: () => NOW },
    copies: {
      ageOf: (moment, now) => {
        ages.push(moment)
        return now - moment
      },
      tell: async (id, more) => void tells.push([id, more]),
    },
    channels: { list: async () => channels },
  })
  const state = { ...newState(0), status: 'down' as const }
  await takeOver('c', { incident: theirs, age }, told, { check: { ...CHECK, recovery }, state, version: '1' })
  return memory.commits.at(-1)
}

describe('an incident that another member told of', () => {
  it('is remembered here, of a check that alerted nobody yet, and reviewed at once', async () => {
    const commit = await takeOver()
    expect(commit).toMatchObject({
      changes: [
        {
          ...{ source: 'c', before: { alerting: undefined, raw: '' }, reviewAt: NOW },
          after: { createdAt: 1_000, name: 'backup', incident: { key: 'theirs', notified: ['hook'] } },
        },
      ],
      planned: [],
    })
    // By the clock of this watch: it was decided seven seconds ago.
    expect(commit?.changes[0]?.after?.incident?.notifiedAt).toBe(NOW - 7_000)
    expect([tells, ages]).toEqual([[], []])
  })

  it('is nothing where nobody was told of it, or it is known', async () => {
    expect(await takeOver(told())).toBeUndefined()
    memory.alertings.set('c', alertingOf('c', 'theirs', ['hook']))
    expect(await takeOver()).toBeUndefined()
  })

  it('is taken anew where another worker was faster, five times at most', async () => {
    memory.refusals = 2
    memory.meanwhile = () => memory.alertings.set('c', alertingOf('c', 'theirs', ['other']))
    await takeOver()
    expect(memory.commits).toHaveLength(3)
    expect(memory.alertings.get('c')?.incident?.notified).toEqual(['other', 'hook'])
    memory.alertings.clear()
    memory.refusals = 100
    memory.meanwhile = () => {}
    memory.commits.length = 0
    await takeOver()
    expect(memory.commits).toHaveLength(5)
  })
})

describe('an incident of this watch that is one with an older one of another member', () => {
  const own = (notified: readonly string[], told = notified) => {
    memory.alertings.set('c', alertingOf('c', 'young', notified))
    return {
      ...THEIRS_TOLD,
      ...Object.fromEntries(told.map(name => [`young trigger ${name}`, { by: 'attic', n: 3 }])),
    }
  }

  it('is closed by the channels that it was told by, and that is told to the group', async () => {
    const commit = await takeOver(own(['hook', 'pager']), { ...THEIRS, notified: ['hook', 'pager'] }, 996_000)
    expect(ages).toEqual([6_000])
    expect(tells).toEqual([['c', { 'young merged theirs': { by: 'attic', n: 4 } }]])
    expect(
      commit?.planned.map(({ id, channel, alert }) => [id, channel, alert.kind, alert.key, alert.isMerge]),
    ).toEqual([
      ['young-1-hook', 'hook', 'resolve', 'young', true],
      ['young-1-pager', 'pager', 'resolve', 'young', true],
    ])
    const [{ after } = { after: undefined }] = commit?.changes ?? []
    expect(after).toMatchObject({ count: 1, incident: { key: 'theirs' }, last: { hook: ['young-1-hook'] } })
    expect(commit?.planned[0]).toMatchObject({ at: NOW, alert: { at: NOW, name: 'backup', check: 'c' } })
  })

  it('is closed by messages only where they tell of recoveries', async () => {
    recovery = false
    const closing = async (list: readonly Channel[]) => {
      channels = list
      memory.commits.length = 0
      const commit = await takeOver(
        own(['hook', 'pager']),
        { ...THEIRS, notified: ['hook', 'pager'] },
        996_000,
      )
      return commit?.planned.map(({ channel }) => channel)
    }
    expect(await closing(channels)).toEqual(['pager'])
    expect(await closing([channelOf('hook'), channelOf('other', 'pagerduty')])).toEqual([])
    expect(memory.alertings.get('c')?.incident?.key).toBe('theirs')
  })

  it('stays where it is the older one, which is told to the group', async () => {
    expect(await takeOver(own(['hook']), THEIRS, 7_000)).toBeUndefined()
    expect(tells).toEqual([['c', { 'theirs merged young': { by: 'attic', n: 4 } }]])
  })
})
