import { expect, test } from 'vitest'
import type { GroupQuestion } from '../../../src/domain/peers/group'
import type { GroupBoard } from '../../../src/domain/peers/group-ports'
import { createPageAges } from '../../../src/operations/peers/page-ages'
import { createPushNews } from '../../../src/operations/peers/push-news'

const GREETING = { rank: 2, state: 'standing by', isAble: true } as const
const MEMBER = { name: 'attic', key: 'k', urls: [], looks: [], lookHosts: [], isMember: true }

test('a member that cannot ask gets the news also after the store was away for a moment', async () => {
  let at = 1_000_000
  let reads = 0
  const errors: string[] = []
  const board: Pick<GroupBoard, 'contacts' | 'own' | 'duty' | 'cursor'> = {
    contacts: async () => {
      reads += 1
      if (reads === 1) throw new Error('the store is away')
      // It has answered since long ago, and never asked.
      return new Map([['attic', { out: { ...GREETING, id: 'a', at, since: at - 100_000 } }]])
    },
    own: async () => undefined,
    duty: async () => undefined,
    cursor: async () => undefined,
  }
  let onPushed = (_question: GroupQuestion) => {}
  const pushed = new Promise<GroupQuestion>(resolve => {
    onPushed = resolve
  })
  const pushing = createPushNews({
    board: board as GroupBoard,
    pingKey: async () => 'key',
    machine: () => ++at,
    ages: createPageAges(() => at),
    now: () => at,
    settings: async () => ({ rank: 1, takeover: 5_000, members: [MEMBER] }),
    ask: async (_member, question) => {
      onPushed(question)
      return undefined
    },
    copies: { entries: async () => [{ id: 'check', home: 'home', isGone: true }] },
    log: async () => ({
      after: () => ({ ids: ['check'], next: { epoch: 'e', seq: 1 }, isMore: false, isFirst: true }),
      changed: async () => {},
    }),
    onError: error => errors.push(error.message),
  })
  try {
    await pushing.onSettings()
    expect((await pushed).push?.entries).toEqual([{ id: 'check', home: 'home', isGone: true }])
    expect(errors).toEqual(['the store is away'])
  } finally {
    pushing.close()
  }
})
