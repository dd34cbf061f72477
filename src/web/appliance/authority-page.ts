import { Router } from 'express'
import { logChange } from '../access/access-log'
import { Refusal } from '../pages/errors'
import { qrCode } from '../pages/qr-code'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'

/** `/system/authority`: how a device comes to trust the certificate of the page, and the file that it needs. */
export function authorityDoor(ports: Pick<AppPorts, 'now' | 'log' | 'certificate'>): Router {
  const { now, certificate } = ports
  const door = Router()

  door.get('/system/authority', async (request, response) => {
    const authority = await certificate.authority()
    const address = `${request.protocol}://${request.headers.host}/system/authority`
    await renderPage(response, 'appliance/authority', now(), {
      kind: certificate.kind,
      facts: authority?.facts,
      code: authority === undefined ? undefined : qrCode(address),
      address,
    })
  })

  // For a certificate that an earlier release made.
  door.post('/system/authority', async (request, response) => {
    if (certificate.kind !== 'self-signed')
      throw new Refusal(409, 'The certificate of the page is not of the appliance’s making.')
    const { fingerprint } = await certificate.renew()
    logChange(ports, request, `the authority was made, and with it the certificate ${fingerprint}`)
    response.redirect(303, '/system/authority')
  })

  door.get('/system/authority.crt', async (_request, response) => {
    const authority = await certificate.authority()
    if (authority === undefined)
      throw new Refusal(404, 'The appliance has no authority of its own yet; switch https on first.')
    // As bytes: with text Express adds a character set, which phones do not expect of a certificate.
    const file = Buffer.from(authority.pem)
    response.attachment('heartbeat-authority.crt').type('application/x-x509-ca-cert').send(file)
  })
  return door
}
