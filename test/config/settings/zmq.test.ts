/** The sections [Zmq] and [Expected]. */
import { describe, expect, test } from 'vitest'
import { readerOf } from '../../../src/config/settings/section-reader'
import { expectedOf, zmqOf, zmqWord } from '../../../src/config/settings/zmq'
import type { IniFault } from '../../../src/domain/settings/reading'
import { folderWith } from '../../support/folder'

function read(values: Readonly<Record<string, string>>) {
  const faults: IniFault[] = []
  const zmq = zmqOf(readerOf('Zmq', values, faults))
  return { zmq, faults: faults.map(({ key, reason }) => `${key} ${reason}`) }
}

const KEY = '0123456789abcdefABCDEF.-:+=^!/*?&<>()[]{'
const REST = '}@%$#zyxwvutsrqponmlkjihgZYXWVUTSRQPONMLK'.slice(0, 40)

test('nothing listens, connects or is created unless it is said', () => {
  expect(read({})).toEqual({
    zmq: { bind: [], bindsub: [], connect: [], publish: [], create: 'off', word: '', curve: 'off' },
    faults: [],
  })
})

describe('an address to listen on', () => {
  test.each([
    'tcp://*:5659',
    'tcp://0.0.0.0:1',
    'tcp://127.0.0.1:65535',
    'TCP://nas.lan:5659',
    'tcp://eth0%1:5659',
    'tcp://a-b_c:5659',
    'tcp://[::1]:5659',
    'tcp://[fe80::1%eth0]:5659',
    'tcp://::1:5659',
    'ipc:///run/a.sock',
    'ipc:///run/a:70000b',
    'ipc:///run/a:70000',
  ])('may be %s', address => {
    for (const key of ['bind', 'bindsub', 'publish'])
      expect(read({ [key]: address })).toMatchObject({ zmq: { [key]: [address] }, faults: [] })
  })

  test.each([
    'tcp://*',
    'tcp://*:',
    'tcp://:5659',
    'tcp://**:5659',
    'tcp://a/b:5659',
    'tcp://*:0',
    'tcp://*:65536',
    'tcp://*:123456',
    'tcp://*:5659x',
    'xtcp://*:5659',
    'udp://*:5659',
    'tcp:/*:5659',
    'tcp://[]:5659',
    'tcp://[g-h]:5659',
    'tcp://[]]:5659',
    'tcp://[::1:5659]',
    'ipc://run/a.sock',
    'ipc:///',
    'xipc:///run/a',
  ])('may not be %s', address => {
    const reason = ' is not an address such as tcp://0.0.0.0:5659; give several with blanks between them'
    for (const key of ['bind', 'bindsub', 'publish']) {
      const { zmq, faults } = read({ [key]: `tcp://*:1 ${address}` })
      expect(zmq).toBeUndefined()
      expect(faults).toEqual([`${key} its value${reason}`])
    }
  })

  test('stands beside others, with any blanks between them', () => {
    expect(read({ bind: 'tcp://*:1  tcp://*:2\ttcp://*:3' }).zmq?.bind).toEqual([
      'tcp://*:1',
      'tcp://*:2',
      'tcp://*:3',
    ])
    expect(read({ bind: 'nas' }).faults).toEqual([
      'bind "nas" is not an address such as tcp://0.0.0.0:5659; give several with blanks between them',
    ])
  })
})

