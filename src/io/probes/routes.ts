/** The kernel's tables of routes and neighbours, as texts of /proc/self/net. Pure. */

export interface Route {
  readonly device: string
  /** Empty where there is none: the other side is at the end of the line. */
  readonly gateway: string
  readonly isDefault: boolean
}

const UP = 0x1
const REJECT = 0x200

/** `/proc/self/net/route`: addresses in hexadecimal, the last byte first. */
export function parseRoutes(text: string): readonly Route[] {
  return rows(text, 1).flatMap(([device = '', destination, gateway = '', flags = '', , , , mask]) => {
    if (!isInUse(device, flags)) return []
    const isDefault = /^0+$/.test(destination ?? '') && /^0+$/.test(mask ?? '')
    return [{ device, gateway: /^0+$/.test(gateway) ? '' : ipv4(gateway), isDefault }]
  })
}

/** `/proc/self/net/ipv6_route`. Routes that every link has by itself (fe80::, ff00::) lead nowhere. */
export function parseRoutes6(text: string): readonly Route[] {
  return rows(text, 0).flatMap(row => {
    const [destination = '', length = '', , , gateway = '', , , , flags = '', device = ''] = row
    if (!isInUse(device, flags) || /^f[ef]/i.test(destination)) return []
    const address = /^0+$/.test(gateway) ? '' : gateway.replace(/(.{4})(?!$)/g, '$1:')
    const isDefault = length === '00' && /^0+$/.test(destination)
    return [{ device, gateway: address.startsWith('fe80') ? `${address}%${device}` : address, isDefault }]
  })
}

/** `/proc/self/net/arp`: whether an address has answered; undefined where nobody has asked for it. */
export function isNeighbour(text: string, address: string): boolean | undefined {
  const row = rows(text, 1).find(([ip]) => ip === address)
  return row && Number(row[2]) !== 0
}

function isInUse(device: string, flags: string): boolean {
  const bits = Number.parseInt(flags, 16)
  return device !== 'lo' && (bits & UP) !== 0 && (bits & REJECT) === 0
}

function rows(text: string, headings: number): string[][] {
  const lines = text.split('\n').slice(headings)
  return lines.filter(line => line.trim() !== '').map(line => line.trim().split(/\s+/))
}

function ipv4(hex: string): string {
  return [...hex.matchAll(/../g)]
    .map(([byte]) => Number.parseInt(byte, 16))
    .reverse()
    .join('.')
}
