#!/bin/sh
# The Debian packages that `make test-servers` needs for radosgw: nothing is done where they are.
# Swift and rclone are Python packages, of the dependency groups `servers` and `test`.
set -eu

# A subset of the servers without radosgw needs none.
case ",${SIGV4_SERVERS-radosgw}," in
  *,radosgw,*) ;;
  *) exit 0 ;;
esac

missing=
for program in radosgw radosgw-admin ceph ceph-mon ceph-osd monmaptool; do
  command -v "$program" >/dev/null || missing="$missing $program"
done
[ -n "$missing" ] || exit 0

packages='radosgw ceph-mon ceph-osd ceph-common'
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
  echo "radosgw's tests will fail:$missing missing; as root: apt-get install $packages" \
    "(or choose others: SIGV4_SERVERS=swift,rclone)" >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
# shellcheck disable=SC2086 # one word each
apt-get -qq install -y --no-install-recommends $packages
