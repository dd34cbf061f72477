import { describe, expect, it } from 'vitest'
import { isNeighbour, parseRoutes, parseRoutes6 } from '../../../src/io/probes/routes'

const ROUTES = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	00000000	010200C0	0003	0	0	0	00000000	0	0	0
wwan0	00000000	00000000	0001	0	0	700	00000000	0	0	0
eth0	000200C0	00000000	0001	0	0	0	00FFFFFF	0	0	0
*	0000000A	00000000	0200	0	0	0	000000FF	0	0	0
`

const ROUTES6 = `20010db8000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe8000000000000002155dfffe010203 00000400 00000001 00000000 00000003     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
ff000000000000000000000000000000 08 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000003 00000000 00000001     eth0
`

const ARP = `IP address       HW type     Flags       HW address            Mask     Device
192.0.2.1        0x1         0x2         02:fc:00:00:00:05     *        eth0
192.0.2.9        0x1         0x0         00:00:00:00:00:00     *        eth0
`

describe('the tables of the kernel', () => {
  it('name the routes of IPv4', () => {
    expect(parseRoutes(ROUTES)).toEqual([
      { device: 'eth0', gateway: '192.0.2.1', isDefault: true },
      { device: 'wwan0', gateway: '', isDefault: true },
      { device: 'eth0', gateway: '', isDefault: false },
    ])
  })

  it('name those of IPv6, without those that every link has', () => {
    expect(parseRoutes6(ROUTES6)).toEqual([
      { device: 'eth0', gateway: '', isDefault: false },
      { device: 'eth0', gateway: 'fe80:0000:0000:0000:0215:5dff:fe01:0203%eth0', isDefault: true },
    ])
  })

  it('show which neighbour has answered', () => {
    expect(['192.0.2.1', '192.0.2.9', '192.0.2.5'].map(address => isNeighbour(ARP, address))).toEqual([
      true,
      false,
      undefined,
    ])
  })
})
