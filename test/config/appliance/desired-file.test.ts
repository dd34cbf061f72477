/** A file that says which checks, channels, accounts and windows there have to be. */
import { expect, test } from 'vitest'
import { readDesired } from '../../../src/config/appliance/desired-file'
import { MAIL_RULES } from '../../../src/notifiers/mail-addresses'

const NOW = Date.UTC(2026, 10, 20)
const read = (text: string) => readDesired(text, MAIL_RULES, NOW)
const NO_SECTION =
  'it has no section of a check, a channel, a mail account or a window, such as [check.backup]'

test('a file has checks, channels, mail accounts and windows', () => {
  const desired = read(`[check.a]
period = 1d
[CHANNEL.phone]
kind = ntfy
topic = x
[mail.home]
smtphost = smtp.a
from = me@example.org
[window.night]
cron = 0 3 * * *
duration = 2h
all = on
`)
  expect(desired.faults).toEqual([])
  expect(desired.others).toEqual([])
  expect(desired.checks.map(({ key }) => key)).toEqual(['a'])
  expect(desired.channels.map(({ name, kind }) => [name, kind])).toEqual([['phone', 'ntfy']])
  expect(desired.accounts.map(({ name }) => name)).toEqual(['home'])
  expect(desired.windows.map(({ name }) => name)).toEqual(['night'])
})

test.each([
  'monitoring',
  'Web',
  'Watch',
  'Expected',
  'Checklist',
  'Zmq',
  'Redis',
  'Network',
  'Login',
  'Checker',
  'Group',
  'DEFAULT',
  'peer.office',
  'status.home',
])('[%s] is a setting of a machine, whose faults do not matter here', section => {
  const { others, faults, checks } = read(`[check.a]\nperiod = 1d\n[${section}]\nheartbeatfrequency = 7\n`)
  expect(others).toEqual([section])
  expect(faults).toEqual([])
  expect(checks.map(({ key }) => key)).toEqual(['a'])
})

test.each(['peer', 'xweb', 'web.x', 'check.b', 'Global'])('[%s] is no setting of a machine', section => {
  expect(read(`[check.a]\nperiod = 1d\n[${section}]\nperiod = 1d\n`).others).toEqual([])
})

test('a heartbeat may be in it or not, and is not judged', () => {
  for (const before of ['', '[Monitoring]\n', '[Monitoring]\nheartbeatfrequency = 10\n'])
    expect(read(`${before}[check.a]\nperiod = 1d`).faults).toEqual([])
})

test('the check and the channel that a peer makes stay with that machine', () => {
  const { checks, channels, others, faults } = read(`[check.a]
period = 1d
[channel.mail]
kind = email
to = me@example.org
host = smtp.a
[peer.office]
url = http://office:8080
key = 0123456789abcdef
contact = you@example.org
`)
  expect(faults).toEqual([])
  expect(checks.map(({ key }) => key)).toEqual(['a'])
  expect(channels.map(({ name }) => name)).toEqual(['mail'])
  expect(others).toEqual(['peer.office'])
})

test('a line that belongs nowhere is a fault in every section, as it may be the header of a check', () => {
  expect(read('[check.a]\nperiod = 1d\n[Web]\ncheck.b]\n').faults).toEqual([
    '[Web] line 4 is neither "key = value" nor a [section]; mend it, or put a ; in front of it',
  ])
})

test('its faults are named, and what is sound stays', () => {
  const { faults, channels } = read('[check.a]\nperiod = soon\n[channel.phone]\nkind = ntfy\ntopic = x\n')
  expect(faults).toEqual([expect.stringMatching(/^\[check\.a\] period: /)])
  expect(channels.map(({ name }) => name)).toEqual(['phone'])
})

test('faulty accounts and windows are none, with the reason', () => {
  const { accounts, windows, channels, faults } = read(
    '[mail.home]\nsmtpport = x\n[window.night]\nduration = x\n[channel.phone]\nkind = x\n',
  )
  expect([accounts, windows, channels]).toEqual([[], [], []])
  expect(faults.map(fault => fault.split(' ')[0])).toEqual(
    expect.arrayContaining(['[mail.home]', '[window.night]', '[channel.phone]']),
  )
})

test('rules of addresses are those of the library', () => {
  const { faults } = read('[channel.mail]\nkind = email\nto = nobody\nhost = smtp.a\n')
  expect(faults).toEqual(['[channel.mail] to: has at place 1 no address such as me@example.org'])
})

test('a schedule has to come true after now', () => {
  const once = (day: string) => read(`[check.a]\noncalendar = ${day} 00:00\n`).faults
  expect(once('2026-11-19')).toHaveLength(1)
  expect(once('2026-11-21')).toEqual([])
})

test('a file without a section that can be applied is a fault, unless it has others', () => {
  expect(read('').faults).toEqual([NO_SECTION])
  expect(read('[Web]\nport = 80\n')).toMatchObject({ faults: [NO_SECTION], others: ['Web'] })
  expect(read('[Global]\n').faults).toEqual([NO_SECTION])
  expect(read('chek').faults).toEqual([
    "line 1 stands before the first [section]; put the section's name above it",
  ])
})
