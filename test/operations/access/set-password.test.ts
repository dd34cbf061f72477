import { expect, it } from 'vitest'
import type { EditOutcome } from '../../../src/domain/settings/reading'
import { createSetPassword } from '../../../src/operations/access/set-password'

const READING = { kind: 'unreadable', reason: 'gone' } as const

/** Sets a password where the edit of the INI ends so, and returns what was done, in its order. */
async function set(outcome: EditOutcome, expectedRevision?: string) {
  const steps: unknown[] = []
  const setPassword = createSetPassword({
    settings: {
      read: async () => READING,
      edit: async (edits, revision) => {
        steps.push(['edit', edits, revision])
        return outcome
      },
    },
    passwords: { hash: async (password: string) => `hash of ${password}` } as never,
    setupToken: { remove: async () => void steps.push(['no setup link any more']) } as never,
  })
  return { found: await setPassword('a long one', expectedRevision), steps }
}

const EDIT = [{ section: 'Login', key: 'passwordhash', value: 'hash of a long one' }]

it('a password is kept as its hash, and ends the setup link', async () => {
  const outcome = { kind: 'saved', reading: READING } as const
  expect(await set(outcome, 'r1')).toEqual({
    found: outcome,
    steps: [['edit', EDIT, 'r1'], ['no setup link any more']],
  })
})

it.each<EditOutcome>([
  { kind: 'unchanged', reading: READING },
  { kind: 'conflict', reading: READING },
  { kind: 'refused', reason: 'the disk is full' },
])('the setup link stays where the password was not saved: %o', async outcome => {
  expect(await set(outcome)).toEqual({ found: outcome, steps: [['edit', EDIT, undefined]] })
})
