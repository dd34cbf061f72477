/** A password that is typed on the terminal. */
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readUnseen } from '../../../src/bin/commands/password'

let keyboard: PassThrough
let shown: string
beforeEach(() => {
  keyboard = new PassThrough()
  shown = ''
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(keyboard as unknown as typeof process.stdin)
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    shown += text
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
})

test('the line is returned, and not shown', async () => {
  const typed = readUnseen('New password: ')
  keyboard.write('s3cret\r')
  expect(await typed).toBe('s3cret')
  expect(shown).toBe('New password: \n')
})

test.each([
  ['Ctrl+C', () => keyboard.write('\u0003')],
  ['Ctrl+D', () => keyboard.write('\u0004')],
  ['the end of the terminal', () => keyboard.end()],
])('%s fails, so that nobody believes that a password is set', async (_name, leave) => {
  const typed = readUnseen('New password: ')
  leave()
  await expect(typed).rejects.toThrow(/^Nothing was changed\.$/)
  expect(shown).toBe('New password: \n')
})
