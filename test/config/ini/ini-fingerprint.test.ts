import { describe, expect, it } from 'vitest'
import { fingerprintOf } from '../../../src/config/ini/ini-fingerprint'

const TEXT = '[Monitoring]\nheartbeatfrequency = 10\nheartbeaturl = https://nosnch.in/0123456789\n; Küche ❤\n'

describe('the fingerprint of an INI', () => {
  it('is the same for the same text', () => {
    expect(fingerprintOf(`${TEXT}`)).toBe(fingerprintOf(TEXT.split('').join('')))
  })

  it('is three numbers, of which the first is the length', () => {
    expect(fingerprintOf('[Web]\nport = 80\nhostnames = a, b, c, d, e\n')).toMatch(
      /^16-[\da-z]{5,7}-[\da-z]{5,7}$/,
    )
    expect(fingerprintOf('')).toBe('0-ztntfp-0')
  })

  it('is another for each text with one character changed, added, left out, or swapped with its neighbour', () => {
    const texts = new Set([TEXT])
    for (let at = 0; at <= TEXT.length; at++) {
      const before = TEXT.slice(0, at)
      const [one = '', two = ''] = TEXT.slice(at)
      for (const other of ['x', '0', '\0', '\n', 'ü']) {
        texts.add(`${before}${other}${TEXT.slice(at)}`)
        texts.add(`${before}${other}${TEXT.slice(at + 1)}`)
      }
      texts.add(`${before}${TEXT.slice(at + 1)}`)
      texts.add(`${before}${two}${one}${TEXT.slice(at + 2)}`)
    }
    expect(texts.size).toBeGreaterThan(1_000)
    expect(new Set([...texts].map(fingerprintOf)).size).toBe(texts.size)
  })

  it('is another for texts of zeros of each length', () => {
    const texts = Array.from({ length: 100 }, (_, length) => '\0'.repeat(length))
    expect(new Set(texts.map(fingerprintOf)).size).toBe(100)
  })
})
