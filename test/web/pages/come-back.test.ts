import type { Agent } from 'supertest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWeb, type TestWeb } from '../../support/web'

let web: TestWeb
let admin: Agent
beforeAll(async () => {
  web = await openWeb()
  admin = await web.admin()
})
afterAll(async () => await web.close())

test.each([
  ['/accounts/kontor', '/accounts/kontor/edit'],
  ['/accounts/a%2Fb', '/accounts/a%2Fb/edit'],
  ['/accounts/kontor/try', '/accounts'],
  ['/channels/phone', '/channels/phone/edit'],
  ['/channels/a%2Fb', '/channels/a%2Fb/edit'],
  ['/channels/phone/checks', '/channels'],
  ['/channels/phone/test', '/channels'],
  ['/checks/adopt', '/checks/waiting'],
  ['/checks/bulk', '/checks'],
  ['/checks/delete', '/checks/waiting'],
  ['/second-factor/codes', '/second-factor'],
  ['/second-factor/off', '/second-factor'],
  ['/sessions/end', '/system'],
  ['/sessions/a-name/end', '/system'],
  ['/status-pages/family/notes', '/status-pages/family'],
  ['/status-pages/a%2Fb/notes', '/status-pages/a%2Fb'],
  ['/system/tls', '/system'],
  ['/windows/night', '/windows/night/edit'],
  ['/windows/a%2Fb', '/windows/a%2Fb/edit'],
])(
  'a browser that comes back to the answer of the form %s finds %s, and nothing is done again',
  async (path, page) => {
    const { status, headers } = await admin.get(path).set('Accept', 'text/html')
    expect([status, headers.location]).toEqual([303, page])
  },
)
