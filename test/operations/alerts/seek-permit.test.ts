import { describe, expect, it } from 'vitest'
import type { Alert, DeliveryRecord, PlannedAlert } from '../../../src/domain/alerts/alert'
import type { Channel } from '../../../src/domain/alerts/channel'
import type { AlertPermit } from '../../../src/domain/alerts/ports'
import { createSeekPermit } from '../../../src/operations/alerts/seek-permit'
import { alertMemory, channelOf, planned, recordOf, TRIGGER } from '../../support/alert-memory'

interface Given {
  readonly permit?: AlertPermit
  readonly alert?: Alert
  readonly channel?: Channel
  readonly attempts?: number
  readonly before?: readonly DeliveryRecord[]
  readonly after?: PlannedAlert['after']
  readonly sources?: readonly string[]
  /** The error with which the store refuses to read records. */
  readonly refuses?: Error
  readonly record?: Partial<DeliveryRecord>
}

/** What this watch may send of the alert, and what it recorded of it. */
async function seek({
  permit,
  alert = TRIGGER,
  channel = channelOf('hook'),
  attempts = 0,
  before = [],
  after = {},
  sources = ['c'],
  refuses,
  record: more = {},
}: Given) {
  const { store, written } = alertMemory()
  if (refuses) store.forCheck = () => Promise.reject(refuses)
  const asked: [PlannedAlert, Alert, string[]][] = []
  const seekPermit = createSeekPermit({
    ...{ now: () => 20_000, store },
    ...(permit && {
      permit: async (of: PlannedAlert, current: Alert, mayBeOpen: ReadonlySet<string>) => {
        asked.push([of, current, [...mayBeOpen]])
        return permit
      },
    }),
  })
  const of = planned(alert, { after, sources, id: alert.kind === 'resolve' ? 'k-3-hook' : 'k-1-hook' })
  const record = recordOf(of, { attempts, ...more })
  const turn = { channel, channels: [channel], current: alert, before, cooldown: undefined }
  const found = await seekPermit({ planned: of, record, notAfter: 0 }, turn)
  return { found, written, asked, of, record }
}

const ends: boolean[] = []
const sent = (more: Partial<Extract<AlertPermit, { kind: 'send' }>> = {}): AlertPermit => ({
  ...{ kind: 'send', isOpened: false, withinMs: 1_000 },
  done: async isDelivered => void ends.push(isDelivered),
  ...more,
})

describe('an alert of a watch without a group', () => {
  it('is sent as it is', async () => {
    const { found, written } = await seek({})
    expect(found).toEqual({ alert: TRIGGER, permit: { kind: 'own' } })
    expect(written).toEqual([])
  })
})

describe('an alert of a group', () => {
  it('is asked for as it was planned, and as it stands now', async () => {
    const { asked, of } = await seek({ permit: { kind: 'own' } })
    expect(asked).toEqual([[of, TRIGGER, []]])
  })

  it.each<[string, Partial<DeliveryRecord>, string[]]>([
    ['got no answer', { attempts: 1 }, ['c']],
    ['was refused', { attempts: 1, untaken: true }, []],
  ])(
    'is asked for as one that its service may have, where an attempt at it %s',
    async (_what, record, mayBeOpen) => {
      const { asked, of } = await seek({ permit: { kind: 'own' }, record })
      expect(asked).toEqual([[of, TRIGGER, mayBeOpen]])
      const end = { ...TRIGGER, kind: 'resolve' as const }
      expect((await seek({ permit: { kind: 'own' }, alert: end, record })).asked[0]?.[2]).toEqual([])
    },
  )

  it('that some recipients have is asked for no more, and sent to the others', async () => {
    const permit = { kind: 'told', by: 'attic' } as const
    const settled = { reached: ['ann'], refused: {} }
    const { found, asked } = await seek({ permit, record: { settled } })
    expect(found).toEqual({ alert: TRIGGER, permit: { kind: 'own' } })
    expect(asked).toEqual([])
    const nobody = await seek({
      permit,
      record: { settled: { reached: [], refused: { ann: 'answered 550' } } },
    })
    expect(nobody.found).toEqual({ result: {} })
    expect(nobody.written.map(([, record]) => record.settled)).toEqual([undefined])
  })

  it('that another member may tell is tried again later', async () => {
    const { found, written } = await seek({ permit: { kind: 'wait', ms: 400 } })
    expect(found).toEqual({ result: { retryInMs: 400 } })
    expect(written).toEqual([])
  })

  it('that turned out to be no news is dropped', async () => {
    const { found, written, record } = await seek({ permit: { kind: 'void' } })
    expect(found).toEqual({ result: {} })
    const detail = 'it turned out to be no news'
    expect(written).toEqual([[['c'], { ...record, state: 'dropped', detail, at: 20_000 }]])
  })

  it.each([
    [0, 1],
    [3, 3],
  ])(
    'that another member has told counts as delivered, after %i attempts here as %i',
    async (tried, attempts) => {
      const { found, written, record } = await seek({ permit: { kind: 'told', by: 'barn' }, attempts: tried })
      expect(found).toEqual({ result: {} })
      const detail = 'barn has told it'
      expect(written).toEqual([[['c'], { ...record, state: 'delivered', attempts, detail, at: 20_000 }]])
    },
  )

  it('is sent with the line that the permit adds to its text', async () => {
    const permit = sent({ line: 'barn does not answer.' })
    const { found } = await seek({ permit })
    expect(found).toEqual({ alert: { ...TRIGGER, text: 'It is down.\nbarn does not answer.' }, permit })
    const plain = sent()
    expect(await seek({ permit: plain })).toMatchObject({ found: { alert: TRIGGER, permit: plain } })
  })

  it('is, where it is a digest, sent with what nobody has told of it', async () => {
    const items = [TRIGGER, { ...TRIGGER, check: 'd', subject: '[DOWN] other' }]
    const alert: Alert = {
      ...TRIGGER,
      kind: 'digest',
      subject: '[DIGEST] 2 down',
      text: 'Both are down.',
      items,
    }
    const alertOf = async (permit: AlertPermit) => {
      const { found } = await seek({ permit, alert })
      return 'alert' in found ? found.alert : undefined
    }
    expect(await alertOf(sent({ left: items }))).toEqual(alert)
    expect(await alertOf(sent())).toEqual(alert)
    expect(await alertOf(sent({ left: items.slice(1), line: 'barn does not answer.' }))).toEqual({
      ...{ ...alert, status: 'mixed', subject: '[DIGEST] 1 down', items: items.slice(1) },
      text: expect.stringMatching(/\n- \[DOWN\] other\nbarn does not answer\.$/),
    })
  })
})

