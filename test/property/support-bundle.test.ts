/** A secret at any place of an INI never appears in the support bundle, whatever is wrong with the INI. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseSettings } from '../../src/config/settings/settings'
import { readingProblem } from '../../src/domain/settings/reading'
import { INI, openWeb, type TestWeb } from '../support/web'

const SECTIONS = [
  'Monitoring',
  'Web',
  'Watch',
  'Redis',
  'Network',
  'check.nas',
  'channel.mail',
  'mail.me',
  'Checklist',
  'peer.attic',
  'DEFAULT',
]
const KEYS = [
  'heartbeatfrequency',
  'heartbeaturl',
  'heartbeatgates',
  'host',
  'port',
  'tlscert',
  'trustproxy',
  'hostnames',
  'pyremto',
  'url',
  'proxy',
  'cafile',
  'name',
  'period',
  'cron',
  'timezone',
  'probe',
  'targets',
  'every',
  'headers',
  'contains',
  'channels',
  'tags',
  'slug',
  'id',
  'kind',
  'topic',
  'to',
  'routingkey',
  'from',
  'smtphost',
  'smtpuser',
  'imappassword',
  'token',
  'refreshtoken',
  'tokenurl',
  'clientid',
  'clientsecret',
  'checkinfolder',
  'senders',
  'subjects',
  'folder',
  'file',
  'redis',
  'startchannel',
  'key',
]

/** Each is a line, or several, with the secret at a place of its own. */
const PLACES: readonly ((secret: string, key: string) => string)[] = [
  (secret, key) => `${key} = ${secret}`,
  (secret, key) => `${key}: on ${secret}`,
  (secret, key) => `${key} = "${secret}"`,
  (secret, key) => `${key} = '${secret}`,
  (secret, key) => `${key} = 5 ; ${secret}`,
  (secret, key) => `${key} = 5\n   ${secret}`,
  (secret, key) => `${key} =\n   ${secret} = 7`,
  (secret, key) => `${key} = https://nosnch.in/${secret}`,
  (secret, key) => `${key} = https://${secret}@127.0.0.1/${secret}?${secret}#${secret}`,
  (secret, key) => `${key} = https://${secret}.example.org:8080/`,
  (secret, key) => `${key} = redis://:${secret}@host:6379`,
  (secret, key) => `${key} = ${secret}://host/path`,
  (secret, key) => `${key} = https//nosnch.in/${secret}`,
  (secret, key) => `${key} = http https://${secret}/ and ${secret}`,
  (secret, key) => `${key} = me@${secret}, ${secret}@example.org`,
  (secret, key) => `${key} = @/etc/${secret}`,
  (secret, key) => `${key} = %(${secret})s`,
  (secret, key) => `${key}${secret} = on`,
  (secret, key) => `${secret}${key} = on`,
  (secret, key) => `${key} ${secret}`,
  secret => `${secret} = on`,
  secret => `= ${secret}`,
  secret => secret,
  secret => `   ${secret}`,
  secret => `; ${secret}`,
  secret => `#heartbeaturl = ${secret}`,
  secret => `[${secret}]`,
  secret => `[check.${secret}]\nperiod = often`,
  secret => `[check.${secret}]\nperiod = 1d\n[check.${secret.toUpperCase()}]\nperiod = 1d`,
  secret => `[${secret}.nas]\nperiod = often`,
  secret => `[Web] ${secret}`,
  secret => `[Web${secret}]\nport = 80`,
  secret => `[chek.${secret}]`,
  secret => `[${secret}`,
  secret => `[check.a]\nprobe = tcp ${secret}\n[check.b]\nprobe = ${secret} x\n[check.c]\ncron = ${secret}`,
]

const secret = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9]{7,23}$/),
  fc.stringMatching(/^[A-Za-z0-9]{8,40}$/),
  fc.stringMatching(/^[A-Za-z]{6}[_][A-Za-z]{6}$/),
)
const planted = fc
  .tuple(
    secret,
    fc.array(
      fc.record({
        section: fc.constantFrom(...SECTIONS),
        key: fc.constantFrom(...KEYS),
        place: fc.constantFrom(...PLACES),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    fc.boolean(),
  )
  .map(([secret, places, isFirst]) => {
    const lines = places.flatMap(({ section, key, place }) => [`[${section}]`, place(secret, key)])
    return { secret, text: `${isFirst ? `${secret}\n${secret} = 5\n` : ''}${INI}${lines.join('\n')}\n` }
  })

let web: TestWeb
beforeAll(async () => {
  web = await openWeb()
})
afterAll(async () => await web.close())

test('the bundle holds no secret of the INI', async () => {
  const admin = await web.admin()
  const { system } = web.ports
  const facts = await system.facts()
  let line = ''
  Object.assign(system, {
    facts: async () => facts,
    tickLog: async () => ({ source: 'journalctl', lines: [line] }),
  })
  let faulty = 0
  await fc.assert(
    fc.asyncProperty(planted, async ({ secret, text }) => {
      await web.writeIni(text)
      const parsed = parseSettings(text)
      if (parsed.kind === 'faulty') faulty++
      line = `the INI has faults: ${readingProblem({ ...parsed, revision: '', changedAt: 0 })}`
      const { status, text: bundle } = await admin.get('/system/support')
      expect(status).toBe(200)
      expect(bundle).toContain('== INI ==')
      expect(bundle).toContain('heartbeatfrequency = 10')
      expect(bundle.toLowerCase()).not.toContain(secret.toLowerCase())
    }),
    { numRuns: 400 },
  )
  expect(faulty).toBeGreaterThan(100)
})
