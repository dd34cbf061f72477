import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { itIsAProber, look } from '../contracts/prober'

/** Types and their numbers (RFC 1035, 3596, 2782, 8659). */
const TYPES: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  257: 'CAA',
}
const NOERROR = 0
const SERVFAIL = 2
const NXDOMAIN = 3

const text = (value: string) => Buffer.from([value.length, ...Buffer.from(value)])
const name = (value: string) => Buffer.concat([...value.split('.').map(text), Buffer.from([0])])

function numbers(...values: readonly number[]): Buffer {
  const all = Buffer.alloc(4 * values.length)
  for (const [index, value] of values.entries()) all.writeUInt32BE(value, 4 * index)
  return all
}

/** By `name TYPE`: the data of each record, or a code. */
const ZONE: Readonly<Record<string, number | readonly Buffer[]>> = {
  'nas.test A': [Buffer.from([192, 0, 2, 1]), Buffer.from([192, 0, 2, 2])],
  'nas.test AAAA': [Buffer.from('20010db8000000000000000000000001', 'hex')],
  'nas.test MX': [Buffer.concat([Buffer.from([0, 10]), name('mail.nas.test')])],
  'nas.test TXT': [Buffer.concat([text('v=spf1 '), text('-all, or so')])],
  'nas.test NS': [name('ns1.nas.test')],
  'www.nas.test CNAME': [name('nas.test')],
  'nas.test SOA': [
    Buffer.concat([
      name('ns1.nas.test'),
      name('root.nas.test'),
      numbers(2026112801, 7200, 3600, 1209600, 300),
    ]),
  ],
  '_sip._tcp.nas.test SRV': [Buffer.concat([Buffer.from([0, 10, 0, 5, 0x13, 0xc4]), name('sip.nas.test')])],
  'nas.test CAA': [Buffer.concat([Buffer.from([0]), text('issue'), Buffer.from('letsencrypt.org')])],
  '1.2.0.192.in-addr.arpa PTR': [name('nas.test')],
  'empty.test A': [],
  'broken.test A': SERVFAIL,
}

/** A name server on loopback; with `silent` it never answers. */
async function serving({ silent = false } = {}): Promise<string> {
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address }) => {
    if (!silent) socket.send(answerTo(query), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  return `127.0.0.1:${(socket.address() as AddressInfo).port}`
}

function answerTo(query: Buffer): Buffer {
  const labels: string[] = []
  let at = 12
  for (let size = query[at] ?? 0; size > 0; size = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + size))
    at += size + 1
  }
  const end = at + 5
  const type = query.readUInt16BE(at + 1)
  const found = ZONE[`${labels.join('.').toLowerCase()} ${TYPES[type]}`] ?? NXDOMAIN
  const records = typeof found === 'number' ? [] : found
  const header = Buffer.alloc(12)
  query.copy(header, 0, 0, 2)
  header.writeUInt16BE(0x8180 + (typeof found === 'number' ? found : NOERROR), 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(records.length, 6)
  const answers = records.map(data => {
    const head = Buffer.alloc(12)
    head.writeUInt16BE(0xc00c, 0)
    head.writeUInt16BE(type, 2)
    head.writeUInt16BE(1, 4)
    head.writeUInt32BE(60, 6)
    head.writeUInt16BE(data.length, 10)
    return Buffer.concat([head, data])
  })
  return Buffer.concat([header, query.subarray(12, end), ...answers])
}

const asking =
  (target: string, settings: Record<string, string> = {}) =>
  async () => ({ target, settings: { resolver: await serving(), ...settings } })

