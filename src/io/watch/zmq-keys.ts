/** The CURVE keys of the appliance and of the senders that it knows, in a file of the state folder that only it can read. */
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFile } from '../files/atomic-file'

/** In Z85 (rfc.zeromq.org/spec/32), 40 characters each. */
export interface CurveKeys {
  readonly publicKey: string
  readonly secretKey: string
}

export interface ZmqKeys extends CurveKeys {
  /** Public keys of senders by their names. */
  readonly senders: Readonly<Record<string, string>>
}

const FILE = 'zmq-keys.json'

/** Undefined where none were made. */
export function readZmqKeys(home: string): ZmqKeys | undefined {
  try {
    return JSON.parse(readFileSync(join(home, FILE), 'utf8')) as ZmqKeys
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`${join(home, FILE)} cannot be read: ${(error as Error).message}`)
  }
}

/** Makes the appliance's keys unless there are some. */
export async function makeZmqKeys(home: string): Promise<ZmqKeys> {
  const there = readZmqKeys(home)
  if (there !== undefined) return there
  const made = { ...drawCurveKeys(), senders: {} }
  await write(home, made)
  return made
}

/** Makes the keys of a sender, and remembers the public one; a sender of that name gets others. */
export async function addZmqSender(home: string, name: string): Promise<CurveKeys> {
  const keys = await makeZmqKeys(home)
  const sender = drawCurveKeys()
  await write(home, { ...keys, senders: { ...keys.senders, [name]: sender.publicKey } })
  return sender
}

async function write(home: string, keys: ZmqKeys): Promise<void> {
  await replaceFile(join(home, FILE), `${JSON.stringify(keys, undefined, 2)}\n`, 0o600)
}

function drawCurveKeys(): CurveKeys {
  const { x = '', d = '' } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' })
  return { publicKey: z85(Buffer.from(x, 'base64url')), secretKey: z85(Buffer.from(d, 'base64url')) }
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'

/** Four bytes become five digits. */
export function z85(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let text = ''
  for (let at = 0; at < bytes.length; at += 4)
    for (let power = 4, value = view.getUint32(at); power >= 0; power--)
      text += DIGITS[Math.floor(value / 85 ** power) % 85]
  return text
}
