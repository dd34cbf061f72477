import { resolve } from 'node:path'
import type { ProxyVariables } from '../../domain/net/proxy-url'
import type { JobPlace } from '../../io/probes/run-job'
import type { Places } from '../../wire/places'
import { wipeFromEnvironmentBlock } from './environment-block'

/** `INTVLM8R_HOME`, `INTVLM8R_INI`, `TZ` and systemd's `RUNTIME_DIRECTORY`; ./var without them. */
export function places(env: NodeJS.ProcessEnv = process.env): Places {
  const home = resolve(env.INTVLM8R_HOME || 'var')
  // systemd may name several folders, separated by colons.
  const runtime = env.RUNTIME_DIRECTORY?.split(':')[0]
  return {
    home,
    ini: resolve(env.INTVLM8R_INI || `${home}/intvlm8r.ini`),
    result: `${home}/hbresults.txt`,
    runtime: runtime || home,
    zone: env.TZ,
  }
}

/** The variables that a job of the owner's may need; none of them holds a secret of the appliance. */
const FOR_JOBS = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'TZ'] as const

/** Where the owner's programs run: in the unit of an installed appliance, else directly. */
export function jobPlace(env: NodeJS.ProcessEnv = process.env): JobPlace {
  const given = FOR_JOBS.flatMap(name => (env[name] === undefined ? [] : [[name, env[name]] as const]))
  return {
    socket: env.RUNTIME_DIRECTORY ? '/run/intvlm8r-job.sock' : '',
    environment: Object.fromEntries(given),
  }
}

/** Where gammu runs: in a unit that can reach a modem, else directly. Its text is UTF-8 whatever the language. */
export function modemPlace(env: NodeJS.ProcessEnv = process.env): JobPlace {
  return {
    socket: env.RUNTIME_DIRECTORY ? '/run/intvlm8r-modem.sock' : '',
    environment: { ...jobPlace(env).environment, LC_ALL: 'C.UTF-8' },
  }
}

/** `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`; those in small letters come first, as curl has it. */
export function proxyVariables(env: NodeJS.ProcessEnv = process.env): ProxyVariables {
  const read = (name: string) => env[name.toLowerCase()] || env[name] || ''
  const all = read('ALL_PROXY')
  return { http: read('HTTP_PROXY') || all, https: read('HTTPS_PROXY') || all, no: read('NO_PROXY') }
}

const FIRST_PASSWORD = 'INTVLM8R_PASSWORD'

/**
 * `INTVLM8R_PASSWORD`: the log-in's password for a first start. Removed from the environment: no child inherits it, and
 * /proc does not show it as long as the program runs. Every long-running program calls this, whether it uses it or not.
 */
export function takeFirstPassword(env: NodeJS.ProcessEnv = process.env): string {
  const password = env[FIRST_PASSWORD]
  if (password === undefined) return ''
  delete env[FIRST_PASSWORD]
  // Where that fails, it is shown to nobody but this user and root.
  if (env === process.env) wipeFromEnvironmentBlock(FIRST_PASSWORD)
  return password
}

/** The folder of the views, the browser's files and the example INI, beside that of the programs. */
export function assetFolder(): string {
  return resolve(__dirname, '..')
}

export const version: string = process.env.npm_package_version ?? '0.0.0'

/** The program, and the boot of its machine where systemd names it (`INTVLM8R_BOOT`), as peers get both. */
export const running = { version, boot: process.env.INTVLM8R_BOOT ?? '' } as const
