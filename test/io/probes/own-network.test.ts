import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ProgramEnd } from '../../../src/domain/probes/look'
import type { acceptsOrRefuses } from '../../../src/io/net/accepts'
import { openOwnNetwork } from '../../../src/io/probes/own-network'

/** The files of the kernel, by their paths; what is not here is not there. */
const files = new Map<string, string>()
const accepts = vi.fn<typeof acceptsOrRefuses>()
const read = async (path: string) => files.get(path) ?? Promise.reject(new Error('ENOENT'))

const HEAD = 'Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT'
const ETH_DEFAULT = 'eth0 00000000 010200C0 0003 0 0 0 00000000 0 0 0'
const WLAN_DEFAULT = 'wlan0 00000000 070200C0 0003 0 0 600 00000000 0 0 0'
const PPP_DEFAULT = 'ppp0 00000000 00000000 0001 0 0 0 00000000 0 0 0'
const ETH_LOCAL = 'eth0 000200C0 00000000 0001 0 0 0 00FFFFFF 0 0 0'
const ZERO = '0'.repeat(32)
const SIX_DEFAULT = `${ZERO} 00 ${ZERO} 00 fe8000000000000002155dfffe010203 00000400 1 0 00000003 eth0`
const ARP_HEAD = 'IP address HW type Flags HW address Mask Device'

/** What the ports of each gateway say, and the gateways that answer to ping. */
let ports: Readonly<Record<string, Readonly<Record<number, boolean | undefined>>>>
let pinged: string[]
let pingEnds: ProgramEnd
let commands: unknown[]
let sight: ReturnType<typeof openOwnNetwork>

const routes = (...lines: readonly string[]) =>
  files.set('/proc/self/net/route', [HEAD, ...lines, ''].join('\n'))
const link = (device: string, carrier: string) =>
  files.set(`/sys/class/net/${device}/carrier`, `${carrier}\n`)

beforeEach(() => {
  files.clear()
  ports = {}
  pinged = []
  commands = []
  pingEnds = { kind: 'exited', code: 1, stdout: '', stderr: '' }
  accepts.mockReset().mockImplementation(async (host, port, ms) => {
    if (ms !== 400) throw new Error('another patience')
    return ports[host]?.[port]
  })
  sight = openOwnNetwork(
    async (command, { environment, signal, ...more }) => {
      commands.push({ command, environment, isOver: signal.aborted, ...more })
      return pinged.includes(command.at(-1) ?? '') ? ({ ...pingEnds, code: 0 } as ProgramEnd) : pingEnds
    },
    { read, accepts },
  )
  routes(ETH_DEFAULT, ETH_LOCAL)
  link('eth0', '1')
})

const WORKS = { kind: 'works' }
const SILENT = { kind: 'silent', why: 'the gateway 192.0.2.1 does not answer' }

