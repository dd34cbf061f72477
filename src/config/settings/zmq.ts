/** The sections [Zmq] and [Expected]: check-ins by 0MQ, and the files of expected events. */

import { resolve } from 'node:path'
import type { Settings } from '../../domain/settings/settings'
import type { Admission } from '../../domain/watch/waiting'
import { readSecret } from './secret-files'
import { admissionOf, type Fail, type Read, shown, whole } from './section-reader'

type Zmq = Settings['zmq']

export function zmqOf(read: Read): Zmq | undefined {
  return whole<Zmq>({
    bind: read('bind', addressesOf(LISTENS), NONE),
    bindsub: read('bindsub', addressesOf(LISTENS), NONE),
    connect: read('connect', publishersOf, NO_PUBLISHER),
    publish: read('publish', addressesOf(LISTENS), NONE),
    create: read<Admission>('create', creationOf, 'off'),
    word: read('word', wordOf, ''),
    curve: read('curve', curveOf, 'off'),
  })
}

export function expectedOf(read: Read): Settings['expected'] | undefined {
  return whole<Settings['expected']>({
    files: read<readonly string[]>(
      'files',
      value => Object.freeze(value.split(/[\s,]/).filter(Boolean)),
      NONE,
    ),
  })
}

/** `on` is the older word for what strangers may do at every other door, too. */
function creationOf(value: string, fail: Fail): Admission | undefined {
  return /^on$/i.test(value) ? 'adopt' : admissionOf(value, fail)
}

const NONE: readonly string[] = Object.freeze([])
const NO_PUBLISHER: Zmq['connect'] = Object.freeze([])

/** An address to listen on, and one to connect to; with its port, where it has one. */
const LISTENS = /^(?:tcp:\/\/(?:\*|[\w.:%-]+|\[[\w.:%]+\]):(\d+)|ipc:\/\/\/\S+)$/i
const CONNECTS = /^(?:tcp:\/\/(?:[\w.-]+|\[[\w.:%]+\]):(\d+)|ipc:\/\/\/\S+)$/i
/** A CURVE key in Z85 (rfc.zeromq.org/spec/32). */
const KEY = /^[0-9a-zA-Z.\-:+=^!/*?&<>()[\]{}@%$#]{40}$/

function addressesOf(form: RegExp) {
  return (value: string, fail: Fail): readonly string[] | undefined => {
    const addresses = value.split(/\s+/)
    const odd = addresses.find(address => !isAddress(address, form))
    if (odd === undefined) return Object.freeze(addresses)
    return fail(
      `${shown(odd)} is not an address such as tcp://0.0.0.0:5659; give several with blanks between them`,
    )
  }
}

/** `tcp://a:5659 tcp://b:5659,KEY`: publishers, those with CURVE with their public key. */
function publishersOf(value: string, fail: Fail): Zmq['connect'] | undefined {
  const publishers = value.split(/\s+/).map(each => {
    const comma = `${each},`.indexOf(',')
    const key = each.slice(comma + 1)
    return { address: each.slice(0, comma), ...(key !== '' && { key }) }
  })
  const odd = publishers.find(({ address }) => !isAddress(address, CONNECTS))
  if (odd)
    return fail(
      `${shown(odd.address)} is not an address such as tcp://a:5659; give several with blanks between them`,
    )
  const keyless = publishers.find(({ key }) => key !== undefined && !KEY.test(key))
  if (keyless) return fail(`what follows the comma of ${keyless.address} is no public key of 40 characters`)
  return Object.freeze(publishers)
}

function isAddress(address: string, form: RegExp): boolean {
  const match = form.exec(address)
  const port = Number(match?.[1] ?? 1)
  return match !== null && port >= 1 && port <= 65_535
}

function wordOf(value: string, fail: Fail): string | undefined {
  if (/^@\S+$/.test(value) || WORD.test(value)) return value
  return fail('has to be a word of 8 to 100 characters without blanks, or @file for a file that holds it')
}

const WORD = /^[^\s@]\S{7,99}$/

/**
 * The word itself, also where the INI names a file for it, relative to that folder; empty: none is asked for.
 *
 * @throws Error for a file that holds no such word: an empty one would let everybody send
 */
export async function zmqWord(word: string, folder: string): Promise<string> {
  if (!word.startsWith('@')) return word
  const read = await readSecret(resolve(folder, word.slice(1)))
  const held = 'secret' in read ? read.secret.trim() : ''
  if (WORD.test(held)) return held
  const reason = 'problem' in read ? read.problem : 'holds no word of 8 to 100 characters without blanks'
  throw new Error(`the file that [Zmq] word names ${reason}; write it there`)
}

function curveOf(value: string, fail: Fail): Zmq['curve'] | undefined {
  const choice = CURVES.find(one => one === value.toLowerCase())
  return choice ?? fail(`${shown(value)} is none of ${CURVES.join(', ')}`)
}

export const CURVES = ['off', 'on', 'known'] as const
