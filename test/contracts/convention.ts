/** The promises of every convention of check-ins. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CONVENTIONS, parseCheckIn } from '../../src/domain/watch/check-ins/index'
import type { CheckInOutcome } from '../../src/domain/watch/check-ins/reply'

export const ID = '3f1c2d4e-5a6b-4c7d-8e9f-0a1b2c3d4e5f'
export const BARE = ID.replaceAll('-', '')
export const RID = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee'

/** The targets of the examples. */
export const id = { target: { id: ID } }
export const slug = { target: { key: 'k3y', slug: 'nas-backup' } }

export interface ConventionExamples {
  readonly name: keyof typeof CONVENTIONS
  /** URLs and their meaning. */
  readonly meanings: readonly (readonly [string, object])[]
  /** URLs that cannot be understood, with outcome and reason. */
  readonly refused: readonly (readonly [string, 'bad' | 'unknown', string])[]
  readonly statuses: Readonly<Record<CheckInOutcome, number>>
  /** Bodies of answers: the outcome, perhaps with a reason, and the body. */
  readonly replies: readonly (readonly [CheckInOutcome, string | undefined, string])[]
}

/** No signal was stored, and the client has to know. */
const NOT_STORED: readonly CheckInOutcome[] = ['unknown', 'ambiguous', 'full', 'bad', 'away']

export function conventionContract({ name, meanings, refused, statuses, replies }: ConventionExamples): void {
  const { prefix, reply } = CONVENTIONS[name]

  describe(`${name}, as every convention,`, () => {
    test.each(meanings)('understands %s', (url, meaning) =>
      expect(parseCheckIn(url)).toEqual({ via: name, ...meaning }),
    )

    test('has URLs for a success and for a failure', () => {
      const kinds = meanings.map(([url]) => parseCheckIn(url)).map(parsed => Object(parsed).kind)
      expect(kinds).toEqual(expect.arrayContaining(['success', 'fail']))
    })

    test.each(refused)('refuses %s', (url, outcome, reason) =>
      expect(parseCheckIn(url)).toEqual({ via: name, outcome, reason }),
    )

    test.each([prefix, prefix.slice(0, -1), `/${prefix}x`, prefix.toUpperCase(), `${prefix.slice(0, -1)}?x`])(
      'knows no check at %s, and says so to a program',
      url => expect(parseCheckIn(url)).toMatchObject({ outcome: 'unknown' }),
    )

    test('takes anything behind its prefix for a check-in or refuses it, and throws nothing', () => {
      const rest = fc.oneof(
        fc.string(),
        fc.string({ unit: fc.constantFrom('/', '?', '&', '=', '%', 'a', '1', '#') }),
      )
      const start = fc.constantFrom(prefix, `${prefix}${ID}/`, `${prefix}${ID}?`, `${prefix}p/`)
      fc.assert(
        fc.property(start, rest, (start, end) => {
          const parsed = parseCheckIn(start + end)
          if (parsed === undefined) throw new Error('not taken')
          expect(parsed.via).toBe(name)
          if ('outcome' in parsed) expect(reply(parsed.outcome, parsed.reason).status).toBeGreaterThan(399)
          else expect(['success', 'fail', 'start', 'log']).toContain(parsed.kind)
        }),
      )
    })

    test.each(Object.entries(statuses) as [CheckInOutcome, number][])(
      'answers %s with %i',
      (outcome, status) => expect(reply(outcome).status).toBe(status),
    )

    test.each(NOT_STORED)('never answers %s with a success, whatever the reason', outcome => {
      for (const reason of [undefined, 'a reason']) expect(reply(outcome, reason).status).toBeGreaterThan(399)
    })

    test.each(replies)('answers %s (%s) in the words of the service: %s', (outcome, reason, body) =>
      expect(reply(outcome, reason).body).toBe(body),
    )
  })
}