describe('the own network', () => {
  it.each([53, 80, 443])(
    'works while port %i of the gateway accepts or refuses; nothing is pinged',
    async port => {
      ports = { '192.0.2.1': { [port]: true } }
      expect(await sight()).toEqual(WORKS)
      expect(commands).toEqual([])
    },
  )

  it('works while the gateway answers to ping, which gets no more of the environment than it needs', async () => {
    pinged = ['192.0.2.1']
    expect(await sight()).toEqual(WORKS)
    expect(commands).toEqual([
      {
        command: ['ping', '-n', '-q', '-c', '1', '-w', '2', '192.0.2.1'],
        environment: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
        isOver: false,
      },
    ])
  })

  it('is taken to work while a gateway that never answered is silent', async () => {
    expect(await sight()).toEqual(WORKS)
    pingEnds = { kind: 'missing' } as ProgramEnd
    expect(await sight()).toEqual(WORKS)
    // A program that ends by a signal, whatever its code.
    pingEnds = { kind: 'refused', code: 0 } as unknown as ProgramEnd
    ports = { '192.0.2.1': { 53: false } }
    expect(await sight()).toEqual(SILENT)
  })

  it.each([
    ['by a connection', { '192.0.2.1': { 80: true } }, []],
    ['by ping', {}, ['192.0.2.1']],
  ])(
    'is silent once a gateway that has answered %s does not any more, until it does',
    async (_way, answers, alive) => {
      ports = answers
      pinged = [...alive]
      expect(await sight()).toEqual(WORKS)
      ports = {}
      pinged = []
      expect(await sight()).toEqual(SILENT)
      ports = answers
      pinged = [...alive]
      expect(await sight()).toEqual(WORKS)
    },
  )

  it('is silent where the kernel finds no card of the gateway, or nobody of its address', async () => {
    files.set('/proc/self/net/arp', `${ARP_HEAD}\n192.0.2.1 0x1 0x0 00:00:00:00:00:00 * eth0\n`)
    expect(await sight()).toEqual(SILENT)
    files.set('/proc/self/net/arp', `${ARP_HEAD}\n192.0.2.1 0x1 0x2 02:fc:00:00:00:05 * eth0\n`)
    expect(await sight()).toEqual(WORKS)
    ports = { '192.0.2.1': { 443: false } }
    expect(await sight()).toEqual(SILENT)
  })

  it('works while one of several gateways answers; else each is named once', async () => {
    routes(ETH_DEFAULT, WLAN_DEFAULT, ETH_DEFAULT)
    link('wlan0', '1')
    ports = { '192.0.2.1': { 53: false }, '192.0.2.7': { 53: true } }
    expect(await sight()).toEqual(WORKS)
    ports = { '192.0.2.1': { 53: false }, '192.0.2.7': { 53: false } }
    expect(await sight()).toEqual({
      kind: 'silent',
      why: 'the gateway 192.0.2.1 and 192.0.2.7 does not answer',
    })
    // The gateway of a device without a cable is not asked.
    link('wlan0', '0')
    expect(await sight()).toEqual(SILENT)
  })

  it('asks the gateway of version 6, too, of whose card the kernel says nothing here', async () => {
    routes()
    files.set('/proc/self/net/ipv6_route', `${SIX_DEFAULT}\n`)
    const gateway = 'fe80:0000:0000:0000:0215:5dff:fe01:0203%eth0'
    ports = { [gateway]: { 53: true } }
    expect(await sight()).toEqual(WORKS)
    ports = {}
    expect(await sight()).toEqual({ kind: 'silent', why: `the gateway ${gateway} does not answer` })
  })

  it('works over a dial-up, whose other side has no address to be asked', async () => {
    routes(ETH_DEFAULT, PPP_DEFAULT)
    link('ppp0', '1')
    ports = { '192.0.2.1': { 53: false } }
    expect(await sight()).toEqual(WORKS)
    expect(accepts).not.toHaveBeenCalled()
  })

  it.each([
    ['without a cable', '0'],
    ['with a device that is down', ''],
  ])('is cut %s', async (_how, carrier) => {
    link('eth0', carrier)
    expect(await sight()).toEqual({ kind: 'cut', why: 'no cable or WLAN is connected' })
    files.delete('/sys/class/net/eth0/carrier')
    expect(await sight()).toEqual({ kind: 'cut', why: 'no cable or WLAN is connected' })
  })

  it('is cut without any route, also where the kernel has no such tables', async () => {
    routes()
    expect(await sight()).toEqual({ kind: 'cut', why: 'no cable or WLAN is connected' })
    files.clear()
    expect(await sight()).toEqual({ kind: 'cut', why: 'no cable or WLAN is connected' })
  })

  it('may have no gateway at all, unless it once had one', async () => {
    routes(ETH_LOCAL)
    expect(await sight()).toEqual(WORKS)
    routes(ETH_DEFAULT)
    ports = { '192.0.2.1': { 53: true } }
    await sight()
    routes(ETH_LOCAL)
    expect(await sight()).toEqual({ kind: 'cut', why: 'no route leads out' })
  })

  it('is cut where the only way out is that of another device without a cable', async () => {
    routes(ETH_LOCAL, WLAN_DEFAULT)
    link('wlan0', '0')
    expect(await sight()).toEqual({ kind: 'cut', why: 'no route leads out' })
  })
})
