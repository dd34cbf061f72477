/** Names that the owner chose stay as they are, though they are words of ours; texts of ours among them are translated. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { german } from '../../src/domain/language/german/index'
import { tStored } from '../../src/domain/language/text'
import { useLanguage } from '../../src/domain/language/use-language'
import { withOpinions } from '../../src/domain/probes/second-opinion'
import { acknowledgerName } from '../../src/domain/watch/acknowledgement'
import { homeName } from '../../src/web/watch/read-only'

beforeEach(() => useLanguage('de', german))
afterEach(() => useLanguage('en'))

test('a member of the group named down', async () => {
  const member = { id: 'd0', name: 'down' }
  const peers = { showGroup: async () => ({ members: [member] }) } as unknown as Parameters<
    typeof homeName
  >[1]
  expect(await homeName('d0', peers)).toBe('down')
  expect(await homeName('a1', peers)).toBe('die Wache mit der Kennung a1')
  expect(await homeName(undefined, peers)).toBe('eine andere Wache')
})

test('a key or a person named test, who acknowledges', () => {
  expect(['test', 'down', 'Anna'].map(acknowledgerName)).toEqual(['test', 'down', 'Anna'])
  expect(acknowledgerName('the owner')).toBe('dem Besitzer')
  expect(acknowledgerName('the API')).toBe('der API')
})

test('peers of a second opinion, which are joined by a word of ours', () => {
  const look = { answer: 'failure', detail: 'nas.lan:445 refuses connections' } as const
  const said = (answer: 'success' | 'failure') =>
    ['attic', 'barn'].map(peer => ({ peer, answer, detail: 'nas.lan:445 refuses connections' }))
  const shown = (answer: 'success' | 'failure') => tStored(withOpinions(look, said(answer)).detail)
  expect(shown('success')).toBe(
    'nas.lan:445 lehnt Verbindungen ab; nur von hier aus ausgefallen: attic und barn erreichen es',
  )
  expect(shown('failure')).toBe(
    'nas.lan:445 lehnt Verbindungen ab; von beiden aus ausgefallen: Auch attic und barn sehen einen Fehler (nas.lan:445 lehnt Verbindungen ab)',
  )
})
