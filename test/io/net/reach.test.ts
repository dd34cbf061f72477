import { describe, expect, it } from 'vitest'
import { isNearer, type Reach, reachOf, reachOfName } from '../../../src/io/net/reach'

describe('the reach of an address', () => {
  it.each<[Reach, ...string[]]>([
    ['loopback', '127.0.0.1', '127.255.0.9', '0.0.0.0', '0.1.2.3', '::1', '::'],
    ['loopback', '::ffff:127.0.0.1', '::ffff:7f00:1', '::127.0.0.1', '64:ff9b::127.0.0.1', '64:ff9b::7f00:1'],
    ['loopback', '::ffff:0:127.0.0.1', '2002:7f00:1::', '::ffff:0.0.0.0'],
    [
      'link-local',
      '169.254.169.254',
      '::ffff:169.254.1.1',
      'fe80::1',
      'fe80::1%eth0',
      'ff02::1',
      '224.0.0.251',
    ],
    ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.5', '100.64.0.1', '198.18.0.1'],
    [
      'private',
      'fd00::5',
      'fec0::1',
      '::ffff:192.168.1.5',
      '64:ff9b::10.1.2.3',
      '64:ff9b:1::1',
      '2002:c0a8:105::1',
    ],
    ['public', '8.8.8.8', '172.32.0.1', '172.15.0.1', '192.169.0.1', '100.128.0.1', '1.1.1.1', '11.0.0.1'],
    ['public', '2a00:1450::1', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '2002:808:808::1'],
  ])('is %s for all of these', (reach, ...addresses) => {
    expect(addresses.map(address => [address, reachOf(address)])).toEqual(
      addresses.map(address => [address, reach]),
    )
  })

  it.each<[Reach, ...string[]]>([
    ['loopback', 'localhost', 'a.localhost', 'LOCALHOST.', '127.0.0.1', '[::1]', '[::ffff:7f00:1]'],
    ['private', 'nas', 'nas.local', 'nas.fritz.lan', 'nas.home.arpa', '192.168.1.5', '[fd00::5]'],
    ['public', 'example.org', 'local.example.org', '8.8.8.8', 'notlocalhost.example'],
  ])('is guessed as %s from each of these names', (reach, ...names) => {
    expect(names.map(name => [name, reachOfName(name)])).toEqual(names.map(name => [name, reach]))
  })

  it('has an order', () => {
    expect(isNearer('private', 'public')).toBe(true)
    expect(isNearer('loopback', 'private')).toBe(true)
    expect(isNearer('private', 'private')).toBe(false)
    expect(isNearer('public', 'private')).toBe(false)
  })
})
