/** The file that `[Network] cafile` names is judged with the INI: without it no receiver of its authority is reached. */
import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type IniFault, type Reading, usable } from '../../domain/settings/reading'

const PEM =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g
/** Bytes; the whole world's authorities take 220 kB. */
const LARGEST = 4_000_000

/** The path of a cafile, which is relative to the INI's folder. */
export function cafilePath(cafile: string, folder: string): string {
  return cafile === '' ? '' : resolve(folder, cafile)
}

/** Returns readings with the fault of the cafile, where it has one. The file is read again only when it has changed. */
export function cafileJudge(folder: string): (reading: Reading) => Reading {
  let judged: { readonly mark: string; readonly reason: string | undefined } | undefined
  return reading => {
    const path = cafilePath(usable(reading, 'network')?.cafile ?? '', folder)
    if (path === '') return reading
    const mark = markOf(path)
    if (judged?.mark !== mark) judged = { mark, reason: cafileProblem(path) }
    const { reason } = judged
    return reason === undefined ? reading : withFault(reading, { section: 'Network', key: 'cafile', reason })
  }
}

function markOf(path: string): string {
  try {
    const { ino, size, mtimeMs, mode, uid } = statSync(path)
    return [path, ino, size, mtimeMs, mode, uid].join(' ')
  } catch (error) {
    return `${path} ${(error as NodeJS.ErrnoException).code}`
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: "may not be read by the appliance's user; put it beside the INI, or change its owner or mode",
  EISDIR: 'is a folder; name the file in it',
}

function cafileProblem(path: string): string | undefined {
  try {
    const { size } = statSync(path)
    if (size > LARGEST) return `${path} is too large for a file of certificates`
    const blocks = readFileSync(path, 'latin1').match(PEM)
    if (blocks === null) return `${path} holds no certificate in PEM (-----BEGIN CERTIFICATE-----)`
    const broken = blocks.findIndex(block => !isCertificate(block))
    return broken < 0 ? undefined : `${path} holds a damaged certificate, at place ${broken + 1}`
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    return `${path} ${REASONS[code] ?? `cannot be read (${code})`}`
  }
}

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).subject !== undefined
  } catch {
    return false // The caller reports it.
  }
}

function withFault(reading: Reading, fault: IniFault): Reading {
  if (reading.kind === 'unreadable') return reading
  const { changedAt } = reading
  const before =
    reading.kind === 'ok'
      ? { faults: [], sound: reading.settings, draft: reading.settings.monitoring }
      : reading
  const { network: _, ...sound } = before.sound
  return Object.freeze({
    ...before,
    kind: 'faulty',
    faults: Object.freeze([...before.faults, fault]),
    sound: Object.freeze(sound),
    changedAt,
    // Computed on demand.
    get revision() {
      return reading.revision
    },
  })
}
