import { beforeEach, expect, it } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import type { Reading } from '../../../src/domain/settings/reading'
import { announceStart } from '../../../src/operations/alerts/announce-start'
import { alertMemory, channelOf } from '../../support/alert-memory'
import { whileInZone } from '../../support/zone'

const NOW = Date.parse('2026-11-28T09:20:00Z')
const INI = '[Monitoring]\nheartbeatfrequency = Off\n[Watch]\nstartchannel = start\n[check.a]\nperiod = 1d\n'

let reading: Reading
let files: { checks: number; faults: string[] } | undefined
let memory: ReturnType<typeof alertMemory>

beforeEach(() => {
  reading = read(INI)
  files = undefined
  memory = alertMemory()
})
const read = (text: string) => parseSettings(text) as Reading

const start = async (listed: (() => Promise<typeof files>) | 'none' = async () => files) =>
  await whileInZone('UTC', () =>
    announceStart({
      ...{ now: () => NOW, store: memory.store, settings: { read: async () => reading } },
      ...(listed !== 'none' && { listed }),
      channels: { list: async () => [channelOf('other'), channelOf('start')] },
    }),
  )
const told = () => memory.commits.flatMap(({ planned }) => planned.map(({ alert }) => alert))

it('a start is one event of its hour, by the channel that the INI names', async () => {
  expect(await start()).toBeUndefined()
  expect(memory.commits).toEqual([
    {
      changes: [],
      planned: [
        {
          id: 'intvlm8r-start-20261128-09-ok-digest-start',
          ...{ channel: 'start', after: {}, sources: ['watch'], at: NOW },
          alert: {
            ...{ kind: 'digest', status: 'up', key: 'intvlm8r-start-20261128-09-ok', name: 'the watch' },
            ...{ tags: [], since: NOW, at: NOW, subject: 'OK: the watch has started' },
            text: '1 check of the INI is watched.',
          },
        },
      ],
    },
  ])
})

it('a start without files beside the INI is told in the same words', async () => {
  await start('none')
  expect(told().map(({ text }) => text)).toEqual(['1 check of the INI is watched.'])
})

it('its faults are those of the INI and of the files that it names, and it counts the checks of both', async () => {
  reading = read(`${INI}[check.b]\nperiod = never\n`)
  files = { checks: 7, faults: ['events.txt, line 3: there is no time'] }
  await start()
  const [{ key, subject, text } = { key: '', subject: '', text: '' }] = told()
  expect([key, subject]).toEqual(['intvlm8r-start-20261128-09-failure', 'FAILURE: the watch has started'])
  expect(text.split('\n')).toEqual([
    '1 check of the INI and 7 of the files that it names are watched.',
    expect.stringMatching(/^\[check\.b\] period: /),
    'events.txt, line 3: there is no time',
  ])
})

it('while all checks may have a fault none of them is counted', async () => {
  const { settings } = reading as Extract<Reading, { kind: 'ok' }>
  const faults = [{ section: 'Web', key: 'port', reason: 'is no number' }]
  reading = { ...{ kind: 'faulty', faults, sound: { watch: settings.watch }, revision: 'r', changedAt: 0 } }
  await start()
  expect(told()[0]?.text).toBe('0 checks of the INI are watched.\n[Web] port: is no number')
})

it.each<[string, () => void, string | undefined]>([
  [
    'names a channel that there is not',
    () => {
      reading = read(INI.replace('= start', '= nobody'))
    },
    '[Watch] startchannel: there is no channel "nobody"; the start is announced to nobody',
  ],
  [
    'names none',
    () => {
      reading = read(INI.replace('= start', '='))
    },
    undefined,
  ],
  [
    'cannot be read',
    () => {
      reading = { kind: 'unreadable', reason: 'it does not exist' }
    },
    undefined,
  ],
])('nothing is told where the INI %s', async (_what, change, trouble) => {
  change()
  expect(await start()).toBe(trouble)
  expect(memory.commits).toEqual([])
})
