import { describe, expect, it } from 'vitest'
import { invitationLine, peerNameFor, readInvitationLine } from '../../../src/domain/peers/invitation-line'

const LINE = { url: 'http://192.168.1.5:8080', name: 'attic', key: 'k'.repeat(43) }

describe('an invitation', () => {
  it('is one word that a shell takes as it is, and is read back', () => {
    const text = invitationLine(LINE)
    expect(text).toMatch(/^intvlm8r-peer-1\.[\w-]+$/)
    expect(readInvitationLine(` ${text}\n`)).toEqual(LINE)
  })

  it.each([
    ['empty', ''],
    ['another word', 'intvlm8r'],
    ['cut', invitationLine(LINE).slice(0, -8)],
    ['without a usable address', invitationLine({ ...LINE, url: 'ftp://a' })],
    ['without a whole key', invitationLine({ ...LINE, key: 'short' })],
  ])('that is %s is none', (_what, text) => {
    expect(readInvitationLine(text)).toBeUndefined()
  })
})

describe('the name of a peer', () => {
  it.each([
    ['attic', 'attic'],
    ['Attic.local', 'attic'],
    ['Büro Nord', 'b-ro-nord'],
    ['***', 'peer'],
  ])('of the machine %s is %s', (machine, name) => {
    expect(peerNameFor(machine, () => false)).toBe(name)
  })

  it('is another one where it is taken', () => {
    expect(peerNameFor('attic', name => ['attic', 'attic-2'].includes(name))).toBe('attic-3')
  })
})
