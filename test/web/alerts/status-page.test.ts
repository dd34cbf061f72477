import { execFileSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { useLanguage } from '../../../src/domain/language/use-language'
import { shareRedis } from '../../support/shared-redis'
import { plan, signal } from '../../support/watch'
import { INI, openWeb, PASSWORD, type TestWeb } from '../../support/web'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const SECRET = 'abcdefgh-1234_5678'
const FAMILY = `/status/family/${SECRET}`
const PAGES = `
[status.family]
title = At <home>
tags = house
secret = ${SECRET}
[status.open]
tags = *
public = on
embed = https://www.example.org https://*.example.net
`
const PROBE = {
  kind: 'http',
  target: 'https://nas.internal/secret-path',
  every: 60_000,
  settings: {},
} as const

const redis = await shareRedis()
let web: TestWeb
let clock: number
let admin: Awaited<ReturnType<TestWeb['admin']>>
let backup: string

beforeEach(async () => {
  clock = new Date(2026, 10, 28, 12).getTime()
  web = await openWeb({ redis: redis.target, now: () => clock, ini: `${INI}${PAGES}` })
  admin = await web.admin()
  const { checks } = web.ports
  const make = (name: string, tags: string[], given = {}) =>
    checks.create(
      plan(name, {
        tags,
        failuresBeforeAlert: 1,
        schedule: { kind: 'period', period: 60 * DAY },
        description: 'a secret description',
        ...given,
      }),
      'page',
      clock - 40 * DAY,
    )
  const one = await make('Backup & <b>more</b>', ['house', 'private-tag'])
  backup = one.check.id
  const record = (id: string, kind: 'success' | 'fail', ago: number) =>
    checks.record({ id }, signal(kind, clock - ago, { body: 'a secret body', from: '192.168.1.20' }))
  await record(backup, 'success', 30 * DAY)
  await record(backup, 'fail', 3 * DAY)
  await record(backup, 'success', 3 * DAY - HOUR)
  const two = await make('Weather', ['house'])
  await record(two.check.id, 'success', DAY)
  const three = await make('Elsewhere', ['office'])
  await record(three.check.id, 'success', DAY)
})
afterEach(async () => await web.close())

const words = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
/** Later than what was read is kept. */
const later = () => {
  clock += 11_000
}

describe('a status page', () => {
  test('shows the chosen checks by name, with their uptime and outages, and nothing else of them', async () => {
    const { status, text, headers } = await web.stranger().get(FAMILY)
    expect(status).toBe(200)
    const seen = words(text)
    expect(seen).toContain('All 2 checks are up')
    expect(seen).toMatch(/Weather up up 100 %, known for 1d of 40d/)
    expect(seen).toMatch(/Backup &amp; &lt;b&gt;more&lt;\/b&gt;|Backup &#38;/)
    expect(seen).toContain('was down')
    expect(text).not.toMatch(/Elsewhere|secret-path|secret description|secret body|192\.168|private-tag/)
    expect(text).not.toContain(backup)
    expect(text).not.toContain('<script')
    expect(headers['set-cookie']).toBeUndefined()
    expect(text.length).toBeLessThan(40_000)
  })

  test('has headers of its own: no scripts, no frames unless the owner named some, and no word of its address', async () => {
    const { headers } = await web.stranger().get(FAMILY)
    expect(headers['content-security-policy']).toBe(
      "default-src 'none';style-src 'self';img-src 'self';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    )
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['x-robots-tag']).toBe('noindex, nofollow')
    expect(headers['cache-control']).toBe('no-store')
    expect(headers.refresh).toBe('60')
    const open = await web.stranger().get('/status/open')
    expect(open.headers['content-security-policy']).toMatch(
      /frame-ancestors https:\/\/www\.example\.org https:\/\/\*\.example\.net$/,
    )
    expect(open.headers['x-frame-options']).toBeUndefined()
    // The other pages are in no frame, as before.
    const login = await web.visitor().get('/login')
    expect(login.headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(login.headers['x-frame-options']).toBe('DENY')
  })

  test.each([
    ['without its secret', '/status/family'],
    ['with a wrong secret', '/status/family/abcdefgh-1234_5679'],
    ['with more behind it', `${FAMILY}/other`],
    ['that is not there', '/status/nobody'],
    ['with a name that every object has', '/status/constructor'],
    ['with a secret that it does not have', `/status/open/${SECRET}`],
  ])('%s is not found, by the same answer', async (_name, path) => {
    const { status, text, headers } = await web.visitor().get(path).set('Accept', 'text/html')
    expect([status, text, headers['set-cookie']]).toEqual([404, 'There is no such page.\n', undefined])
  })

  test('takes no form', async () => {
    expect((await web.visitor().post(FAMILY).type('form').send({ text: 'x' })).status).toBe(404)
  })

  test('is read once in ten seconds, however often it is asked for', async () => {
    later()
    let reads = 0
    const { page } = web.ports.checks.lists
    web.ports.checks.lists.page = (...args) => {
      reads++
      return page(...args)
    }
    await Promise.all(Array.from({ length: 20 }, () => web.visitor().get('/status/open')))
    clock += 9_000
    await web.visitor().get('/status/open')
    expect(reads).toBe(1)
    clock += 2_000
    await web.visitor().get('/status/open')
    expect(reads).toBe(2)
    web.ports.checks.lists.page = page
  })

  test('is called down while a check of it is, with the outage that goes on', async () => {
    const { checks } = web.ports
    const weather = (await checks.findBySlug('weather'))[0]?.check.id ?? ''
    await checks.record({ id: weather }, signal('fail', clock))
    later()
    const seen = words((await web.visitor().get(FAMILY)).text)
    expect(seen).toContain('1 of 2 down')
    expect(seen).toMatch(/Weather is down Since 2026\/11\/28 12:00/)
    await checks.record({ id: weather }, signal('success', clock))
    later()
  })

  test('of several tags has each check once, the worst first, whichever tag it has', async () => {
    const { checks } = web.ports
    const { check } = await checks.create(plan('Roof', { tags: ['house', 'office'] }), 'page', clock)
    const elsewhere = (await checks.findBySlug('elsewhere'))[0]?.check.id ?? ''
    await checks.record({ id: elsewhere }, signal('fail', clock))
    await web.writeIni(`${INI}${PAGES}[status.both]\ntags = house office house\npublic = on\n`)
    const { text } = await web.visitor().get('/status/both')
    expect([...text.matchAll(/<li><p><strong translate="no">(\w+)/g)].map(([, name]) => name)).toEqual([
      ...['Elsewhere', 'Roof', 'Backup', 'Weather'],
    ])
    expect(words(text)).toContain('1 of 4 down; 1 not known')
    await checks.remove(check.id)
    await checks.record({ id: elsewhere }, signal('success', clock))
    later()
  })

  test('calls unknown what is looked at while nobody looks', async () => {
    const { check } = await web.ports.checks.create(
      plan('Camera', { tags: ['house'], probe: PROBE }),
      'page',
      clock,
    )
    later()
    const { text } = await web.visitor().get(FAMILY)
    expect(words(text)).toContain('1 of 3 not known')
    expect(words(text)).toContain('The watch does not look at present')
    expect(text).not.toContain('nas.internal')
    await web.ports.checks.remove(check.id)
    later()
  })
})

describe('maintenance', () => {
  const window = (name: string, settings: Record<string, string>) =>
    web.ports.windowStore.save({ name, origin: 'page', settings: { duration: '2h', ...settings } })
  const seen = async () => {
    later()
    return words((await web.visitor().get(FAMILY)).text)
  }

  test('that lasts and that is to come within fourteen days is announced, with its checks of the page', async () => {
    await window('disk', { start: '2026-11-28 11:30', checks: 'Weather, Elsewhere', about: 'A <new> disk.' })
    await window('move', { start: '2026-12-10 22:00', tags: 'house', about: 'We move.' })
    const text = await seen()
    expect(text).toMatch(/Weather[^.]*A &lt;new&gt; disk\.|A &lt;new&gt; disk\..*Weather/)
    expect(text).toContain('2026/11/28 13:30')
    expect(text).toContain('We move.')
    expect(text).toContain('2026/12/10 22:00')
    expect(text).not.toContain('Elsewhere')
    await web.ports.windowStore.remove('disk')
    await web.ports.windowStore.remove('move')
  })

  test('of others, maintenance that is over, and maintenance that comes later, is not', async () => {
    await window('others', { start: '2026-11-28 11:30', tags: 'office', about: 'Not yours.' })
    await window('over', { start: '2026-11-28 09:00', tags: 'house', about: 'It is over.' })
    await window('later', { start: '2026-12-20 22:00', tags: 'house', about: 'Much later.' })
    const text = await seen()
    expect(text).toContain('Weather')
    expect(text).not.toMatch(/Not yours|It is over|Much later/)
    for (const name of ['others', 'over', 'later']) await web.ports.windowStore.remove(name)
  })

  test('of all that is up is on its badge', async () => {
    await window('night', { start: '2026-11-28 11:30', tags: 'house' })
    later()
    const { body } = await web.stranger().get(`${FAMILY}/badge.json`)
    expect(body).toMatchObject({ message: 'up, maintenance' })
    await web.ports.windowStore.remove('night')
    later()
    expect((await web.stranger().get(`${FAMILY}/badge.json`)).body).toMatchObject({ message: 'up' })
  })
})

describe('the feed', () => {
  test('is Atom that a parser of XML reads, with an entry for each outage', async () => {
    const { text, headers } = await web.stranger().get(`${FAMILY}/feed`)
    expect(headers['content-type']).toMatch(/^application\/atom\+xml/)
    const read = [
      'import sys, json, xml.etree.ElementTree as E',
      'A = "{http://www.w3.org/2005/Atom}"',
      'f = E.fromstring(sys.stdin.buffer.read())',
      'e = f.findall(A + "entry")',
      'print(json.dumps([f.tag == A + "feed", f.find(A + "title").text, f.find(A + "id").text, f.find(A + "updated").text,',
      ' f.find(A + "author").find(A + "name").text, [[x.find(A + k).text for k in ("title", "published", "updated", "content")] for x in e], len({x.find(A + "id").text for x in e})]))',
    ].join('\n')
    const seen = JSON.parse(execFileSync('python3', ['-c', read], { input: text }).toString())
    const [isFeed, title, id, updated, author, entries, ids] = seen
    expect([isFeed, title, author]).toEqual([true, 'At <home>', 'At <home>'])
    expect(id).toMatch(/^urn:intvlm8r:[\da-f]{32}:family$/)
    expect(Date.parse(updated)).toBeGreaterThan(0)
    const titles = entries.map(([name]: string[]) => name)
    expect(titles).toContain('Backup & <b>more</b> was down')
    expect(ids).toBe(entries.length)
    expect(text).not.toContain(backup)
    expect(text).toContain(`href="http://127.0.0.1${FAMILY}/feed"`)
  })

  test('is RSS 2.0 as well, with the same entries, each valid by the rules of its standard', async () => {
    const { text, headers, status } = await web.stranger().get(`${FAMILY}/feed.rss`)
    expect([status, headers['content-type']]).toEqual([200, 'application/rss+xml; charset=utf-8'])
    const read = [
      'import sys, json, xml.etree.ElementTree as E',
      'from email.utils import parsedate_to_datetime as when',
      'r = E.fromstring(sys.stdin.buffer.read())',
      'c = r.find("channel")',
      'items = c.findall("item")',
      'self = c.find("{http://www.w3.org/2005/Atom}link")',
      'print(json.dumps({',
      ' "root": [r.tag, r.attrib, len(r)],',
      ' "tags": [x.tag for x in c if x.tag != "item"],',
      ' "channel": [c.find(k).text for k in ("title", "link", "description")],',
      ' "built": when(c.find("lastBuildDate").text).timestamp() * 1000,',
      ' "self": self.attrib,',
      ' "items": [dict((k.tag, k.text) for k in i) for i in items],',
      ' "guids": [i.find("guid").attrib for i in items],',
      ' "dates": [when(i.find("pubDate").text).timestamp() * 1000 for i in items]}))',
    ].join('\n')
    const seen = JSON.parse(execFileSync('python3', ['-c', read], { input: text }).toString())
    const page = `http://127.0.0.1${FAMILY}`
    expect(seen.root).toEqual(['rss', { version: '2.0' }, 1])
    expect(seen.tags).toEqual([
      'title',
      'link',
      'description',
      'language',
      '{http://www.w3.org/2005/Atom}link',
      'lastBuildDate',
      'generator',
    ])
    expect(seen.channel).toEqual(['At <home>', page, 'All 2 checks are up'])
    expect(seen.self).toEqual({ rel: 'self', type: 'application/rss+xml', href: `${page}/feed.rss` })
    expect(seen.built).toBeGreaterThan(0)
    expect(seen.built).toBeLessThanOrEqual(clock)
    const titles = seen.items.map(({ title }: { title: string }) => title)
    const atom = (await web.stranger().get(`${FAMILY}/feed`)).text
    const ofAtom = (name: string) =>
      [...atom.matchAll(new RegExp(`<entry>[^]*?<${name}>(.*?)</${name}>`, 'g'))].map(([, found]) => found)
    expect(titles.length).toBeGreaterThan(0)
    expect(titles).toContain('Backup & <b>more</b> was down')
    expect(ofAtom('title')).toHaveLength(titles.length)
    expect(seen.items.map(({ guid }: { guid: string }) => guid)).toEqual(ofAtom('id'))
    expect(new Set(ofAtom('id')).size).toBe(titles.length)
    expect(seen.guids).toEqual(titles.map(() => ({ isPermaLink: 'false' })))
    expect(seen.dates).toEqual(ofAtom('published').map(at => Math.floor(Date.parse(at ?? '') / 1000) * 1000))
    expect(text).toMatch(/<pubDate>[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT<\/pubDate>/)
    expect(text).not.toContain(backup)
  })

  test('names its language in both forms', async () => {
    const languages = async () => {
      const [atom, rss] = await Promise.all(
        ['feed', 'feed.rss'].map(async path => (await web.stranger().get(`${FAMILY}/${path}`)).text),
      )
      return [/<feed [^>]*xml:lang="(\w+)"/.exec(atom ?? '')?.[1], /<language>(\w+)</.exec(rss ?? '')?.[1]]
    }
    expect(await languages()).toEqual(['en', 'en'])
    const before = await web.ini()
    await web.writeIni(before.replace('[Web]\n', '[Web]\nlanguage = de\n'))
    try {
      expect(await languages()).toEqual(['de', 'de'])
    } finally {
      await web.writeIni(before)
      useLanguage('en')
    }
  })

  test('is found by a reader of feeds in the head of the page, in both forms, at the address itself', async () => {
    const { text } = await web.stranger().get(FAMILY)
    const head = text.slice(0, text.indexOf('</head>'))
    const found = [
      ...head.matchAll(/<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">/g),
    ].map(([, type, href]) => [type, href])
    expect(found).toEqual([
      ['application/atom+xml', `${FAMILY}/feed`],
      ['application/rss+xml', `${FAMILY}/feed.rss`],
    ])
    for (const path of ['/feed', '/feed.rss'])
      expect((await web.stranger().get(`/status/family${path}`)).status).toBe(404)
    expect((await web.stranger().get('/status/open/feed.rss')).status).toBe(200)
  })
})

describe('badges', () => {
  test('of a page are a picture and JSON for Shields, which other sites may show', async () => {
    const svg = await web.stranger().get(`${FAMILY}/badge.svg?label=home`)
    expect(svg.headers['content-type']).toMatch(/^image\/svg\+xml/)
    expect(svg.body.toString()).toContain('home: up')
    expect(svg.headers['cross-origin-resource-policy']).toBe('cross-origin')
    const json = await web.stranger().get(`${FAMILY}/badge.json`)
    expect(json.body).toEqual({ schemaVersion: 1, label: 'At <home>', message: 'up', color: '#2e7d32' })
    expect(json.headers['access-control-allow-origin']).toBe('*')
  })

  test('are built on a page, with lines to copy', async () => {
    const page = (await admin.get(`/badges?check=${backup}&of=check:${backup}&label=%22nas%22`)).text
    const picture =
      /&lt;img src=&#34;http:\/\/127\.0\.0\.1:\d+(\/badge\/[\da-f]{32}\.svg\?label=%22nas%22)&#34;/.exec(
        page,
      )?.[1] ?? ''
    expect((await web.visitor().get(picture)).body.toString()).toContain('&#34;nas&#34;: up')
    const data = picture.replace('.svg', '.json')
    expect((await web.visitor().get(data)).body).toEqual({
      schemaVersion: 1,
      label: '"nas"',
      message: 'up',
      color: '#2e7d32',
    })
    const ofPage = (await admin.get('/badges?of=page:family')).text
    expect(ofPage).toContain(`${FAMILY}/badge.json`)
    expect((await admin.get('/badges')).text).toMatch(/\/badge\/tag\/[\w-]{16}\.svg/)
  })
})

describe('notes', () => {
  test('are written by the owner, shown to others with the newest first, and taken back', async () => {
    later()
    const page = (await admin.get('/status-pages/family')).text
    const [, due = ''] =
      new RegExp(`value="${backup}"><input type="hidden" name="due" value="(\\d+)"`).exec(page) ?? []
    const write = (fields: object) =>
      admin
        .post('/status-pages/family/notes')
        .type('form')
        .send({ check: backup, due, ...fields })
    expect((await write({ text: 'We look at the <disk>.' })).headers.location).toBe(
      '/status-pages/family?saved',
    )
    const first = clock
    clock += 60_000
    await write({ text: 'The disk is new.' })
    later()
    const seen = words((await web.visitor().get(FAMILY)).text)
    expect(seen).toMatch(/The disk is new\. .*We look at the &lt;disk&gt;\./)
    const feed = (await web.visitor().get(`${FAMILY}/feed`)).text
    expect(feed).toMatch(/The disk is new\.[^<]*We look at the &#60;disk&#62;\./)
    // A description of RSS is HTML inside of XML, so that a reader shows the marks as the owner wrote them.
    const rss = (await web.visitor().get(`${FAMILY}/feed.rss`)).text
    expect(rss).toMatch(
      /The disk is new\.&#60;\/p&#62;&#60;p&#62;[^<]*We look at the &#38;#60;disk&#38;#62;\.&#60;\/p&#62;/,
    )
    await write({ remove: String(first) })
    later()
    expect((await web.visitor().get(FAMILY)).text).not.toContain('We look at')
    expect((await write({ text: '  ' })).status).toBe(422)
    expect((await write({ due: '12345', text: 'of no outage' })).status).toBe(404)
  })

  test("are the owner's alone", async () => {
    for (const path of ['/status-pages', '/status-pages/family', '/badges'])
      expect((await web.visitor().get(path).set('Accept', 'text/html')).headers.location).toMatch(/^\/login/)
    expect((await web.visitor().post('/status-pages/family/notes').send({ text: 'x' })).status).toBe(401)
  })

  test('are shown when the history is lost, with an end that nobody knows, and can be added to', async () => {
    const due = clock - 2 * HOUR
    await web.ports.checks.notes.add(backup, { due, at: due + 1_000, text: 'The roof leaks.' })
    later()
    const seen = words((await web.visitor().get(FAMILY)).text)
    expect(seen).toMatch(
      /Backup &amp; &lt;b&gt;more&lt;\/b&gt; was down From [\d/: ]+ \(2 hours ago\) ; when it ended is not known .*The roof leaks\./,
    )
    for (const feed of ['feed', 'feed.rss'])
      expect((await web.visitor().get(`${FAMILY}/${feed}`)).text).toContain('; when it ended is not known.')
    const form = { check: backup, due: String(due) }
    const write = (given: object) =>
      admin
        .post('/status-pages/family/notes')
        .type('form')
        .send({ ...form, ...given })
    expect((await write({ text: 'It is mended.' })).status).toBe(303)
    expect(words((await admin.get('/status-pages/family')).text)).toContain('When it ended is not known.')
    expect((await write({ remove: String(due + 1_000) })).status).toBe(303)
    expect((await web.ports.checks.notes.of(backup)).map(({ text }) => text)).toContain('It is mended.')
  })

  test('come back as they were typed when a log-in came between', async () => {
    later()
    const page = (await admin.get('/status-pages/family')).text
    const [, due = ''] =
      new RegExp(`value="${backup}"><input type="hidden" name="due" value="(\\d+)"`).exec(page) ?? []
    const visitor = web.visitor()
    const post = (path: string, fields: object) =>
      visitor.post(path).type('form').set('Accept', 'text/html').send(fields)
    const before = await web.ports.checks.notes.of(backup)
    const refused = await post('/status-pages/family/notes', { check: backup, due, text: 'The <b> is away.' })
    const [, form = ''] = /name="form" value="([^"]*)"/.exec(refused.text) ?? []
    const { text } = await post('/login', { username: 'admin', password: PASSWORD, form })
    expect(text).toContain('Not saved yet.')
    expect(text).toMatch(new RegExp(`value="${due}">[^]*?required>The &lt;b&gt; is away\\.</textarea>`))
    expect(text.match(/is away/g)).toHaveLength(1)
    expect(await web.ports.checks.notes.of(backup)).toEqual(before)
  })

  test('go with their check', async () => {
    const { checks } = web.ports
    const { check } = await checks.create(plan('Gone', { tags: ['x'] }), 'page', clock)
    await checks.notes.add(check.id, { due: 1, at: 2, text: 'x' })
    expect(await checks.notes.of(check.id)).toHaveLength(1)
    await checks.remove(check.id)
    expect(await checks.notes.of(check.id)).toEqual([])
  })
})

test('the owner sees the address of each page, and lines with a fresh secret for a new one', async () => {
  const seen = async () => (await admin.get('/status-pages')).text
  const text = await seen()
  expect(text).toContain(FAMILY)
  expect(words(text)).toContain('everybody who reaches the appliance')
  const secretIn = (html: string) => /secret = ([\w-]{24})/.exec(html)?.[1]
  expect(secretIn(text)).toBeDefined()
  expect(secretIn(await seen())).not.toBe(secretIn(text))
})

test('the owner reads which tags of a page no check has, but not while Redis is away', async () => {
  const ini = `${INI}[status.all]\ntags = *\npublic = on\n[status.slip]\ntags = house huose\npublic = on\n`
  const said = (html: string) => [...html.matchAll(/No check has[^<]*/g)].map(([sentence]) => sentence)
  await web.writeIni(ini)
  expect(said((await admin.get('/status-pages')).text)).toEqual(['No check has the tag &#34;huose&#34;.'])
  const away = await openWeb({ ini })
  const { status, text } = await (await away.admin()).get('/status-pages')
  expect([status, said(text)]).toEqual([200, []])
  expect(text).toContain('/status/slip')
  await away.close()
})

test('a network that asks too often waits, and others do not', async () => {
  const answers = await Promise.all(Array.from({ length: 130 }, () => web.visitor().get('/status/nobody')))
  const refused = answers.filter(({ status }) => status === 429)
  expect(refused.length).toBeGreaterThanOrEqual(10)
  expect(refused[0]?.headers['retry-after']).toBe('60')
})

test('while Redis is away nothing is said to be well', async () => {
  const away = await openWeb({ ini: `${INI}${PAGES}` })
  const { status, text } = await away.visitor().get(FAMILY)
  expect(status).toBe(503)
  expect(words(text)).toContain('The watch itself cannot be read. Nothing is known now.')
  expect(text).not.toMatch(/are up/)
  expect((await away.visitor().get(`${FAMILY}/badge.json`)).body).toMatchObject({ message: 'unknown' })
  for (const feed of ['feed', 'feed.rss'])
    expect((await away.visitor().get(`${FAMILY}/${feed}`)).status).toBe(503)
  await away.close()
})

test('a fault in a section shows no page, and the owner reads what it is', async () => {
  await web.writeIni(`${INI}${PAGES}embed = no-address\n`)
  expect((await admin.get('/status-pages')).text).toContain('[status.open] embed')
  await web.writeIni(`${INI}${PAGES}`)
})