itIsAProber('dns', {
  success: [
    { when: 'there is a record', looking: asking('nas.test'), detail: 'nas.test has A 192.0.2.1, 192.0.2.2' },
    {
      when: 'the expected ones are there',
      looking: asking('nas.test', { expect: '192.0.2.2' }),
      detail: 'nas.test has A 192.0.2.1, 192.0.2.2',
    },
    {
      when: 'an IPv6 address is the expected one, in another form',
      looking: asking('nas.test', { record: 'AAAA', expect: '2001:DB8:0::1' }),
      detail: 'nas.test has AAAA 2001:db8::1',
    },
    {
      when: 'the mail server is the expected one',
      looking: asking('nas.test', { record: 'MX', expect: '10 Mail.nas.test.' }),
      detail: 'nas.test has MX 10 mail.nas.test',
    },
    {
      when: 'a text of several pieces is the expected one',
      looking: asking('nas.test', { record: 'TXT', expect: 'v=spf1 -all, or so' }),
      detail: 'nas.test has TXT v=spf1 -all, or so',
    },
    {
      when: 'it differs from the expected one by blanks, and by the dot at its end',
      looking: asking('nas.test', { record: 'MX', expect: ' 10   mail.nas.test. , 10 MAIL.nas.test' }),
      detail: 'nas.test has MX 10 mail.nas.test',
    },
    {
      when: 'the name servers are the expected ones',
      looking: asking('nas.test', { record: 'NS', expect: 'ns1.nas.test' }),
      detail: 'nas.test has NS ns1.nas.test',
    },
    {
      when: 'another name is behind it, as expected',
      looking: asking('www.nas.test', { record: 'CNAME', expect: 'nas.test' }),
      detail: 'www.nas.test has CNAME nas.test',
    },
    {
      when: 'the zone has the expected serial number',
      looking: asking('nas.test', { record: 'SOA', expect: 'ns1.nas.test root.nas.test 2026112801' }),
      detail: 'nas.test has SOA ns1.nas.test root.nas.test 2026112801',
    },
    {
      when: 'a service is where it is expected',
      looking: asking('_sip._tcp.nas.test', { record: 'SRV', expect: '10 5 5060 sip.nas.test' }),
      detail: '_sip._tcp.nas.test has SRV 10 5 5060 sip.nas.test',
    },
    {
      when: 'the authority that may issue certificates is the expected one',
      looking: asking('nas.test', { record: 'CAA', expect: '0 issue letsencrypt.org' }),
      detail: 'nas.test has CAA 0 issue letsencrypt.org',
    },
    {
      when: 'an address has the expected name',
      looking: asking('192.0.2.1', { record: 'PTR', expect: 'nas.test' }),
      detail: '192.0.2.1 has PTR nas.test',
    },
    {
      when: 'the name does not exist, as it should be',
      looking: asking('gone.test', { expect: 'nxdomain' }),
      detail: 'the name gone.test does not exist',
    },
  ],
  failure: [
    {
      when: 'the name does not exist',
      looking: asking('gone.test'),
      detail: 'the name gone.test does not exist',
    },
    { when: 'it has no such record', looking: asking('empty.test'), detail: 'empty.test has no A record' },
    {
      when: 'an expected record is missing',
      looking: asking('nas.test', { expect: '192.0.2.1, 192.0.2.3' }),
      detail: 'nas.test has A 192.0.2.1, 192.0.2.2, and not 192.0.2.3',
    },
    {
      when: 'a text differs from the expected one by its case',
      looking: asking('nas.test', { record: 'TXT', expect: 'V=spf1 -all, or so' }),
      detail: 'nas.test has TXT v=spf1 -all, or so, and not V=spf1 -all, or so',
    },
    {
      when: 'a text differs from the expected one by a dot at its end',
      looking: asking('nas.test', { record: 'TXT', expect: 'v=spf1 -all, or so.' }),
      detail: 'nas.test has TXT v=spf1 -all, or so, and not v=spf1 -all, or so.',
    },
    {
      when: 'the name exists, and should not',
      looking: asking('nas.test', { expect: 'nxdomain' }),
      detail: 'the name nas.test exists: A 192.0.2.1, 192.0.2.2',
    },
    {
      when: 'the name server that was named cannot answer',
      looking: asking('broken.test'),
      detail: /^the name server 127\.0\.0\.1:\d+ cannot answer \(SERVFAIL\)$/,
    },
    {
      when: 'nothing listens at the name server that was named',
      looking: async () => ({ target: 'nas.test', settings: { resolver: '127.0.0.1:1' } }),
      detail: 'the name server 127.0.0.1:1 cannot be asked: it refuses connections, or cannot be reached',
    },
  ],
  blind: [
    {
      when: 'it was not to ask any other name server, and had no time',
      looking: async () => ({ target: 'nas.test', signal: AbortSignal.abort() }),
      detail: 'the name server here did not answer in time',
    },
  ],
  silent: async () => ({ target: 'nas.test', settings: { resolver: await serving({ silent: true }) } }),
})

it('notes how long the answer took', async () => {
  const seen = await look('dns', 'nas.test', { settings: { resolver: await serving() } })
  expect(seen.took).toBeGreaterThan(0)
})
