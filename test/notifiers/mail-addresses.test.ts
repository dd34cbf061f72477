import { describe, expect, it } from 'vitest'
import { addressesOf, MAIL_RULES } from '../../src/notifiers/mail-addresses'

describe('a list of addresses, as the mail library reads it,', () => {
  it.each([
    ['me@example.org', ['me@example.org']],
    ['a@x.org, b@x.org', ['a@x.org', 'b@x.org']],
    ['a@x.org; b@x.org', ['a@x.org', 'b@x.org']],
    ['a@x.org,', ['a@x.org']],
    ['"Doe, John" <john@example.org>', ['john@example.org']],
    [
      '"Doe, John" <john@example.org>, "Roe; Jane" <jane@example.org>',
      ['john@example.org', 'jane@example.org'],
    ],
    ['Doe, John <john@example.org>', ['john@example.org']],
    ['John Doe <john@example.org>', ['john@example.org']],
    ['"quoted \\" mark" <john@example.org>', ['john@example.org']],
    ['john@example.org (John, of the night shift)', ['john@example.org']],
    ['Night shift: a@x.org, b@x.org;', ['a@x.org', 'b@x.org']],
    ['root@localhost', ['root@localhost']],
    ['"night shift"@x.org', ['"night shift"@x.org']],
    ['a@[192.0.2.1]', ['a@[192.0.2.1]']],
    ['müller@exämple.org', ['müller@exämple.org']],
  ])('may be %s', (list, addresses) => {
    expect(MAIL_RULES.addresses!(list)).toBeUndefined()
    expect(addressesOf(list).map(({ address }) => address)).toEqual(addresses)
  })

  it.each([
    ['nobody', 'has at place 1 no address such as me@example.org'],
    ['a@x.org, nobody', 'has at place 2 no address such as me@example.org'],
    ['a@x.org, <>', 'has at place 2 no address such as me@example.org'],
    [',', 'holds no address'],
    [';;', 'holds no address'],
    ['Night shift:;', 'holds no address'],
    ['@everybody', 'has at place 1 no address such as me@example.org'],
    ['me@', 'has at place 1 no address such as me@example.org'],
    ['a@@x.org', 'has at place 1 no address such as me@example.org'],
    // The library takes the second one for a name, and sends to the first one only.
    ['a@x.org b@x.org', 'needs a comma after the address at place 1'],
    ['a@x.org <b>', 'has at place 1 no address such as me@example.org'],
    ['"Doe, John <john@example.org>', 'has a quotation mark without its partner'],
    ['"unclosed, a@x.org', 'has a quotation mark without its partner'],
  ])('may not be %s', (list, reason) => {
    expect(MAIL_RULES.addresses?.(list)).toBe(reason)
  })

  it('is one address for a sender', () => {
    expect(MAIL_RULES.address!('"Pi, the" <pi@example.org>')).toBeUndefined()
    expect(MAIL_RULES.address?.('a@x.org, b@x.org')).toBe('has to be one address')
    expect(MAIL_RULES.address?.('the Pi')).toBe('has at place 1 no address such as me@example.org')
  })
})
