/**
 * The appliance's own authority: a device that trusts it trusts the page, also after each renewal of its certificate. It vouches for
 * the names that the appliance had when the authority was made, and for addresses of private networks; browsers refuse
 * whatever else it signs (RFC 5280, 4.2.1.10), so that a stolen card cannot speak in the name of a bank.
 */
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { BlockList, isIP, isIPv6 } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { AUTHORITY, AUTHORITY_DAYS, SELF_SIGNED_DAYS } from '../../domain/net/certificate'
import { replaceFile } from '../files/atomic-file'
import { isOurs, newCertificate, openssl } from './openssl'

/** Networks whose addresses anybody may use, so that they name nobody; as openssl takes them. */
const PRIVATE = [
  '127.0.0.0/255.0.0.0',
  '10.0.0.0/255.0.0.0',
  '100.64.0.0/255.192.0.0',
  '169.254.0.0/255.255.0.0',
  '172.16.0.0/255.240.0.0',
  '192.168.0.0/255.255.0.0',
  '0:0:0:0:0:0:0:1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  'fc00:0:0:0:0:0:0:0/fe00:0:0:0:0:0:0:0',
  'fe80:0:0:0:0:0:0:0/ffc0:0:0:0:0:0:0:0',
]
const WHOLE = { 4: '255.255.255.255', 6: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' }
/** More names than these are left out: they would make every handshake longer. */
const MOST_NAMES = 50
/** A renewal of the page's certificate close to its end would outlive the authority. */
const SPARE = SELF_SIGNED_DAYS * 86_400_000

export interface Authority {
  /** Its certificate (PEM) without the key; undefined without one. */
  certificate(): Promise<string | undefined>
  /**
   * Returns a new key and a certificate of it (PEM) for these names, and makes the authority the first time. Names of a form that
   * certificates do not have are left out. Where the authority cannot vouch for one, `widen` makes it anew, and
   * otherwise the name is left out.
   *
   * @throws Error with the remedy in its message
   */
  issue(names: readonly string[], widen: boolean, now: number): Promise<string>
}

/** @param home the state folder */
export function openAuthority(home: string): Authority {
  const path = join(home, AUTHORITY)

  async function present(): Promise<string | undefined> {
    const pem = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    if (pem === undefined) return undefined
    if (!isOurAuthority(pem))
      throw new Error(`${path} is not of the appliance's making; move it elsewhere first`)
    return pem
  }

  async function make(names: readonly string[]): Promise<void> {
    await replaceFile(path, await newAuthority(names), 0o600)
  }

  return {
    certificate: async () => {
      const pem = await present()
      return pem === undefined ? undefined : new X509Certificate(pem).toString()
    },
    issue: async (names, widen, now) => {
      const all = [...new Set(names.flatMap(nameOf))].slice(0, MOST_NAMES)
      const pem = await present()
      const isUsable = pem !== undefined && Date.parse(new X509Certificate(pem).validTo) > now + SPARE
      let vouched = isUsable ? await vouchesFor(path) : undefined
      if (vouched === undefined || (widen && !all.every(vouched))) {
        await make(all)
        vouched = await vouchesFor(path)
      }
      return await newCertificate(hostname(), {
        days: SELF_SIGNED_DAYS,
        issuer: path,
        extensions: [
          'basicConstraints=critical,CA:FALSE',
          'keyUsage=critical,digitalSignature',
          'extendedKeyUsage=serverAuth',
          `subjectAltName=${all.filter(vouched).map(alternativeName).join(',')}`,
        ],
      })
    },
  }
}

async function newAuthority(names: readonly string[]): Promise<string> {
  const addresses = names.filter(name => isIP(name) > 0 && !isPrivate(name))
  const permitted = [
    // Without any name of its kind, the constraint would permit them all.
    ...new Set(['DNS:localhost', ...names.filter(name => isIP(name) === 0).map(name => `DNS:${name}`)]),
    ...PRIVATE.map(network => `IP:${network}`),
    ...addresses.map(address => `IP:${address}/${WHOLE[isIPv6(address) ? 6 : 4]}`),
  ]
  return await newCertificate(`Heartbeat of ${hostname()}`, {
    days: AUTHORITY_DAYS,
    extensions: [
      'basicConstraints=critical,CA:TRUE,pathlen:0',
      'keyUsage=critical,keyCertSign,cRLSign',
      `nameConstraints=critical,${permitted.map(name => `permitted;${name}`).join(',')}`,
    ],
  })
}

/** Returns whether the authority in that file vouches for a name, by its constraints. */
async function vouchesFor(path: string): Promise<(name: string) => boolean> {
  const printed = await openssl(['x509', '-in', path, '-noout', '-ext', 'nameConstraints'])
  const names = [...printed.matchAll(/^ *DNS:(\S+)$/gm)].map(([, name = '']) => name)
  const networks = [...printed.matchAll(/^ *IP:(\S+)$/gm)].map(([, network = '']) => network)
  const addresses = listOf(networks)
  return name =>
    isIP(name) > 0
      ? addresses.check(name, isIPv6(name) ? 'ipv6' : 'ipv4')
      : names.some(permitted => name === permitted || name.endsWith(`.${permitted}`))
}

/** @param networks `10.0.0.0/255.0.0.0` */
function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', mask = ''] = network.split('/')
    list.addSubnet(address, prefixOf(mask), isIPv6(address) ? 'ipv6' : 'ipv4')
  }
  return list
}

const privateList = listOf(PRIVATE)
const isPrivate = (address: string) => privateList.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')

/** `255.255.0.0` -> 16 */
function prefixOf(mask: string): number {
  const [parts, radix] = mask.includes(':') ? [mask.split(':'), 16] : [mask.split('.'), 10]
  const bits = parts.map(part => Number.parseInt(part, radix).toString(2)).join('')
  return bits.replaceAll('0', '').length
}

function isOurAuthority(pem: string): boolean {
  try {
    const certificate = new X509Certificate(pem)
    return certificate.ca && isOurs(certificate)
  } catch {
    return false
  }
}

/** A name as certificates have it; none of another form, such as one with an underscore, and none of *all addresses*. */
function nameOf(name: string): readonly string[] {
  if (name === '0.0.0.0' || name === '::') return []
  if (isIP(name) > 0) return [name]
  return /^[a-z\d]([a-z\d.-]{0,250}[a-z\d])?$/i.test(name) ? [name.toLowerCase()] : []
}

const alternativeName = (name: string) => `${isIP(name) > 0 ? 'IP' : 'DNS'}:${name}`
