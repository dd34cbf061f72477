import type { Request } from 'express'
import { deviceWords } from '../../domain/access/session'
import type { Settings } from '../../domain/settings/settings'
import { networkOf } from '../net/addresses'
import { isSame } from '../pages/form'
import type { AppPorts } from '../ports'
import { addressOf, createRefusalLog } from './access-log'
import type { KnownDevices } from './known-device'
import { createThrottle } from './throttle'

/** A refusal, for the page that asked: its status, its words, and the seconds to wait. */
export interface Refused {
  readonly status: 401 | 429 | 503
  readonly message: string
  readonly retryAfter?: number
}

interface Typed {
  readonly username: string
  readonly password: string
}

/** Compares what is typed to log in, or to confirm a log-in. All guesses are throttled and logged alike. */
export interface Credentials {
  /** Returns undefined for the right name and password. */
  checkPassword(request: Request, login: Settings['login'], typed: Typed): Promise<Refused | undefined>
  /** Logs that somebody is in. */
  noteSuccess(request: Request, what: string): void
}

export function createCredentials(
  { passwords, log }: Pick<AppPorts, 'passwords' | 'log'>,
  devices: Pick<KnownDevices, 'find'>,
): Credentials {
  const throttle = createThrottle()
  const refusals = createRefusalLog(log)

  function paused(address: string, wait: number): Refused {
    refusals.note(`a log-in from ${address} was refused: after too many wrong ones it has to wait ${wait} s`)
    const seconds = wait === 1 ? '1 second' : `${wait} seconds`
    const message = `Too many wrong passwords came from this address. Wait ${seconds}, then try again.`
    return { status: 429, message, retryAfter: wait }
  }

  async function checkPassword(
    request: Request,
    login: Settings['login'],
    { username, password }: Typed,
  ): Promise<Refused | undefined> {
    const address = addressOf(request)
    const device = devices.find(request)
    const from = device ?? networkOf(address)
    const wait = await throttle.admit(from)
    if (wait > 0) return paused(address, wait)
    const kind = device === undefined ? 'visitor' : 'device'
    const claim = { kind, from, guesses: await throttle.guesses(from) } as const
    const verdict = await passwords.verify(password, login.passwordHash, claim)
    if (verdict === 'busy') {
      await throttle.takeBack(from)
      refusals.note(`a log-in from ${address} was not compared: too many came at once`)
      return { status: 503, message: BUSY, retryAfter: 3 }
    }
    // A wrong name takes as long as a wrong password: the name is compared after the password.
    if (!isSame(username, login.username) || verdict === 'wrong') {
      refusals.note(`a log-in from ${address} was refused`)
      return { status: 401, message: WRONG }
    }
    await throttle.forgive(from)
    return undefined
  }

  return {
    checkPassword,
    noteSuccess: (request, what) =>
      log.info(`${what}, from ${addressOf(request)} (${deviceWords(request.headers['user-agent'])})`),
  }
}

const WRONG = 'The user name or the password is wrong.'
const BUSY = 'Too many people are logging in at this moment. Wait a few seconds, then try again.'
