import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createHttpClient } from '../../src/io/net/http-client'
import { openTrust } from '../../src/io/net/trust'
import { STRAIGHT, type WayOut } from '../../src/io/net/way-out'
import { itIsAProber, type Looking, look } from '../contracts/prober'
import { type Certificate, type Certificates, makeCertificates } from '../support/certificates'
import { startProxy } from '../support/proxy'
import {
  answer,
  type Behaviour,
  garbage,
  halfClose,
  hang,
  hundredMegabytes,
  type Receiver,
  redirectLoop,
  redirectTo,
  refusingUrl,
  resetAfterHeaders,
  resetBeforeHeaders,
  slowHeaders,
  startReceiver,
  tricklingBody,
  UNRESOLVABLE_URL,
} from '../support/receiver'

let certificates: Certificates
beforeAll(() => {
  certificates = makeCertificates()
})

const client = (options: Partial<WayOut> = {}) => ({
  http: createHttpClient({
    userAgent: 'intvlm8r/1.0 (test)',
    way: async () => ({ ...STRAIGHT, ...options }),
    trust: openTrust([]),
  }),
})
const tools = client()

async function serving(
  behaviours: readonly [Behaviour, ...Behaviour[]],
  tls?: Certificate,
): Promise<Receiver> {
  const receiver = await startReceiver(tls && { tls })
  onTestFinished(receiver.close)
  receiver.answerWith(...behaviours)
  return receiver
}

const at =
  (behaviour: Behaviour, settings: Looking['settings'] = {}, ...later: Behaviour[]) =>
  async () => ({ target: (await serving([behaviour, ...later])).url, settings, tools })

/** Two million characters of JSON, packed though nobody asked for that. */
const packedLong: Behaviour = (_request, response) => {
  response.setHeader('Content-Encoding', 'gzip')
  response.end(gzipSync(JSON.stringify({ a: 'x'.repeat(2_000_000) })))
}

const secure =
  (pick: (all: Certificates) => Certificate, settings: Looking['settings'] = {}) =>
  async () => ({ target: (await serving([answer(200)], pick(certificates))).url, settings, tools })

const to = (target: string) => async () => ({ target, tools })

const JSON_BODY = answer(200, '{"status":"ok","disks":[{"free":12}],"ready":true,"error":null}')

