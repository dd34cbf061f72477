import type { SelfSigned, SwitchTlsOn } from '../../domain/net/certificate'
import { SELF_SIGNED } from '../../domain/net/certificate'
import { readingProblem, usable } from '../../domain/settings/reading'
import type { SettingsFile } from '../../domain/settings/settings-file'

/** The web app starts again by itself when the INI names a certificate. */
export function createSwitchTlsOn({
  settings,
  selfSigned,
}: {
  readonly settings: SettingsFile
  readonly selfSigned: SelfSigned
}): SwitchTlsOn {
  return async names => {
    const reading = await settings.read()
    const web = usable(reading, 'web')
    if (web === undefined)
      return { kind: 'refused', reason: `mend the INI first: ${readingProblem(reading)}` }
    if (web.tlscert !== '' && web.tlscert !== SELF_SIGNED)
      return { kind: 'refused', reason: 'the INI names a certificate of your own ([Web] tlscert); it stays' }
    try {
      const { current } = await selfSigned.state()
      const facts = current ?? (await selfSigned.make([...names, ...web.hostnames, web.host]))
      const outcome = await settings.edit(
        ['tlscert', 'tlskey'].map(key => ({ section: 'Web', key, value: SELF_SIGNED })),
      )
      if (outcome.kind === 'refused') return outcome
      return { kind: 'on', facts, isNew: current === undefined }
    } catch (error) {
      return { kind: 'refused', reason: (error as Error).message }
    }
  }
}
