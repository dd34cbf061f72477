import { join } from 'node:path'
import type { Log } from '../domain/log'
import type { Clock } from '../domain/time/clock'
import { createOneTimeCodes } from '../io/access/one-time-codes'
import { createPasswords } from '../io/access/password-hashing'
import { openSessionFile } from '../io/access/session-file'
import { openSetupToken } from '../io/access/setup-token'
import type { Places } from './places'

/** The parts of the log-in. */
export async function openAccess({ home }: Places, now: Clock, log: Log) {
  return {
    passwords: createPasswords(),
    oneTimeCodes: createOneTimeCodes(),
    setupToken: openSetupToken(join(home, 'setup-token')),
    sessions: await openSessionFile(join(home, 'sessions.json'), now, log),
  }
}
