import express from 'express'
import supertest from 'supertest'
import { beforeEach, describe, expect, test } from 'vitest'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import { HomeTrouble } from '../../../src/domain/peers/edit'
import {
  errorHandler,
  homeRefusal,
  isBrowsing,
  Refusal,
  refusalsInJson,
  wantsPage,
  withoutFolders,
} from '../../../src/web/pages/errors'

const logged: unknown[][] = []
beforeEach(() => {
  logged.length = 0
})

/** Throws the error at `/`, by an app whose pages are their own locals as text. */
function thrown(error: unknown, { loggedIn = false, isBroken = false } = {}) {
  const app = express()
  app.engine('ejs', (_path, locals, done) => {
    const { title, current, loggedIn: isIn, message } = locals as Record<string, unknown>
    if (isBroken) done(new Error('broken view'))
    else done(null, JSON.stringify({ title, current, loggedIn: isIn, message }))
  })
  app.set('view engine', 'ejs')
  app.set('views', 'views')
  app.use((_request, response) => {
    response.locals.loggedIn = loggedIn
    throw error
  })
  const log = { info: () => {}, warn: () => {}, error: (...line: unknown[]) => void logged.push(line) }
  app.use(errorHandler({ log, now: () => 1_000_000 }))
  return supertest(app)
}
const json = (error: unknown, options?: Parameters<typeof thrown>[1]) =>
  thrown(error, options).get('/').set('Accept', 'application/json')
const page = async (error: unknown, options?: Parameters<typeof thrown>[1]) => {
  const { status, text } = await thrown(error, options).get('/').set('Accept', 'text/html')
  return { status, ...JSON.parse(text) }
}
const withStatus = (status: unknown) => Object.assign(new Error('a reason of its own'), { status })

describe('a refusal', () => {
  test('is JSON for a program, with all that it has', async () => {
    const error = new Refusal(429, 'too many', { retryAfter: 7, json: { organ: 'disk' } })
    const { status, body, headers } = await json(error)
    expect([status, body]).toEqual([429, { error: 'too many', organ: 'disk' }])
    expect([headers['retry-after'], headers['cache-control']]).toEqual(['7', 'no-store'])
    expect((await json(new Refusal(409, 'no'))).headers).not.toHaveProperty('retry-after')
    expect(logged).toEqual([])
  })

  test.each([
    [403, 'Not allowed'],
    [404, 'There is no such page'],
    [405, 'Not possible here'],
    [413, 'Too large'],
    [421, 'Unknown address'],
    [500, 'Something went wrong'],
    [503, 'Not available'],
    [409, 'This did not work'],
  ])('of the status %d is a page with the title %s', async (status, title) => {
    expect(await page(new Refusal(status, 'no'))).toEqual({
      status,
      title,
      current: '',
      loggedIn: false,
      message: 'no',
    })
  })

  test('is a page with the menu for those who are logged in', async () => {
    expect(await page(new Refusal(409, 'no'), { loggedIn: true })).toMatchObject({ loggedIn: true })
  })

  test('is text where its page cannot be made', async () => {
    const { status, text, type } = await thrown(new Refusal(409, 'no'), { isBroken: true })
      .get('/')
      .set('Accept', 'text/html')
    expect([status, text, type]).toEqual([409, 'no\n', 'text/plain'])
  })
})