describe('an address to connect to', () => {
  test.each([
    ['tcp://nas.lan:5659', [{ address: 'tcp://nas.lan:5659' }]],
    ['TCP://a-b_c:65535', [{ address: 'TCP://a-b_c:65535' }]],
    ['tcp://[fe80::1%eth0]:1', [{ address: 'tcp://[fe80::1%eth0]:1' }]],
    ['ipc:///run/a.sock', [{ address: 'ipc:///run/a.sock' }]],
    ['tcp://a:1,', [{ address: 'tcp://a:1' }]],
    [`tcp://a:1,${KEY}`, [{ address: 'tcp://a:1', key: KEY }]],
    [`tcp://a:1  tcp://b:2,${REST}`, [{ address: 'tcp://a:1' }, { address: 'tcp://b:2', key: REST }]],
  ])('may be %s', (connect, publishers) => {
    expect(read({ connect })).toMatchObject({ zmq: { connect: publishers }, faults: [] })
    expect(read({ connect }).zmq?.connect).toEqual(publishers)
  })

  test.each([
    'tcp://*:5659',
    'tcp://a',
    'tcp://:1',
    'tcp://a:0',
    'tcp://a:65536',
    'tcp://a:123456',
    'tcp://a:1x',
    'tcp://[::1]:1x',
    'tcp://a%b:1',
    'xtcp://a:1',
    'tcp://[]:1',
    'tcp://[a-b]:1',
    'tcp://a/b:1',
    'tcp:/a:1',
    'udp://a:1',
    'ipc://run/a',
    'ipc:///',
    'xipc:///run/a',
  ])('may not be %s', address => {
    expect(read({ connect: `tcp://b:1 ${address}` })).toEqual({
      zmq: undefined,
      faults: [
        'connect its value is not an address such as tcp://a:5659; give several with blanks between them',
      ],
    })
  })

  test.each([KEY.slice(1), `${KEY}0`, `_${KEY}`, `${KEY.slice(1)}"`, `${KEY.slice(1)},`, `,${KEY}`])(
    'may not have %s as public key',
    key => {
      expect(read({ connect: `tcp://b:1 tcp://a:1,${key}` })).toEqual({
        zmq: undefined,
        faults: ['connect what follows the comma of tcp://a:1 is no public key of 40 characters'],
      })
    },
  )
})

test.each([
  ['on', 'adopt'],
  ['ON', 'adopt'],
  ['off', 'off'],
  ['Adopt', 'adopt'],
  ['open', 'open'],
])('create = %s means %s', (create, means) => {
  expect(read({ create }).zmq?.create).toBe(means)
})

test.each(['only', 'non', 'yes'])('create = %s means nothing', create => {
  expect(read({ create }).faults).toEqual([`create "${create}" is none of off, adopt, open`])
})

test.each(['12345678', 'x'.repeat(100), 'pass@word', '@f', '@a/secret.file'])('a word may be %s', word => {
  expect(read({ word })).toMatchObject({ zmq: { word }, faults: [] })
})

test.each(['1234567', 'x'.repeat(101), '@', '@a b', 'a@b', 'word@word x', 'a12345 78', 'pass wordword'])(
  'a word may not be %s',
  word => {
    expect(read({ word })).toEqual({
      zmq: undefined,
      faults: [
        'word has to be a word of 8 to 100 characters without blanks, or @file for a file that holds it',
      ],
    })
  },
)

test.each([
  ['off', 'off'],
  ['ON', 'on'],
  ['Known', 'known'],
])('curve = %s means %s', (curve, means) => {
  expect(read({ curve }).zmq?.curve).toBe(means)
})

test('another curve is a fault', () => {
  expect(read({ curve: 'yes' }).faults).toEqual(['curve "yes" is none of off, on, known'])
})

test('files of expected events have blanks or commas between them', () => {
  const files = (text: string) => expectedOf(readerOf('Expected', { files: text }, []))?.files
  expect(files('/a.json,b.json , c.json')).toEqual(['/a.json', 'b.json', 'c.json'])
  expect(files('')).toEqual([])
})

describe('a word in a file', () => {
  test('is read without its line end and a byte order mark', async () => {
    const folder = await folderWith({ word: '\uFEFFsomething-secret\r\n' })
    expect(await zmqWord('@word', folder)).toBe('something-secret')
    expect(await zmqWord('another-secret', folder)).toBe('another-secret')
    expect(await zmqWord('', folder)).toBe('')
  })

  test.each([
    ['', 'is empty'],
    [' \n', 'holds no word of 8 to 100 characters without blanks'],
    ['short\n', 'holds no word of 8 to 100 characters without blanks'],
    ['one-secret\ntwo-secret\n', 'holds no word of 8 to 100 characters without blanks'],
  ])('that is %j lets nobody in, where it would let everybody in', async (text, reason) => {
    const folder = await folderWith({ word: text })
    await expect(zmqWord('@word', folder)).rejects.toThrow(
      `the file that [Zmq] word names ${reason}; write it there`,
    )
  })
})
