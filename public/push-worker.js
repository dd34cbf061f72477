// Shows the messages of a Web Push channel; a tap opens the check's page, its buttons the pages that silence or acknowledge it.
self.addEventListener('push', event => {
  const { title, body, tag, url, silence, acknowledge } = event.data?.json() ?? {}
  const buttons = Object.entries({ acknowledge, silence }).filter(([, button]) => button !== undefined)
  const actions = buttons.map(([action, { label }]) => ({ action, title: label }))
  const data = { url, silence: silence?.url, acknowledge: acknowledge?.url }
  const options = { body, tag, renotify: true, icon: '/icon.svg', actions, data }
  event.waitUntil(self.registration.showNotification(title ?? 'Heartbeat', options))
})

self.addEventListener('notificationclick', event => {
  event.notification.close()
  // The page is opened at the address that this worker came from: the appliance may know itself by another name.
  const data = event.notification.data ?? {}
  const { pathname, search } = new URL(data[event.action] ?? data.url ?? '/', self.origin)
  event.waitUntil(show(pathname + search))
})

// Shows a page in the window that was used last, so that Back leads to what stood there; where none is open, in a new one.
async function show(path) {
  const [last] = await self.clients.matchAll({ type: 'window' })
  try {
    if (last && (await (await last.focus()).navigate(path))) return
  } catch {
    // The browser does not let this worker have the window.
  }
  await self.clients.openWindow(path)
}
