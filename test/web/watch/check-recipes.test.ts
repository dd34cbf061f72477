import { describe, expect, test } from 'vitest'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import type { Schedule } from '../../../src/domain/watch/schedule'
import { recipes } from '../../../src/web/watch/check-recipes'
import { plan } from '../../support/watch'

const ID = '3f1c2d4e-5a6b-4c7d-8e9f-0a1b2c3d4e5f'
const BARE_ID = '3f1c2d4e5a6b4c7d8e9f0a1b2c3d4e5f'
const URL_OF_IT = `http://pi.lan:8080/ping/${ID}`
const CURL = 'curl -fsS -m 10 --retry 5 --retry-connrefused -o /dev/null'

function howTo(
  given: Partial<CheckPlan> = {},
  { ambiguous = false, base = 'http://pi.lan:8080', isSelfSigned = false } = {},
) {
  const check = { ...plan('NAS backup', given), id: ID }
  return recipes({ base, check: check as never, pingKey: 'a-key', ambiguous, isSelfSigned })
}
const texts = (list: readonly { readonly id: string; readonly text: string }[]) =>
  Object.fromEntries(list.map(({ id, text }) => [id, text]))

test('the lines to be copied check in by the id, with as many tries as curl makes', () => {
  expect(texts(howTo().recipes)).toEqual({
    curl: `${CURL} ${URL_OF_IT}`,
    cron: `*/10 * * * * /usr/local/bin/job; ${CURL} ${URL_OF_IT}/$?`,
    systemd: `# /etc/systemd/system/check-in@.service
[Service]
Type=oneshot
ExecStart=/usr/bin/${CURL} http://pi.lan:8080/ping/%i

# Your service, in [Unit]:
OnSuccess=check-in@${ID}.service
# or, before systemd 249, in [Service]:
ExecStartPost=/usr/bin/${CURL} ${URL_OF_IT}`,
    python: `import time, urllib.request
for wait in 1, 2, 4, 8, 16, 0:
    try:
        urllib.request.urlopen("${URL_OF_IT}", timeout=10)
        break
    except OSError:
        if not wait: raise
        time.sleep(wait)`,
    powershell: `foreach ($wait in 1, 2, 4, 8, 16, 0) {
  try { Invoke-RestMethod -Uri ${URL_OF_IT} -TimeoutSec 10; break }
  catch { if (!$wait) { throw }; Start-Sleep $wait }
}`,
    wrapper: 'intvlm8r run nas-backup -- /usr/local/bin/job',
  })
})

test('where POST alone counts, the lines post', () => {
  const { curl, cron, python, powershell } = texts(howTo({ methods: 'post' }).recipes)
  expect(curl).toBe(`${CURL} -X POST ${URL_OF_IT}`)
  expect(cron).toBe(`*/10 * * * * /usr/local/bin/job; ${CURL} -X POST ${URL_OF_IT}/$?`)
  expect(python).toContain(`urlopen("${URL_OF_IT}", data=b"", timeout=10)`)
  expect(powershell).toContain(`-Uri ${URL_OF_IT} -Method Post -TimeoutSec 10`)
})

test('the same check has an address by the convention of each service', () => {
  expect(texts(howTo().conventions)).toEqual({
    healthchecks: URL_OF_IT,
    slug: 'http://pi.lan:8080/ping/a-key/nas-backup',
    kuma: `http://pi.lan:8080/api/push/${BARE_ID}?status=up&msg=OK&ping=`,
    snitch: `http://pi.lan:8080/snitch/${BARE_ID}?m=done`,
    cronitor: 'http://pi.lan:8080/cronitor/p/a-key/nas-backup?state=complete',
    pyremto: 'http://pi.lan:8080/pyremto',
    tag: ID,
  })
})

test('a slug that two checks share stands in no line: the id takes its place', () => {
  const { recipes: lines, conventions } = howTo({}, { ambiguous: true })
  expect(texts(lines).wrapper).toBe(`intvlm8r run ${ID} -- /usr/local/bin/job`)
  expect(texts(conventions)).not.toHaveProperty('slug')
  expect(texts(conventions).cronitor).toBe(`http://pi.lan:8080/cronitor/p/a-key/${ID}?state=complete`)
})

test('there are codes for a phone of the page, of the tag and of the address', () => {
  expect(howTo().codes.map(({ name, text, code }) => [name, text, code.size])).toEqual([
    ['QR code of this page', `http://pi.lan:8080/checks/${ID}`, 41],
    ['QR code of its tag', ID, 37],
    ['QR code of its address', URL_OF_IT, 41],
  ])
})

