import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { readingProblem, usable } from '../../domain/settings/reading'
import { createSetPassword } from '../../operations/access/set-password'
import { openAccess } from '../../wire/access'
import { defaults } from '../../wire/settings'
import { places } from '../shared/environment'
import { terminal } from '../shared/lifetime'
import { setupLink } from '../shared/page-address'
import { runAsOwnerOf } from '../shared/privileges'
import { qrCode } from '../shared/qr-code'
import { CommandError, openAppliance, silent } from './context'
import { print } from './print'

/**
 * Sets the log-in's password: typed twice on a terminal, otherwise the first line of standard input. As root it works with the
 * rights of the folder's owner, so that no link in there leads it elsewhere.
 */
export async function setPassword(): Promise<number> {
  const code = await runAsOwnerOf(dirname(places().ini), {})
  if (code !== undefined) return code
  const { where, settings, reading } = await openAppliance()
  const { username } = usable(reading, 'login') ?? defaults().login
  const password = process.stdin.isTTY ? await readTwice() : await firstLine()
  const access = await openAccess(where, Date.now, silent)
  const problem = await access.passwords.problemOf(password, username)
  if (problem !== undefined) throw new CommandError(problem)
  const outcome = await createSetPassword({ settings, ...access })(password)
  if (outcome.kind === 'refused') throw new CommandError(outcome.reason)
  print('The password is set. Everybody who was logged in has to log in again.')
  return 0
}

/** Prints the one-time link for choosing the first password, on a terminal also as a QR code for a phone. */
export async function printSetupLink(): Promise<number> {
  const { where, reading } = await openAppliance()
  const login = usable(reading, 'login')
  if (login === undefined) throw new CommandError(`the INI cannot be used: ${readingProblem(reading)}`)
  if (login.passwordHash !== '') {
    print('A password is set; `intvlm8r set-password` sets another.')
    return 0
  }
  const { setupToken } = await openAccess(where, Date.now, silent)
  const token = await setupToken.read()
  if (token === undefined) throw new CommandError('there is no link yet: it is made when the web app starts')
  const link = setupLink(usable(reading, 'web') ?? defaults().web, token)
  print(link)
  // Scripts get the link alone.
  if (terminal()) console.log(qrCode(link))
  return 0
}

async function readTwice(): Promise<string> {
  const password = await readUnseen('New password: ')
  if ((await readUnseen('Once more: ')) !== password)
    throw new CommandError('The two are not the same; nothing was changed.')
  return password
}

/** Reads a line from the terminal without showing it. Fails for Ctrl+C, Ctrl+D and a terminal that is gone. */
export function readUnseen(question: string): Promise<string> {
  process.stdout.write(question)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  return new Promise((resolve, reject) => {
    terminal.question('', line => {
      resolve(line)
      terminal.close()
    })
    terminal.on('close', () => {
      process.stdout.write('\n')
      reject(new CommandError('Nothing was changed.'))
    })
  })
}

async function firstLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line
  return ''
}
