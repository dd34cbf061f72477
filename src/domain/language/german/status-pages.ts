/** The pages of maintenance windows and status pages, and the status page that others see. */
export const statusPages: Readonly<Record<string, string>> = {
  'Notes for {title}': 'Notizen für {title}',
  'Others read your notes below the outage, the newest first. <a href="{page}">The page as they see it</a>':
    'Andere lesen die Notizen unter dem Ausfall, die neueste zuerst. <a href="{page}">Die Seite, wie sie sie sehen</a>',
  'No outage in the last 14 days.': 'Kein Ausfall in den letzten 14 Tagen.',
  'down from {time}': 'ausgefallen ab {time}',
  'down since {time}': 'ausgefallen seit {time}',
  'Until {time}': 'Bis {time}',
  'When it ended is not known.': 'Wann er endete, ist nicht bekannt.',
  'From {from}; when it ended is not known': 'Ab {from}; wann er endete, ist nicht bekannt',
  'Down from {from}; when it ended is not known.':
    'Ausgefallen ab {from}; wann es endete, ist nicht bekannt.',
  'It goes on.': 'Er dauert an.',
  'Delete the note on {name}': 'Notiz zu {name} löschen',
  'Note for others': 'Notiz für andere',
  'Add the note': 'Notiz hinzufügen',
  Status: 'Status',
  Outages: 'Ausfälle',
  'Outages (RSS)': 'Ausfälle (RSS)',
  'uptime unknown': 'Verfügbarkeit unbekannt',
  'up {percent}': 'in Betrieb {percent}',
  'The watch does not look at present: how the checks are that it looks at itself is not known.':
    'Die Wache misst zurzeit nicht: Wie es um die Prüfungen steht, die sie selbst misst, ist nicht bekannt.',
  '<strong>The watch itself cannot be read.</strong> Nothing is known now; at {time} it was read last.':
    '<strong>Die Wache selbst kann nicht gelesen werden.</strong> Jetzt ist nichts bekannt; um {time} wurde sie zuletzt gelesen.',
  '<strong>The watch itself cannot be read.</strong> Nothing is known now.':
    '<strong>Die Wache selbst kann nicht gelesen werden.</strong> Jetzt ist nichts bekannt.',
  'Maintenance until {to}': 'Wartung bis {to}',
  'Maintenance from {from} to {to}': 'Wartung von {from} bis {to}',
  '{names} and {more} more': '{names} und {more} weitere',
  'The last {days} days': 'Die letzten {days} Tage',
  'not known': 'nicht bekannt',
  'There is no check here yet.': 'Hier gibt es noch keine Prüfung.',
  'The worst {shown} are shown, of {all}.': 'Gezeigt werden die schlimmsten {shown} von {all}.',
  'None in the last 14 days.': 'Keine in den letzten 14 Tagen.',
  '{name} was down': '{name} war ausgefallen',
  '{name} is down': '{name} ist ausgefallen',
  'From {from} to {to}': 'Von {from} bis {to}',
  'Since {from}': 'Seit {from}',
  'Times are {zone}. Grey is time that nobody knows. Feed: <a href="{feed}">Atom</a>, <a href="{feed}.rss">RSS</a>':
    'Zeiten in {zone}. Grau ist Zeit, von der niemand etwas weiß. Feed: <a href="{feed}">Atom</a>, <a href="{feed}.rss">RSS</a>',
  'Nothing is watched here at present': 'Hier wird zurzeit nichts überwacht',
  '{n} of {all} not known': '{n} von {all} nicht bekannt',
  '{n} of {all} down': '{n} von {all} ausgefallen',
  '{n} of {all} down; {unseen} not known': '{n} von {all} ausgefallen; {unseen} nicht bekannt',
  'No check is down; {n} of {all} late': 'Keine Prüfung ist ausgefallen; {n} von {all} überfällig',
  'The check is up': 'Die Prüfung läuft',
  'All {n} checks are up': 'Alle {n} Prüfungen laufen',
  'Down since {from}.': 'Ausgefallen seit {from}.',
  'Down from {from} to {to}.': 'Ausgefallen von {from} bis {to}.',
  'The watch cannot be read at present: nothing is known.':
    'Die Wache kann zurzeit nicht gelesen werden: Nichts ist bekannt.',
  'There is no such page.': 'Diese Seite gibt es nicht.',
  'Too many requests; wait a minute.': 'Zu viele Anfragen; eine Minute warten.',
  'A status page shows others how some checks are: their names, their status of 90 days, and their outages with your notes. It shows no addresses, no messages and no settings, and takes no log-in.':
    'Eine Statusseite zeigt anderen, wie es um einige Prüfungen steht: ihre Namen, ihren Status von 90 Tagen und ihre Ausfälle mit den Notizen dazu. Sie zeigt keine Adressen, Nachrichten und Einstellungen und braucht keine Anmeldung.',
  'Seen by': 'Zu sehen für',
  'everybody who reaches the appliance': 'alle, die das Gerät erreichen',
  'everybody who knows its address': 'alle, die ihre Adresse kennen',
  'In frames of': 'In Rahmen von',
  'no site': 'keiner Website',
  'Notes on outages': 'Notizen zu Ausfällen',
  Badge: 'Badge',
  'A new page': 'Eine neue Seite',
  'Status pages stand in the INI of the appliance; a change applies at once. <a href="/help/pictures#status-pages">What each key does</a>':
    'Statusseiten stehen in der INI des Geräts; eine Änderung gilt sofort. <a href="/help/pictures#status-pages">Was jeder Schlüssel bewirkt (englisch)</a>',
  'Lines for the INI': 'Zeilen für die INI',
  'Badges for a README or a wiki': 'Badges für eine README oder ein Wiki',
  'Saved; others see it within ten seconds.': 'Gespeichert; andere sehen es binnen zehn Sekunden.',
  'The note is empty; go back and write what others should know.':
    'Die Notiz ist leer; zurückgehen und schreiben, was andere wissen sollen.',
  'There is no such outage any more; open the page again.':
    'Diesen Ausfall gibt es nicht mehr; die Seite neu öffnen.',
  'There is no such status page in the INI.': 'Diese Statusseite gibt es in der INI nicht.',
  'All windows': 'Alle Fenster',
  'If it lasts now, the alerts that it held back go out.':
    'Falls es gerade läuft, gehen die zurückgehaltenen Meldungen hinaus.',
  'New window': 'Neues Fenster',
  "Times are in the appliance's zone, {zone} ({offset}), unless another one is named below.":
    'Zeiten stehen in der Zeitzone des Geräts, {zone} ({offset}), wenn unten keine andere genannt ist.',
  'New window of maintenance': 'Neues Wartungsfenster',
  '<strong>Not saved: the window was changed meanwhile,</strong> in another tab. <a href="{page}" target="_blank">See how it is now</a>, or save again to save your entries instead.':
    '<strong>Nicht gespeichert: Das Fenster wurde inzwischen geändert,</strong> in einem anderen Tab. <a href="{page}" target="_blank">Ansehen, wie es jetzt ist</a>, oder noch einmal speichern, um stattdessen die eigenen Eingaben zu speichern.',
  'Such as nas-update: small letters, digits, - and _.':
    'Etwa nas-update: Kleinbuchstaben, Ziffern, - und _.',
  'Make the window': 'Fenster anlegen',
  'While a window lasts its checks are watched as ever, and alert nobody. What is still down at its end is reported then.':
    'Solange ein Fenster dauert, werden seine Prüfungen wie immer überwacht und alarmieren niemanden. Was am Ende noch ausgefallen ist, wird dann gemeldet.',
  'No windows yet': 'Noch keine Fenster',
  'A window comes once, or again and again, such as every Sunday at 03:00. It is for some checks, for a tag, or for all.':
    'Ein Fenster kommt einmal oder immer wieder, etwa jeden Sonntag um 03:00. Es gilt für einige Prüfungen, für ein Schlagwort oder für alle.',
  'lasts until {time}': 'dauert bis {time}',
  'begins {time}': 'beginnt {time}',
  over: 'vorbei',
  'Saved. A window that lasts now counts at once.':
    'Gespeichert. Ein Fenster, das jetzt dauert, gilt sofort.',
  'The window is deleted. Alerts that it held back go out.':
    'Das Fenster ist gelöscht. Zurückgehaltene Meldungen gehen hinaus.',
  'No check is called "{name}".': 'Keine Prüfung heißt „{name}“.',
  'No check has the tag "{tag}".': 'Keine Prüfung hat das Schlagwort „{tag}“.',
  'There is no such window; somebody may have deleted it.':
    'Dieses Fenster gibt es nicht; vielleicht wurde es gelöscht.',
  'This window stands in the INI of the appliance and is changed there, in its [window] section.':
    'Dieses Fenster steht in der INI des Geräts und wird dort geändert, in seinem Abschnitt [window].',
  'This window is one of another member of the group, and is changed there.':
    'Dieses Fenster gehört einem anderen Mitglied der Gruppe und wird dort geändert.',
  'of {home} in the group, and changed there': 'von {home} in der Gruppe und dort zu ändern',
  'is taken by another window': 'ist von einem anderen Fenster belegt',
}
