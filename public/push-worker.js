// Shows the messages of a Web Push channel; a tap opens the check's page, its button the page that silences it.
self.addEventListener('push', event => {
  const { title, body, tag, url, silence } = event.data?.json() ?? {}
  const actions = silence === undefined ? [] : [{ action: 'silence', title: silence.label }]
  const data = { url, silence: silence?.url }
  const options = { body, tag, renotify: true, icon: '/icon.svg', actions, data }
  event.waitUntil(self.registration.showNotification(title ?? 'Heartbeat', options))
})

self.addEventListener('notificationclick', event => {
  event.notification.close()
  // The page is opened at the address that this worker came from: the appliance may know itself by another name.
  const { url, silence } = event.notification.data ?? {}
  const { pathname, search } = new URL((event.action === 'silence' ? silence : url) ?? '/checks', self.origin)
  event.waitUntil(self.clients.openWindow(pathname + search))
})
