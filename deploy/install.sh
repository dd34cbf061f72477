#!/bin/sh
# Installs the heartbeat appliance from this checkout, or removes it. May be run again at any time.
set -eu

PACKAGE=intvlm8r-heartbeat
INI=/var/lib/intvlm8r/intvlm8r.ini
CHECKOUT=$(cd "$(dirname "$0")/.." && pwd)

usage() {
  cat <<END
usage: sudo deploy/install.sh [--import FILE]    build the package, install it, start the appliance
       sudo deploy/install.sh --uninstall        remove it; settings and history stay

  --import FILE   take over the heartbeat URL and frequency of that Intervalometerator INI, without a question;
                  the file stays as it is
END
}

say() { printf '\n==> %s\n' "$*"; }
fail() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 1
}

main() {
  import=
  uninstall=
  while [ $# -gt 0 ]; do
    case "$1" in
      --import)
        [ $# -ge 2 ] || fail '--import needs the path of an INI file'
        import=$2
        shift
        ;;
      --uninstall) uninstall=yes ;;
      -h | --help)
        usage
        exit
        ;;
      *)
        usage >&2
        fail "unknown argument: $1"
        ;;
    esac
    shift
  done

  [ "$(id -u)" = 0 ] || fail "this changes the system; type: sudo $0"
  command -v apt-get >/dev/null || fail 'this is for Debian and Raspberry Pi OS; elsewhere, npm start runs the appliance'
  export DEBIAN_FRONTEND=noninteractive
  if [ -n "$uninstall" ]; then
    remove
    exit
  fi
  [ -z "$import" ] || [ -r "$import" ] || fail "$import cannot be read"

  first=
  [ -e "$INI" ] || first=yes
  install_prerequisites
  build_package
  install_package
  if [ -n "$import" ]; then
    take_over "$import"
  elif [ -n "$first" ]; then
    offer_takeover
  fi
  say_the_end
}

remove() {
  if dpkg-query --show --showformat '${db:Status-Status}' "$PACKAGE" 2>/dev/null | grep -qx installed; then
    say "Removing $PACKAGE"
    apt-get remove -y "$PACKAGE"
    say 'Removed. Settings and history are still in /var/lib/intvlm8r; to erase them too, type:'
    echo "    sudo apt-get purge $PACKAGE"
  else
    say "$PACKAGE is not installed: nothing to do"
  fi
}

install_prerequisites() {
  say 'Installing what the build needs (Node.js and npm), and Redis'
  apt-get update -q
  missing=
  command -v node >/dev/null || missing="$missing nodejs"
  command -v npm >/dev/null || missing="$missing npm"
  # The package bears the time of the last commit.
  [ ! -e "$CHECKOUT/.git" ] || command -v git >/dev/null || missing="$missing git"
  command -v valkey-server >/dev/null || command -v redis-server >/dev/null || missing="$missing $(redis_package)"
  # shellcheck disable=SC2086
  [ -z "$missing" ] || apt-get install -y --no-install-recommends $missing
  node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' ||
    fail "Node.js $(node --version) is too old: it takes 20 or newer, as in Debian 13 or Raspberry Pi OS based on it"
}

redis_package() {
  if apt-cache show --no-all-versions valkey-server >/dev/null 2>&1; then echo valkey-server; else echo redis-server; fi
}

build_package() {
  say 'Building the package'
  cd "$CHECKOUT"
  as_owner npm ci --ignore-scripts --no-audit --no-fund
  deb=$(as_owner node scripts/package.mjs)
  echo "built $deb"
}

# The checkout belongs to somebody, who will not want files of root's in it.
as_owner() {
  owner=$(stat -c %U "$CHECKOUT")
  if [ "$owner" = root ]; then "$@"; else runuser -u "$owner" -- "$@"; fi
}

install_package() {
  say "Installing $PACKAGE"
  # apt reads it as a user of its own, who may not look into a home folder.
  folder=$(mktemp -d)
  chmod 755 "$folder"
  cp "$deb" "$folder/"
  apt-get install -y --reinstall --allow-downgrades "$folder/${deb##*/}"
  rm -r "$folder"
}

# The camera controller's own settings, where this Pi is an Intervalometerator too.
offer_takeover() {
  for found in /home/*/www/intvlm8r.ini; do
    [ -r "$found" ] || continue
    say "Found the settings of an Intervalometerator: $found"
    if [ -t 0 ]; then
      printf 'Take over its heartbeat URL and frequency? The file stays as it is. [y/n] '
      read -r answer || answer=
      case "$answer" in [Yy]*) take_over "$found" ;; esac
    else
      echo "To take over its heartbeat URL and frequency, type: sudo intvlm8r config import $found"
    fi
    return
  done
}

take_over() {
  say "Taking over the heartbeat URL and frequency of $1"
  intvlm8r config import "$1"
}

say_the_end() {
  port=$(sed -n 's/^[[:blank:]]*port[[:blank:]]*=[[:blank:]]*\([0-9]*\).*/\1/p' "$INI" | head -n 1)
  link=$(intvlm8r setup-link) || link='see the log'
  say 'The appliance is installed and runs'
  cat <<END
    page        http://$(hostname -I | cut -d ' ' -f 1):${port:-8080}/
    password    $link
    log         sudo intvlm8r logs
    state       sudo intvlm8r status
    settings    $INI
END
}

main "$@"
