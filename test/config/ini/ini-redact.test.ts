import { describe, expect, test } from 'vitest'
import { readRedactedIni, redactIni } from '../../../src/config/ini/ini-redact'

describe('an INI for other eyes', () => {
  test.each([
    ['heartbeaturl = https://nosnch.in/SECRET?m=1', 'heartbeaturl = https://nosnch.in/…'],
    ['HeartbeatURL: https://u:SECRET@host:8443/SECRET ; mine', 'HeartbeatURL: https://host:8443/… ; mine'],
    ['heartbeaturl = nosnch.in/SECRET', 'heartbeaturl = …'],
    ['heartbeaturl = "https://nosnch.in/SECRET"', 'heartbeaturl = …'],
    ['heartbeaturl = x\n   SECRET', 'heartbeaturl = …\n  (removed)'],
    ['; heartbeaturl = https://nosnch.in/SECRET', '; heartbeaturl = https://nosnch.in/…'],
    ['#heartbeaturl = SECRET', '#heartbeaturl = …'],
    ['# the old one: https://nosnch.in/SECRET', '# the old one: https://nosnch.in/…'],
    ['passwordhash = $scrypt$SECRET=;SECRET', 'passwordhash = (removed)'],
    [
      'passwordhash =      ; empty: the first start asks',
      'passwordhash =      ; empty: the first start asks',
    ],
    ['api_token=SECRET', 'api_token=(removed)'],
    ['url = redis://user:SECRET@host:6379/0', 'url = redis://(removed)@host:6379/0'],
    ['proxy = http://me:SECRET@proxy.lan:3128 ; ours', 'proxy = http://proxy.lan:3128/… ; ours'],
    ['proxy = me:SECRET@proxy.lan:3128', 'proxy = …'],
    ['trustproxy = on', 'trustproxy = on'],
    ['noproxy = .lan, 10.0.0.0/8', 'noproxy = .lan, 10.0.0.0/8'],
    ['url = /run/redis.sock', 'url = /run/redis.sock'],
    ['heartbeatfrequency = 10   ; a comment', 'heartbeatfrequency = 10   ; a comment'],
    ['https://nosnch.in/SECRET', 'https://nosnch.in/…'],
    ['[Web]\r\nport = 80\r\n\r\n', '[Web]\r\nport = 80\r\n\r\n'],
  ])('%j is shown as %j', (text, expected) => {
    expect(redactIni(text)).toBe(expected)
    expect(redactIni(text)).not.toContain('SECRET')
  })

  test('one that cannot be read is said to be so', async () => {
    expect(await readRedactedIni('/nowhere/x.ini')).toBe('; /nowhere/x.ini cannot be read: ENOENT\n')
  })
})
