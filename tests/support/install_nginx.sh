#!/bin/sh
# Debian's nginx, which `make test-verify-servers` puts in front of the protected applications:
# nothing is done where it is.
set -eu

command -v nginx >/dev/null && exit 0
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
  echo "nginx is missing; as root: apt-get install nginx-light" >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
# It must not start by itself, as the package would have it.
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod +x /usr/sbin/policy-rc.d
trap 'rm -f /usr/sbin/policy-rc.d' EXIT
apt-get -qq install -y --no-install-recommends nginx-light
