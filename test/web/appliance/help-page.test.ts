import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHANNEL_KINDS } from '../../../src/domain/alerts/channel-kinds'
import type { KindOfChannel } from '../../../src/domain/alerts/kind-of-channel'
import type { KindOfProbe } from '../../../src/domain/probes/kind-of-probe'
import { PROBE_KINDS } from '../../../src/domain/probes/probe-kinds'
import { openWeb, type TestWeb } from '../../support/web'

let web: TestWeb

beforeAll(async () => {
  web = await openWeb()
})
afterAll(async () => await web.close())

/** The page as it is read. */
const wordsOf = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ')

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

async function help(path: string, host = 'pi.lan:8080'): Promise<string> {
  const admin = await web.admin()
  const { text } = await admin.get(path).set('Host', host).expect(200)
  return text
}

describe('the help', () => {
  it('needs the log-in', async () => {
    await web.visitor().get('/help').set('Accept', 'text/html').expect(303)
    await web.visitor().get('/help/ini').set('Accept', 'text/html').expect(303)
  })

  it('lists the documents by subject, also while Redis is away', async () => {
    const text = await help('/help', '127.0.0.1')
    expect(text).toContain('<a href="/help/channels">Channels</a>')
    expect(text).toContain('<a href="/help/probes">Probes</a>')
    expect(text).toContain('<a href="/help/receivers">Setting up the dead man&#39;s switch</a>')
  })

  it('finds a section by its words', async () => {
    const text = await help('/help?q=discovery+mqtt', '127.0.0.1')
    expect(text).toContain('<a href="/help/channels#home-assistant-by-mqtt">Home Assistant, by MQTT</a>')
  })

  it.each(Object.entries<KindOfChannel>(CHANNEL_KINDS))(
    'has a section for the channel %s with its steps, which its name finds',
    async (kind, { label, steps = [] }) => {
      const found = await help(`/help?q=${encodeURIComponent(label)}`, '127.0.0.1')
      const page = await help('/help/channels', '127.0.0.1')
      const heading = new RegExp(`<h3 id="([^"]+)">${escaped(label)}</h3>`)
      const [title = '', anchor = ''] = heading.exec(page) ?? []
      expect(found).toContain(`<a href="/help/channels#${anchor}">`)
      const [, section = ''] = page.split(title)
      const seen = wordsOf(section.split(/<h[23]/)[0] ?? '')
      expect(seen).toContain(`[channel.NAME] kind = ${kind}`)
      for (const step of steps)
        expect(seen.replaceAll('&#x26;', '&').replaceAll(' ', '')).toContain(step.replaceAll(' ', ''))
    },
  )

  it.each(Object.entries<KindOfProbe>(PROBE_KINDS))(
    'finds the probe %s in a section that has its name',
    async kind => {
      const found = await help(`/help?q=${encodeURIComponent(kind)}`, '127.0.0.1')
      expect(found).toMatch(
        /<a href="\/help\/(probes|mail|peers|robopager|moving|expected-events|many-machines)#/,
      )
    },
  )

  it.each([
    ['Healthchecks', 'healthchecks'],
    ['Uptime Kuma', 'uptime-kuma'],
    ['Gatus', 'gatus'],
    ['crontab', 'a-crontab'],
  ])('finds the import from %s', async (program, anchor) => {
    const found = await help(`/help?q=${encodeURIComponent(program)}`, '127.0.0.1')
    expect(found).toContain(`<a href="/help/moving#${anchor}">`)
  })

  it('shows what was searched for as text, and says that nothing has it', async () => {
    const text = await help('/help?q=%22%3E%3Cscript%3Ezebra', '127.0.0.1')
    expect(text).toContain('value="&#34;&gt;&lt;script&gt;zebra"')
    expect(wordsOf(text)).toContain('No section has all of these words.')
  })

  it.each(['/help?q=a&q=b', '/help?q[x]=a', `/help?q=${'word '.repeat(500)}`])('takes %.30s', async path => {
    await help(path, '127.0.0.1')
  })

  it('has the anchors that its links lead to', async () => {
    const text = await help('/help/ini', '127.0.0.1')
    expect(text).toContain('href="/help/probes#checks-for-the-parts"')
    expect(text).toContain('<h2 id="checks-without-a-log-in">')
    expect(text).toContain('href="#checks-without-a-log-in"')
  })

  it('has no link to what is not on the appliance', async () => {
    const pages = ['receivers', 'clients', 'peers', 'many-machines', 'examples']
    for (const page of pages)
      expect(await help(`/help/${page}`, '127.0.0.1')).not.toMatch(/href="[^"]*\.(md|yaml)/)
  })

  it('has the lines with the address under which it was opened', async () => {
    const text = await help('/help/examples', '127.0.0.1:8080')
    expect(text).toContain('run-and-check-in http://127.0.0.1:8080/ping/')
    expect(text).not.toContain('http://pi:8080')
  })

  it('has each command, with its usage', async () => {
    const text = await help('/help/commands', '127.0.0.1')
    expect(text).toContain('<h3 id="check-silence">check silence</h3>')
    expect(text).toContain('intvlm8r check silence NAME [TIME]')
  })

  it.each(['/help/nothing', '/help/..%2f..%2fetc%2fpasswd', '/help/index.json'])(
    'has no page %s',
    async path => {
      await (await web.admin()).get(path).expect(404)
    },
  )
})
