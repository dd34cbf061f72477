import { describe, expect, test } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import { secondSender } from '../../../src/domain/heartbeat/second-sender'
import type { Reading } from '../../../src/domain/settings/reading'

const reading = (frequency: string, url: string): Reading => ({
  ...parseSettings(`[Monitoring]\nheartbeatfrequency = ${frequency}\nheartbeaturl = ${url}\n`),
  revision: '',
  changedAt: 0,
})
const UNREADABLE: Reading = { kind: 'unreadable', reason: '/home/pi/www/intvlm8r.ini does not exist' }
const SNITCH = 'https://nosnch.in/1'
const OURS = reading('5', SNITCH)

describe('a second sender on this machine', () => {
  test.each([
    [
      'the same URL',
      reading('10', SNITCH),
      OURS,
      'of the Intervalometerator calls the same URL every 10 minutes',
    ],
    ['the same URL, written otherwise', reading('10', 'HTTPS://NOSNCH.IN:443/1'), OURS, 'the same URL'],
    [
      'a URL that is not known',
      UNREADABLE,
      OURS,
      'which URL it calls is not known: /home/pi/www/intvlm8r.ini does',
    ],
    ['a URL, while ours is not known', reading('10', SNITCH), UNREADABLE, 'a URL of its own settings'],
  ])('is named where it calls %s', (_, theirs, ours, words) => {
    expect(secondSender(theirs, ours)).toContain(words)
  })

  test.each([
    ['calls another URL', reading('10', 'https://nosnch.in/2')],
    ['is Off', reading('Off', '')],
    ['has no URL', reading('10', '')],
    ['has no heartbeat settings', { ...parseSettings('[Global]\nname = pi\n'), revision: '', changedAt: 0 }],
  ])('is none where it %s', (_, theirs) => {
    expect(secondSender(theirs, OURS)).toBeUndefined()
  })

  test('is named without the URL, which is a secret', () => {
    expect(secondSender(reading('10', SNITCH), OURS)).not.toContain('nosnch')
  })
})
