import express from 'express'
import supertest from 'supertest'
import { describe, expect, test } from 'vitest'
import { badgeLinks, tagBadgeDoor } from '../../../../src/web/watch/management/tag-badges'

const SECRET = Buffer.from('secret')
const NONE = { down: 0, blind: 0, late: 0, new: 0, up: 0, paused: 0 }
type Counts = Partial<typeof NONE>

test('the addresses of the badges of a tag stay the same over releases', () => {
  expect(badgeLinks('http://pi', 'a b', SECRET)).toEqual({
    svg: 'http://pi/badge/tag/QcIWx2bMaj431ROF-2/a%20b.svg',
    svg3: 'http://pi/badge/tag/QcIWx2bMaj431ROF/a%20b.svg',
    json: 'http://pi/badge/tag/QcIWx2bMaj431ROF-2/a%20b.json',
    json3: 'http://pi/badge/tag/QcIWx2bMaj431ROF/a%20b.json',
    shields: 'http://pi/badge/tag/QcIWx2bMaj431ROF-2/a%20b.shields',
    shields3: 'http://pi/badge/tag/QcIWx2bMaj431ROF/a%20b.shields',
  })
  expect(badgeLinks('http://pi', '*', SECRET)).toMatchObject({
    svg: 'http://pi/badge/tag/aEN2Z9Ek0dU1_csR-2.svg',
    shields3: 'http://pi/badge/tag/aEN2Z9Ek0dU1_csR.shields',
  })
})

interface Scene {
  readonly counts?: Counts
  readonly rows?: readonly (string | { readonly status: string; readonly probed?: boolean })[]
  readonly total?: number
  readonly behind?: number
  readonly workers?: number
  readonly looks?: boolean
  readonly maintained?: readonly string[]
}

/** Checks as the lists have them; a row is named by its place. */
function opened({
  counts = {},
  rows = [],
  total = rows.length,
  behind = 0,
  workers = 1,
  looks = false,
  maintained = [],
}: Scene) {
  const asked: unknown[] = []
  const watched = rows.map((row, index) => {
    const { status, probed = false } = typeof row === 'string' ? { status: row } : row
    const probe = probed ? { probe: { kind: 'tcp', target: 'x', every: 60_000, settings: {} } } : {}
    return {
      check: { id: `${index}`, name: `n${index}`, slug: `n${index}`, tags: [], ...probe },
      state: { status },
    }
  })
  const windows = maintained.map(name => ({
    name,
    origin: 'page',
    settings: { start: '2020-01-01 00:00', period: '1d', duration: '1d', timezone: 'UTC', checks: name },
  }))
  const app = express()
  app.use(
    tagBadgeDoor({
      now: () => Date.UTC(2026, 10, 28),
      apiKeys: { installationSecret: async () => SECRET },
      windows: async () => windows,
      queue: { pulse: async () => ({ server: 'valkey', workers }) },
      checks: {
        lists: {
          overview: async (...args: unknown[]) => {
            asked.push(args.slice(1))
            return { counts: { ...NONE, ...counts }, total, behind }
          },
          page: async (...args: unknown[]) => {
            asked.push([args[0], args[2]])
            return { rows: watched }
          },
          anyLooks: async () => looks,
        },
      },
    } as never),
  )
  app.use((_request, response) => void response.status(404).end())
  return { get: (path: string) => supertest(app).get(path), asked }
}
const links = badgeLinks('', 'nas', SECRET)
const json = async (scene: Scene, format: 'json' | 'json3' = 'json3') =>
  (await opened(scene).get(links[format] ?? '')).body
const words = async (scene: Scene, format: 'shields' | 'shields3' = 'shields3') =>
  (await opened(scene).get(links[format] ?? '')).body.message

