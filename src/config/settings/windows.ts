/** The sections [window.<name>]: maintenance windows that the INI provides. */
import { type MaintenanceWindow, windowFaults } from '../../domain/alerts/maintenance'
import type { IniFault } from '../../domain/settings/reading'
import type { IniText } from '../ini/ini-text'
import { allNamed, givenOnes, readNamed } from './named-settings'

/** Undefined when one of them is faulty. */
export function windowsOf(ini: IniText, faults: IniFault[]): readonly MaintenanceWindow[] | undefined {
  return allNamed(ini, 'window', faults, named => {
    const { name, texts, note } = readNamed(named, faults)
    const window = Object.freeze({ name, origin: 'ini', settings: givenOnes(texts) } as const)
    note(windowFaults(window))
    return window
  })
}