test('the names of lines and codes are words of the page', () => {
  const { recipes: lines, conventions } = howTo()
  expect([...lines, ...conventions].map(({ name }) => name)).toEqual([
    ...['curl', 'Line of a crontab', 'systemd', 'Python', 'PowerShell', 'On the appliance itself'],
    ...['Healthchecks', 'Healthchecks, by slug', 'Uptime Kuma push', "Dead Man's Snitch", 'Cronitor'],
    ...['pyremto: its endpoint', 'pyremto: the tag'],
  ])
  expect(lines.map(({ id, hint }) => [id, hint !== undefined])).toEqual([
    ...[
      ['curl', true],
      ['cron', true],
      ['systemd', false],
    ],
    ...[
      ['python', false],
      ['powershell', false],
      ['wrapper', true],
    ],
  ])
})

test.each([
  ['http://localhost:8080', true],
  ['http://127.0.0.1', true],
  ['http://[::1]:8080', true],
  ['http://pi.lan', false],
  ['http://192.168.1.5', false],
  ['http://[fd00::1]', false],
])('a page that was opened at %s warns that its lines hold here alone: %j', (base, warns) => {
  expect(howTo({}, { base }).warning !== undefined).toBe(warns)
})

test('a page with a self-signed certificate warns that a device has to trust it, or to use plain http', () => {
  const { warning } = howTo({}, { base: 'https://pi.lan:8080', isSelfSigned: true })
  expect(warning).toMatch(
    /^These lines work where the certificate of this page is trusted;.* write http:\/\/ /,
  )
  expect(howTo({}, { base: 'https://pi.lan:8080' }).warning).toBeUndefined()
})

describe('the line of a crontab', () => {
  const MINUTE = 60_000
  const timesOf = (schedule: Schedule) =>
    texts(howTo({ schedule }).recipes).cron?.replace(/ \/usr\/local.*/, '')

  test.each([
    [0.5, '* * * * *'],
    [1, '* * * * *'],
    [1.9, '* * * * *'],
    [2, '*/2 * * * *'],
    [3, '*/3 * * * *'],
    [4, '*/4 * * * *'],
    [5, '*/5 * * * *'],
    [6, '*/6 * * * *'],
    [9, '*/6 * * * *'],
    [10, '*/10 * * * *'],
    [12, '*/12 * * * *'],
    [15, '*/15 * * * *'],
    [20, '*/20 * * * *'],
    [29, '*/20 * * * *'],
    [30, '*/30 * * * *'],
    [59, '*/30 * * * *'],
    [60, '0 * * * *'],
    [119, '0 * * * *'],
    [120, '0 */2 * * *'],
    [180, '0 */3 * * *'],
    [240, '0 */4 * * *'],
    [360, '0 */6 * * *'],
    [480, '0 */8 * * *'],
    [720, '0 */12 * * *'],
    [1_439, '0 */12 * * *'],
    [1_440, '0 3 * * *'],
    [10_080, '0 3 * * *'],
  ])('comes often enough for a period of %d minutes', (minutes, times) => {
    expect(timesOf({ kind: 'period', period: minutes * MINUTE })).toBe(times)
  })

  test('has the times of a cron schedule, without a field for seconds', () => {
    const cron = (expression: string) => timesOf({ kind: 'cron', expression, zone: '' })
    expect(cron('30 2 * * 1-5')).toBe('30 2 * * 1-5')
    expect(cron(' 0  30 2 * * 1-5 ')).toBe('30 2 * * 1-5')
  })

  test('is one for each of several cron expressions', () => {
    const lines = texts(
      howTo({ schedule: { kind: 'cron', expression: '0 8 * * * | 30 20 * * 1-5', zone: '' } }).recipes,
    ).cron?.split('\n')
    expect(lines).toEqual([
      `0 8 * * * /usr/local/bin/job; ${CURL} ${URL_OF_IT}/$?`,
      `30 20 * * 1-5 /usr/local/bin/job; ${CURL} ${URL_OF_IT}/$?`,
    ])
  })

  test.each([
    ['hourly', '0 * * * *'],
    ['Mon..Fri 02:30', '30 2 * * 1-5'],
    ['Mon,Sat 02:30', '30 2 * * 1,6'],
    ['Sat..Sun 02:30', '0 3 * * *'],
    ['*-*-1 04:00', '0 4 1 * *'],
    ['*:0/10', '*/10 * * * *'],
    ['*-*~1', '0 3 * * *'],
    ['Mon *-*-1..7 04:00', '0 3 * * *'],
    ['2099-12-24 22:00', '0 3 * * *'],
    ['*:*:0/30', '0 3 * * *'],
  ])('of the calendar expression %j has the times %j', (expression, times) => {
    expect(timesOf({ kind: 'oncalendar', expression, zone: '' })).toBe(times)
  })
})
