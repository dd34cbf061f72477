import { type Request, Router } from 'express'
import type { CertificateFacts, PageCertificate } from '../../domain/net/certificate'
import { logChange } from '../access/access-log'
import { plainAddress } from '../net/addresses'
import { Refusal } from '../pages/errors'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'

/** The certificate as the page *System* shows it. */
export interface ShownCertificate extends Pick<PageCertificate, 'kind'> {
  readonly facts: CertificateFacts | undefined
  /** Whether the page came by https, be it through a proxy. */
  readonly isSecure: boolean
}

export async function shownCertificate(
  { certificate }: Pick<AppPorts, 'certificate'>,
  { secure }: Pick<Request, 'secure'>,
): Promise<ShownCertificate> {
  return { kind: certificate.kind, facts: await certificate.facts(), isSecure: secure }
}

/** `POST /system/tls`: makes a self-signed certificate and switches https on. The page *System* has the button. */
export function certificateDoor(ports: Pick<AppPorts, 'now' | 'log' | 'certificate'>): Router {
  const door = Router()
  door.post('/system/tls', async (request, response) => {
    const outcome = await ports.certificate.switchOn(namesIn(request))
    if (outcome.kind === 'refused') throw new Refusal(409, `https was not switched on: ${outcome.reason}`)
    const { fingerprint } = outcome.facts
    logChange(ports, request, `https was switched on with the certificate ${fingerprint}`)
    await renderPage(response, 'appliance/tls-on', ports.now(), {
      facts: outcome.facts,
      address: `https://${request.headers.host}/`,
    })
  })
  // A browser that comes back to an answer of this form sends a GET.
  door.get('/system/tls', (_request, response) => response.redirect(303, '/system'))
  return door
}

/** The name under which the owner opened the page, and the address of this machine that it led to. */
function namesIn({ headers, socket }: Request): readonly string[] {
  const url = `http://${headers.host ?? ''}`
  const host = URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : ''
  return [host, plainAddress(socket.localAddress ?? '')]
}
