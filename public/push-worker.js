// Shows what a Web Push channel sends; a tap opens the check's page.
self.addEventListener('push', event => {
  const { title, body, tag, url } = event.data?.json() ?? {}
  const options = { body, tag, renotify: true, icon: '/icon.svg', data: { url } }
  event.waitUntil(self.registration.showNotification(title ?? 'Heartbeat', options))
})

self.addEventListener('notificationclick', event => {
  event.notification.close()
  // The page is opened where this worker came from, by whatever name the appliance calls itself.
  const { url } = event.notification.data ?? {}
  const path = url === undefined ? '/checks' : new URL(url).pathname
  event.waitUntil(self.clients.openWindow(path))
})
