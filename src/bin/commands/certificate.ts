import { type CertificateFacts, kindOfCertificate, renewalSentences } from '../../domain/net/certificate'
import { usable } from '../../domain/settings/reading'
import { localStamp } from '../../domain/time/local-time'
import { createSwitchTlsOn } from '../../operations/net/switch-tls-on'
import { certificateFacts, openSelfSigned } from '../../wire/net'
import { defaults } from '../../wire/settings'
import { places } from '../shared/environment'
import { runAsOwnerOf } from '../shared/privileges'
import { CommandError, openAppliance } from './context'
import { print } from './print'

/** Prints the fingerprint, the end and the names of the page's certificate. */
export async function showCertificate(): Promise<number> {
  const { reading, where } = await openAppliance()
  const web = usable(reading, 'web') ?? defaults().web
  const kind = kindOfCertificate(web.tlscert)
  if (kind === 'none') {
    print('https is off. `intvlm8r certificate make` switches it on, with a self-signed certificate.')
    return 0
  }
  const facts = await certificateFacts(web, where)
  if (facts === undefined)
    throw new CommandError(`the certificate ${web.tlscert} cannot be used; see \`intvlm8r logs\``)
  printFacts(facts)
  if (kind === 'own') return 0
  print('It is self-signed, and renewed by itself in time.')
  for (const sentence of renewalSentences(await openSelfSigned(where.home).state(), Date.now()))
    print(sentence)
  return 0
}

/** Switches https on with a self-signed certificate. */
export async function makeCertificate(): Promise<number> {
  const code = await asOwner()
  if (code !== undefined) return code
  const { settings, where } = await openAppliance()
  const outcome = await createSwitchTlsOn({ settings, selfSigned: openSelfSigned(where.home) })([])
  if (outcome.kind === 'refused') throw new CommandError(`https was not switched on: ${outcome.reason}`)
  printFacts(outcome.facts)
  return 0
}

/** Makes the self-signed certificate anew. */
export async function renewCertificate(): Promise<number> {
  const code = await asOwner()
  if (code !== undefined) return code
  const { reading, where } = await openAppliance()
  if (kindOfCertificate((usable(reading, 'web') ?? defaults().web).tlscert) !== 'self-signed')
    throw new CommandError('the page has no self-signed certificate that could be renewed')
  const selfSigned = openSelfSigned(where.home)
  const before = await selfSigned.authority()
  await selfSigned.prepare({ widen: true })
  printFacts(await selfSigned.replace())
  const authority = await selfSigned.authority()
  if (before !== undefined && authority?.facts.fingerprint !== before.facts.fingerprint)
    print('It is of a new authority: install that one on every device, as the page System describes.')
  return 0
}

/** Prints the certificate of the appliance's own authority, for devices that are to trust the page. */
export async function showAuthority(): Promise<number> {
  const { where } = await openAppliance()
  const authority = await openSelfSigned(where.home).authority()
  if (authority === undefined)
    throw new CommandError(
      'the appliance has no authority yet; `intvlm8r certificate make` or `certificate renew` makes one',
    )
  print(authority.pem.trim())
  return 0
}

/** The web app has to read what is written here. */
const asOwner = () => runAsOwnerOf(places().home, {})

function printFacts({ fingerprint, names, until }: CertificateFacts): void {
  print(`fingerprint (SHA-256)  ${fingerprint}`)
  print(`valid until            ${localStamp(until)}`)
  print(`for                    ${names.join(', ')}`)
}
