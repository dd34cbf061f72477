/** The sections [status.<name>]: pages for others. */
import { type StatusPage, statusPageFaults } from '../../domain/alerts/status-page'
import type { IniFault } from '../../domain/settings/reading'
import type { IniText } from '../ini/ini-text'
import { allNamed, givenOnes, readNamed } from './named-settings'

/** Undefined when one of them is faulty. */
export function statusPagesOf(ini: IniText, faults: IniFault[]): readonly StatusPage[] | undefined {
  return allNamed(ini, 'status', faults, named => {
    const { name, texts, note } = readNamed(named, faults)
    const switched = texts.public === undefined ? texts : { ...texts, public: texts.public.toLowerCase() }
    const page = Object.freeze({ name, settings: givenOnes(switched) })
    note(statusPageFaults(page))
    return page
  })
}
