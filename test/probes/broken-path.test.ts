import { expect, it } from 'vitest'
import { brokenPath } from '../../src/probes/broken-path'

const failed = (code: string) => Object.assign(new Error(`open ${code}`), { code })

it.each([
  ['ENOENT', 'failure', 'there is no /a'],
  ['ENOTDIR', 'failure', 'there is no /a'],
  ['EACCES', 'blind', "the appliance's user may not read /a"],
  ['EPERM', 'blind', "the appliance's user may not read /a"],
  ['EIO', 'failure', '/a cannot be read: its device fails (EIO)'],
  ['ENODEV', 'failure', '/a cannot be read: its device fails (ENODEV)'],
  ['ESTALE', 'failure', '/a cannot be read: its device fails (ESTALE)'],
  ['EMFILE', 'blind', '/a cannot be read: open EMFILE'],
])('%s is a %s: %s', (code, answer, detail) => {
  expect(brokenPath(failed(code), '/a')).toEqual({ answer, detail })
})
