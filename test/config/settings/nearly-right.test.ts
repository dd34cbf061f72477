import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import { nearMiss } from '../../../src/domain/near-miss'
import { faultText } from '../../../src/domain/settings/reading'
import { allBut } from './sections'

const MONITORING = '[Monitoring]\nheartbeatfrequency = Off\n'

function faultsOf(text: string): string[] {
  const parsed = parseSettings(text)
  return parsed.kind === 'faulty' ? parsed.faults.map(faultText) : []
}

describe('a key that is nearly right is a fault', () => {
  test.each([
    ['Monitoring', 'heartbeatcatchpu', 'heartbeatcatchup'],
    ['Monitoring', 'heartbeatcathcup', 'heartbeatcatchup'],
    ['Monitoring', 'heartbeat_catchup', 'heartbeatcatchup'],
    ['Monitoring', 'heartbeat catch-up', 'heartbeatcatchup'],
    ['Monitoring', 'hartbeatcatchup', 'heartbeatcatchup'],
    ['Monitoring', 'heartbeetkatchup', 'heartbeatcatchup'],
    ['Monitoring', 'heartbeaturi', 'heartbeaturl'],
    ['Monitoring', 'hearbeatfrequenzy', 'heartbeatfrequency'],
    ['Web', 'prot', 'port'],
    ['Web', 'ports', 'port'],
    ['web', 'Hots', 'host'],
    ['Web', 'hostname', 'hostnames'],
    ['Web', 'tls_cert', 'tlscert'],
    ['Web', 'trustproxi', 'trustproxy'],
    ['Redis', 'ulr', 'url'],
    ['Redis', 'uri', 'url'],
    ['Login', 'user_name', 'username'],
    ['Login', 'passwordhas', 'passwordhash'],
  ])('[%s] %s', (section, key, meant) => {
    const before = section === 'Monitoring' ? MONITORING : `${MONITORING}[${section}]\n`
    expect(faultsOf(`${before}${key} = 8081\n`)).toEqual([
      `[${section}] ${key.toLowerCase()}: is no key of this section; did you mean ${meant}?`,
    ])
  })

  test('and the other keys of its section count all the same', () => {
    const parsed = parseSettings(`${MONITORING}[Web]\nport = 9000\nhots = pi\n`)
    expect(parsed).toMatchObject({ kind: 'faulty', sound: { web: { port: 9000, host: '0.0.0.0' } } })
  })

  test('also of a check and of a channel, whose unknown keys are faults anyhow', () => {
    expect(faultsOf(`${MONITORING}[check.a]\nperiod = 1d\ngarce = 5m\n`)).toEqual([
      expect.stringMatching(/^\[check\.a\] garce: is no setting of a check; there are .* grace,/),
    ])
    expect(faultsOf(`${MONITORING}[channel.a]\nkind = ntfy\ntopic = x\npriorty = 5\n`)).toEqual([
      '[channel.a] priorty: is no setting of ntfy; did you mean priority?',
    ])
  })
})

describe('a section that is nearly right is a fault', () => {
  test.each([
    ['Moniotring', 'Monitoring'],
    ['Monitor', undefined],
    ['Wbe', 'Web'],
    ['Rdeis', 'Redis'],
    ['Log-in', 'Login'],
    ['chek.backup', 'check.backup'],
    ['check_backup', undefined],
    ['check backup', 'check.backup'],
    ['Check: back.up', 'check.back.up'],
    ['channel/mail', 'channel.mail'],
    ['checking account', undefined],
    ['chanel.mail', 'channel.mail'],
    ['channels.mail', 'channel.mail'],
  ])('[%s]', (section, meant) => {
    expect(faultsOf(`${MONITORING}[${section}]\nanything = 1\n`)).toEqual(
      meant === undefined ? [] : [`[${section}] is no section of ours; did you mean [${meant}]?`],
    )
  })

  test('and no default stands in for it, so that no check is removed and no other Redis is used', () => {
    const text = '[check.a]\nperiod = 1d\n[chek.b]\nperiod = 1d\n[Rdeis]\nurl = redis://other\n'
    const parsed = parseSettings(MONITORING + text)
    if (parsed.kind !== 'faulty') throw new Error('it should be faulty')
    expect(Object.keys(parsed.sound).sort()).toEqual([...allBut('redis', 'checks')].sort())
    expect(parsed.soundChecks?.map(({ key }) => key)).toEqual(['a'])
  })
})

describe('what is another program’s stays', () => {
  /** As Intervalometerator has them, heartbeats included, and as configparser writes them. */
  const ORIGINAL = `[Global]
file created = 01 Jan 2026
thumbscount = 24
[Transfer]
tfrmethod = SFTP
ftpserver = ftp.example.org
ftpuser = pi
ftppassword = secret
sftpserver =
googleremotefolder = photos
dbx_token =
transferday = Daily
transferhour = 23
[Copy]
copyday = Daily
copyhour = 22
[Monitoring]
heartbeatfrequency = 5
heartbeaturl = https://nosnch.in/0123456789
`
  test.each([
    ['an INI of Intervalometerator', ORIGINAL],
    ['the example', readFileSync('intvlm8r.example.ini', 'utf8')],
    [
      'the example with all its lines',
      readFileSync('intvlm8r.example.ini', 'utf8')
        .replace(/^; (?=\[|\w+ = )/gm, '')
        .replace('passwordhash = ', 'passwordhash =')
        .replace(/^(shortestgap|id|slug|description) =.*$/gm, '$1 ='),
    ],
    [
      'keys that resemble none',
      `${MONITORING}pagerdutykey = x\nnote = y\n[Web]\ntheme = dark\nip = 1\n[Redis]\ndb = 1\n`,
    ],
    [
      'sections that resemble none',
      `${MONITORING}[Watch]\na = 1\n[Logging]\nb = 1\n[Cameras]\n[Network]\n[radio.a]\nx = 1\n[pair.b]\n`,
    ],
  ])('%s', (_what, text) => {
    expect(faultsOf(text)).toEqual([])
  })
})

test.each([
  ['port', undefined],
  ['prot', 'port'],
  ['tropp', undefined],
  ['po', undefined],
  ['', undefined],
])('%j is near %s', (name, meant) => expect(nearMiss(name, ['host', 'port', 'ip'])).toBe(meant))
