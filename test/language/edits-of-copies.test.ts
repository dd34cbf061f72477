/** Why a check of another member of the group cannot be changed: English where it is made, and translated where it is shown. */
import { expect, test } from 'vitest'
import { german } from '../../src/domain/language/german/index'
import { tStored } from '../../src/domain/language/text'
import { inLanguage } from '../../src/domain/language/use-language'
import type { AskedHome } from '../../src/domain/peers/group-ports'
import { planOf } from '../../src/domain/watch/check-plan'
import { newState } from '../../src/domain/watch/check-state'
import { createEditAtHome } from '../../src/operations/peers/edit-at-home'
import { leftOut, marked, wordsOf } from './left-out'

const REASONS = [
  'it comes from a file that the INI there names; change it there',
  'it comes from the INI there; change it there',
  'it is a gate of the heartbeat there: take phone out of heartbeatgates in the INI first',
  'it does not understand the change; both watches may need the same version',
  'its slug is that of a gate of the heartbeat there: take phone out of heartbeatgates in the INI first',
  'it has no such check any more',
  'channels: there is no channel "phone"; there are: none',
]

const refused = (reason: string): AskedHome => ({
  kind: 'answer',
  name: 'attic',
  answer: { kind: 'refused', reason },
})

/** The message of an edit that the home answers so. */
async function messageOf(asked: AskedHome): Promise<string> {
  const check = { ...planOf({ name: 'pumpe' }), id: 'p', origin: 'peer', home: 'a77c', createdAt: 1 } as const
  const watched = { check, state: newState(1), version: '1' }
  const never = async (): Promise<never> => {
    throw new Error('it was changed here')
  }
  const edits = createEditAtHome({
    checks: {
      get: async () => watched,
      ...{ update: never, updateUnless: never, remove: never, pause: never, resume: never },
      ...{ silence: never, acknowledge: never },
    },
    ask: async () => asked,
    apply: async () => undefined as never,
    forget: never,
  })
  return await edits.update('p', { grace: 5 }, 9).then(String, error => error.message)
}

const CASES: readonly AskedHome[] = [
  { kind: 'silent', name: 'attic' },
  { kind: 'unknown' },
  ...REASONS.map(refused),
]

test.each(CASES)('%j is told in the language of the page', async asked => {
  const message = await messageOf(asked)
  expect(message).toMatch(/^this check stays as it was: /)
  const shown = inLanguage('de', marked(german), () => tStored(message))
  expect(shown).toMatch(/^⟦this check stays as it was: /)
  const names = /attic|a77c|phone|channels/g
  expect(leftOut(shown.replace(names, ''), wordsOf(german), [])).toEqual([])
})