describe('the badge of a tag', () => {
  test.each<[Counts, number, string, string]>([
    [{ up: 2 }, 2, 'up', 'success'],
    [{ late: 1, up: 1 }, 2, 'late', 'important'],
    [{ down: 1, late: 1 }, 2, 'down', 'critical'],
    [{ blind: 1, up: 1 }, 2, 'unknown', 'inactive'],
    [{ new: 1, up: 1 }, 2, 'unknown', 'inactive'],
    [{ paused: 2 }, 2, 'unknown', 'inactive'],
    [{}, 0, 'unknown', 'inactive'],
  ])('of checks that are %j, %d in all, is %s', async (counts, total, status, color) => {
    const { down = 0, late: grace = 0 } = counts
    expect(await json({ counts, total })).toEqual({ status, total, grace, down })
    const shields = await opened({ counts, total }).get(links.shields3 ?? '')
    expect(shields.body).toEqual({ schemaVersion: 1, label: 'nas', message: status, color })
    expect(shields.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'no-cache',
    })
  })

  test('with two states counts a late check as up', async () => {
    expect(await json({ counts: { late: 1 }, total: 1 }, 'json')).toEqual({
      status: 'up',
      total: 1,
      grace: 1,
      down: 0,
    })
  })

  test('is found also where its key ends as that of two states does', async () => {
    const { svg3 = '', json, json3 } = badgeLinks('', 't112', SECRET)
    expect(svg3).toMatch(/-2\/t112\.svg$/)
    const late = { counts: { late: 1 }, total: 1 }
    const status = async (path = '') => (await opened(late).get(path)).body.status
    expect([await status(json3), await status(json)]).toEqual(['late', 'up'])
  })

  test('is not known while a time has run out that nobody has seen', async () => {
    expect(await json({ counts: { up: 1 }, total: 1, behind: 1 })).toMatchObject({ status: 'unknown' })
  })

  test('asks for the checks with the tag, or for all', async () => {
    const { get, asked } = opened({})
    await get(links.json3 ?? '')
    await get(badgeLinks('', '*', SECRET).json3 ?? '')
    expect(asked).toEqual([
      [undefined, 'nas'],
      [{ tags: ['nas'] }, 100],
      [undefined, undefined],
      [{}, 100],
    ])
  })

  test('as a picture has a label of its own, or that of its address', async () => {
    const { get } = opened({ counts: { up: 1 }, total: 1 })
    const picture = async (path: string) => (await get(path)).body.toString()
    expect(await picture(links.svg3 ?? '')).toContain('<title>nas: up</title>')
    expect(await picture(`${links.svg3}?label=mine`)).toContain('<title>mine: up</title>')
    expect(await picture(badgeLinks('', '*', SECRET).svg3 ?? '')).toContain('<title>checks: up</title>')
  })

  test.each([
    '/badge/tag/QcIWx2bMaj431ROF/nas.svg',
    links.svg3?.replace('.svg', '.png') ?? '',
    links.svg3?.replace('/nas', '/pump') ?? '',
    links.svg3?.replace('.svg', '') ?? '',
    '/badge/tag/nas.svg',
  ])('is not shown at %s, which nobody was given', async path => {
    expect((await opened({}).get(path)).status).toBe(404)
  })
})

describe('maintenance stands on the badge', () => {
  test('where all checks have it that are as the badge says', async () => {
    const counts = { down: 1, up: 1 }
    expect(await words({ counts, rows: ['down', 'up'], maintained: ['n0'] })).toBe('down, maintenance')
    expect(await words({ counts, rows: ['down', 'up'], maintained: ['n1'] })).toBe('down')
    expect(await words({ counts: { down: 2 }, rows: ['down', 'down'], maintained: ['n0'] })).toBe('down')
    expect(await words({ counts: { paused: 1 }, rows: ['paused'], maintained: ['n0'] })).toBe('unknown')
    expect(
      await words({ counts: { blind: 1, new: 1 }, rows: ['blind', 'new'], maintained: ['n0', 'n1'] }),
    ).toBe('unknown, maintenance')
  })

  test('of a late check, where that counts as up, too', async () => {
    const scene = { counts: { late: 1, up: 1 }, rows: ['late', 'up'], maintained: ['n0'] }
    expect(await words(scene)).toBe('late, maintenance')
    expect(await words(scene, 'shields')).toBe('up')
    expect(await words({ ...scene, maintained: ['n0', 'n1'] }, 'shields')).toBe('up, maintenance')
  })

  test('of a hundred checks, and not where more are not read', async () => {
    const scene = { counts: { up: 100 }, rows: ['up'], maintained: ['n0'] }
    expect(await words({ ...scene, total: 100 })).toBe('up, maintenance')
    expect(await words({ ...scene, total: 101 })).toBe('up')
  })
})

describe('while nobody looks', () => {
  const probed = (status: string) => ({ status, probed: true })

  test('what is looked at is not known, unless it is down', async () => {
    const counts = { up: 1 }
    expect(await words({ counts, rows: [probed('up')] })).toBe('up')
    expect(await words({ counts, rows: [probed('up')], workers: 0 })).toBe('unknown')
    expect(await words({ counts, rows: ['up'], workers: 0 })).toBe('up')
    expect(await words({ counts: { down: 1 }, rows: [probed('down')], workers: 0 })).toBe('down')
    expect(await words({ counts: { paused: 1, up: 1 }, rows: [probed('paused'), 'up'], workers: 0 })).toBe(
      'up',
    )
  })

  test('checks that are not read may be among those', async () => {
    const scene = { counts: { up: 2 }, rows: ['up'], workers: 0 }
    expect(await words({ ...scene, total: 2, looks: true })).toBe('unknown')
    expect(await words({ ...scene, total: 2 })).toBe('up')
    expect(await words({ ...scene, total: 1, looks: true })).toBe('up')
  })

  test('maintenance of what is not known stands on it', async () => {
    const rows = [probed('up'), 'up']
    expect(await words({ counts: { up: 2 }, rows, workers: 0, maintained: ['n0'] })).toBe(
      'unknown, maintenance',
    )
    expect(await words({ counts: { up: 2 }, rows, workers: 0, maintained: ['n1'] })).toBe('unknown')
  })
})
