import { describe, expect, it } from 'vitest'
import type { Asked, PeerAnswer, PeerTrouble } from '../../../src/domain/probes/peer-answer'
import { createHeartDuty } from '../../../src/operations/peers/heart-duty'

const SLOT = Date.parse('2026-11-20T12:00:00Z')
const MINE = 'b0b0b0b0b0b0'

function answered({
  id = 'a0a0a0a0a0a0',
  sentAgo = undefined as number | undefined,
  troubles = [] as PeerTrouble[],
  hearts = 'shared' as 'shared' | 'doubled' | 'none',
  isSending = false,
  hasHeart = true,
} = {}): Asked {
  const heart = {
    ...{ mark: 'm', isShared: true, ...(sentAgo !== undefined && { sentAgo }) },
    ...(isSending && { isSending: true as const }),
  }
  const answer: PeerAnswer = {
    ...{ id, boot: 'b', version: '1', name: 'n', troubles, isTwin: false },
    ...(hasHeart && { heart }),
  }
  return {
    kind: 'answer',
    answer,
    took: 1,
    offset: 0,
    doubt: 1,
    isTwin: false,
    ...(hearts !== 'none' && { hearts }),
  }
}
const duty = (asked: readonly Asked[], at = SLOT + 5_000) =>
  createHeartDuty({
    ask: async () => asked.map((one, n) => ({ name: `peer-${n}`, asked: one })),
    id: MINE,
    now: () => at,
  })(SLOT)

describe('a heartbeat that watches share', () => {
  it('is done once the first of them says that it has sent it', async () => {
    expect(await duty([answered({ sentAgo: 3_000 })])).toEqual({ kind: 'sent', peer: 'peer-0' })
  })

  it('is done by a later one that has sent it in the place of the first', async () => {
    const later = answered({ id: 'c0c0c0c0c0c0', sentAgo: 1_000 })
    expect(await duty([later])).toEqual({ kind: 'sent', peer: 'peer-0' })
  })

  it('waits for a later one that is sending it, since that comes to the end first', async () => {
    const sending = answered({ id: 'c0c0c0c0c0c0', isSending: true })
    expect(await duty([answered({ id: 'd0d0d0d0d0d0' }), sending])).toEqual({
      ...{ kind: 'underway', isFirst: true, sharing: ['peer-0', 'peer-1'] },
    })
  })

  it('is done where clocks that differ a little put it into the slot before', async () => {
    expect(await duty([answered({ sentAgo: 20_000 })])).toEqual({ kind: 'sent', peer: 'peer-0' })
  })

  it.each([
    ['has sent only the one before', answered({ sentAgo: 305_000 })],
    ['has sent none yet', answered()],
    ['cannot mail, which is no matter here', answered({ troubles: ['mail'] })],
  ])('is under way while the first of them %s', async (_what, asked) => {
    expect(await duty([asked])).toEqual({ kind: 'underway', sharing: ['peer-0'] })
  })

  it.each<[string, readonly Asked[]]>([
    ['this watch comes first', [answered({ id: 'c0c0c0c0c0c0' })]],
    ['the other runs no jobs', [answered({ troubles: ['jobs'] })]],
    ['the other’s heart is late', [answered({ troubles: ['heart'] })]],
    ['the other’s mails do not arrive, and its heart is late', [answered({ troubles: ['mail', 'heart'] })]],
    ['the other has the id of this watch', [answered({ id: MINE })]],
    ['the other sent it too long ago', [answered({ id: 'c0c0c0c0c0c0', sentAgo: 20_001 })]],
    ['the other says nothing of its heart', [answered({ id: 'c0c0c0c0c0c0', hasHeart: false })]],
  ])('is this watch’s own when %s, which answers', async (_when, asked) => {
    expect(await duty(asked)).toEqual({ kind: 'own', sharing: ['peer-0'] })
  })

  it.each<[string, readonly Asked[]]>([
    ['there is no other', []],
    [
      'the other is silent',
      [{ kind: 'broken', breakdown: 'timeout', detail: 'x', at: 0, phases: { total: 1 } }],
    ],
    ['the other shows no key', [{ kind: 'unproven', status: 200 }]],
    ['the other sends elsewhere', [answered({ hearts: 'none' })]],
    ['the other does not share on purpose', [answered({ hearts: 'doubled', sentAgo: 1_000 })]],
  ])('is this watch’s own, and no other counts as one that answered, when %s', async (_when, asked) => {
    expect(await duty(asked)).toEqual({ kind: 'own', sharing: [] })
  })

  it('is asked again with the names of those that have answered', async () => {
    const named: unknown[] = []
    const ask = async (answered?: readonly string[]) => {
      named.push(answered)
      return []
    }
    await createHeartDuty({ ask, id: MINE, now: () => SLOT })(SLOT, ['office'])
    expect(named).toEqual([['office']])
  })
})
