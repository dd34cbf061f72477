import { expect, it } from 'vitest'
import type { CertificateFacts } from '../../../src/domain/net/certificate'
import type { EditOutcome, Reading } from '../../../src/domain/settings/reading'
import { createSwitchTlsOn } from '../../../src/operations/net/switch-tls-on'

const facts = (names: readonly string[]): CertificateFacts => ({
  ...{ fingerprint: 'AA', names, from: 0, until: 1 },
})
const reading = (tlscert: string) =>
  ({
    kind: 'ok',
    settings: { web: { tlscert, hostnames: ['pi.example'], host: '192.0.2.7' } },
  }) as unknown as Reading

interface Given {
  readonly ini?: Reading
  readonly current?: CertificateFacts
  readonly edit?: EditOutcome
  readonly fault?: Error
}

async function switchOn({ ini = reading(''), current, edit, fault }: Given) {
  const made: unknown[] = []
  const edits: unknown[] = []
  const on = createSwitchTlsOn({
    settings: {
      read: async () => ini,
      edit: async some => {
        edits.push(some)
        return edit ?? { kind: 'saved', reading: ini }
      },
    },
    selfSigned: {
      state: async () => (current === undefined ? {} : { current }),
      make: async (names: readonly string[]) => {
        if (fault) throw fault
        made.push(names)
        return facts(names)
      },
    } as never,
  })
  return { found: await on(['asked.example']), made, edits }
}

const NAMED = [
  { section: 'Web', key: 'tlscert', value: 'self-signed.pem' },
  { section: 'Web', key: 'tlskey', value: 'self-signed.pem' },
]

it('a certificate is made for the names asked for and those of the INI, and named there', async () => {
  const names = ['asked.example', 'pi.example', '192.0.2.7']
  expect(await switchOn({})).toEqual({
    found: { kind: 'on', facts: facts(names), isNew: true },
    made: [names],
    edits: [NAMED],
  })
})

it.each(['', 'self-signed.pem'])('one that there is serves again where the INI names %j', async tlscert => {
  const current = facts(['before.example'])
  expect(await switchOn({ ini: reading(tlscert), current })).toEqual({
    found: { kind: 'on', facts: current, isNew: false },
    made: [],
    edits: [NAMED],
  })
})

it("the owner's own certificate stays", async () => {
  expect(await switchOn({ ini: reading('/etc/ssl/own.pem') })).toEqual({
    found: {
      kind: 'refused',
      reason: 'the INI names a certificate of your own ([Web] tlscert); it stays',
    },
    made: [],
    edits: [],
  })
})

it('an INI whose [Web] cannot be read is to be mended first', async () => {
  const ini = { kind: 'unreadable', reason: 'the INI is gone' } as const
  expect(await switchOn({ ini })).toEqual({
    found: { kind: 'refused', reason: 'mend the INI first: the INI is gone' },
    made: [],
    edits: [],
  })
})

it('a refusal of the edit is passed on', async () => {
  const edit = { kind: 'refused', reason: 'the disk is full' } as const
  expect((await switchOn({ edit })).found).toEqual(edit)
})

it('a certificate that cannot be made leaves the INI alone, and has its remedy', async () => {
  expect(await switchOn({ fault: new Error('openssl is missing') })).toEqual({
    found: { kind: 'refused', reason: 'openssl is missing' },
    made: [],
    edits: [],
  })
})
