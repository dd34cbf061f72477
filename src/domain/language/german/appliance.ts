/** The page System, certificates, help and Home. */
export const appliance: Readonly<Record<string, string>> = {
  Health: 'Zustand',
  Versions: 'Versionen',
  Units: 'Dienste',
  'Machine up for': 'Läuft seit',
  Processor: 'Prozessor',
  'Power and heat': 'Strom und Wärme',
  'since the start: {list}': 'seit dem Start: {list}',
  'all right': 'in Ordnung',
  'under-voltage': 'Unterspannung',
  'frequency capped': 'Takt begrenzt',
  throttled: 'gedrosselt',
  'soft temperature limit': 'weiche Temperaturgrenze',
  'Disk free': 'Speicherplatz frei',
  '{n} GB of {n2} GB': '{n} GB von {n2} GB',
  '{n} MB of {n2} GB': '{n} MB von {n2} GB',
  '{n} MB of {n2} MB': '{n} MB von {n2} MB',
  'Memory free': 'Arbeitsspeicher frei',
  Clock: 'Uhr',
  synchronised: 'synchron',
  'not synchronised: is there a time server?': 'nicht synchron: ist ein Zeitserver erreichbar?',
  'not known whether it is synchronised': 'nicht bekannt, ob sie synchron ist',
  Receiving: 'Empfang',
  Messages: 'Nachrichten',
  yes: 'ja',
  no: 'nein',
  Host: 'Rechner',
  Node: 'Node',
  Redis: 'Redis',
  Machine: 'Maschine',
  '(have a look)': '(bitte ansehen)',
  '(trouble)': '(Störung)',
  Language: 'Sprache',
  'Of the pages, and of the messages that go out. The help and the command line are English.':
    'Sprache der Seiten und der Meldungen, die hinausgehen. Hilfe und Kommandozeile sind englisch.',
  'Support bundle': 'Paket für die Fehlersuche',
  'One text file with these facts, the log of the last ticks, the last heartbeats and the settings. Everything that may be a secret is left out, comments and names as well.':
    'Eine Textdatei mit diesen Angaben, dem Protokoll der letzten Ticks, den letzten Heartbeats und den Einstellungen. Alles, was geheim sein kann, fehlt darin, auch Kommentare und Namen.',
  Download: 'Herunterladen',
  'Encryption (https)': 'Verschlüsselung (https)',
  'This page came by https, through a proxy that the appliance trusts.':
    'Diese Seite kam per https, über einen Proxy, dem das Gerät vertraut.',
  'The page is sent in the clear: others in your network can read what you type, your password as well.':
    'Die Seite wird unverschlüsselt übertragen: Andere im Netz können alle Eingaben mitlesen, auch das Passwort.',
  'The appliance can make a self-signed certificate. Browsers warn once, and you compare its fingerprint. Devices that check in may keep http:// in their addresses; with https:// they have to trust the certificate. The timer goes on without it. <code>sudo intvlm8r certificate make</code> does the same.':
    'Das Gerät kann ein selbstsigniertes Zertifikat erstellen. Browser warnen einmal; dann den Fingerabdruck vergleichen. Geräte, die sich melden, können http:// in ihren Adressen behalten; mit https:// müssen sie dem Zertifikat vertrauen. Der Timer kommt ohne aus. <code>sudo intvlm8r certificate make</code> bewirkt dasselbe.',
  'Switch https on': 'https einschalten',
  'The certificate that the INI names ([Web] tlscert) cannot be used; the log has the reason.':
    'Das Zertifikat, das die INI nennt ([Web] tlscert), ist nicht verwendbar; der Grund steht im Protokoll.',
  'The fingerprint (SHA-256) of the certificate:': 'Der Fingerabdruck (SHA-256) des Zertifikats:',
  'It is a certificate of your own.': 'Es ist ein eigenes Zertifikat.',
  'It is self-signed, and renewed by itself in time.':
    'Es ist selbstsigniert und wird rechtzeitig von selbst erneuert.',
  'It is valid until {time}, for {names}.': 'Es gilt bis {time}, für {names}.',
  'Open it without a warning': 'Ohne Warnung öffnen',
  'Logged in': 'Angemeldet',
  '(this one)': '(dieses hier)',
  'since {time}': 'seit {time}',
  'used {time}': 'benutzt {time}',
  'Log out {device}': '{device} abmelden',
  '{browser} on {system}': '{browser} auf {system}',
  'a Mac': 'einem Mac',
  'an unknown program': 'ein unbekanntes Programm',
  'a device of an earlier version': 'ein Gerät einer früheren Version',
  'Log out everywhere': 'Überall abmelden',
  'Second factor: {state}.': 'Zweiter Faktor: {state}.',
  'on, {n} recovery codes left': 'ein, noch {n} Wiederherstellungscodes',
  'Change the password': 'Passwort ändern',
  'Second factor': 'Zweiter Faktor',
  'For programs': 'Für Programme',
  'Programs need a key for the JSON API (<a href="/api/openapi.json">described here</a>), and Prometheus needs one for <code>/metrics</code>.':
    'Programme brauchen einen Schlüssel für die JSON-API (<a href="/api/openapi.json">hier beschrieben</a>), und Prometheus braucht einen für <code>/metrics</code>.',
  'API keys': 'API-Schlüssel',
  'The password is changed, and every other device is logged out.':
    'Das Passwort ist geändert, und alle anderen Geräte sind abgemeldet.',
  'The second factor is off, and every other device is logged out.':
    'Der zweite Faktor ist aus, und alle anderen Geräte sind abgemeldet.',
  'Choose one of the languages on the page System.': 'Bitte auf der Seite System eine der Sprachen wählen.',
  'The language could not be saved. {sentence}': 'Die Sprache konnte nicht gespeichert werden. {sentence}',
  'Trust this appliance': 'Diesem Gerät vertrauen',
  "A device that has the authority of this appliance opens the page without a warning, also after the certificate is renewed, and its browser takes messages. It vouches for this appliance's names and for addresses in private networks, and for nothing else in the world.":
    'Ein Telefon oder Rechner mit der Zertifizierungsstelle dieses Geräts öffnet die Seite ohne Warnung, auch nach Erneuerung des Zertifikats, und sein Browser nimmt Meldungen an. Sie bürgt für die Namen dieses Geräts und für Adressen in privaten Netzen, für sonst nichts auf der Welt.',
  '1. Get the file on the device': '1. Die Datei auf das Telefon oder den Rechner holen',
  'Download the authority': 'Zertifizierungsstelle herunterladen',
  'Its fingerprint (SHA-256), where the device shows one:':
    'Ihr Fingerabdruck (SHA-256), falls einer gezeigt wird:',
  'On the appliance itself <code>intvlm8r certificate authority</code> prints it. It is valid until {time}.':
    'Auf dem Gerät selbst gibt <code>intvlm8r certificate authority</code> sie aus. Sie gilt bis {time}.',
  'This page on a phone': 'Diese Seite auf einem Telefon',
  'QR code of {address}': 'QR-Code von {address}',
  '2. Install it': '2. Installieren',
  'iPhone, iPad': 'iPhone, iPad',
  'Open this page in Safari, download the file and allow it.':
    'Diese Seite in Safari öffnen, die Datei laden und das erlauben.',
  '<em>Settings</em>, <em>Profile Downloaded</em>, <em>Install</em>.':
    '<em>Einstellungen</em>, <em>Profil geladen</em>, <em>Installieren</em>.',
  '<em>Settings</em>, <em>General</em>, <em>About</em>, <em>Certificate Trust Settings</em>: switch it on.':
    '<em>Einstellungen</em>, <em>Allgemein</em>, <em>Info</em>, <em>Zertifikatsvertrauenseinstellungen</em>: einschalten.',
  'For messages: <em>Share</em>, <em>Add to Home Screen</em>, and open the page from there.':
    'Für Meldungen: <em>Teilen</em>, <em>Zum Home-Bildschirm</em>, und die Seite von dort öffnen.',
  Android: 'Android',
  'Download the file.': 'Die Datei herunterladen.',
  '<em>Settings</em>, search for <em>CA certificate</em> (below <em>Security</em>, <em>Encryption &amp; credentials</em>, <em>Install a certificate</em>), <em>Install anyway</em>, and choose the file.':
    '<em>Einstellungen</em>, nach <em>CA-Zertifikat</em> suchen (unter <em>Sicherheit</em>, <em>Verschlüsselung &amp; Anmeldedaten</em>, <em>Ein Zertifikat installieren</em>), <em>Trotzdem installieren</em>, und die Datei wählen.',
  Windows: 'Windows',
  'Open the file, <em>Install Certificate</em>, <em>Current User</em>.':
    'Die Datei öffnen, <em>Zertifikat installieren</em>, <em>Aktueller Benutzer</em>.',
  '<em>Place all certificates in the following store</em>: <em>Trusted Root Certification Authorities</em>.':
    '<em>Alle Zertifikate in folgendem Speicher speichern</em>: <em>Vertrauenswürdige Stammzertifizierungsstellen</em>.',
  Mac: 'Mac',
  'Open the file: it goes into the <em>login</em> keychain.':
    'Die Datei öffnen: sie kommt in den Schlüsselbund <em>Anmeldung</em>.',
  'Open it there, <em>Trust</em>, <em>Always Trust</em>.':
    'Dort öffnen, <em>Vertrauen</em>, <em>Immer vertrauen</em>.',
  'Firefox, and Chrome on Linux': 'Firefox, und Chrome unter Linux',
  "In the browser's settings search for <em>certificates</em>, then <em>Authorities</em>, <em>Import</em>, and trust it for websites.":
    'In den Einstellungen des Browsers nach <em>Zertifikate</em> suchen, dann <em>Zertifizierungsstellen</em>, <em>Importieren</em>, und ihr für Websites vertrauen.',
  Programs: 'Programme',
  '3. Open the page again': '3. Die Seite noch einmal öffnen',
  'Close the browser and open it again. Where the page comes without a warning, <a href="/channels">Channels</a> has <em>Messages on this device</em>.':
    'Den Browser schließen und wieder öffnen. Kommt die Seite ohne Warnung, gibt es unter <a href="/channels">Kanäle</a> <em>Meldungen auf diesem Telefon oder Rechner</em>.',
  'Where that is not possible, messages by <a href="/channels/new?kind=ntfy">ntfy</a> need no certificate.':
    'Wo das nicht möglich ist: Meldungen über <a href="/channels/new?kind=ntfy">ntfy</a> brauchen kein Zertifikat.',
  'The certificate of this page is one of your own. A device that warns of it needs the certificate of its issuer.':
    'Das Zertifikat dieser Seite ist ein eigenes. Warnt ein Browser davor, braucht er das Zertifikat des Ausstellers.',
  'The page is not encrypted by this appliance yet, so there is nothing to trust. <em>Switch https on</em> below <a href="/system">System</a> makes a certificate and the authority for it.':
    'Die Seite ist von diesem Gerät noch nicht verschlüsselt, also gibt es nichts zu vertrauen. <em>https einschalten</em> unter <a href="/system">System</a> erstellt ein Zertifikat und die Zertifizierungsstelle dazu.',
  'The certificate of this page vouches for itself, as earlier releases made it, and phones do not take such a one. With an authority of the appliance they do.':
    'Das Zertifikat dieser Seite bürgt für sich selbst, wie frühere Versionen es erstellten, und Telefone nehmen ein solches nicht an. Mit einer Zertifizierungsstelle des Geräts tun sie es.',
  'Make the authority': 'Zertifizierungsstelle erstellen',
  'The page gets a new certificate: browsers warn once more, and show another fingerprint. <code>sudo intvlm8r certificate renew</code> does the same.':
    'Die Seite bekommt ein neues Zertifikat: Browser warnen noch einmal und zeigen einen anderen Fingerabdruck. <code>sudo intvlm8r certificate renew</code> bewirkt dasselbe.',
  'On this page': 'Auf dieser Seite',
  'Search in the help': 'In der Hilfe suchen',
  'Nothing was found': 'Nichts gefunden',
  'No section has all of these words. Fewer words, or the beginnings of words, find more.':
    'Kein Abschnitt enthält alle diese Wörter. Weniger Wörter oder Wortanfänge finden mehr. Die Hilfe ist englisch.',
  'All of the help': 'Die ganze Hilfe',
  'The same text is on the appliance as manual pages: <code>man intvlm8r</code>, <code>man intvlm8r.ini</code>, <code>man intvlm8r-probes</code> and so on.':
    'Derselbe Text steht auf dem Gerät als Handbuchseiten: <code>man intvlm8r</code>, <code>man intvlm8r.ini</code>, <code>man intvlm8r-probes</code> und so weiter.',
  'One place': 'Eine Stelle',
  '{n} places': '{n} Stellen',
  'First steps': 'Erste Schritte',
  'What checks in': 'Was sich meldet',
  'What the appliance looks at': 'Was das Gerät selbst misst',
  'Whom it tells': 'Wem es Bescheid gibt',
  'From other programs': 'Von anderen Programmen',
  'Everything else': 'Alles andere',
  'Heartbeating is Off, and <strong>{part}</strong> is in trouble: {detail}.':
    'Heartbeats sind aus, und <strong>{part}</strong> ist gestört: {detail}.',
  'Heartbeating is Off.': 'Heartbeats sind aus.',
  'Switch it on': 'Einschalten',
  'The {heartbeat}. It stands at <strong>{part}</strong>: {detail}.':
    'Der {heartbeat}. Es steht bei <strong>{part}</strong>: {detail}.',
  'See where': 'Ansehen, wo',
  'It stops at <strong>{part}</strong>: {detail}.': 'Es endet bei <strong>{part}</strong>: {detail}.',
  'The {heartbeat}.': 'Der {heartbeat}.',
  'The last heartbeat did not arrive.': 'Der letzte Heartbeat ist nicht angekommen.',
  'See why': 'Ansehen, warum',
  'The last heartbeat was delivered, but answered with a web page: is <a href="/monitoring#form-title">its URL</a> the ping URL?':
    'Der letzte Heartbeat ist zugestellt, aber die Antwort war eine Webseite: ist <a href="/monitoring#form-title">seine URL</a> die Ping-URL?',
  'The last heartbeat arrived. Not known yet: <strong>{part}</strong>: {detail}.':
    'Der letzte Heartbeat ist angekommen. Noch nicht bekannt: <strong>{part}</strong>: {detail}.',
  'The last heartbeat arrived, but now <strong>{part}</strong> is in trouble: {detail}.':
    'Der letzte Heartbeat ist angekommen, aber jetzt ist <strong>{part}</strong> gestört: {detail}.',
  'The last heartbeat arrived, but now <strong>{part}</strong> needs attention: {detail}.':
    'Der letzte Heartbeat ist angekommen, aber jetzt bitte <strong>{part}</strong> ansehen: {detail}.',
  'The first heartbeat with these settings has not gone out yet, and <strong>{part}</strong> is in trouble: {detail}.':
    'Der erste Heartbeat mit diesen Einstellungen ist noch nicht gesendet, und <strong>{part}</strong> ist gestört: {detail}.',
  'The first heartbeat with these settings has not gone out yet, and <strong>{part}</strong> needs attention: {detail}.':
    'Der erste Heartbeat mit diesen Einstellungen ist noch nicht gesendet; bitte <strong>{part}</strong> ansehen: {detail}.',
  'The first heartbeat with these settings has not gone out yet.':
    'Der erste Heartbeat mit diesen Einstellungen ist noch nicht gesendet.',
  'Every part from the timer to the receiver works.': 'Jedes Teil vom Timer bis zum Empfänger funktioniert.',
  'Last heartbeat': 'Letzter Heartbeat',
  '{words} ({result}), {time}': '{words} ({result}), {time}',
  'none yet': 'noch nie',
  'Next heartbeat': 'Nächster Heartbeat',
  'none is due': 'keiner ist fällig',
  Receiver: 'Empfänger',
  'The watch': 'Die Wache',
  'Machine up since': 'Maschine läuft seit',
  '{n} check': '{n} Prüfung',
  '{n} checks': '{n} Prüfungen',
  'https is on': 'https ist ein',
  'From now on the page is at <a href="{address}">{address}</a>. It takes some seconds until it answers.':
    'Ab jetzt steht die Seite unter <a href="{address}">{address}</a>. Es dauert einige Sekunden, bis sie antwortet.',
  'Your browser warns once, since nobody but the appliance vouches for its certificate. Go on only if the browser shows this fingerprint (SHA-256):':
    'Der Browser warnt einmal, da nur das Gerät selbst für sein Zertifikat bürgt. Nur fortfahren, wenn der Browser diesen Fingerabdruck (SHA-256) zeigt:',
  'Copy it now. <code>sudo intvlm8r certificate show</code> prints it, too. The certificate is renewed by itself before its end on {time}; the page shows the new fingerprint weeks before.':
    'Jetzt kopieren. <code>sudo intvlm8r certificate show</code> gibt ihn ebenfalls aus. Das Zertifikat wird vor seinem Ende am {time} von selbst erneuert; die Seite zeigt den neuen Fingerabdruck Wochen vorher.',
  'Devices that check in may keep http:// in their addresses, and send them in the clear; with https:// they have to trust the authority of the appliance. <a href="{address}system/authority">How a device comes to trust it</a>':
    'Geräte, die sich melden, können http:// in ihren Adressen behalten und senden sie dann unverschlüsselt; mit https:// müssen sie der Zertifizierungsstelle des Geräts vertrauen. <a href="{address}system/authority">So vertraut ein Gerät ihr</a>',
  'The certificate of the page is not of the appliance’s making.':
    'Das Zertifikat der Seite stammt nicht vom Gerät.',
  'The appliance has no authority of its own yet; switch https on first.':
    'Das Gerät hat noch keine eigene Zertifizierungsstelle; bitte zuerst https einschalten.',
  'https was not switched on: {reason}': 'https wurde nicht eingeschaltet: {reason}',
  'mend the INI first: {reason}': 'bitte zuerst die INI berichtigen: {reason}',
  'the INI names a certificate of your own ([Web] tlscert); it stays':
    'die INI nennt ein eigenes Zertifikat ([Web] tlscert); es bleibt',
  'There is no such page; Help has all of them.': 'Diese Seite gibt es nicht; unter Hilfe stehen alle.',
  'The watch needs attention.': 'Bitte die Wache ansehen.',
  'The channels': 'Die Kanäle',
  'The checks': 'Die Prüfungen',
  'The windows of maintenance': 'Die Wartungsfenster',
  'Only {size} of its disk are free. Remove files before nothing can be written.':
    'Nur noch {size} Speicherplatz sind frei. Bitte Dateien entfernen, bevor nichts mehr geschrieben werden kann.',
  'Its clock is not synchronised, so times may be wrong: is there a time server?':
    'Die Uhr ist nicht synchron, Zeiten können also falsch sein: ist ein Zeitserver erreichbar?',
  'The firmware reports: {list}.': 'Die Firmware meldet: {list}.',
  'Its processor is too hot: {n} °C.': 'Der Prozessor ist zu heiß: {n} °C.',
  'Disk full': 'Datenträger voll',
  'Disk read-only': 'Datenträger schreibgeschützt',
  'Disk failing': 'Datenträger fällt aus',
  'heartbeats go on by themselves when there is room':
    'Heartbeats laufen von selbst weiter, sobald Platz ist',
  'less than {n} MB is free in {folder}. Remove files; {then}':
    'weniger als {n} MB sind frei in {folder}. Bitte Dateien entfernen; {then}',
  'it takes no further file in {folder} (out of inodes). Remove files; {then}':
    'er nimmt in {folder} keine Datei mehr an (keine Inodes frei). Bitte Dateien entfernen; {then}',
  'there is no room in {folder} to keep a damaged history before its repair. Remove files; {then}':
    'in {folder} ist kein Platz, um einen beschädigten Verlauf vor seiner Reparatur aufzuheben. Bitte Dateien entfernen; {then}',
  'nothing can be written to {folder}. Linux protects a faulty card in this way: dmesg names the fault. Restart, and replace the card if it returns':
    'in {folder} kann nichts geschrieben werden. So schützt Linux eine fehlerhafte Karte: dmesg nennt den Fehler. Neu starten, und die Karte ersetzen, wenn es wiederkommt',
  'what is written to {folder} does not reach the disk: the card fails. Save what is on it, and replace it':
    'was in {folder} geschrieben wird, erreicht den Datenträger nicht: die Karte fällt aus. Bitte ihren Inhalt sichern und sie ersetzen',
  '{folder} takes longer than a second for a small file: the card fails, or others keep it busy':
    '{folder} braucht für eine kleine Datei länger als eine Sekunde: die Karte fällt aus, oder andere lasten sie aus',
  'The [Web] section of the INI has faults. Until they are mended, pages are shown on the appliance itself only; its log names the faults.':
    'Der Abschnitt [Web] der INI hat Fehler. Bis sie behoben sind, werden Seiten nur auf dem Gerät selbst gezeigt; sein Protokoll nennt die Fehler.',
  'The INI asks for https, but the certificate or key (tlscert, tlskey in [Web]) cannot be used. Nothing is shown without encryption; the log of the appliance names the cause.':
    'Die INI verlangt https, aber Zertifikat oder Schlüssel (tlscert, tlskey in [Web]) sind nicht verwendbar. Ohne Verschlüsselung wird nichts gezeigt; das Protokoll des Geräts nennt den Grund.',
  'This has to be sent over https; open the page again with https:// in front.':
    'Das muss über https gesendet werden; bitte die Seite mit https:// davor neu öffnen.',
  'This was sent from a page under another address. Open the page again and repeat it. Behind a reverse proxy: let the proxy pass on the Host header, and set trustproxy = on in [Web].':
    'Das wurde von einer Seite unter einer anderen Adresse gesendet. Bitte die Seite neu öffnen und es wiederholen. Hinter einem Reverse-Proxy: den Proxy den Header Host durchreichen lassen und in [Web] trustproxy = on setzen.',
  'The appliance does not answer to the name in this address. Open it by its own name or IP address, or add the name to hostnames in the [Web] section of its INI.':
    'Unter dem Namen in dieser Adresse antwortet das Gerät nicht. Bitte mit seinem eigenen Namen oder seiner IP-Adresse öffnen, oder den Namen in den hostnames im Abschnitt [Web] seiner INI ergänzen.',
  '{what} cannot be read: {reason}.': '{what}: nicht lesbar, {reason}.',
  'Not all is known.': 'Nicht alles ist bekannt.',
  'Redis answers with an error ({message})': 'Redis antwortet mit einem Fehler ({message})',
  '{reason}, and the checks are stored there. Try again; Home shows what is wrong.':
    '{reason}, und dort sind die Prüfungen gespeichert. Bitte noch einmal versuchen; Start zeigt, was nicht stimmt.',
  'The request could not be understood.': 'Die Anfrage war nicht zu verstehen.',
  'That is more than this appliance takes.': 'Das ist mehr, als dieses Gerät annimmt.',
  'Something went wrong here; the cause is in the log of the appliance (journalctl -u intvlm8r-web).':
    'Hier ist etwas schiefgegangen; der Grund steht im Protokoll des Geräts (journalctl -u intvlm8r-web).',
  'This did not work': 'Das hat nicht geklappt',
  'Not allowed': 'Nicht erlaubt',
  'There is no such page': 'Diese Seite gibt es nicht',
  'There is no such page; the menu has all pages.': 'Diese Seite gibt es nicht; das Menü hat alle Seiten.',
  'Not possible here': 'Hier nicht möglich',
  'Too large': 'Zu groß',
  'Unknown address': 'Unbekannte Adresse',
  'Something went wrong': 'Etwas ist schiefgegangen',
  'Not available': 'Nicht verfügbar',
  'The checks of the INI stay as they were until it is mended; those without a fault follow it. Its faults:':
    'Die Prüfungen der INI bleiben, wie sie waren, bis sie berichtigt ist; die ohne Fehler folgen ihr. Ihre Fehler:',
  'The checks of the INI stay as they were until it is mended:':
    'Die Prüfungen der INI bleiben, wie sie waren, bis sie berichtigt ist:',
  'The channels of the INI stay as they were until it is mended; if the worker restarts before that, no alert goes out:':
    'Die Kanäle der INI bleiben, wie sie waren, bis sie berichtigt ist; startet der Worker vorher neu, geht kein Alarm hinaus:',
  'The mail accounts of the INI stay as they were until it is mended:':
    'Die Mailkonten der INI bleiben, wie sie waren, bis sie berichtigt ist:',
  'The windows of the INI stay as they were until it is mended:':
    'Die Wartungsfenster der INI bleiben, wie sie waren, bis sie berichtigt ist:',
  'No status page is shown until the INI is mended:':
    'Keine Statusseite wird gezeigt, bis die INI berichtigt ist:',
  'Whether data were lost': 'Ob Daten verloren gingen',
  'Whether the channels deliver': 'Ob die Kanäle zustellen',
  'The state of check-ins by 0MQ': 'Der Stand der Meldungen per 0MQ',
  'The group of watches': 'Die Gruppe der Wachen',
  'The group of watches has trouble.': 'Die Gruppe der Wachen hat eine Störung.',
  'The machine needs attention.': 'Bitte die Maschine ansehen.',
  'Times are wrong.': 'Zeiten sind falsch.',
  'There are {words}; "intvlm8r config check" lists all.':
    'Es gibt {words}; "intvlm8r config check" führt alle auf.',
  'It is renewed on {date}, and browsers warn then. Its new fingerprint (SHA-256) will be {fingerprint}':
    'Es wird am {date} erneuert, und Browser warnen dann. Sein neuer Fingerabdruck (SHA-256) wird sein: {fingerprint}',
  'It was renewed. Its new fingerprint (SHA-256) is {fingerprint}':
    'Es wurde erneuert. Sein neuer Fingerabdruck (SHA-256) ist {fingerprint}',
  'It cannot be used, as [Web] tlscert and tlskey name it. Type: intvlm8r logs':
    'Es ist nicht verwendbar, so wie [Web] tlscert und tlskey es nennen. Eingeben: intvlm8r logs',
  'It ended on {date}: browsers refuse the page or warn of it. Renew it.':
    'Es endete am {date}: Browser verweigern die Seite oder warnen davor. Bitte erneuern.',
  'It ends on {date}: renew it.': 'Es endet am {date}: bitte erneuern.',
  'It ends on {date}, and could not be renewed by itself: renew it.':
    'Es endet am {date} und ließ sich nicht von selbst erneuern: bitte erneuern.',
  'TZ={tz} is not understood: due slots and times are not those of its zone. Name one, such as TZ=Asia/Kolkata, or remove it':
    'TZ={tz} ist nicht verständlich: Zeitpunkte und Zeiten sind nicht die dieser Zone. Bitte eine nennen, etwa TZ=Asia/Kolkata, oder die Angabe entfernen',
  '{zone}, as TZ={tz} is not understood': '{zone}, da TZ={tz} nicht verständlich ist',
}
