/** Menu, notices, fields and error pages. */
export const frame: Readonly<Record<string, string>> = {
  Home: 'Start',
  'Remote monitoring': 'Fernüberwachung',
  Checks: 'Prüfungen',
  Channels: 'Kanäle',
  Maintenance: 'Wartung',
  'Status pages': 'Statusseiten',
  Peers: 'Nachbarn',
  System: 'System',
  Help: 'Hilfe (englisch)',
  Heartbeat: 'Heartbeat',
  'Skip to the content': 'Zum Inhalt',
  'Menu bar': 'Menüleiste',
  Menu: 'Menü',
  Pages: 'Seiten',
  'Log out': 'Abmelden',
  '<strong>Not saved yet.</strong> You are logged in again, and here is what you had typed.':
    '<strong>Noch nicht gespeichert.</strong> Die Anmeldung ist erneuert, und hier stehen die Eingaben von vorher.',
  'This page does not renew itself, and is over a minute old. <a href="">Load it again</a>':
    'Diese Seite erneuert sich nicht selbst und ist über eine Minute alt. <a href="">Neu laden</a>',
  "Times are in the appliance's zone: {zone} ({offset}).":
    'Zeiten stehen in der Zeitzone des Geräts: {zone} ({offset}).',
  'I have read this': 'Gelesen',
  '{time} heartbeat has not gone out': 'Heartbeat von {time} ist noch nicht gesendet',
  '{time} heartbeat did not go out': 'Heartbeat von {time} wurde nicht gesendet',
  '<strong>Maintenance <a href="/windows">{name}</a></strong> until {time}: {about}. Nobody is alerted of {covers}.':
    '<strong>Wartung <a href="/windows">{name}</a></strong> bis {time}: {about}. Kein Alarm für {covers}.',
  '<strong>Maintenance <a href="/windows">{name}</a></strong> until {time}. Nobody is alerted of {covers}.':
    '<strong>Wartung <a href="/windows">{name}</a></strong> bis {time}. Kein Alarm für {covers}.',
  '(kept, not shown)': '(gespeichert, nicht gezeigt)',
  optional: 'freiwillig',
  kept: 'gespeichert',
  'not set': 'nicht gesetzt',
  'Left empty, it is kept.': 'Leer gelassen, bleibt der alte Wert.',
  'Delete it': 'Löschen',
}
