import { describe, expect, it } from 'vitest'
import {
  invitationLine,
  peerNameFor,
  peerNameProblem,
  readInvitationLine,
} from '../../../src/domain/peers/invitation-line'

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
    ['with a longer key', invitationLine({ ...LINE, key: 'k'.repeat(44) })],
    ['with a key of other characters', invitationLine({ ...LINE, key: `${'k'.repeat(42)}+` })],
    ['with a key that is none', invitationLine({ ...LINE, key: 7 as never })],
    ['without a name', invitationLine({ ...LINE, name: null as never })],
    ['without an address', invitationLine({ ...LINE, url: 7 as never })],
    ['of another version', invitationLine(LINE).replace('-1.', '-2.')],
    ['with words in front', `join ${invitationLine(LINE)}`],
    ['not of three parts', `intvlm8r-peer-1.${Buffer.from('{}').toString('base64url')}`],
    ['too long', invitationLine({ ...LINE, name: 'n'.repeat(2_000) })],
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
    ['-pi_4-', 'pi_4'],
    ['a  b', 'a-b'],
    ['n'.repeat(31), 'n'.repeat(30)],
    ['.local', 'peer'],
  ])('of the machine %s is %s', (machine, name) => {
    expect(peerNameFor(machine, () => false)).toBe(name)
  })

  it('is another one where it is taken', () => {
    expect(peerNameFor('attic', name => ['attic', 'attic-2'].includes(name))).toBe('attic-3')
  })

  it.each(['attic', 'A-b_9', 'n'.repeat(30)])('may be %s', name => {
    expect(peerNameProblem(name)).toBeUndefined()
  })

  it.each(['', 'a b', 'n'.repeat(31), 'büro', 'a.b', 'attic]'])('may not be “%s”', name => {
    expect(peerNameProblem(name)).toBe(
      'may hold letters, digits, - and _ only (at most 30), as it is the name of a section of the INI',
    )
  })
})
