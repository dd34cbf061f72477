import { expect, it } from 'vitest'
import type { PlannedAlert } from '../../../src/domain/alerts/alert'
import { createPermitAlert } from '../../../src/operations/peers/permit-alert'

const planned: PlannedAlert = {
  id: 'intvlm8r-c-1-1-mail',
  channel: 'mail',
  alert: {
    ...{ kind: 'trigger', key: 'intvlm8r-c-1', check: 'c', name: 'backup', status: 'down', tags: [] },
    ...{ subject: '[DOWN] backup', text: 'It is down.', since: 0, at: 0 },
  },
  after: {},
  sources: ['c'],
  at: 0,
}

it('a member that does not answer for long keeps the time of the second question from no alert', async () => {
  const questions: number[] = []
  const barn = {
    ...({ name: 'barn', id: 'b', rank: 2, state: 'standing by', isAble: true } as const),
    ...{ silentFor: 0, answeredFor: 0, sameFor: 60_000 },
  }
  const { permit } = createPermitAlert({
    self: 'a',
    state: async () => ({
      state: 'on duty',
      settings: { rank: 1, takeover: 2_000, members: [] },
      members: [barn],
      holder: 'a',
      at: 0,
    }),
    sync: since => {
      questions.push(since)
      return questions.length === 1 ? new Promise(() => {}) : Promise.resolve(new Set(['barn']))
    },
    copies: { read: async ids => new Map(ids.map(id => [id, { told: {} }])), tell: async () => {} },
    noteSending: async () => {},
    now: () => 0,
    machine: () => performance.now(),
  })
  expect(await permit(planned, planned.alert)).toMatchObject({ kind: 'send' })
  // The second answer is newer than the note that this member is about to send.
  expect(questions).toHaveLength(2)
})
