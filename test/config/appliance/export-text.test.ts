/** What is watched, as one INI: what the page made, and the INI's own sections. */
import { expect, test } from 'vitest'
import { exportedIni } from '../../../src/config/appliance/export-text'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'

const NONE = { channels: [], accounts: [] }
const ID = '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9'
const DAILY = { schedule: { kind: 'period', period: 86_400_000 } } as const

function check(given: Partial<CheckPlan> & { readonly name: string }, id = ID): Check {
  return { ...planOf({ ...DAILY, ...given }), id, origin: 'page', createdAt: 0 }
}

const textOf = (checks: readonly Check[], ini = '') => exportedIni(checks, NONE, ini).text
const sectionsOf = (checks: readonly Check[], ini = '') =>
  textOf(checks, ini)
    .split('\n')
    .filter(line => line.startsWith('['))

test('nothing is an empty text', () => {
  expect(exportedIni([], NONE, '')).toEqual({ text: '', left: [] })
})

test('accounts, channels, windows and checks have a section each, in that order', () => {
  const { text, left } = exportedIni(
    [check({ name: 'Backup of Nas' })],
    {
      accounts: [{ name: 'home', settings: { smtphost: 'smtp.a' } }],
      channels: [{ name: 'phone', kind: 'ntfy', isDefault: true, settings: { topic: 'x' } }],
      windows: [{ name: 'night', settings: { duration: '2h', cron: '0 3 * * *' } }],
    },
    '',
  )
  expect(left).toEqual([])
  expect(text).toBe(`[mail.home]
smtphost = smtp.a

[channel.phone]
kind = ntfy
default = on
topic = x

[window.night]
duration = 2h
cron = 0 3 * * *

[check.backup-of-nas]
name = Backup of Nas
period = 1d
channels = none
id = ${ID}
`)
})

test('a value that an INI cannot hold is left out, and named by its place', () => {
  const { text, left } = exportedIni(
    [check({ name: 'a', description: 'one\ntwo' })],
    {
      accounts: [{ name: 'home', settings: { smtppassword: ' secret' } }],
      channels: [{ name: 'phone', kind: 'ntfy', settings: { topic: 'x', token: 'a #b' } }],
      windows: [{ name: 'night', settings: { duration: '"2h"' } }],
    },
    '',
  )
  expect(left).toEqual(['smtppassword of home', 'token of phone', 'duration of night', 'description of "a"'])
  expect(text).toContain(
    '\n; description has several lines or signs that cannot stand in an INI; apply keeps it as it is\n',
  )
  expect(text).not.toContain('secret')
})

test('the section of a check has its slug as name, counted where it is taken in any case', () => {
  const checks = [check({ name: 'A b' }), check({ name: 'c', slug: 'a-b' }), check({ name: 'a b' })]
  expect(sectionsOf(checks)).toEqual(['[check.a-b]', '[check.a-b-2]', '[check.a-b-3]'])
  expect(sectionsOf(checks, '[check.A-B-2]\nperiod = 1d\n')).toEqual([
    '[check.a-b]',
    '[check.a-b-3]',
    '[check.a-b-4]',
    '[check.A-B-2]',
  ])
})

test.each([
  ['Nas', 'Nas'],
  ['Backup of the-nas_2', 'Backup of the-nas_2'],
  ['2nd', '2nd'],
  ['-a', 'other'],
  ['a/b', 'other'],
  ['a]', 'other'],
  [' a', 'other'],
  ['a ', 'other'],
  ['ü', 'other'],
])('beside a probe whose "name" is a setting of its own, the section of %j is named %s', (name, section) => {
  const settings = { name: 'nas.lan' }
  const probe = { kind: 'tls', target: 'nas:443', every: 86_400_000, settings } as const
  const { text } = exportedIni([{ ...check({ name: 'x', slug: 'other', probe }), name }], NONE, '')
  expect(text.split('\n')[0]).toBe(`[check.${section}]`)
  expect(text).toContain('\nname = nas.lan\n')
})

test('the INI brings its own checks, channels, accounts and windows, as they are written there', () => {
  const ini = `; above
[Web]
port = 80
[CHECK.a]
period = 1d ; daily

; below a

[Check]
x = 1
[channel.b]
kind=ntfy
[Xcheck.c]
[mail.d]
[window.e]
duration = 2h`
  const { text } = exportedIni([], NONE, ini)
  expect(text).toBe(`; From this machine's own INI.
[CHECK.a]
period = 1d ; daily

; below a

[channel.b]
kind=ntfy

[mail.d]

[window.e]
duration = 2h
`)
})

test('behind the checks of the page it has a heading, with an empty line above', () => {
  expect(textOf([check({ name: 'a' })], '[check.b]\nperiod = 1d\n')).toBe(
    `[check.a]\nname = a\nperiod = 1d\nchannels = none\nid = ${ID}\n\n; From this machine's own INI.\n[check.b]\nperiod = 1d\n`,
  )
})
