import type { Request, Response } from 'express'
import type { SessionData } from 'express-session'
import { deviceWords, stepAt } from '../../domain/access/session'
import { counted } from '../../domain/counted'
import { usable } from '../../domain/settings/reading'
import type { Settings } from '../../domain/settings/settings'
import { networkOf } from '../net/addresses'
import { withoutFolders } from '../pages/errors'
import { isSame } from '../pages/form'
import type { AppPorts } from '../ports'
import { addressOf, createRefusalLog, logChange } from './access-log'
import type { KnownDevices } from './known-device'
import { isSessionOf } from './sessions'
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
  /**
   * Returns undefined for the right code of the second factor: a one-time code that was not taken before, or a recovery
   * code, which is taken out of the INI. Without a second factor every code is right. Recovery codes are too long to be
   * guessed, so they are compared in every pause: nobody who guesses one-time codes keeps the owner out.
   */
  checkCode(request: Request, login: Settings['login'], code: string): Promise<Refused | undefined>
  /** Logs that somebody is in. */
  noteSuccess(request: Request, what: string): void
}

/** Other devices' codes are counted together: somebody who guesses them knows the password, and may have many addresses. */
const ANY_ADDRESS = 'second factor'

type CredentialPorts = Pick<AppPorts, 'passwords' | 'oneTimeCodes' | 'sessions' | 'settings' | 'log' | 'now'>

export function createCredentials(
  { passwords, oneTimeCodes, sessions, settings, log, now }: CredentialPorts,
  devices: Pick<KnownDevices, 'find'>,
): Credentials {
  const throttle = createThrottle()
  const refusals = createRefusalLog(log)

  function paused(address: string, wait: number, message: string): Refused {
    refusals.note(`a log-in from ${address} was refused: after too many wrong ones it has to wait ${wait} s`)
    return { status: 429, message, retryAfter: wait }
  }

  async function checkPassword(
    request: Request,
    login: Settings['login'],
    { username, password }: Typed,
  ): Promise<Refused | undefined> {
    const address = addressOf(request)
    const device = devices.find(request, login)
    const from = device ?? networkOf(address)
    const wait = await throttle.admit(from)
    if (wait > 0) return paused(address, wait, passwordsPaused(wait))
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
    // With a second factor the log-in is not over yet: this was no guess, and those before still count.
    if (login.secondFactor) await throttle.takeBack(from)
    else await throttle.forgive(from)
    return undefined
  }

  async function checkCode(
    request: Request,
    login: Settings['login'],
    code: string,
  ): Promise<Refused | undefined> {
    const { secondFactor } = login
    if (secondFactor === undefined) return undefined
    const hash = oneTimeCodes.recoveryHash(code)
    const taken = secondFactor.recoveryHashes.includes(hash) && (await takeRecoveryCode(request, hash))
    if (taken === true) return undefined
    if (taken !== false) return taken
    const address = addressOf(request)
    const from = devices.find(request, login) ?? (isKnown(address, login) ? networkOf(address) : ANY_ADDRESS)
    const wait = await throttle.admit(from)
    if (wait > 0) return paused(address, wait, codesPaused(wait))
    const step = await oneTimeCodes.stepOf(code, secondFactor.secret, now())
    if (step !== undefined && takeStep(step)) {
      await throttle.forgive(from)
      return undefined
    }
    refusals.note(`a log-in from ${address} was refused by its second factor`)
    return { status: 401, message: step === undefined ? WRONG_CODE : USED_CODE }
  }

  /** Whether a log-in that has not ended was begun or last used at this address. */
  function isKnown(address: string, login: Settings['login']): boolean {
    const network = networkOf(address)
    return sessions.list().some(({ session, address: used }) => {
      const data: Partial<SessionData> = JSON.parse(session)
      return isSessionOf(data, login) && networkOf(used ?? data.address ?? '') === network
    })
  }

  /** A code counts once, and none before it: what somebody saw being typed is of no use to him. */
  function takeStep(step: number): boolean {
    const used = sessions.usedStep()
    // A step of the future was noted before the clock was set back.
    const isUsed = step <= used && used <= stepAt(now()) + 1
    if (!isUsed) sessions.noteUsedStep(step)
    return !isUsed
  }

  /** Returns whether the code was still in the INI, or why it cannot be taken out: it would count twice. */
  async function takeRecoveryCode(request: Request, hash: string): Promise<boolean | Refused> {
    const reading = await settings.read()
    const hashes = usable(reading, 'login')?.secondFactor?.recoveryHashes ?? []
    if (reading.kind === 'unreadable' || !hashes.includes(hash)) return false
    const left = hashes.filter(each => each !== hash)
    const edits = [{ section: 'Login', key: 'recoverycodes', value: left.join(', ') }]
    const outcome = await settings.edit(edits, reading.revision)
    // Another edit at the same moment may have been that of the same code.
    if (outcome.kind === 'conflict') return await takeRecoveryCode(request, hash)
    if (outcome.kind === 'refused') {
      log.error(outcome.reason, 'a recovery code could not be taken')
      return { status: 503, message: notTaken(withoutFolders(outcome.reason)) }
    }
    logChange({ log }, request, `a recovery code was used; ${left.length} are left`)
    return true
  }

  return {
    checkPassword,
    checkCode,
    noteSuccess: (request, what) =>
      log.info(`${what}, from ${addressOf(request)} (${deviceWords(request.headers['user-agent'])})`),
  }
}

const passwordsPaused = (wait: number) =>
  `Too many wrong passwords came from this address. Wait ${counted(wait, 'second')}, then try again.`
const codesPaused = (wait: number) =>
  `Too many wrong codes came, from here or from elsewhere. Wait ${counted(wait, 'second')}, then try again.`
const notTaken = (why: string) =>
  `The recovery code is right, and could not be used up, so it counts for nothing yet. ${why}`
const WRONG_CODE = 'The code is wrong. Is the clock of your device right?'
const USED_CODE = 'This code was used already. Wait for the next one.'
const WRONG = 'The user name or the password is wrong.'
const BUSY = 'Too many people are logging in at this moment. Wait a few seconds, then try again.'

/** Gives an answer the status of a refusal, and the seconds to wait. */
export function withRefusal(response: Response, { status, retryAfter }: Refused): Response {
  if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter))
  return response.status(status)
}