describe('the end of an incident', () => {
  const end = { ...TRIGGER, kind: 'resolve' as const }
  const pager = channelOf('hook', 'pagerduty')
  const refused = [recordOf(planned(), { state: 'dropped' })]

  it('that its service never knew is dropped, and that permit ends', async () => {
    const detail = 'there was nothing to resolve'
    const own = await seek({ alert: end, channel: pager, before: refused })
    expect(own.found).toEqual({ result: {} })
    expect(own.written).toEqual([[['c'], { ...own.record, state: 'dropped', detail, at: 20_000 }]])
    ends.length = 0
    const ofGroup = await seek({ alert: end, channel: pager, before: refused, permit: sent() })
    expect([ofGroup.found, ends]).toEqual([{ result: {} }, [false]])
    expect(ofGroup.written.map(([, { state }]) => state)).toEqual(['dropped'])
  })

  it.each<[string, Partial<DeliveryRecord>, string[]]>([
    ['may be there, since nobody confirmed it', { state: 'dropped', attempts: 1 }, ['c']],
    ['may be there as a part of a digest', { kind: 'digest', state: 'failed', attempts: 3 }, ['c']],
    ['may be there, and is tried again', { state: 'retrying', attempts: 1 }, ['c']],
    ['was refused', { state: 'dropped', attempts: 1, untaken: true }, []],
    ['was refused so far, for good by some', { state: 'retrying', attempts: 1, untaken: true }, []],
    ['was never tried', { state: 'dropped', attempts: 0 }, []],
    ['is the end of an older one', { kind: 'resolve', state: 'failed', attempts: 1 }, []],
  ])('is asked for with the checks whose message before it %s', async (_what, more, mayBeOpen) => {
    const before = [recordOf(planned(), more)]
    const after = { c: ['k-1-hook'], d: ['k-2-hook'] }
    const sources = ['c', 'd']
    const { asked, of } = await seek({ alert: end, before, after, sources, permit: sent() })
    expect(asked).toEqual([[of, end, mayBeOpen]])
  })

  it('of which Redis does not say whether its service knew it ends the permit all the same', async () => {
    const away = new Error('Redis is away')
    ends.length = 0
    const given = { alert: end, channel: pager, before: refused, permit: sent(), refuses: away }
    await expect(seek(given)).rejects.toBe(away)
    expect(ends).toEqual([false])
  })

  it.each<[string, Given]>([
    ['is a message, which tells of the whole outage', { channel: channelOf('hook') }],
    ['is one of an incident that another member opened', { permit: sent({ isOpened: true }) }],
    ['is one of an incident that may be open', { before: [] }],
    ['is none', { alert: TRIGGER }],
  ])('is sent where it %s', async (_what, given) => {
    ends.length = 0
    const { found, written } = await seek({ alert: end, channel: pager, before: refused, ...given })
    expect(found).toMatchObject({ alert: given.alert ?? end })
    expect([written, ends]).toEqual([[], []])
  })

  it('that is one with an older incident is dropped by messages, too, which never told of its beginning', async () => {
    const merged = { ...end, isMerge: true as const }
    expect(await seek({ alert: merged, before: refused })).toMatchObject({ found: { result: {} } })
    expect(await seek({ alert: merged })).toMatchObject({ found: { alert: merged } })
  })
})
