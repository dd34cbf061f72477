import { randomBytes } from 'node:crypto'
import type { TickSecret } from '../../domain/heartbeat/ports'
import { readPlainFile } from '../files/own-file'
import { replaceUnsynced } from '../files/unsynced-file'

const FILE = 'tick-secret'
const SECRET_BYTES = 32
const SECRET = /^[\w-]{43}$/
const MOST_BYTES = 100

/**
 * Returns the secret by which the web app recognizes the tick, for the tick. It is read for every request, since the web
 * app makes another one when it starts.
 *
 * @throws Error of the system, or for a file with something else in it
 */
export function readTickSecret(folder: string): string {
  const secret = readPlainFile(`${folder}/${FILE}`, MOST_BYTES).toString('latin1').trim()
  if (SECRET.test(secret)) return secret
  throw new Error(`${folder}/${FILE} holds no secret`)
}

/**
 * The secret in the runtime folder, for the web app. A file rather than memory: several web apps may serve one folder, and
 * the tick is a program of its own.
 */
export function openTickSecret(folder: string): TickSecret {
  function renew(): string {
    const secret = randomBytes(SECRET_BYTES).toString('base64url')
    replaceUnsynced(`${folder}/${FILE}`, `${secret}\n`, 0o600)
    return secret
  }

  function read(): string {
    try {
      return readTickSecret(folder)
    } catch {
      return renew() // Somebody removed or damaged it.
    }
  }

  return {
    read,
    renew: () => {
      try {
        renew()
      } catch (error) {
        // A full disk still has the file of an earlier start.
        try {
          readTickSecret(folder)
        } catch {
          throw error
        }
      }
    },
  }
}
