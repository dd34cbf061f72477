/** The dates of a server's certificates, and of their issuers. */
import type { DetailedPeerCertificate } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { judgeDays } from '../../src/probes/certificate-days'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const DAY = 86_400_000

interface Given {
  readonly name?: string
  /** Days from now. */
  readonly from?: number
  readonly to?: number
  readonly subject?: object
  readonly issuer?: DetailedPeerCertificate | undefined
}

let count = 0
function certificate({ name = 'leaf', from = -10, to = 90, subject = { CN: name }, issuer }: Given = {}) {
  const moment = (days: number) => new Date(NOW + days * DAY).toUTCString()
  return {
    subject,
    issuer: issuer?.subject ?? { CN: 'unknown' },
    valid_from: moment(from),
    valid_to: moment(to),
    fingerprint256: `${name}-${count++}`,
    issuerCertificate: issuer,
  } as unknown as DetailedPeerCertificate
}

/** A certificate that names itself as its issuer, as roots do. */
function root(given: Given = {}) {
  const made = certificate({ name: 'root', ...given })
  return Object.assign(made, { issuer: made.subject, issuerCertificate: made })
}

const judge = (leaf: DetailedPeerCertificate, settings: Record<string, string> = {}) =>
  judgeDays(leaf, { target: 'nas:443', settings: { days: '14', ...settings }, now: NOW })

describe('days that are left', () => {
  test.each([
    [90, 'success', 'expires in 90 days'],
    [14, 'success', 'expires in 14 days'],
    [13.999, 'failure', 'expires in 13 days'],
    [1.5, 'failure', 'expires in 1 day'],
    [0.5, 'failure', 'expires in 0 days'],
    [0, 'failure', 'has expired today'],
    [-0.5, 'failure', 'has expired today'],
    [-1, 'failure', 'has expired 1 day ago'],
    [-2.5, 'failure', 'has expired 2 days ago'],
  ])('%d are a %s', (to, answer, words) => {
    expect(judge(certificate({ to }))).toEqual({ answer, detail: `the certificate of nas:443 ${words}` })
  })

  test('that are fewer than those of the warning are told', () => {
    const detail = 'the certificate of nas:443 expires in 20 days'
    const leaf = certificate({ to: 20 })
    expect(judge(leaf, { warndays: '21' })).toEqual({
      answer: 'success',
      detail,
      warning: `${detail}, fewer than 21`,
    })
    for (const warndays of ['20', '', '0'])
      expect(judge(leaf, { warndays })).toEqual({ answer: 'success', detail })
    expect(judge(certificate({ to: 5 }), { warndays: '21' })).not.toHaveProperty('warning')
  })

  test('are none before the first', () => {
    expect(judge(certificate({ from: 1 }))).toEqual({
      answer: 'failure',
      detail: 'the certificate of nas:443 is valid only from Sat, 21 Nov 2026 12:00:00 GMT on',
    })
    expect(judge(certificate({ from: 0 })).answer).toBe('success')
  })
})

describe('an issuer', () => {
  const issuer = (given: Given = {}) => certificate({ name: 'Issuer', issuer: root(), ...given })

  test('that expires before the certificate decides, by its name', () => {
    expect(judge(certificate({ issuer: issuer({ to: 3 }) }))).toEqual({
      answer: 'failure',
      detail: 'the certificate of nas:443\'s issuer "Issuer" expires in 3 days',
    })
    expect(judge(certificate({ issuer: issuer({ from: 2 }) })).detail).toBe(
      'the certificate of nas:443\'s issuer "Issuer" is valid only from Sun, 22 Nov 2026 12:00:00 GMT on',
    )
    expect(judge(certificate({ to: 20, issuer: issuer({ to: 20 }) })).detail).toBe(
      'the certificate of nas:443 expires in 20 days',
    )
  })

  test.each([
    [{ O: 'Org' }, '"Org"'],
    [{ CN: 'Name', O: 'Org' }, '"Name"'],
    [{}, '""'],
  ])('with the subject %j is named %s', (subject, name) => {
    expect(judge(certificate({ issuer: issuer({ to: 3, subject }) })).detail).toBe(
      `the certificate of nas:443's issuer ${name} expires in 3 days`,
    )
  })

  test('of an issuer counts as well', () => {
    const upper = certificate({ name: 'Upper', to: 2, issuer: root() })
    expect(judge(certificate({ issuer: issuer({ issuer: upper }) })).detail).toContain(
      'issuer "Upper" expires in 2 days',
    )
  })

  test('that is a root is of no interest', () => {
    const old = root({ to: -5 })
    expect(judge(certificate({ issuer: old })).answer).toBe('success')
    expect(judge(certificate({ issuer: issuer({ issuer: old }) })).answer).toBe('success')
    // A root that the server sends as a copy of its own.
    const copy = certificate({ name: 'copy', to: -5 })
    Object.assign(copy, { issuer: copy.subject })
    expect(judge(certificate({ issuer: copy })).answer).toBe('success')
  })

  test('that is its own issuer over a detour ends the chain', () => {
    const one = certificate({ name: 'one', to: 3 })
    const two = certificate({ name: 'two', to: 4, issuer: one })
    Object.assign(one, { issuer: two.subject, issuerCertificate: two })
    expect(judge(certificate({ issuer: one })).detail).toContain('"one" expires in 3 days')
  })

  test('that nobody shows is none', () => {
    const empty = {} as DetailedPeerCertificate
    expect(judge(certificate({ issuer: empty })).answer).toBe('success')
    expect(judge(root({ to: 3 })).detail).toBe('the certificate of nas:443 expires in 3 days')
  })
})
