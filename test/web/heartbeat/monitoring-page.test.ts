import { stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { afterEach, describe, expect, test } from 'vitest'
import type { HeartbeatQueue } from '../../../src/domain/heartbeat/ports'
import { INI, openWeb, type TestWeb, type TestWebOptions } from '../../support/web'

const NOW = new Date('2026-11-20T10:07').getTime()

let web: TestWeb
let agent: Awaited<ReturnType<TestWeb['admin']>>
afterEach(async () => await web.close())

async function open(options: TestWebOptions = {}): Promise<void> {
  web = await openWeb({ now: () => NOW, ...options })
  agent = await web.admin()
}

const page = async () => (await agent.get('/monitoring').set('Accept', 'text/html')).text
const revision = async () => /name="revision" value="(\w+)"/.exec(await page())?.[1] ?? ''
/** Posts the form as the page's script does, or as a form without script does. */
const post = (fields: object, accept = 'application/json') =>
  agent.post('/monitoring').set('Accept', accept).type('form').send(fields)

describe('the page', () => {
  test('is only for those logged in', async () => {
    await open()
    const { status, headers, text } = await web.visitor().get('/monitoring').set('Accept', 'text/html')
    expect([status, headers.location]).toEqual([303, '/login?next=%2Fmonitoring'])
    expect(text).not.toContain('secret-token')
    expect(
      (await web.visitor().post('/monitoring').type('form').send({ hbFreq: 'Off', hbUrl: '' })).status,
    ).toBe(401)
    expect(await web.ini()).toBe(INI)
  })

  test('has the fields, the buttons and the last result by their names', async () => {
    await open()
    const html = await page()
    expect(html).toMatch(/<form method="post" action="\/monitoring"/)
    const options = [...html.matchAll(/<option value="(\w*)"( selected)?>(\w+)</g)].map(
      ([, value, on = '', words]) => `${value}${on} ${words}`,
    )
    expect(options).toEqual(['Off Off', '5 5', '10 selected 10', '15 15', '20 20', '30 30', '60 60'])
    expect(html).toMatch(
      /<input id="hbUrl" name="hbUrl"[^>]* value="http:\/\/127\.0\.0\.1:9\/ping\/secret-token"/,
    )
    for (const id of ['hbFreq', 'apply', 'hbnow', 'hbResult']) expect(html).toContain(`id="${id}"`)
    expect(html).toContain('No heartbeat yet')
  })

  test('shows the last result as hbresults.txt has it, and without Redis everything that is known', async () => {
    await open()
    await web.ports.result.write({ at: NOW - 425_000, result: 'HTTP error 503' })
    const html = (await page()).replace(/<[^>]*>/g, '').replace(/\s+/g, ' ')
    expect(html).toContain('Failed: the receiver did not accept it 2026/11/20 09:59:55 (HTTP error 503)')
    expect(html).toContain('Not known while Redis cannot be reached.')
    expect(html).toContain('It stops at Redis.')
    expect(html).toContain('Next heartbeat: 10:10 in 3 minutes')
  })

  test('is reused while nothing has changed, and a change in the same second is on it', async () => {
    await open()
    const before = await page()
    expect(await page()).toBe(before)
    await web.ports.result.write({ at: NOW - 1_000, result: '200' })
    const after = await page()
    expect(after).not.toBe(before)
    expect(after.replace(/<[^>]*>/g, '')).toContain('2026/11/20 10:06:59 (200)')
    await web.writeIni(INI.replace('secret-token', 'another-token'))
    expect(await page()).toContain('another-token')
  })

  test('is the same in every encoding', async () => {
    await open()
    const packed = async (encoding: string) => {
      const answer = await agent
        .get('/monitoring')
        .set('Accept', 'text/html')
        .set('Accept-Encoding', encoding)
      return [answer.headers['content-encoding'], answer.headers.vary, answer.text]
    }
    const html = await page()
    expect(await packed('gzip')).toEqual(['gzip', 'Accept-Encoding', html])
    expect(await packed('gzip, deflate, br')).toEqual(['br', 'Accept-Encoding', html])
    expect(await packed('identity')).toEqual([undefined, 'Accept-Encoding', html])
  })

  test('shows typed values to nobody else', async () => {
    await open()
    const wrong = { hbFreq: '10', hbUrl: 'ftp://typed.example/' }
    expect((await post(wrong, 'text/html')).text).toContain('ftp://typed.example/')
    expect(await page()).not.toContain('typed.example')
  })

  test('escapes text from outside', async () => {
    const queue: HeartbeatQueue = {
      addForSlot: () => Promise.reject(new Error('no')),
      addForBoot: () => Promise.reject(new Error('no')),
      addNow: () => Promise.reject(new Error('no')),
      find: async () => undefined,
      pulse: async () => ({ server: '<b>redis', workers: 1 }),
      roundTrips: async () => ({ day: [], month: [], year: [] }),
      history: async () => [
        {
          job: 'x',
          slot: 1,
          occasion: 'due',
          outcome: 'failed',
          attempts: [],
          reason: '<script>alert(1)</script>',
          receiver: '<i>',
          queuedAt: NOW,
          finishedAt: NOW,
        },
      ],
    }
    await open({ ini: INI.replace('secret-token', '"><script>alert(2)</script>'), ports: { queue } })
    const html = await page()
    expect(html).toContain('&lt;script&gt;alert(1)')
    expect(html).toContain('&lt;script&gt;alert(2)')
    expect(html).not.toMatch(/<script>|<b>redis|<i>/)
  })

  test('an INI with faults is shown with all of them; one that cannot be read disables the form', async () => {
    await open({ ini: INI.replace('= 10', '= 7').replace('trustproxy = off', 'trustproxy = perhaps') })
    const html = await page()
    expect(html).toContain('[Monitoring] heartbeatfrequency:')
    expect(html).toContain('[Web] trustproxy:')
    expect(html).toMatch(/id="hbnow"[^>]* disabled/)
    // The sound values stay in the form, so that mending the others does not lose them.
    expect(html).toMatch(/id="hbUrl"[^>]* value="http:\/\/127\.0\.0\.1:9\/ping\/secret-token"/)
    expect(html).not.toMatch(/<form[^>]* data-url/)
    await web.close()

    await open()
    const admin = agent
    await web.writeIni('\0')
    // Without a readable INI nobody is logged in: the session cannot be compared with the password.
    expect((await admin.get('/monitoring')).status).toBe(503)
  })
})

describe('Apply', () => {
  test('saves, keeps the rest of the INI, and answers when the first heartbeat goes out', async () => {
    await open()
    const { status, body } = await post({
      hbFreq: '15',
      hbUrl: 'https://nosnch.in/abc',
      revision: await revision(),
    })
    expect([status, body]).toEqual([
      200,
      {
        outcome: 'saved',
        message: "Saved: a heartbeat every 15 minutes to Dead Man's Snitch.",
        saved: { frequency: '15', url: 'https://nosnch.in/abc' },
        revision: await revision(),
        usable: true,
        first: new Date('2026-11-20T10:15').getTime(),
      },
    ])
    const expected = INI.replace('= 10', '= 15').replace(
      /heartbeaturl = .*/,
      'heartbeaturl = https://nosnch.in/abc',
    )
    expect(await web.ini()).toBe(expected)
  })

  test.each([
    ['http://127.0.0.1:8080/ping/x'],
    ['http://localhost:8080'],
    [`http://${hostname()}:8080/x`],
    ['http://[::1]:8080/'],
    ['http://pi.example.org:8080/x'],
  ])('refuses %s, the appliance itself', async hbUrl => {
    await open({ ini: INI.replace('hostnames =', 'hostnames = pi.example.org') })
    const { status, body } = await post({ hbFreq: '10', hbUrl })
    expect([status, body.outcome]).toEqual([422, 'invalid'])
    expect(body.message).toContain('the appliance itself')
    expect(await web.ini()).toContain('secret-token')
  })

  test("refuses a name of ours that no list has, when its address is one of ours and its port is the page's", async () => {
    await open({ ports: { leadsHere: async host => host === 'heart.example.net' } })
    const refused = await post({ hbFreq: '10', hbUrl: 'http://heart.example.net:8080/x' })
    expect([refused.status, refused.body.message]).toEqual([
      422,
      expect.stringContaining('the appliance itself'),
    ])
    for (const url of ['http://heart.example.net:3001/x', 'http://lung.example.net:8080/x'])
      expect((await post({ hbFreq: '10', hbUrl: url })).status).toBe(200)
  })

  test.each([
    ['http://127.0.0.1:3001/api/push/abc'],
    [`http://${hostname()}.example:8080/x`],
    ['http://192.0.2.7:8080/x'],
  ])('takes %s, another program or another machine', async hbUrl => {
    await open()
    expect((await post({ hbFreq: '10', hbUrl })).status).toBe(200)
  })

  test('names a page that was pasted in place of a ping URL, without script too', async () => {
    await open()
    const wrong = { hbFreq: '10', hbUrl: 'https://deadmanssnitch.com/snitches/c2354d53d2' }
    const { status, body } = await post(wrong)
    expect([status, body.message]).toEqual([422, expect.stringContaining('https://nosnch.in/')])
    const html = (await post(wrong, 'text/html')).text
    expect(html).toMatch(/id="urlProblem">This is no ping URL of Dead Man&#39;s Snitch/)
    expect(html).toContain('value="https://deadmanssnitch.com/snitches/c2354d53d2"')
  })

  test('saves a URL in doubt, and shows the doubt', async () => {
    await open()
    await post({ hbFreq: '10', hbUrl: 'https://example.org/jobs/7/fail' })
    expect(await page()).toMatch(/id="urlDoubt">The URL ends with \/fail/)
  })

  test('redirects a form without script to a page with the same message', async () => {
    await open()
    const { status, headers } = await post(
      { hbFreq: '30', hbUrl: 'http://x.lan', revision: await revision() },
      'text/html',
    )
    expect([status, headers.location]).toEqual([303, '/monitoring?saved'])
    const { text } = await agent.get('/monitoring?saved').set('Accept', 'text/html')
    expect(text.replace(/<[^>]*>/g, '')).toContain(
      'Saved: a heartbeat every 30 minutes to Web address. The first one goes out at 10:30.',
    )
  })

  test.each([
    [{ hbFreq: 'Off', hbUrl: '' }, 200, 'Saved: heartbeating is Off.'],
    [{ hbFreq: '10', hbUrl: '' }, 422, 'Enter a URL, such as https://example.org/ping.'],
    [{ hbFreq: '10', hbUrl: 'ftp://x.lan' }, 422, 'Only http:// and https:// can be used, not ftp:.'],
    [{ hbFreq: 'Off', hbUrl: '//x.lan' }, 422, 'Add https: (or http:) in front.'],
    [{ hbFreq: '7', hbUrl: 'http://x.lan' }, 422, 'Choose how often a heartbeat goes out.'],
    [{ hbFreq: 'off', hbUrl: '' }, 422, 'Choose how often a heartbeat goes out.'],
    [{ hbUrl: 'http://x.lan' }, 422, 'Choose how often a heartbeat goes out.'],
    [
      { hbFreq: '10', hbUrl: 'http://x.lan/\n[Login]\nusername = eve' },
      422,
      'There is a blank inside the URL, a line end; remove it.',
    ],
    [{}, 422, 'Choose how often a heartbeat goes out.'],
  ])('%j: %d, %s', async (fields, status, message) => {
    await open()
    const answer = await post(fields)
    expect([answer.status, answer.body.message]).toEqual([status, message])
    if (status !== 200) expect(await web.ini()).toBe(INI)
  })

  test('a refused URL is shown in the form again, marked', async () => {
    await open()
    const { status, text } = await post({ hbFreq: '20', hbUrl: 'ftp://x.lan' }, 'text/html')
    expect(status).toBe(422)
    expect(text).toMatch(/value="ftp:\/\/x\.lan" class="redborder" aria-invalid="true"/)
    expect(text).toContain('<option value="20" selected>')
  })

  test('a change made meanwhile is shown and not overwritten', async () => {
    await open()
    const fields = { hbFreq: '20', hbUrl: 'http://mine.lan', revision: await revision() }
    await web.writeIni(INI.replace('= 10', '= 30'))
    const { status, body } = await post(fields)
    expect(status).toBe(409)
    expect(body).toMatchObject({
      outcome: 'conflict',
      saved: { frequency: '30' },
      revision: await revision(),
    })
    expect(await web.ini()).toBe(INI.replace('= 10', '= 30'))

    const { text } = await post(fields, 'text/html')
    expect(text).toContain('30 · http://127.0.0.1:9/ping/secret-token')
    expect(text).toContain('20 · http://mine.lan')
    const again = await post({ ...fields, revision: /name="revision" value="(\w+)"/.exec(text)?.[1] })
    expect(again.body.outcome).toBe('saved')
  })

  test('the same values once more change nothing', async () => {
    await open()
    const before = await stat(web.where.ini)
    const { body } = await post({ hbFreq: '10', hbUrl: 'http://127.0.0.1:9/ping/secret-token' })
    expect(body.outcome).toBe('unchanged')
    expect((await stat(web.where.ini)).mtimeMs).toBe(before.mtimeMs)
  })

  test('a full disk is named as the reason, and the INI stays as it was', async () => {
    await open()
    web.ports.settings.edit = async () => ({ kind: 'refused', reason: 'the disk is full; free some space' })
    const fields = { hbFreq: '20', hbUrl: 'http://x.lan' }
    const { status, body } = await post(fields)
    expect([status, body.message]).toEqual([507, 'Not saved: the disk is full; free some space.'])
    const { text } = await post(fields, 'text/html')
    expect(text).toContain('Not saved: the disk is full; free some space.')
    expect(text).toContain('value="http://x.lan"')
    expect(await web.ini()).toBe(INI)
  })
})
