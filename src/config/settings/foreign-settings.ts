/** The heartbeat settings of another program's INI, such as the Intervalometerator's. */
import { pastedUrl } from '../../domain/net/web-url'
import { faultText, type IniFault } from '../../domain/settings/reading'
import type { Frequency } from '../../domain/time/slot'
import { readIniFile } from '../ini/ini-file'
import { scanIni } from '../ini/ini-text'
import { defaultsIn, iniValues } from '../ini/ini-values'
import { interpolated } from '../ini/interpolation'
import { readerOf } from './section-reader'
import { frequencyOf, urlOf } from './value-rules'

/** Its usable settings, and why others are not; both are empty where it has none. */
export interface ForeignSettings {
  readonly frequency?: Frequency
  /** Never empty. */
  readonly url?: string
  readonly problems: readonly string[]
}

/** Reads [Monitoring] with ConfigParser's [DEFAULT] and interpolation, and takes what copying adds to a URL off. */
export function readForeignSettings(path: string): ForeignSettings {
  const file = readIniFile(path)
  if ('reason' in file) return { problems: [file.reason] }
  const ini = scanIni(file.text)
  const values = interpolated({ ...defaultsIn(ini), ...iniValues(ini).monitoring })
  const faults: IniFault[] = ini.faults.filter(({ section }) => section.toLowerCase() === 'monitoring')
  const read = readerOf(
    'Monitoring',
    { ...values, heartbeaturl: pastedUrl(values.heartbeaturl ?? '') },
    faults,
  )
  const frequency = values.heartbeatfrequency ? read('heartbeatfrequency', frequencyOf) : undefined
  const url = read('heartbeaturl', urlOf, '')
  return {
    ...(frequency !== undefined && { frequency }),
    ...(url && { url }),
    problems: faults.map(faultText),
  }
}