itIsAProber('http', {
  success: [
    { when: 'it answers 200', looking: at(answer(200)), detail: /^127\.0\.0\.1:\d+ answered 200$/ },
    { when: 'it answers 204', looking: at(answer(204)), detail: / answered 204$/ },
    {
      when: 'a redirect leads to 200',
      looking: at(redirectTo('/there', 301), {}, answer(200)),
      detail: / answered 200$/,
    },
    {
      when: 'a redirect is the wanted answer',
      looking: at(redirectTo('/there', 301), { redirects: '0', status: '301' }),
      detail: / answered 301$/,
    },
    {
      when: 'a status of the list comes',
      looking: at(answer(401), { status: '200-299, 401' }),
      detail: / 401$/,
    },
    {
      when: 'the text is there',
      looking: at(answer(200, 'all is well'), { contains: 'is well' }),
      detail: / 200$/,
    },
    {
      when: 'the expression matches',
      looking: at(answer(200, 'State: READY'), { matches: '/^state: (ready|idle)$/i' }),
      detail: / 200$/,
    },
    { when: 'the JSON holds the value', looking: at(JSON_BODY, { json: '$.status = ok' }), detail: / 200$/ },
    {
      when: 'a number in it is large enough',
      looking: at(JSON_BODY, { json: '$.disks[-1].free >= 12' }),
      detail: / 200$/,
    },
    {
      when: 'the JSON begins with a byte order mark, as Windows writes it',
      looking: at(answer(200, '\ufeff{"status": "ok"}'), { json: '$.status = ok' }),
      detail: / 200$/,
    },
    { when: 'something true stands there', looking: at(JSON_BODY, { json: '$["ready"]' }), detail: / 200$/ },
    {
      when: 'the header holds the text',
      looking: at(answer(200, '', { 'x-state': 'Fine today', via: 'a' }), {
        header: 'X-State: fine | Via: a',
      }),
      detail: / 200$/,
    },
    {
      when: 'as much comes as is read',
      looking: at(answer(200, `"${'x'.repeat(1024 * 1024 - 2)}"`), { json: '$' }),
      detail: / 200$/,
    },
    { when: 'more comes than is read', looking: at(hundredMegabytes), detail: / 200$/ },
  ],
  failure: [
    {
      when: 'it answers 500',
      looking: at(answer(500, 'oh no')),
      detail: / answered 500, which is not among 200-299$/,
    },
    {
      when: 'it answers 204, and only 200 will do, as for Checker (C11)',
      looking: at(answer(204), { status: '200' }),
      detail: / answered 204, which is not among 200$/,
    },
    {
      when: 'the text is missing',
      looking: at(answer(200, 'all is bad'), { contains: 'is well' }),
      detail: / answered 200, but its answer does not contain "is well"$/,
    },
    {
      when: 'the expression does not match',
      looking: at(answer(200, 'busy'), { matches: 'ready' }),
      detail: / answered 200, but its answer does not match ready$/,
    },
    {
      when: 'the JSON holds another value',
      looking: at(JSON_BODY, { json: '$.status = "bad"' }),
      detail: / but \$\.status = "bad" does not hold: "ok" stands there$/,
    },
    {
      when: 'the JSON lacks the path',
      looking: at(JSON_BODY, { json: '$.state.now != bad' }),
      detail: / but nothing stands at the path of \$\.state\.now != bad$/,
    },
    {
      when: 'it is no JSON',
      looking: at(answer(200, '<html>'), { json: '$.a' }),
      detail: / but its answer is no JSON$/,
    },
    {
      when: 'the header is missing',
      looking: at(answer(200), { header: 'X-State: fine' }),
      detail: / answered 200, but without the header X-State$/,
    },
    {
      when: 'the header is another one',
      looking: at(answer(200, '', { 'x-state': 'bad' }), { header: 'X-State: fine' }),
      detail: / but its header X-State is "bad" rather than "fine"$/,
    },
    { when: 'redirects never end', looking: at(redirectLoop()), detail: 'redirected too often' },
    {
      when: 'it redirects more often than allowed',
      looking: at(redirectTo('/a'), { redirects: '1' }, redirectTo('/b'), answer(200)),
      detail: 'redirected too often',
    },
    {
      when: 'nothing listens',
      looking: async () => ({ target: await refusingUrl(), tools }),
      detail: /^connection refused by 127\.0\.0\.1:\d+$/,
    },
    {
      when: 'the name is unknown',
      looking: to(UNRESOLVABLE_URL),
      detail: 'there is no host of the name receiver.invalid',
    },
    {
      when: 'the name has no address of the version that is asked for',
      looking: async () => ({ target: UNRESOLVABLE_URL, settings: { ip: '6' }, tools }),
      detail: 'there is no IPv6 address of the name receiver.invalid',
    },
    {
      when: 'the authority of the cafile did not sign its certificate',
      looking: async () => {
        const folder = await mkdtemp(join(tmpdir(), 'probe-ca-'))
        onTestFinished(() => rm(folder, { recursive: true }))
        await writeFile(join(folder, 'ca.pem'), certificates.ca)
        return await secure(all => all.selfSigned, { cafile: join(folder, 'ca.pem') })()
      },
      detail: /is self-signed: name it in the cafile that is given for it, which alone counts$/,
    },
    {
      when: 'it resets the connection',
      looking: at(resetBeforeHeaders),
      detail: / closed the connection before it answered$/,
    },
    {
      when: 'it breaks off in its answer',
      looking: at(resetAfterHeaders),
      detail: / answered 200, but broke off in the middle of its answer$/,
    },
    { when: 'it hangs up', looking: at(halfClose), detail: / closed the connection before it answered$/ },
    { when: 'it does not speak HTTP', looking: at(garbage), detail: / does not answer in HTTP \(\w+\)$/ },
    {
      when: 'its certificate has expired',
      looking: secure(all => all.expired),
      detail: /^the certificate of .* has expired, /,
    },
    {
      when: 'its certificate is for another name',
      looking: secure(all => all.wrongHost),
      detail: /certificate/,
    },
    {
      when: 'nobody vouches for its certificate',
      looking: secure(all => all.good),
      detail: /issuer that is not trusted/,
    },
  ],
  blind: [
    {
      when: 'no network here leads to it',
      looking: to('http://255.255.255.255/'),
      detail: /^(there is no way to 255\.255\.255\.255|no connection to 255\.255\.255\.255)/,
    },
    {
      when: 'the expression would take for ever',
      looking: at(answer(200, `${'a'.repeat(40)}!`), { matches: '^(a+)+$' }),
      detail: 'the expression in matches took longer than 200 ms; simplify it',
    },
    {
      when: 'the answer is too long for JSON',
      looking: at(hundredMegabytes, { json: '$.a' }),
      detail: /^the answer of 127\.0\.0\.1:\d+ is longer than 1 MiB, too long to be read as JSON$/,
    },
    {
      when: 'it is so long only once it is unpacked',
      looking: at(packedLong, { json: '$.a' }),
      detail: /^the answer of 127\.0\.0\.1:\d+ is longer than 1 MiB, too long to be read as JSON$/,
    },
    {
      when: 'it is longer by a few bytes only',
      looking: at(answer(200, JSON.stringify({ a: 'x'.repeat(1024 * 1024) })), { json: '$.a' }),
      detail: /^the answer of 127\.0\.0\.1:\d+ is longer than 1 MiB, too long to be read as JSON$/,
    },
    {
      when: 'the file of authorities is missing',
      looking: secure(all => all.good, { cafile: '/nowhere/ca.pem' }),
      detail: 'the certificate file /nowhere/ca.pem cannot be used (ENOENT)',
    },
    {
      when: 'the proxy refuses',
      looking: async () => {
        const proxy = await startProxy({ login: 'a:b' })
        onTestFinished(proxy.close)
        const url = new URL(`http://${proxy.host}`)
        const receiver = await serving([answer(200)])
        return { target: receiver.url, tools: client({ proxyFor: () => ({ url, name: 'the proxy' }) }) }
      },
      detail: /^the proxy refused: 407, /,
    },
  ],
  silent: at(hang),
})

