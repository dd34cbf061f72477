import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openCertificate } from '../../../src/io/net/certificate'

it('names the missing certificate, not its missing key, whichever the system reports first', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'intvlm8r-certificate-'))
  const logged: string[] = []
  const note = (message: string) => void logged.push(message)
  const log = { info: note, warn: note, error: note }
  // There are many at once, so that the system's threads finish in no order.
  const certificates = Array.from({ length: 1_000 }, () =>
    openCertificate({ cert: join(folder, 'pi.crt'), key: join(folder, 'pi.key') }, Date.now, log as never),
  )
  await Promise.all(certificates.map(certificate => certificate.current()))
  await rm(folder, { recursive: true })
  expect(logged).toHaveLength(1_000)
  expect(logged.filter(message => !/\[Web\] tlscert: .*pi\.crt does not exist/.test(message))).toEqual([])
})