describe('another error', () => {
  test.each([
    [withStatus(400), 400, 'The request could not be understood.'],
    [withStatus(413), 413, 'That is more than this appliance takes.'],
    [withStatus(499), 499, 'The request could not be understood.'],
  ])('%o of a request is told by its status alone', async (error, status, words) => {
    const answer = await json(error)
    expect([answer.status, answer.body]).toEqual([status, { error: words }])
    expect(logged).toEqual([])
  })

  test.each([[withStatus(399)], [withStatus(500)], [withStatus('400')], [new Error('a secret')], ['text']])(
    '%o is a failure of the appliance, which stands in its log',
    async error => {
      const { status, body } = await json(error)
      expect([status, body]).toEqual([
        500,
        {
          error:
            'Something went wrong here; the cause is in the log of the appliance (journalctl -u intvlm8r-web).',
        },
      ])
      expect(logged).toEqual([[error, 'a request failed']])
    },
  )

  test('of a Redis that is away names it, and is logged by its connection alone', async () => {
    const { status, body } = await json(new StoreUnavailable('Redis is away'))
    expect([status, body]).toEqual([
      503,
      {
        error: 'Redis is away, and the checks are stored there. Try again; Home shows what is wrong.',
      },
    ])
    expect(logged).toEqual([])
    const cause = Object.assign(new Error('MISCONF'), { name: 'ReplyError' })
    const full = new StoreUnavailable('Redis takes no writes', { cause })
    await json(full)
    expect(logged).toEqual([[full, 'a request failed']])
  })

  test('of the home of a check is a sentence, and no failure of this appliance', async () => {
    const away = await json(new HomeTrouble('it does not answer', true))
    expect([away.status, away.body, away.headers['retry-after']]).toEqual([
      503,
      { error: 'It does not answer.' },
      '5',
    ])
    const refused = await json(new HomeTrouble('it has faults', false), { loggedIn: true })
    expect([refused.status, refused.body]).toEqual([409, { error: 'It has faults.' }])
    expect(refused.headers).not.toHaveProperty('retry-after')
    expect((await page(new HomeTrouble('it has faults', false))).message).toBe('It has faults.')
    expect(logged).toEqual([])
  })
})

test('the home of a check refuses in its own words where no others are given', () => {
  expect(homeRefusal(new HomeTrouble('no', false))).toMatchObject({ status: 409, message: 'no', details: {} })
  expect(homeRefusal(new HomeTrouble('no', true), 'No.')).toMatchObject({
    status: 503,
    message: 'No.',
    details: { retryAfter: 5 },
  })
})

test('a door for programs answers refusals alone', async () => {
  const app = express()
  app.get('/refused', () => {
    throw new Refusal(418, 'no tea', { retryAfter: 1 })
  })
  app.get('/broken', () => {
    throw new Error('broken')
  })
  app.use(refusalsInJson)
  app.use(((_error, _request, response, _next) => {
    response.status(599).end()
  }) as express.ErrorRequestHandler)
  const refused = await supertest(app).get('/refused').set('Accept', 'text/html')
  expect([refused.status, refused.body, refused.headers['retry-after']]).toEqual([
    418,
    { error: 'no tea' },
    '1',
  ])
  expect((await supertest(app).get('/broken')).status).toBe(599)
})

test.each([
  ['text/html', 'GET', true, true],
  ['text/html,*/*;q=0.8', 'HEAD', true, true],
  ['text/html', 'POST', true, false],
  ['*/*', 'GET', true, false],
  [undefined, 'GET', true, false],
  ['application/json', 'GET', false, false],
  ['application/json, text/html', 'GET', false, true],
  ['text/html, application/json', 'GET', true, true],
  ['image/png', 'GET', false, false],
])(
  'a client that accepts %s gets a page at %s: %j; it is a browser that opens one: %j',
  async (accept, method, gets, opens) => {
    const app = express()
    app.use((request, response) => {
      response.set('X-Told', JSON.stringify([wantsPage(request), isBrowsing(request)])).end()
    })
    const asked = supertest(app)[method.toLowerCase() as 'get']('/')
    const { headers } = await (accept === undefined ? asked.unset('Accept') : asked.set('Accept', accept))
    expect(JSON.parse(headers['x-told'] ?? '')).toEqual([gets, opens])
  },
)

test.each([
  ['cannot write /var/lib/intvlm8r/intvlm8r.ini', 'cannot write intvlm8r.ini'],
  ['/etc/x.ini: EACCES, open /a/b/c d', 'x.ini: EACCES, open c d'],
  ['either/or stays', 'either/or stays'],
  ['the folder /var/lib/ is full', 'the folder lib/ is full'],
  ['/x', '/x'],
  ['nothing', 'nothing'],
])('of %j a stranger sees %j', (message, shown) => {
  expect(withoutFolders(message)).toBe(shown)
})