describe('a look at a web server', () => {
  it.each([
    ['drips its headers', slowHeaders, /did not answer in time$/],
    ['drips its body', tricklingBody, /answered 200, but did not end its answer in time$/],
  ])('ends in time when it %s', async (_what, behaviour, detail) => {
    const { url } = await serving([behaviour])
    // What came in time differs on a busy machine, where even the head of the answer may be late.
    await expect
      .poll(() => look('http', url, { tools, timeout: 300 }))
      .toMatchObject({ answer: 'failure', detail: expect.stringMatching(detail) })
  })

  it('trusts the authorities of its own file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'probe-ca-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const cafile = join(folder, 'ca.pem')
    await writeFile(cafile, certificates.ca)
    const { url } = await serving([answer(200)], certificates.good)
    const seen = await look('http', url, { tools, settings: { cafile } })
    expect(seen).toMatchObject({ answer: 'success' })
    expect(Object.keys(seen.phases ?? {})).toEqual(['tcp', 'tls', 'answer', 'total'])
  })

  it('sends method, body, headers and user', async () => {
    const receiver = await serving([answer(200)])
    await look('http', receiver.url, {
      tools,
      settings: {
        method: 'PUT',
        body: '{"a":1}',
        headers: 'Content-Type: application/json | X-Key: k',
        username: 'me',
        password: 'secret',
      },
    })
    expect(receiver.requests).toMatchObject([
      {
        method: 'PUT',
        body: '{"a":1}',
        headers: {
          'content-type': 'application/json',
          'x-key': 'k',
          // me:secret
          authorization: 'Basic bWU6c2VjcmV0',
        },
      },
    ])
  })

  it('takes its secrets along to the same server only', async () => {
    const other = await serving([answer(200)])
    const first = await serving([redirectTo('/here'), redirectTo(`${other.url}/there`)])
    const seen = await look('http', first.url, { tools, settings: { bearer: 't0ken' } })
    expect(seen).toMatchObject({ answer: 'success' })
    expect(first.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer t0ken',
      'Bearer t0ken',
    ])
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined])
  })

  it('warns when a success was slow', async () => {
    const { url } = await serving([
      (_request, response) => void setTimeout(() => response.end('at last'), 60),
    ])
    const seen = await look('http', url, { tools, settings: { slow: '50ms' } })
    expect(seen).toMatchObject({
      answer: 'success',
      warning: expect.stringMatching(/^it took \d+ ms, longer than 50ms$/),
    })
  })

  it('uses the version of IP that was chosen', async () => {
    const { url } = await serving([answer(200)])
    const localhost = url.replace('127.0.0.1', 'localhost')
    expect(await look('http', localhost, { tools, settings: { ip: '4' } })).toMatchObject({
      answer: 'success',
    })
    expect(await look('http', localhost, { tools, settings: { ip: '6' } })).toMatchObject({
      answer: 'failure',
    })
  })

  it('names neither path nor query nor secrets', async () => {
    const receiver = await serving([answer(500)])
    const seen = await look('http', `${receiver.url}/s3cret?s3cret`, {
      tools,
      settings: { bearer: 's3cret' },
    })
    expect(seen).toMatchObject({ answer: 'failure' })
    expect(JSON.stringify(seen)).not.toContain('s3cret')
  })
})
